"""What is peculiar to the procedure that is a flowchart, on real cases. Each test names its rule."""

from datetime import datetime
from typing import Any

import pytest
from django_fsm import TransitionNotAllowed

from cases.actions.deciding import Result
from cases.models import Case, Side, State
from cases.verbs import Verb
from cases.words.entries import sentences_of
from core.errors import BadInput, NotAllowed, WrongMoment
from notifications.models import Message
from policies.vocabulary import Duty, Ground
from tests.unit.cases.rules.walk import page, read
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


def stages_of(case: Case) -> list[str]:
    return list(case.passages.order_by("number").values_list("stage", flat=True))


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


class TestFlowchart:
    def test_going_on_needs_evidence_of_what_was_tried(self, world: World) -> None:  # FLOW-5
        case = world.raised()
        with pytest.raises(BadInput) as refused:
            world.climb(case, at=START + HOUR, ground=Ground.DELAY, tried=" ")
        assert "tried" in refused.value.fields
        world.climb(case, at=START + HOUR, ground=Ground.DELAY, tried="We met twice.")

    def test_immediate_risk_lets_the_evidence_follow(self, world: World) -> None:  # O-24
        case = world.climb(world.raised(), at=START + HOUR, ground=Ground.IMMEDIATE_RISK, tried="")
        assert case.stage == "stage-2"

    def test_a_case_already_at_risk_needs_no_evidence_on_any_ground(self, world: World) -> None:
        case = world.raised(immediate_risk=True)
        assert world.climb(case, at=START + HOUR, ground=Ground.DELAY, tried="").stage == "stage-2"

    def test_that_no_plan_could_be_agreed_does_for_the_plan_of_who_reports_it(self, world: World) -> None:  # FLOW-13
        case = world.raised()
        for step, rung_met in enumerate((False, False, True)):
            moment = START + step * DAY + HOUR
            world.do(case, Verb.REPORT_NO_AGREEMENT, by=world.receiver_holder(case), at=moment)
            plans = world.passage(case).obligations.filter(duty=Duty.AGREE_PLAN)
            assert (plans.get(party__side=Side.RECEIVING).met_at is not None) == rung_met
            assert plans.get(party__side=Side.ESCALATING).met_at is None
            case = case_now(world.climb(case, at=moment))

    def on_the_first_rung(self, world: World) -> Case:
        case = world.raised()
        for step in range(2):
            case = case_now(world.climb(case, at=START + step * DAY + HOUR))
        return case

    def leaves(self, world: World, case: Case, *, at: datetime = START + 2 * DAY, **words: Any) -> Case:
        """The raiser takes it on from the rung at hand, saying nothing of why without a plan."""
        said = {"ground": Ground.DELAY, "without": "", **words}
        return case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=at, **said))

    def test_no_rung_is_left_with_neither_a_plan_nor_a_word_on_why_there_is_none(self, world: World) -> None:  # FLOW-13
        case = self.on_the_first_rung(world)
        with pytest.raises(BadInput) as refused:
            self.leaves(world, case)
        assert refused.value.fields == {
            "without": ["Enter why it goes on without an agreed plan, or a report that none could be agreed"]
        }
        case = self.leaves(world, case, without="They would not name a day.")
        entry = case.entries.filter(kind=Verb.ESCALATE.value).latest("number")
        assert entry.content.body["without"] == "They would not name a day."
        assert "Went on without an agreed plan, or a report that none could be agreed." in sentences_of(entry, case), (
            "so the record says that no plan could be agreed"
        )

    def test_a_report_that_no_plan_could_be_agreed_is_that_word(self, world: World) -> None:  # FLOW-13
        case = self.on_the_first_rung(world)
        world.do(case, Verb.REPORT_NO_AGREEMENT, by=world.raiser_holder(case), at=START + 2 * DAY)
        assert "gates" not in self.leaves(world, case).entries.filter(kind="escalate").latest("number").facts

    def test_a_plan_that_was_agreed_on_the_rung_is(self, world: World) -> None:  # FLOW-13
        case = self.on_the_first_rung(world)
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=START + 2 * DAY)
        world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case), at=START + 2 * DAY)
        assert world.passage(self.leaves(world, case)).rung == 1

    @pytest.mark.parametrize(
        "words", [{"ground": Ground.IMMEDIATE_RISK}, {"ground": Ground.NO_RESPONSE, "at": START + 20 * DAY}]
    )
    def test_neither_risk_nor_silence_is_held_up_for_it(self, world: World, words: dict[str, Any]) -> None:  # FLOW-13
        case = self.on_the_first_rung(world)
        assert world.passage(self.leaves(world, case, **words)).rung == 1

    def test_a_further_rung_cannot_be_passed_over(self, world: World) -> None:  # FLOW-12
        case = world.raised()
        for step in range(2):
            case = case_now(world.climb(case, at=START + step * DAY + HOUR))
        assert (case.stage, world.passage(case).rung) == ("stage-3", 0)
        with pytest.raises(WrongMoment):
            world.climb(case, at=START + 3 * DAY, to="stage-4")
        with pytest.raises(TransitionNotAllowed):
            case.climb(to="stage-4", ground=Ground.DELAY, rung=0)
        case = case_now(world.climb(case, at=START + 3 * DAY))
        assert (case.stage, world.passage(case).rung) == ("stage-3", 1)

    def test_the_office_offers_mediation_within_five_days_of_being_told(self, world: World) -> None:  # FLOW-18
        case = world.climb_to_last(world.raised(), at=START)
        with pytest.raises(NotAllowed):
            world.do(case, Verb.OFFER_MEDIATION, by=world.raising.practitioner, at=START + 6 * DAY)
        world.do(case, Verb.OFFER_MEDIATION, by=world.office, at=START + 6 * DAY)
        assert world.passage(case).obligations.get(duty=Duty.OFFER_MEDIATION).met_by == world.office
        with pytest.raises(WrongMoment):
            world.do(case, Verb.OFFER_MEDIATION, by=world.office, at=START + 7 * DAY)


class TestMediation:
    """FLOW-18 ends with the offer: what comes of it is owed all the same, by the date that protects the child."""

    def test_each_side_answers_and_what_came_of_it_is_owed(self, world: World) -> None:  # FLOW-18, O-7
        case = world.climb_to_last(world.raised(), at=START)
        protects = world.passage(case).protective_at
        assert protects is not None
        decide = world.passage(case).obligations.get(duty=Duty.DECIDE)
        assert (decide.owner, decide.clock.due_at) == ("mediator", protects)
        at = START + 6 * DAY
        world.do(case, Verb.OFFER_MEDIATION, by=world.office, at=at)
        assert set(case.follow_ups.filter(kind="offer").values_list("clock__due_at", flat=True)) == {protects}
        assert world.passage(case).obligations.filter(met_at=None, optional=False).exists()
        ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
        assert "Answer the offer of mediation" in read(ours, "/", at=at)
        with pytest.raises(NotAllowed):
            world.do(case, Verb.ANSWER_OFFER, by=world.office, at=at)
        world.do(case, Verb.ANSWER_OFFER, by=ours, at=at)
        with pytest.raises(BadInput, match="why your side declines it"):
            world.do(case, Verb.ANSWER_OFFER, by=theirs, at=at, accepts=False)
        world.do(case, Verb.ANSWER_OFFER, by=theirs, at=at, accepts=False, why="We stand by our decision.")
        assert f"{world.receiving.agency.name} declines mediation." in page(case, ours, at=at)
        assert "Mediation failed, or was declined" in page(case, world.office, "do/record-decision/", at=at)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=at, result=Result.NOT_SETTLED)
        assert case_now(case).state == State.UNRESOLVED_REPORTED
        assert Message.objects.filter(recipient=world.chair, kind="reported").exists()

    def test_whoever_owes_it_is_reminded_and_an_unanswered_offer_ends_with_the_stage(
        self, world: World
    ) -> None:  # FLOW-18
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.OFFER_MEDIATION, by=world.office, at=START + 6 * DAY)
        world.sweep(START + 30 * DAY)
        assert Message.objects.filter(recipient=world.office, kind="reminder", todo="record the decision").exists()
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 31 * DAY)
        assert "Answer the offer of mediation" not in read(case.raised_by, "/", at=START + 31 * DAY)
