"""A disagreement that was raised on paper and is entered later: both times stand on record, and its limits count from the entry."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from cases.models import Case, Draft
from cases.verbs import Verb
from core.words import moment
from tests.unit.cases.test_raise_pages import answers, text_of
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at

pytestmark = pytest.mark.django_db
ON_PAPER = START - timedelta(days=1, hours=2)


def when(moment_typed: str = "7:30am", day: str = "yesterday") -> dict[str, str]:
    return {"paper_at-which": day, "paper_at-time": moment_typed, "paper_how": "Handed over at the school."}


def entering(world: World) -> tuple[Client, str]:
    """A browser in which a paper form is being entered, with the draft's key."""
    client = Client()
    client.force_login(world.raising.practitioner)
    assert "filled in on paper" in text_of(client.get("/raise/?paper=yes"))
    client.post("/raise/", {"paper": "yes"})
    return client, str(Draft.objects.get().key)


def entered(world: World, **changed: str) -> tuple[Client, str, Any]:
    """All pages answered but the last word; returns also the page that answered the time of the paper."""
    client, key = entering(world)
    page: Any = None
    for step, said in answers(world).items():
        client.post(f"/raise/{key}/{step}/", said)
        if step == "risk":
            page = client.post(f"/raise/{key}/paper/", when() | changed)
    return client, key, page


@time_machine.travel(START, tick=False)
def test_both_times_stand_on_record_and_the_limits_count_from_the_entry() -> None:
    world = a_world("bristol")
    client, key, _ = entered(world)
    check = text_of(client.get(f"/raise/{key}/check/"))
    assert "Handed over at the school." in check
    client.post(f"/raise/{key}/check/")
    case = Case.objects.get()
    entry = case.entries.get(kind=Verb.RAISE)
    assert (entry.occurred_at, entry.recorded_at) == (ON_PAPER, START)
    assert case.raised_at == START
    assert {clock.started_at for clock in case.clocks.all()} == {START}
    page = text_of(client.get(f"/cases/{case.reference}/"))
    assert "raised on paper and entered later" in page
    assert f"{moment(ON_PAPER)} , recorded {moment(START)}" in page
    record = text_of(client.get(f"/cases/{case.reference}/documents/opening/"))
    assert f"{moment(ON_PAPER)} (recorded {moment(START)})" in record
    assert "Handed over at the school." in record


@time_machine.travel(START, tick=False)
def test_the_time_of_the_paper_is_asked_only_where_there_is_one() -> None:
    world = a_world("bristol")
    client, key = entering(world)
    assert "When was it raised on paper?" in text_of(client.get(f"/raise/{key}/paper/"))
    assert "Enter" not in re.sub(r"Enter the|Enter a", "", text_of(client.get(f"/raise/{key}/paper/")))
    client.post("/raise/")
    other = Draft.objects.exclude(key=key).get()
    assert client.get(f"/raise/{other.key}/paper/").status_code == 404


@time_machine.travel(START, tick=False)
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"paper_at-which": "today", "paper_at-time": "11pm"}, "must be in the past"),
        ({"paper_at-time": ""}, "must include a time"),
        ({"paper_how": ""}, "Enter how it reached the other agency, or that it has not yet"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(changed: dict[str, str], says: str) -> None:
    _, _, page = entered(a_world("bristol"), **changed)
    assert page.status_code == 422
    assert says in text_of(page)


@time_machine.travel(START, tick=False)
def test_a_program_enters_it_as_well() -> None:
    world = a_world("bristol")
    client = APIClient()
    client.force_authenticate(world.raising.practitioner)
    body = {
        "immediate_risk": False,
        "agency": world.receiving.agency.pk,
        "person": world.receiving.practitioner.pk,
        "children": [{"reference": "H-1"}],
        "reasons": [world.policy.reasons[0].key],
        "kind_of_act": "A decision",
        "decided_on": "2026-11-20",
        "what_is_disputed": "It was closed.",
        "disputed_areas": "The threshold.",
        "relevance_to_risk": "Nobody sees her.",
        "wanted": "A visit.",
        "method": "telephone",
        "tried_before": "Two calls.",
        "involved": False,
        "paper_at": ON_PAPER.isoformat(),
        "paper_how": "By post.",
    }
    answer = client.post("/api/v1/cases/", body, format="json")
    assert answer.status_code == 201, answer.json()
    assert Case.objects.get().entries.get(kind=Verb.RAISE).occurred_at == ON_PAPER
    refused = client.post("/api/v1/cases/", body | {"paper_at": (START + HOUR).isoformat()}, format="json")
    assert refused.status_code == 422
    assert list(refused.json()["fields"]) == ["paper_at"]
    assert at("2026-11-23 07:30") == ON_PAPER
    assert START - DAY > ON_PAPER


def test_a_draft_keeps_the_day_that_was_chosen_when_it_is_sent_on_another() -> None:
    """“Yesterday” is the day before it was typed, and not the day before it is sent."""
    world = a_world("bristol")
    with time_machine.travel(START, tick=False):
        client, key, _ = entered(world)
    with time_machine.travel(START + 2 * DAY, tick=False):
        client.force_login(world.raising.practitioner)
        page = client.get(f"/raise/{key}/paper/").content.decode()
        assert f'value="{ON_PAPER.day}"' in page
        assert moment(ON_PAPER) in text_of(client.get(f"/raise/{key}/check/"))
        client.post(f"/raise/{key}/check/")
    assert Case.objects.get().entries.get(kind=Verb.RAISE).occurred_at == ON_PAPER
