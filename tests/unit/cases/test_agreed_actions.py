"""What was agreed is followed up: actions by their day, what stays open, and what is reported as not kept."""

from datetime import date

import pytest
from django.test import Client

from cases.actions.stating import Action
from cases.models import Case, FollowUp, FollowUpKind, FollowUpResult, Side
from cases.selectors import to_follow_up
from cases.verbs import Verb
from core.errors import BadInput, WrongMoment
from notifications.models import Message
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db
AGREED = START + 2 * HOUR
FRIDAY = date(2026, 11, 27)
LATE = at("2026-11-28 09:00")


@pytest.fixture
def world() -> World:
    return a_world("brent")


@pytest.fixture
def case(world: World) -> Case:
    """A case at a stage at which both sides take part."""
    return case_now(world.climb(world.raised(), at=START))


def actions_of(case: Case) -> list[FollowUp]:
    return list(case.follow_ups.filter(kind=FollowUpKind.ACTION).select_related("party", "action", "clock"))


def a_plan(world: World, case: Case, *actions: Action, when: object = None) -> Case:
    """A plan that both sides have agreed."""
    moment = when or START + HOUR
    world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=moment, actions=list(actions))
    return world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case), at=moment + HOUR)


def visit(case: Case) -> Action:
    return Action("Visit the child", case.parties.get(side=Side.RECEIVING), FRIDAY)


class TestActions:
    def test_each_is_asked_of_its_party_by_its_day(self, world: World, case: Case) -> None:  # BRENT-17
        a_plan(world, case, visit(case), Action("Tell the school", None, FRIDAY))
        found = [(f.action.number, f.party.side, f.clock.due_at) for f in actions_of(case)]
        end = at("2026-11-27 23:59")
        assert found == [(1, "receiving", end), (2, "escalating", end), (2, "receiving", end)]

    def test_nothing_is_asked_before_every_party_has_agreed(self, world: World, case: Case) -> None:
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), actions=[visit(case)])
        assert not actions_of(case)

    def test_home_says_what_was_agreed(self, client: Client, world: World, case: Case) -> None:
        a_plan(world, case, visit(case))
        client.force_login(world.receiver_holder(case))
        assert "Visit the child" in client.get("/").content.decode()

    def test_a_new_plan_takes_the_place_of_the_old(self, world: World, case: Case) -> None:
        a_plan(world, case, visit(case))
        a_plan(world, case, Action("Meet", case.parties.get(side=Side.RECEIVING), FRIDAY), when=START + 4 * HOUR)
        assert [f.result for f in actions_of(case)] == [FollowUpResult.NOT_NEEDED, FollowUpResult.NONE]

    def test_those_of_an_outcome_outlive_the_case_and_are_reminded_of(self, world: World, case: Case) -> None:  # BHAM-5
        owner = world.receiver_holder(case)
        words = {"actions": [visit(case)]}
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), **words)
        world.do(case, Verb.CONFIRM_OUTCOME, by=owner, at=AGREED)
        before = Message.objects.filter(recipient=owner, todo__contains="do what was agreed").count()
        world.sweep(LATE)
        assert Message.objects.filter(recipient=owner, todo__contains="do what was agreed").count() > before
        assert to_follow_up(owner, at=LATE).filter(kind="action").exists()


class TestOutstanding:
    def test_what_stays_open_has_an_owner_and_a_day(self, world: World, case: Case) -> None:  # BRIS-33, BRENT-17
        owner = case.parties.get(side=Side.ESCALATING)
        words = {"outstanding": "The housing.", "outstanding_party": owner, "look_again_on": FRIDAY}
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), **words)
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=AGREED)
        found = case.follow_ups.get(kind=FollowUpKind.OUTSTANDING)
        assert (found.party, found.clock.due_at) == (owner, at("2026-11-27 23:59"))

    def test_without_a_day_it_is_refused(self, world: World, case: Case) -> None:  # BRIS-33
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), outstanding="The housing.")
        assert list(refused.value.fields) == ["look_again_on"]


class TestNotKept:
    @pytest.fixture
    def planned(self, world: World, case: Case) -> Case:
        a_plan(world, case, visit(case))
        return case_now(case)

    def test_an_action_that_is_not_due_cannot_be_reported(self, world: World, planned: Case) -> None:
        with pytest.raises(WrongMoment):
            world.do(planned, Verb.REPORT_NOT_KEPT, by=world.raiser_holder(planned), at=START + DAY)

    def test_the_other_side_is_told_and_the_case_does_not_move(self, world: World, planned: Case) -> None:
        world.do(planned, Verb.REPORT_NOT_KEPT, by=world.raiser_holder(planned), at=LATE)
        assert actions_of(planned)[0].not_kept_in == planned.entries.last()
        told = Message.objects.filter(recipient=world.receiver_holder(planned), kind="report-not-kept")
        assert told.exists()
        assert case_now(planned).stage == planned.stage

    def test_what_was_said_to_be_done_is_to_be_done_again(self, world: World, planned: Case) -> None:
        world.do(planned, Verb.FOLLOW_UP, by=world.receiver_holder(planned), at=START + DAY)
        world.do(planned, Verb.REPORT_NOT_KEPT, by=world.raiser_holder(planned), at=LATE)
        assert actions_of(planned)[0].result == FollowUpResult.NONE

    def test_one_s_own_action_is_not_reported(self, world: World, planned: Case) -> None:
        with pytest.raises(WrongMoment):
            world.do(planned, Verb.REPORT_NOT_KEPT, by=world.receiver_holder(planned), at=LATE)

    def test_the_page_leads_to_escalating(self, client: Client, world: World, planned: Case) -> None:
        world.do(planned, Verb.REPORT_NOT_KEPT, by=world.raiser_holder(planned), at=LATE)
        client.force_login(world.raiser_holder(planned))
        page = client.get(f"/cases/{planned.reference}/").content.decode()
        assert "What was agreed was not kept" in page
        assert f"/cases/{planned.reference}/do/escalate/" in page
