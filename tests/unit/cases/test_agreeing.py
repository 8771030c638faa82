"""Plans and outcome statements: proposed, answered by every party, sent back with every version kept."""

from datetime import date

import pytest

from agencies.models import Membership
from agencies.roles import MembershipRole
from cases import record
from cases.access import standing
from cases.actions.stating import Action
from cases.models import Case, Clock, Ending, Passage, PassageEnd, Proposal, ProposalKind, Side, State
from cases.presenters.proposals import latest_outcome
from cases.selectors import owed_by
from cases.verbs import Verb
from cases.words.entries import sentences_of
from core.errors import BadInput, NotAllowed, WrongMoment
from notifications.models import Message
from policies.vocabulary import AgencyType, Duty, Ground
from tests.unit.cases.world import DAY, HOUR, START, House, World, a_house, a_world, at, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


def state_of(case: Case) -> tuple[str, str]:
    now = case_now(case)
    return now.state, now.ending


class TestPlans:
    def test_a_plan_is_agreed_once_every_party_has(self, world: World, case: Case) -> None:  # FLOW-7
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        owed = world.passage(case).obligations.filter(duty=Duty.AGREE_PLAN)
        assert not owed.filter(met_at__isnull=False).exists()
        world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case), at=START + 2 * HOUR)
        assert not owed.filter(met_at=None).exists()
        assert case.proposals.get().accepted_at == START + 2 * HOUR
        assert state_of(case) == (State.OPEN, Ending.NONE)
        assert not Clock.objects.filter(obligation__in=owed, stopped_at=None).exists()

    def test_three_parties_must_all_agree(self, world: World) -> None:
        third = a_house(world.version)
        case = world.raised(receiving_agencies=(world.receiving.agency, third.agency))
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        world.do(case, Verb.AGREE_PLAN, by=world.receiving.practitioner)
        assert case.proposals.get().accepted_at is None
        world.do(case, Verb.AGREE_PLAN, by=third.practitioner)
        assert case.proposals.get().accepted_at is not None

    def test_a_counter_proposal_takes_its_place(self, world: World, case: Case) -> None:
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        world.do(case, Verb.PROPOSE_PLAN, by=world.receiver_holder(case), at=START + 2 * HOUR)
        first, second = case.proposals.order_by("version")
        assert first.set_aside_at == START + 2 * HOUR
        assert second.set_aside_at is None
        with pytest.raises(WrongMoment, match="answered"):
            world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case))
        world.do(case, Verb.AGREE_PLAN, by=world.raiser_holder(case))
        assert Proposal.objects.get(pk=second.pk).accepted_at is not None

    def test_a_plan_sent_back_says_why_and_another_may_follow(self, world: World, case: Case) -> None:
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        world.do(case, Verb.RETURN_PLAN, by=world.receiver_holder(case), why="Too late.")
        assert case.entries.last().content.body == {"why": "Too late."}
        assert world.passage(case).obligations.filter(duty=Duty.AGREE_PLAN, met_at=None).count() == 2
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        assert [p.version for p in case.proposals.order_by("version")] == [1, 2]

    def test_a_plan_needs_an_action_on_a_day_to_come(self, world: World, case: Case) -> None:
        for actions in ([], [Action("Visit", None, date(2026, 11, 23))]):
            with pytest.raises(BadInput) as refused:
                world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), actions=actions)
            assert list(refused.value.fields) == ["actions"]

    def test_today_is_london_s_today(self, world: World) -> None:
        moment = at("2026-07-01 00:30")  # still the day before in UTC
        case = world.raised(at=moment)
        yesterday = [Action("Visit", None, date(2026, 6, 30))]
        with pytest.raises(BadInput):
            world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=moment, actions=yesterday)
        world.do(
            case,
            Verb.PROPOSE_PLAN,
            by=world.raiser_holder(case),
            at=moment,
            actions=[Action("Visit", None, date(2026, 7, 1))],
        )

    def test_an_open_plan_does_not_follow_the_case_to_the_next_stage(self, world: World, case: Case) -> None:
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        world.climb(case, at=START + DAY, ground=Ground.DELAY)
        with pytest.raises(WrongMoment):
            world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case), at=START + DAY)


class TestOutcomes:
    @pytest.fixture
    def waiting(self, world: World, case: Case) -> Case:
        return world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case))

    def test_the_other_side_gets_five_working_days_to_confirm(self, waiting: Case, world: World) -> None:
        clock = Clock.objects.get(obligation__duty=Duty.CONFIRM_OUTCOME)
        assert clock.due_at == at("2026-12-01 17:00")
        assert clock.explanation[0].startswith("The outcome was written down on Tuesday 24 November 2026")
        assert clock.obligation.party.agency == world.receiving.agency
        others = Clock.objects.filter(stopped_at=None).exclude(pk=clock.pk)
        assert others
        assert all(other.stands_still and other.next_at is None for other in others)

    def test_what_the_sides_owe_stands_still_and_runs_on_when_it_is_sent_back(self, world: World, case: Case) -> None:
        """Proposed two hours before the limit of two working days, returned a day later: due a day later."""
        plan = Clock.objects.filter(obligation__duty=Duty.AGREE_PLAN)[0]
        assert plan.due_at == at("2026-11-26 09:30")
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case), at=at("2026-11-26 07:30"))
        world.sweep(at("2026-11-26 23:00"))
        plan.refresh_from_db()
        assert plan.breached_at is None
        world.do(case, Verb.RETURN_OUTCOME, by=world.raiser_holder(case), at=at("2026-11-27 07:30"))
        plan.refresh_from_db()
        assert (plan.due_at, plan.original_due_at) == (at("2026-11-27 09:30"), at("2026-11-26 09:30"))
        assert plan.explanation[-1].startswith("It stood still from Thursday 26 November 2026")
        world.sweep(at("2026-11-27 09:31"))
        plan.refresh_from_db()
        assert plan.breached_at is not None

    def test_a_day_that_is_none_of_work_is_rolled_to_the_next(self, world: World, case: Case) -> None:
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case), at=at("2026-11-25 09:30"))
        world.do(case, Verb.RETURN_OUTCOME, by=world.raiser_holder(case), at=at("2026-11-27 09:30"))
        plan = Clock.objects.filter(obligation__duty=Duty.AGREE_PLAN)[0]
        assert plan.due_at == at("2026-11-30 09:30")

    def test_a_date_that_protects_the_child_does_not_move(self) -> None:
        world = a_world("buckinghamshire")
        case = world.raised(protective_at=START + 3 * DAY)
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case), at=START + DAY)
        world.do(case, Verb.RETURN_OUTCOME, by=world.raiser_holder(case), at=START + 2 * DAY)
        due = Clock.objects.filter(obligation__duty=Duty.DISCUSS).values_list("due_at", "next_at")
        assert {due_at for due_at, _ in due} == {START + 3 * DAY}
        assert all(next_at is not None for _, next_at in due)

    def test_a_limit_that_had_passed_has_passed(self, world: World, case: Case) -> None:
        late = at("2026-11-26 10:00")
        world.sweep(late)
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiver_holder(case), at=late)
        plan = Clock.objects.filter(obligation__duty=Duty.AGREE_PLAN)[0]
        assert plan.breached_at == late
        assert not plan.stands_still

    def test_a_statement_does_none_of_the_other_side_s_duties(self, world: World, case: Case) -> None:
        ours = world.raiser_holder(case)
        world.do(case, Verb.PROPOSE_OUTCOME, by=ours)
        world.do(case, Verb.RETURN_OUTCOME, by=world.receiver_holder(case), at=START + DAY)
        owed = world.passage(case).obligations.filter(met_at=None, optional=False)
        assert {Duty.DISCUSS, Duty.AGREE_PLAN, Duty.PROPOSE_OUTCOME} == {o.duty for o in owed}

    def test_confirmed_by_all_it_is_resolved(self, waiting: Case, world: World) -> None:  # BHAM-5
        world.do(waiting, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(waiting), at=START + DAY)
        case = case_now(waiting)
        assert (case.state, case.ending, case.ended_at) == (State.RESOLVED, Ending.AGREED, START + DAY)
        assert case.passages.get().end == PassageEnd.AGREED
        assert not Clock.objects.filter(stopped_at=None, follow_up=None).exists()

    def test_three_parties_must_all_confirm(self, world: World) -> None:
        third = a_house(world.version)
        case = world.raised(receiving_agencies=(world.receiving.agency, third.agency))
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case))
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiving.practitioner)
        assert state_of(case)[0] == State.AWAITING_CONFIRMATION
        with pytest.raises(WrongMoment, match="already"):
            world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiving.practitioner)
        world.do(case, Verb.CONFIRM_OUTCOME, by=third.practitioner)
        assert state_of(case) == (State.RESOLVED, Ending.AGREED)

    def test_the_proposer_does_not_confirm_their_own(self, waiting: Case, world: World) -> None:
        with pytest.raises(WrongMoment):
            world.do(waiting, Verb.CONFIRM_OUTCOME, by=world.raiser_holder(waiting))

    def test_sent_back_the_case_goes_on_and_every_version_is_kept(self, waiting: Case, world: World) -> None:
        ours, theirs = world.raiser_holder(waiting), world.receiver_holder(waiting)
        world.do(waiting, Verb.RETURN_OUTCOME, by=theirs, at=START + DAY, why="No visit was agreed.")
        assert state_of(waiting) == (State.OPEN, Ending.NONE)
        assert Duty.PROPOSE_OUTCOME in [o.duty for o in owed_by(ours)]
        assert Duty.PROPOSE_OUTCOME not in [o.duty for o in owed_by(theirs)]
        world.do(waiting, Verb.PROPOSE_OUTCOME, by=ours, at=START + 2 * DAY, statement="We agreed on a call.")
        assert [o.duty for o in owed_by(theirs)] == [Duty.CONFIRM_OUTCOME]
        assert list(owed_by(ours)) == []
        world.do(waiting, Verb.CONFIRM_OUTCOME, by=theirs, at=START + 3 * DAY)
        versions = waiting.proposals.filter(kind=ProposalKind.OUTCOME).order_by("version")
        assert [(p.version, p.entry.content.body["statement"]) for p in versions] == [
            (1, "We agreed on a joint visit."),
            (2, "We agreed on a call."),
        ]
        assert record.faults(case_now(waiting)) == []

    def test_a_returned_outcome_is_no_silence(self, waiting: Case, world: World) -> None:
        world.do(waiting, Verb.RETURN_OUTCOME, by=world.receiver_holder(waiting), at=START + DAY)
        with pytest.raises(WrongMoment, match="time to respond"):
            world.climb(waiting, at=START + DAY + HOUR, ground=Ground.NO_RESPONSE)
        assert Duty.ACKNOWLEDGE not in [o.duty for o in owed_by(world.receiver_holder(waiting))]

    def test_silence_does_not_confirm(self, waiting: Case, world: World) -> None:
        for days in range(1, 60, 5):
            world.sweep(START + days * DAY)
        assert state_of(waiting) == (State.AWAITING_CONFIRMATION, Ending.NONE)

    def test_after_the_limit_the_office_is_asked_and_may_close_with_a_reason(self, waiting: Case, world: World) -> None:
        due = Clock.objects.get(obligation__duty=Duty.CONFIRM_OUTCOME).due_at
        with pytest.raises(NotAllowed):
            world.do(waiting, Verb.CLOSE_UNCONFIRMED, by=world.office, at=due)
        world.sweep(due + HOUR)
        assert Message.objects.filter(recipient=world.office, kind="unconfirmed").count() == 1
        world.do(waiting, Verb.CLOSE_UNCONFIRMED, by=world.office, at=due + HOUR, why="No answer in a week.")
        assert state_of(waiting) == (State.RESOLVED, Ending.CLOSED_BY_OFFICE)
        entry = waiting.entries.get(kind="close-unconfirmed")
        assert entry.content.body == {"why": "No answer in a week."}
        assert Passage.objects.get(case=waiting).end == PassageEnd.CLOSED_BY_OFFICE

    def test_at_the_due_second_the_office_may_not_yet_close(self, world: World) -> None:
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + 10 * DAY)
        due = Clock.objects.get(obligation__duty=Duty.CONFIRM_OUTCOME).due_at
        with pytest.raises(WrongMoment, match="still has time"):
            world.do(case, Verb.CLOSE_UNCONFIRMED, by=world.office, at=due)

    def test_after_the_limit_either_side_goes_on(self, waiting: Case, world: World) -> None:
        due = Clock.objects.get(obligation__duty=Duty.CONFIRM_OUTCOME).due_at
        theirs = world.receiver_holder(waiting)
        with pytest.raises(NotAllowed):
            world.do(waiting, Verb.ESCALATE, by=theirs, at=due, ground=Ground.NO_RESPONSE)
        world.do(waiting, Verb.ESCALATE, by=theirs, at=due + HOUR, ground=Ground.NO_RESPONSE, protective_at=None)
        case = case_now(waiting)
        assert (case.stage, case.state) == ("stage-2", State.OPEN)
        assert not case.proposals.filter(accepted_at=None, set_aside_at=None).exists()

    def test_only_want_of_a_response_or_a_child_at_risk_interrupts_the_wait(self, waiting: Case, world: World) -> None:
        for ground in (Ground.DELAY, Ground.NOT_AGREED):
            with pytest.raises(WrongMoment, match="waits to be confirmed"):
                world.do(waiting, Verb.ESCALATE, by=world.raising.practitioner, ground=ground)
        world.do(waiting, Verb.ESCALATE, by=world.raising.practitioner, ground=Ground.IMMEDIATE_RISK)
        assert state_of(waiting) == (State.OPEN, Ending.NONE)
        assert case_now(waiting).stage == "stage-2"

    def test_withdrawing_while_it_waits_sets_the_statement_aside(self, waiting: Case, world: World) -> None:
        world.do(waiting, Verb.WITHDRAW, by=world.raising.practitioner)
        assert state_of(waiting) == (State.WITHDRAWN, Ending.WITHDRAWN)
        assert not waiting.proposals.filter(accepted_at=None, set_aside_at=None).exists()


class TestOneOfSeveralAgrees:
    """If one receiving party agrees and another refuses, the case goes on with the other alone."""

    @pytest.fixture
    def third(self, world: World) -> House:
        return a_house(world.version)

    @pytest.fixture
    def case(self, world: World, third: House) -> Case:
        case = world.raised(receiving_agencies=(world.receiving.agency, third.agency))
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case))
        return world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiving.practitioner)

    def test_the_one_is_noted_as_agreed_and_owes_nothing_more(self, world: World, case: Case, third: House) -> None:
        world.do(case, Verb.RETURN_OUTCOME, by=third.practitioner, at=START + DAY)
        agreed = case.parties.get(agency=world.receiving.agency)
        assert (agreed.agreed_at, agreed.passed_on_at) == (START + DAY, None)
        assert case.parties.get(agency=third.agency).part_ended_at is None
        assert state_of(case) == (State.OPEN, Ending.NONE)
        assert list(owed_by(world.receiving.practitioner)) == []
        with pytest.raises(NotAllowed):
            world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiving.practitioner, at=START + 2 * DAY)
        said = sentences_of(case.entries.get(kind=Verb.RETURN_OUTCOME), case)
        assert said == [f"Agreed with {world.receiving.agency.name}: the case goes on without them."]

    def test_what_is_shared_stays_theirs_to_read(self, world: World, case: Case, third: House) -> None:
        world.do(case, Verb.RETURN_OUTCOME, by=third.practitioner, at=START + DAY)
        assert standing(case, world.receiving.practitioner).content

    def test_the_next_stage_and_the_next_statement_are_between_the_others(
        self, world: World, case: Case, third: House
    ) -> None:
        world.do(case, Verb.RETURN_OUTCOME, by=third.practitioner, at=START + DAY)
        world.climb(case, at=START + 2 * DAY)
        holding = {h.party.agency for h in world.passage(case).holdings.all()}
        assert holding == {world.raising.agency, third.agency}
        ours = world.holder(case, Side.ESCALATING)
        world.do(case, Verb.PROPOSE_OUTCOME, by=ours, at=START + 3 * DAY)
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=START + 4 * DAY)
        assert state_of(case) == (State.RESOLVED, Ending.AGREED)
        shown = latest_outcome(case_now(case))
        assert shown is not None
        assert [answer.agency for answer in shown.answers] == [world.raising.agency.name, third.agency.name]

    def test_silence_of_the_other_lets_the_case_go_on_without_the_one(
        self, world: World, case: Case, third: House
    ) -> None:
        due = Clock.objects.get(obligation__duty=Duty.CONFIRM_OUTCOME, obligation__met_at=None).due_at
        world.climb(case, at=due + HOUR, ground=Ground.NO_RESPONSE)
        assert case.parties.get(agency=world.receiving.agency).part_ended_at == due + HOUR
        assert {h.party.agency for h in world.passage(case).holdings.all()} == {world.raising.agency, third.agency}

    def test_nobody_has_agreed_with_a_side_that_has_not(self, world: World, third: House) -> None:
        case = world.raised(receiving_agencies=(world.receiving.agency, third.agency))
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.receiving.practitioner)
        world.do(case, Verb.RETURN_OUTCOME, by=world.raiser_holder(case), at=START + DAY)
        assert not case.parties.exclude(part_ended_at=None).exists()

    def test_the_way_on_is_that_of_the_parties_that_are_left(self) -> None:  # O-3
        world = a_world("birmingham", raising=AgencyType.SCHOOL, receiving=AgencyType.HEALTH)
        other_school = a_house(world.version, AgencyType.SCHOOL)
        case = world.raised(receiving_agencies=(world.receiving.agency, other_school.agency))
        assert case_now(case).pairs() == [
            (AgencyType.SCHOOL, AgencyType.HEALTH),
            (AgencyType.SCHOOL, AgencyType.SCHOOL),
        ]
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case))
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiving.practitioner)
        other = world.passage(case).holdings.get(party__agency=other_school.agency).person
        world.do(case, Verb.RETURN_OUTCOME, by=other, at=START + DAY)
        assert case_now(case).pairs() == [(AgencyType.SCHOOL, AgencyType.SCHOOL)]


class TestNobodyAnswersThemselves:
    """Whoever wrote a plan or a statement does not answer it for another party that they stand for as well."""

    @pytest.fixture
    def case(self, world: World) -> Case:
        """One person stands for both sides, as in a case of before that was kept apart (`test_areas`)."""
        case = world.raised(practitioner=None)
        holding = world.passage(case).holdings.get(party__side=Side.RECEIVING)
        holding.person = world.raising.practitioner
        holding.save()
        return case

    def test_a_statement(self, world: World, case: Case) -> None:
        both = world.raising.practitioner
        assert (world.raiser_holder(case), world.receiver_holder(case)) == (both, both)
        world.do(case, Verb.PROPOSE_OUTCOME, by=both)
        with pytest.raises(NotAllowed, match="You wrote it"):
            world.do(case, Verb.CONFIRM_OUTCOME, by=both)
        colleague = world.receiving.colleague
        world.do(case, Verb.HAND_OVER, by=both, to=colleague)
        assert world.receiver_holder(case) == colleague
        world.do(case, Verb.CONFIRM_OUTCOME, by=colleague)
        assert state_of(case) == (State.RESOLVED, Ending.AGREED)

    def test_a_plan(self, world: World, case: Case) -> None:
        both = world.raising.practitioner
        world.do(case, Verb.PROPOSE_PLAN, by=both)
        with pytest.raises(NotAllowed, match="You wrote it"):
            world.do(case, Verb.AGREE_PLAN, by=both)


class TestAStatementAtTheLastStage:
    @pytest.fixture
    def case(self, world: World) -> Case:
        case = world.climb_to_last(world.raised(), at=START)
        return world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + 10 * DAY)

    def test_holds_up_no_decision(self, world: World, case: Case) -> None:
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 11 * DAY)
        assert state_of(case) == (State.RESOLVED, Ending.MEDIATION)
        assert not case.proposals.filter(accepted_at=None, set_aside_at=None).exists()
        assert record.faults(case_now(case)) == []

    def test_leaves_the_board_its_own_duties(self, world: World, case: Case) -> None:
        offer = world.passage(case).obligations.get(duty=Duty.OFFER_MEDIATION)
        assert offer.met_at is None
        assert not offer.clock.stands_still
        assert [o.duty for o in owed_by(world.chair)] == [Duty.OFFER_MEDIATION, Duty.DECIDE]  # FLOW-18

    def test_a_board_member_who_takes_part_does_not_decide(self, world: World, case: Case) -> None:
        Membership.objects.create(
            user=world.raising.practitioner, area=world.version.area, role=MembershipRole.CHAIR.value
        )
        with pytest.raises(NotAllowed, match="somebody else of the board decides"):
            world.do(case, Verb.RECORD_DECISION, by=world.raising.practitioner, at=START + 11 * DAY)
