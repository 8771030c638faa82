"""Who may read a document, what of the case stands in it for them, and what the log of looks says."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from agencies.roles import MembershipRole
from cases.actions.raising import Child
from cases.documents.kinds import Kind
from cases.models import Case, CaseView, EntryContent, Exclusion
from cases.verbs import Verb
from cases.words.entries import ERASED
from core import guards
from core.errors import NotVisible
from tests.unit.cases.documents.reading import as_person, document, text_of_pdf, words_of
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now, on_the_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


PATHS = ("documents/", "documents/opening/", "documents/opening/pdf/")


@pytest.mark.parametrize("path", PATHS)
def test_strangers_colleagues_and_excluded_people_find_nothing(world: World, case: Case, path: str) -> None:
    kept_out = world.receiving.practitioner
    Exclusion.objects.create(case=case, person=kept_out, since=START)
    elsewhere = on_the_board(a_world("brent").version.area, MembershipRole.BOARD_OFFICE)
    for person in (world.stranger, world.raising.colleague, kept_out, elsewhere):
        assert as_person(person).get(f"/cases/{case.reference}/{path}").status_code == 404
    assert not CaseView.objects.filter(seen=True).exclude(person=world.raising.practitioner).exists()


def test_the_boards_office_reads_none_before_it_is_involved(world: World, case: Case) -> None:
    office = as_person(world.office)
    page = office.get(f"/cases/{case.reference}/documents/")
    assert "Opening record" not in page.content.decode()
    for path in PATHS[1:]:
        refused = office.get(f"/cases/{case.reference}/{path}")
        assert refused.status_code == 403
        assert "The referral was closed" not in refused.content.decode()
    assert not CaseView.objects.filter(person=world.office, seen=True).exists()
    for step in (1, 2):
        world.climb(case, at=START + step * DAY)
    assert office.get(f"/cases/{case.reference}/documents/monitoring/").status_code == 200


def test_private_notes_stand_in_no_document(world: World, case: Case) -> None:
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    world.do(case, Verb.ADD_NOTE, by=ours, text="Only for our side.", private=True)
    world.do(case, Verb.ADD_NOTE, by=ours, at=START + 2 * HOUR, text="For both sides.")
    world.do(case, Verb.WITHDRAW, by=ours, at=START + 3 * HOUR)
    for reader in (ours, theirs, world.raising.practitioner):
        found = words_of(document(case, Kind.CLOSURE, reader))
        assert "For both sides." in found
        assert "Only for our side." not in found


def test_what_the_law_has_had_erased_is_said_to_be_erased(world: World, case: Case) -> None:
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    world.do(case, Verb.PROPOSE_PLAN, by=ours)
    world.do(case, Verb.PROPOSE_OUTCOME, by=ours, at=START + 2 * HOUR)
    world.do(case, Verb.CONFIRM_OUTCOME, by=theirs, at=START + 3 * HOUR)
    guards.remove(connection)
    EntryContent.objects.all()._raw_delete("default")
    guards.install(connection)
    for kind, child in ((Kind.OPENING, None), (Kind.CLOSURE, None), (Kind.EXTRACT, 1)):
        found = words_of(document(case, kind, world.raising.practitioner, child=child))
        assert ERASED in found
        for gone in ("The referral was closed", "We agreed on a joint visit"):
            assert gone not in found
    client = as_person(world.raising.practitioner)
    for section in ("", "statement/", "agreement/", "print/"):
        page = client.get(f"/cases/{case.reference}/{section}")
        assert page.status_code == 200
        assert ERASED in page.content.decode()


def test_each_look_is_logged_with_its_page(world: World, case: Case) -> None:
    reader = world.raising.practitioner
    with time_machine.travel(START + HOUR, tick=False):
        client = as_person(reader)
        for path in PATHS:
            assert client.get(f"/cases/{case.reference}/{path}").status_code == 200
        assert client.get(f"/cases/{case.reference}/documents/closure/").status_code == 404
        assert client.get(f"/cases/{case.reference}/documents/nothing/pdf/").status_code == 404
    looks = list(CaseView.objects.filter(person=reader).order_by("pk").values_list("page", "seen"))
    assert looks == [
        ("documents", True),
        ("document-opening", True),
        ("pdf-opening", True),
        ("document-closure", False),
        ("pdf-nothing", False),
    ]


def test_every_page_says_which_record_it_copies_who_printed_it_and_when(world: World, case: Case) -> None:
    reader = world.raising.practitioner
    with time_machine.travel(START + timedelta(hours=26), tick=False):
        page = as_person(reader).get(f"/cases/{case.reference}/documents/opening/").content.decode()
        file = as_person(reader).get(f"/cases/{case.reference}/documents/opening/pdf/")
    said = [
        f"{case.reference}. {world.policy.metadata.title}, version {world.version.name}.",
        "A copy of the record up to entry 2.",
        f"Printed by {reader.name}, Wednesday 25 November 2026, 11:30am.",
    ]
    text = text_of_pdf(file.content)
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'attachment; filename="{case.reference}-opening.pdf"'
    for sentence in said:
        assert sentence in page
        assert sentence in text


def test_an_extract_tells_one_childs_file_nothing_of_another(world: World) -> None:
    children = (Child("H-1", "AB"), Child("H-2", "CD"))
    case = world.raised(children=children)
    world.do(case, Verb.WITHDRAW, by=world.raising.practitioner, at=START + DAY)
    client = as_person(world.raising.practitioner)
    page = client.get(f"/cases/{case.reference}/documents/extract/?child=2").content.decode()
    assert "H-2" in page
    assert "H-1" not in page
    assert "?child=2" in page
    for wrong in ("", "?child=3", "?child=x"):
        assert client.get(f"/cases/{case.reference}/documents/extract/{wrong}").status_code == 404
    with pytest.raises(NotVisible):
        document(case_now(case), Kind.EXTRACT, world.raising.practitioner)
