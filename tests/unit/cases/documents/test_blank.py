"""Blank forms for paper: one for each stage and purpose of an area, in its own words, as a page and as a file (O-40)."""

import io
import re

import pytest
from pypdf import PdfReader

from cases.documents.blank import Paper, blank, papers
from core.errors import NotVisible
from tests.unit.cases.documents.reading import as_person, text_of_pdf, words_of
from tests.unit.cases.test_raise_pages import answers
from tests.unit.cases.world import AREAS, START, World, a_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("area", AREAS)
def test_each_area_has_a_form_for_each_stage_and_purpose(area: str) -> None:
    world = a_world(area)
    found = papers(world.policy)
    kinds = [paper for paper, _, _ in found]
    assert (Paper.MONITORING in kinds) is any(stage.form for stage in world.policy.stages)
    assert kinds.count(Paper.STAGE) == len([stage for stage in world.policy.stages if stage.last is None])
    for paper, title, stage in found:
        document = blank(world.version, paper, stage=stage.key if stage else "", by=world.stranger, at=START)
        words = words_of(document)
        assert document.title == title
        assert world.policy.metadata.title in words
        assert all(section.rows or section.tables for section in document.sections)


def test_the_opening_form_asks_what_the_pages_ask_with_the_areas_own_choices() -> None:
    world = a_world("birmingham")
    words = words_of(blank(world.version, Paper.OPENING, by=world.stranger, at=START))
    for reason in world.policy.reasons:
        assert reason.label.rstrip(".;") in words
    for contact in world.policy.immediate_risk.contacts:
        assert contact.name in words
    assert world.policy.thresholds is not None
    for level in world.policy.thresholds.levels:
        assert level in words


def test_the_form_of_a_stage_asks_what_is_owed_there() -> None:
    """BRIS-25 has a paper form as well; FLOW-7: the first stage asks for an acknowledgement and a plan in 48 hours."""
    world = a_world("flowchart")
    first = world.policy.stages[0]
    words = words_of(blank(world.version, Paper.STAGE, stage=first.key, by=world.stranger, at=START))
    assert "The acknowledgement" in words
    assert "The plan, if one was agreed" in words
    assert "48 hours" in words
    with pytest.raises(NotVisible):
        blank(world.version, Paper.STAGE, stage="nowhere", by=world.stranger, at=START)
    with pytest.raises(NotVisible):
        blank(world.version, Paper.MONITORING, by=world.stranger, at=START)


def test_the_form_of_a_stage_says_in_which_cases_a_limit_holds() -> None:
    world = a_world("eastvale")
    words = words_of(blank(world.version, Paper.STAGE, stage="talk", by=world.stranger, at=START))
    assert "Respond (standard cases): The side that received it\n1 working week" in words
    assert "Respond (urgent cases): The side that received it\n4 hours" in words


def test_they_are_offered_and_open_as_page_and_as_file() -> None:
    world = a_world("bristol")
    client = as_person(world.raising.practitioner)
    listed = client.get("/paper/").content.decode()
    paths = [path.replace("&amp;", "&") for path in re.findall(r'href="(/paper/\d[^"]+)"', listed)]
    assert len(paths) == 2 * len(papers(world.policy))
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        if "/pdf/" in path:
            assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "A blank form, printed by" in text_of_pdf(client.get(paths[1]).content)
    for path in (
        "/paper/999999/opening/",
        f"/paper/{world.version.pk}/nothing/",
        f"/paper/{world.version.pk}/stage/pdf/",
    ):
        assert client.get(path).status_code == 404


def test_every_question_of_the_opening_form_is_one_of_the_pages() -> None:
    """Nothing is asked on paper that could not be entered: the headings of the statement are those of the forms."""
    world: World = a_world("bristol")
    words = words_of(blank(world.version, Paper.OPENING, by=world.stranger, at=START))
    assert set(answers(world)) >= {"decision", "areas", "wanted", "tried", "protect"}
    for heading in (
        "What is disagreed with, and why",
        "What is disputed",
        "What should happen",
        "What was tried before",
    ):
        assert heading in words
