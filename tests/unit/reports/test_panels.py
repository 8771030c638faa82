"""The brief report of each panel, mediation and meeting: codes and dates alone, for the board's office and chair, year by year."""

import csv
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import User
from cases.actions.stating import Action
from cases.models import Case, Entry, Exclusion, FollowUpKind, Holding, OutcomeCode, Subject
from cases.verbs import Verb
from policies.vocabulary import LearningKind
from reports.panels import Panel, decision, panel_document, panel_of
from reports.readers.figures import areas_read_by
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db
NOW = at("2027-01-20 10:00")
DECIDED = at("2027-01-11 14:00")


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world("brent")


def decided(world: World, **words: Any) -> Case:
    """A case that a panel has decided, with an action and something learned."""
    case = world.climb_to_last(world.raised(), at=START)
    world.do(case, Verb.APPOINT, by=world.chair, at=DECIDED - 5 * DAY, sits_at=DECIDED - HOUR)
    action = Action(
        what="Visit Ann at home", party=case.parties.get(side="receiving"), due_on=(DECIDED + 9 * DAY).date()
    )
    said = {"decision": "Ann Jones is to be seen.", "outcome": OutcomeCode.UPHELD, "actions": [action], **words}
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=DECIDED, **said)
    world.do(
        case,
        Verb.RECORD_LEARNING,
        by=case.raised_by,
        at=DECIDED + HOUR,
        of=LearningKind.GAP,
        learning="Say who visits.",
    )
    return case_now(case)


def entry_of(case: Case) -> Entry:
    return case.entries.get(kind=Verb.RECORD_DECISION.value)


def report_of(world: World, case: Case) -> Panel:
    found = decision(entry_of(case).pk, areas_read_by(world.office), by=world.office)
    assert found is not None
    return panel_of(found)


def page(client: Client, person: User, path: str) -> Any:
    client.force_login(person)
    return client.get(path)


class TestTheReport:
    def test_says_who_sat_what_it_was_about_and_what_became_of_it(self, client: Client, world: World) -> None:
        case = decided(world)
        said = page(client, world.office, f"/panels/{entry_of(case).pk}/").content.decode()
        assert "Monday 11 January 2027, 1pm" in said
        for seat in case.passages.last().sittings.get().seats.all():
            assert seat.agency.name in said
        assert world.policy.reasons[0].label.rstrip(".;") in said
        assert "The decision was changed as asked" in said
        assert "Binding" in said
        assert "Wednesday 20 January 2027" in said
        assert "Not done yet" in said
        assert "Say who visits." in said
        assert "Nothing recorded yet" in said

    def test_names_nobody_and_no_case(self, world: World) -> None:
        case = decided(world)
        document = str(panel_document(report_of(world, case), by=world.office, at=NOW))
        names = {person.name for person in User.objects.all()} - {world.office.name}
        assert not [
            name for name in names if f"{name}'" in document or f"{name}." in document or f"{name}," in document
        ]
        content = entry_of(case).content.body
        for word in (
            str(case.reference),
            "Ann",
            content["reasons"],
            *Subject.objects.values_list("initials", flat=True),
        ):
            assert word not in document

    def test_an_action_that_was_done_counts(self, client: Client, world: World) -> None:
        case = decided(world)
        assert "0 of 1" in page(client, world.office, "/panels/").content.decode()
        found = case.follow_ups.get(kind=FollowUpKind.ACTION)
        holder = Holding.objects.filter(passage__case=case, party=found.party).latest("passage__number").person
        world.do(case, Verb.FOLLOW_UP, by=holder, at=DECIDED + 2 * DAY, number=found.number)
        assert "1 of 1" in page(client, world.office, "/panels/").content.decode()

    def test_an_action_of_every_side_is_done_once_all_have_done_it(self, world: World) -> None:
        case = decided(world, actions=[Action("Meet", None, DECIDED.date())])
        (first, second) = case.follow_ups.filter(kind=FollowUpKind.ACTION)
        for done, state in ((first, "Not done yet"), (second, "Done")):
            holder = Holding.objects.filter(passage__case=case, party=done.party).latest("passage__number").person
            world.do(case, Verb.FOLLOW_UP, by=holder, at=DECIDED + 2 * DAY, number=done.number)
            assert report_of(world, case).actions == (("1", "Every side", "Monday 11 January 2027", state),)

    def test_a_correction_by_the_chair_holds(self) -> None:
        world = a_world("buckinghamshire")
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=DECIDED, outcome=OutcomeCode.UPHELD)
        before = report_of(world, case)
        assert (before.outcome, before.corrected) == ("The decision was changed as asked", False)
        said = {"is_so": False, "wrong": "All of it", "decision": "It stands.", "outcome": OutcomeCode.NOT_UPHELD}
        world.do(case, Verb.CONFIRM_DECISION, by=world.chair, at=DECIDED + HOUR, **said)
        after = report_of(world, case)
        assert (after.outcome, after.corrected) == ("The decision stands", True)

    def test_is_printed(self, client: Client, world: World) -> None:
        case = decided(world)
        for path in (f"/panels/{entry_of(case).pk}/pdf/", "/panels/pdf/"):
            answered = page(client, world.chair, path)
            assert answered.content.startswith(b"%PDF")
            assert answered["Cache-Control"] == "no-store"


class TestTheList:
    def test_is_of_a_reporting_year(self, client: Client, world: World) -> None:  # BRENT-15
        case = decided(world)
        assert f"/panels/{entry_of(case).pk}/" in page(client, world.office, "/panels/").content.decode()
        assert f"/panels/{entry_of(case).pk}/" in page(client, world.office, "/panels/?year=2026").content.decode()
        said = page(client, world.office, "/panels/?year=2025").content.decode()
        assert "No last stage has decided anything in this year." in said
        wrong = page(client, world.office, "/panels/?year=1066").content.decode()
        assert "There is a problem" in wrong
        assert 'href="/panels/"' in page(client, world.chair, "/reports/").content.decode()

    def test_can_be_downloaded(self, client: Client, world: World) -> None:
        case = decided(world)
        taken = page(client, world.office, "/panels/?file=csv")
        (row,) = csv.DictReader(StringIO(b"".join(taken.streaming_content).decode("utf-8-sig")))
        assert (row["How"], row["What became of the disagreement"]) == (
            "Resolution panel",
            "The decision was changed as asked",
        )
        assert (row["Actions"], row["Actions done"], row["Case"]) == ("1", "0", case.reference)

    def test_only_the_office_and_the_chair_see_it(self, client: Client, world: World) -> None:
        case = decided(world)
        pk = entry_of(case).pk
        for person in (world.raising.practitioner, world.stranger):
            for path in ("", "pdf/", f"{pk}/", f"{pk}/pdf/"):
                assert page(client, person, f"/panels/{path}").status_code == HTTPStatus.FORBIDDEN
        elsewhere = a_world("bristol").office
        assert page(client, elsewhere, f"/panels/{pk}/").status_code == HTTPStatus.NOT_FOUND
        assert f"/panels/{pk}/" not in page(client, elsewhere, "/panels/").content.decode()
        Exclusion.objects.create(case=case, person=world.office, since=NOW)
        assert page(client, world.office, f"/panels/{pk}/").status_code == HTTPStatus.NOT_FOUND
        assert "0 decisions" in page(client, world.office, "/panels/").content.decode()

    def test_its_queries_do_not_grow(self, client: Client, world: World) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert page(client, world.office, "/panels/").status_code == HTTPStatus.OK
            return len(captured)

        decided(world)
        queries()
        few = queries()
        for _ in range(2):
            decided(world)
        assert queries() <= few
