"""A case comes back: down to an earlier stage, or to life after it has ended."""

import pytest
from django.test import Client
from django_fsm import TransitionNotAllowed

from cases.actions.deciding import Result
from cases.actions.returning import Cause
from cases.models import Case, Ending, PassageEnd, Side, State
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from policies.vocabulary import LastStageKind
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def at_second(world: World) -> Case:
    return case_now(world.climb(world.raised(), at=START + HOUR))


class TestStepDown:
    def test_what_is_owed_at_the_earlier_stage_is_owed_anew(self, world: World, at_second: Case) -> None:
        first = at_second.stages_behind()[0]
        world.do(at_second, Verb.STEP_DOWN, by=world.raiser_holder(at_second), at=START + DAY, to=first)
        case = case_now(at_second)
        here = world.passage(case)
        assert (case.stage, here.number) == (first, 3)
        assert all(
            clock.started_at >= START + DAY for o in here.obligations.all() if (clock := getattr(o, "clock", None))
        )
        assert case.passages.get(number=2).end == PassageEnd.STEPPED_DOWN
        assert world.receiver_holder(case) == world.receiving.practitioner

    def test_it_goes_up_again_from_there(self, world: World, at_second: Case) -> None:
        world.do(at_second, Verb.STEP_DOWN, by=at_second.raised_by, at=START + DAY)
        assert case_now(world.climb(at_second, at=START + 2 * DAY)).stage == at_second.stage

    def test_a_limit_from_the_stage_before_counts_from_the_return(self, world: World, at_second: Case) -> None:
        third = case_now(world.climb(at_second, at=START + DAY))
        world.do(third, Verb.STEP_DOWN, by=third.raised_by, at=START + 9 * DAY, to=at_second.stage)
        dues = [o.clock.due_at for o in world.passage(third).obligations.all() if hasattr(o, "clock")]
        assert dues
        assert min(dues) > START + 9 * DAY

    def test_only_to_a_stage_at_which_it_has_been(self, world: World, at_second: Case) -> None:
        with pytest.raises(BadInput):
            world.do(at_second, Verb.STEP_DOWN, by=at_second.raised_by, to="stage-4")
        with pytest.raises(TransitionNotAllowed):
            at_second.step_down(to="stage-4")

    def test_from_the_first_stage_there_is_no_way_down(self, world: World) -> None:
        case = world.raised()
        with pytest.raises(WrongMoment):
            world.do(case, Verb.STEP_DOWN, by=case.raised_by, to="stage-1")

    def test_the_office_gives_a_case_back_from_the_last_stage_and_from_no_other(self, world: World) -> None:
        case = world.climb_to_last(world.raised(), at=START + HOUR, every=HOUR)
        world.do(case, Verb.STEP_DOWN, by=world.office, at=START + 2 * DAY, to="stage-2")
        assert case_now(case).stage == "stage-2"
        with pytest.raises(NotAllowed):
            world.do(case, Verb.STEP_DOWN, by=world.office, at=START + 3 * DAY, to="stage-1")

    def test_a_stage_without_a_limit_asks_for_a_date(self) -> None:
        world = a_world("buckinghamshire")
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.STEP_DOWN, by=case.raised_by, protective_at=None)
        assert "protective_at" in refused.value.fields


class TestReopen:
    @pytest.fixture
    def resolved(self, world: World, at_second: Case) -> Case:
        """Agreed at Stage 2 by both sides."""
        world.do(at_second, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(at_second), at=START + DAY)
        world.do(at_second, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(at_second), at=START + 2 * DAY)
        return case_now(at_second)

    def test_it_goes_on_where_it_ended_and_the_record_says_how_it_had(self, world: World, resolved: Case) -> None:
        world.do(resolved, Verb.REOPEN, by=resolved.raised_by, at=START + 30 * DAY, cause=Cause.PLAN_NOT_KEPT)
        case = case_now(resolved)
        assert (case.state, case.ending, case.ended_at) == (State.OPEN, Ending.NONE, None)
        assert (case.stage, world.passage(case).number) == (resolved.stage, 3)
        assert case.entries.get(kind="reopen").facts["ending"] == Ending.AGREED
        assert {h.party.side for h in world.passage(case).holdings.filter(person__isnull=False)} == set(Side)

    def test_it_can_end_again_and_go_up(self, world: World, resolved: Case) -> None:
        world.do(resolved, Verb.REOPEN, by=resolved.raised_by, at=START + 30 * DAY)
        assert case_now(world.climb(resolved, at=START + 31 * DAY)).stage == "stage-3"

    def test_the_other_side_cannot_and_is_told_what_it_can(self, world: World, resolved: Case) -> None:
        with pytest.raises(NotAllowed, match="raise your own"):
            world.do(resolved, Verb.REOPEN, by=world.receiving.practitioner, at=START + 30 * DAY)

    def test_a_live_case_is_not_reopened(self, world: World, at_second: Case) -> None:
        with pytest.raises(WrongMoment):
            world.do(at_second, Verb.REOPEN, by=at_second.raised_by)

    def test_a_rung_is_the_one_at_which_it_ended(self, world: World, at_second: Case) -> None:
        case = case_now(world.climb(at_second, at=START + DAY))
        case = case_now(world.climb(case, at=START + 2 * DAY))
        assert world.passage(case).rung == 1
        holder = world.raiser_holder(case)
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 3 * DAY)
        world.do(case, Verb.REOPEN, by=case.raised_by, at=START + 4 * DAY, cause=Cause.ENDED_BY_MISTAKE)
        assert (world.passage(case).rung, world.raiser_holder(case)) == (1, holder)

    def test_a_binding_decision_is_reopened_by_the_board_only(self) -> None:
        world = a_world("bristol")
        case = world.climb_to_last(world.raised(), at=START + HOUR, every=HOUR)
        world.do(
            case,
            Verb.RECORD_DECISION,
            by=world.chair,
            at=START + 9 * DAY,
            kind=LastStageKind.PANEL,
            result=Result.DECIDED,
        )
        with pytest.raises(WrongMoment, match="binding"):
            world.do(case, Verb.REOPEN, by=case.raised_by, at=START + 10 * DAY)
        world.do(case, Verb.REOPEN, by=world.office, at=START + 10 * DAY)
        assert case_now(case).state == State.OPEN

    def test_the_page_offers_it_and_says_where_it_goes_on(self, world: World, resolved: Case, client: Client) -> None:
        client.force_login(resolved.raised_by)
        assert "/do/reopen/" in client.get(f"/cases/{resolved.reference}/").content.decode()
        page = client.get(f"/cases/{resolved.reference}/do/reopen/?cause=plan-not-kept").content.decode()
        assert "How it ended stays in the record" in page
        answers = {"cause": "plan-not-kept", "why": "No visit was made.", "child_safe": "yes", "confirmed": "1"}
        done = client.post(f"/cases/{resolved.reference}/do/reopen/", answers, follow=True)
        assert done.status_code == 200
        assert case_now(resolved).state == State.OPEN
