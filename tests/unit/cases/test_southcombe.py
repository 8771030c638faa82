"""Cases in Southcombe, which does not exist: dissent is recorded, somebody is told, and nothing climbs."""

import pytest
from django.test import Client

from agencies.models import User
from cases.forms.acting import FORMS
from cases.models import Case, Ending, FollowUpKind, PassageEnd, SeatRole, State
from cases.rules.refusals import allowed_verbs, refusal
from cases.rules.who_may_sit import Member
from cases.situations import situation
from cases.verbs import Verb
from core.errors import WrongMoment
from notifications.models import Message
from policies.vocabulary import Duty
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("southcombe")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised(protective_at=None)


def page(case: Case, person: User, path: str = "") -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/cases/{case.reference}/{path}").content.decode()


def recorded(world: World, case: Case) -> Case:
    world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=START + HOUR)
    return case_now(world.do(case, Verb.INFORM_CHAIR, by=world.office, at=START + DAY))


class TestDissentIsOnlyRecorded:
    def test_it_ends_as_recorded_once_the_chair_has_been_told(self, world: World, case: Case) -> None:
        ended = recorded(world, case)
        assert (ended.state, ended.ending) == (State.RECORDED, Ending.RECORDED)
        assert ended.passages.get().end == PassageEnd.RECORDED
        assert not ended.clocks.filter(stopped_at=None, follow_up=None).exists()

    def test_nothing_climbs_and_nothing_is_decided(self, world: World, case: Case) -> None:
        assert case_now(case).stage == "dissent"
        for person in (case.raised_by, world.receiver_holder(case), world.office, world.chair):
            able = allowed_verbs(situation(case, by=person, at=START + HOUR))
            assert not set(able) & {Verb.ESCALATE, Verb.CHOOSE_WAY, Verb.APPOINT, Verb.HAND_IN_PAPER}
            assert not set(able) & {Verb.RECORD_REPRESENTATIONS, Verb.RECORD_DECISION}
        refused = refusal(case, Verb.RECORD_DECISION, by=world.chair, at=START + HOUR)
        assert isinstance(refused, WrongMoment)
        assert "Nothing is decided here" in str(refused)

    def test_the_form_says_that_the_case_ends_with_it(self, world: World, case: Case) -> None:
        form = FORMS[Verb.INFORM_CHAIR](situation=situation(case, by=world.office, at=START + HOUR))
        assert form.says.startswith("The case ends with this (Dissent is recorded)")

    def test_what_was_not_done_by_then_stays_on_record_as_not_done(self, world: World, case: Case) -> None:
        ended = case_now(world.do(case, Verb.INFORM_CHAIR, by=world.office, at=START + DAY))
        assert ended.state == State.RECORDED
        assert ended.passages.get().obligations.get(duty=Duty.ACKNOWLEDGE).met_at is None

    def test_the_page_the_list_and_the_api_say_how_it_ended(self, world: World, case: Case) -> None:
        ended = recorded(world, case)
        said = page(ended, case.raised_by)
        assert "Recorded, and not taken further. Nothing was decided." in said
        client = Client()
        client.force_login(case.raised_by)
        shown = client.get(f"/api/v1/cases/{case.reference}/").json()
        assert (shown["state"], shown["ending"]) == ("recorded", "recorded")

    def test_the_closure_record_says_so(self, world: World, case: Case) -> None:
        ended = recorded(world, case)
        assert "Recorded, and not taken further" in page(ended, case.raised_by, "documents/closure/")

    def test_both_sides_have_a_copy_and_keep_it_with_their_own_records(self, world: World, case: Case) -> None:
        receiver = world.receiver_holder(case)
        ended = recorded(world, case)
        copies = Message.objects.filter(kind="copied-closed")
        assert {message.recipient for message in copies} >= {case.raised_by, receiver}
        assert ended.follow_ups.filter(kind=FollowUpKind.OWN_SYSTEM).count() == 2
        assert not ended.follow_ups.filter(kind=FollowUpKind.HELPED).exists()

    def test_it_can_be_taken_up_again(self, world: World, case: Case) -> None:
        ended = recorded(world, case)
        again = case_now(world.do(ended, Verb.REOPEN, by=case.raised_by, at=START + 2 * DAY))
        assert (again.state, again.stage) == (State.OPEN, "dissent")

    def test_a_holiday_anywhere_in_the_kingdom_counts(self, world: World) -> None:
        case = world.raised(protective_at=None, at=at("2026-07-10 16:00"))  # the Battle of the Boyne is kept on Monday
        due = world.passage(case).obligations.get(duty=Duty.INFORM_CHAIR).clock.due_at
        assert due == at("2026-07-15 17:00")


class TestTheChairIsTold:
    """Westhaven settles a case in three ways, of which one decides nothing."""

    @pytest.fixture
    def world(self) -> World:
        return a_world("westhaven")

    @pytest.fixture
    def case(self, world: World) -> Case:
        return world.climb_to_last(world.raised(), at=START)

    def test_telling_the_chair_ends_it_where_that_way_was_chosen(self, world: World, case: Case) -> None:
        moment = START + 9 * DAY
        world.do(case, Verb.CHOOSE_WAY, by=world.office, at=moment, kind="chair-informed")
        assert case_now(case).state == State.OPEN
        world.do(case, Verb.INFORM_CHAIR, by=world.office, at=moment + HOUR)
        ended = case_now(case)
        assert (ended.state, ended.ending) == (State.UNRESOLVED_REPORTED, Ending.CHAIR_INFORMED)
        assert "Not settled: the chair was told" in page(ended, case.raised_by)
        assert Message.objects.filter(recipient=world.chair, kind="reported").exists()

    def test_a_chair_who_was_told_before_needs_not_be_told_again(self, world: World, case: Case) -> None:
        moment = START + 9 * DAY
        world.do(case, Verb.INFORM_CHAIR, by=world.office, at=moment)
        assert case_now(case).state == State.OPEN, "as long as no way is chosen, telling the chair settles nothing"
        world.do(case, Verb.CHOOSE_WAY, by=world.office, at=moment + HOUR, kind="chair-informed")
        assert case_now(case).ending == Ending.CHAIR_INFORMED

    def test_in_another_way_telling_the_chair_ends_nothing(self, world: World, case: Case) -> None:
        moment = START + 9 * DAY
        world.do(case, Verb.CHOOSE_WAY, by=world.office, at=moment, kind="panel")
        world.do(case, Verb.INFORM_CHAIR, by=world.office, at=moment + HOUR)
        assert case_now(case).state == State.OPEN

    def test_a_soft_composition_may_be_departed_from_with_a_reason(self, world: World, case: Case) -> None:
        moment = START + 9 * DAY
        world.do(case, Verb.CHOOSE_WAY, by=world.office, at=moment, kind="panel")
        lone = [Member("Ms Lee", world.raising.agency, SeatRole.MEMBER)]
        world.do(case, Verb.APPOINT, by=world.office, at=moment, members=lone, beyond_why="Nobody else is free.")
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=moment + DAY, kind="panel")
        ended = case_now(case)
        assert (ended.state, ended.ending) == (State.RESOLVED, Ending.PANEL)
        assert ended.entries.get(kind="record-decision").facts["binding"] is None
