"""The desk of the board's side: what is on it, for whom, and that of a case it says no more than its outline does."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import User
from agencies.roles import MembershipRole
from cases.models import Case, CaseView, Exclusion, Holding, Obligation, SeatRole
from cases.presenters.desk import SECTIONS
from cases.verbs import Verb
from notifications.models import Delivery, State
from policies.vocabulary import LastStageKind
from tests.unit.cases.test_sitting import seat
from tests.unit.cases.world import DAY, World, a_house, a_world, case_now, on_the_board, published, what_is_said

pytestmark = pytest.mark.django_db
OFFICE_ONLY = {section.empty for section in SECTIONS if section.of_the_office and section.key != "procedures"}


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    """Raised this minute, at its first stage."""
    return world.raised(at=timezone.now())


def read(person: User, path: str = "/desk/", status: int = 200) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == status
    return words(answer.content.decode())


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def part(person: User, title: str) -> str:
    """What the desk says in one of its parts, from its heading to the next; "" where that is empty."""
    client = Client()
    client.force_login(person)
    html = client.get("/desk/").content.decode()
    sections = re.findall(r"<section.*?</section>", html, re.DOTALL)
    return words(next((section for section in sections if f">{title} (" in section), ""))


def at_the_end(world: World, days: int = 1) -> Case:
    began = timezone.now() - days * DAY
    return world.climb_to_last(world.raised(at=began), at=began, every=timedelta(hours=1))


class TestWhoHasOne:
    def test_the_office_and_the_chair_have_it_in_their_navigation_and_nobody_else_reaches_it(
        self, world: World, case: Case
    ) -> None:
        for person in (world.office, world.chair):
            assert "the desk" in read(person, "/")
            assert "Home Desk Cases" in read(person, "/")
            read(person)
        for person in (case.raised_by, world.receiver_holder(case)):
            assert "Desk" not in read(person, "/")
            read(person, status=403)
            read(person, "/desk/overdue/", status=403)

    def test_the_chair_has_not_what_is_the_offices_alone(self, world: World) -> None:
        theirs, offices = read(world.chair), read(world.office)
        assert OFFICE_ONLY
        assert not [title for title in OFFICE_ONLY if title in theirs]
        assert not [title for title in OFFICE_ONLY if title not in offices]
        read(world.chair, "/desk/gaps/", status=404)
        read(world.office, "/desk/no-such-part/", status=404)

    def test_an_empty_part_says_so_in_words(self, world: World) -> None:
        said = read(world.office)
        assert [s.title for s in SECTIONS if s.key != "procedures" and s.empty not in said] == []

    def test_nothing_of_another_area_nor_of_a_case_from_which_one_is_kept_out(self, world: World) -> None:
        case = at_the_end(world)
        elsewhere = on_the_board(published("brent").area, MembershipRole.BOARD_OFFICE)
        assert case.reference in read(world.office)
        assert case.reference not in read(elsewhere)
        Exclusion.objects.create(case=case, person=world.office, since=timezone.now())
        assert case.reference not in read(world.office)


class TestWhatItSays:
    def test_of_a_case_that_the_board_does_not_read_no_content(self, world: World, case: Case) -> None:
        Holding.objects.filter(passage=world.passage(case), party__side="receiving").update(person=None)
        said = read(world.office)
        assert case.reference in said
        kept = [
            *(value for value in what_is_said().values() if len(value) > 12),
            *(r.label for r in world.policy.reasons),
        ]
        assert not [words for words in kept if words in said]
        assert world.raising.practitioner.name not in said
        assert case.reference not in read(world.chair)

    def test_what_is_next_at_the_last_stage_and_until_when(self, world: World) -> None:
        case = at_the_end(world)
        for person in (world.office, world.chair):
            said = part(person, "At the last stage")
            assert re.search(rf"{case.reference} .* Acknowledge it .* 20\d\d, .* Due ", said)
        world.do(case, Verb.ACKNOWLEDGE, by=world.office, at=timezone.now())
        assert "Choose how it is settled" in part(world.office, "At the last stage")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=timezone.now(), kind=LastStageKind.PANEL)
        assert "Appoint who sits" in part(world.office, "At the last stage")

    def test_a_stage_at_which_the_board_is_told_until_it_was_read(self, world: World) -> None:
        began = timezone.now() - DAY
        case = world.raised(at=began)
        while case_now(case).board_involved_at is None:
            assert case.reference not in part(world.office, "The board was told")
            began += timedelta(hours=1)
            case = case_now(world.climb(case, at=began))
        assert case.policy_stage.last is None
        assert "Not read yet" in part(world.office, "The board was told")
        read(world.office, f"/cases/{case.reference}/")
        said = part(world.office, "The board was told")
        assert "Not read yet" not in said
        assert "Read" in said
        assert "Not read yet" in part(world.chair, "The board was told")

    def test_a_limit_that_has_passed_whose_and_how_long_ago(self, world: World) -> None:
        case = world.raised(at=timezone.now() - 20 * DAY)
        said = part(world.office, "Limits that have passed")
        assert world.receiving.agency.name in said
        assert re.search(r"\d+ working days? overdue", said)
        assert case.reference not in read(world.chair)

    def test_nobody_could_be_found_and_unread(self, world: World, case: Case) -> None:
        assert case.reference in part(world.office, "Unread by the receiving agency")
        CaseView.objects.create(
            case=case, person=world.receiver_holder(case), at=timezone.now(), page="timeline", seen=True
        )
        assert case.reference not in part(world.office, "Unread by the receiving agency")
        assert case.reference not in part(world.office, "Cases in which nobody could be found")
        Holding.objects.filter(passage=world.passage(case), party__side="receiving").update(person=None)
        assert case.reference in part(world.office, "Cases in which nobody could be found")

    def test_a_case_that_waits_for_nobody(self, world: World, case: Case) -> None:
        assert "In every open case somebody has something to do." in read(world.office)
        Obligation.objects.filter(passage__case=case).update(met_at=timezone.now(), met_by=case.raised_by)
        assert case.reference in part(world.office, "Cases that wait for nobody")

    def test_a_letter_that_reached_nobody(self, world: World, case: Case) -> None:
        letters = Delivery.objects.filter(message__recipient=world.receiver_holder(case))
        letters.update(state=State.FAILED, failed_at=timezone.now(), last_error="Refused")
        said = part(world.office, "Messages that could not be delivered")
        assert world.receiver_holder(case).name in said
        assert "Go to messages that could not be delivered" in said

    def test_a_date_to_set_until_it_is(self, world: World) -> None:
        case, third, now = at_the_end(world), a_house(world.version), timezone.now()
        assert "How it is settled is not chosen" in part(world.office, "Dates to set")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=now, kind=LastStageKind.MEDIATION)
        assert "Mediation" in part(world.office, "Dates to set")
        assert "not chosen" not in part(world.office, "Dates to set")
        mediator = [seat(third, SeatRole.MEDIATOR)]
        world.do(case, Verb.APPOINT, by=world.chair, at=now, members=mediator, sits_at=now + 5 * DAY)
        assert case.reference not in part(world.office, "Dates to set")

    def test_no_date_is_to_be_set_where_the_chair_decides_alone(self) -> None:
        world = a_world("buckinghamshire")
        case = at_the_end(world, days=3)
        assert case.reference in part(world.office, "At the last stage")
        assert case.reference not in part(world.office, "Dates to set")

    def test_the_report_of_a_mediator_after_the_end(self) -> None:
        world = a_world("birmingham")
        case, third, now = at_the_end(world, days=3), a_house(world.version), timezone.now()
        members = [seat(third, SeatRole.CHAIR), seat(world.raising), seat(world.receiving)]
        world.do(case, Verb.APPOINT, by=world.chair, at=now, members=members)
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=now, kind=LastStageKind.CHAIRED_MEETING)
        assert case_now(case).ended_at
        assert case.reference in part(world.office, "Reports back that are due")

    def test_a_learning_point_that_waits(self, world: World) -> None:
        case = at_the_end(world)
        world.do(case, Verb.RECORD_LEARNING, by=world.office, at=timezone.now())
        assert "(1)" in part(world.office, "Learning that waits for an answer")
        assert "Go to learning that waits" in part(world.office, "Learning that waits for an answer")


def test_more_than_a_few_stand_on_a_page_of_their_own(world: World) -> None:
    cases = [world.raised(at=timezone.now(), practitioner=world.receiving.practitioner) for _ in range(6)]
    said = part(world.office, "Unread by the receiving agency")
    assert sum(str(case.reference) in said for case in cases) == 5
    assert "See all 6" in said
    page = read(world.office, "/desk/unread/")
    assert all(str(case.reference) in page for case in cases)
    assert "Back to the desk" in page


def test_what_nobody_has_triaged_comes_first_with_its_link(world: World) -> None:
    later, case = at_the_end(world), at_the_end(world, days=2)
    world.do(later, Verb.TRIAGE, by=world.office, at=timezone.now())
    said = part(world.office, "At the last stage")
    assert said.index(str(case.reference)) < said.index(str(later.reference))
    assert re.search(rf"{case.reference} .* To triage Triage the case {case.reference}", said)
    assert re.search(rf"{later.reference} .* Accepted", said)
