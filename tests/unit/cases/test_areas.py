"""What is peculiar to each area's procedure, on real cases. Each test names its rule."""

from datetime import datetime

import pytest
from django_fsm import TransitionNotAllowed

from agencies.models import Membership
from agencies.roles import MembershipRole
from cases.access import fetch, standing, visible_to
from cases.actions.deciding import Result
from cases.models import Case, Participation, Side, State
from cases.presenters.case import case_page
from cases.rules.refusals import allowed_verbs, grounds
from cases.rules.ways import ways
from cases.selectors import owed_by
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible, WrongMoment
from notifications.models import Message
from policies.vocabulary import AgencyType, Duty, Ground, LastStageKind, Role
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


def stages_of(case: Case) -> list[str]:
    return list(case.passages.order_by("number").values_list("stage", flat=True))


class TestBirmingham:
    @pytest.fixture
    def schools(self) -> World:
        return a_world("birmingham", raising=AgencyType.SCHOOL, receiving=AgencyType.SCHOOL)

    def test_school_against_school_goes_from_one_to_five(self, schools: World) -> None:  # BHAM-19
        case = schools.climb_to_last(schools.raised(), at=START)
        assert stages_of(case) == ["informal", "stage-one", "stage-five"]

    def test_the_heads_act_at_stage_one(self, schools: World) -> None:  # O-31
        case = case_now(schools.climb(schools.raised(), at=START + DAY))
        assert schools.raiser_holder(case) == schools.raising.at(Role.HEAD_TEACHER)
        assert schools.receiver_holder(case) == schools.receiving.at(Role.HEAD_TEACHER)

    def test_the_jump_waits_for_a_discussion_where_they_could_not_agree(self, schools: World) -> None:  # O-31
        case = case_now(schools.climb(schools.raised(), at=START + DAY))
        raiser = schools.raising.practitioner
        with pytest.raises(WrongMoment, match="discussed"):
            schools.do(case, Verb.ESCALATE, by=raiser, at=START + 2 * DAY, ground=Ground.NOT_AGREED)
        schools.do(case, Verb.RECORD_DISCUSSION, by=schools.raiser_holder(case), at=START + 2 * DAY)
        schools.do(case, Verb.ESCALATE, by=raiser, at=START + 2 * DAY, ground=Ground.NOT_AGREED)
        assert case_now(case).stage == "stage-five"

    def at_stage_one(self, schools: World) -> Case:
        """At Stage One since START + 1 day, to be settled in five days more."""
        return case_now(schools.climb(schools.raised(), at=START + DAY))

    def may_jump(self, case: Case, ground: Ground, *, at: datetime) -> bool:
        return ground in grounds(situation(case_now(case), by=case.raised_by, at=at))

    def test_delay_waits_for_the_discussion_before_the_jump(self, schools: World) -> None:  # O-31
        case = self.at_stage_one(schools)
        with pytest.raises(WrongMoment, match="discussed"):
            schools.climb(case, at=START + 2 * DAY, ground=Ground.DELAY)
        schools.do(case, Verb.RECORD_DISCUSSION, by=schools.raiser_holder(case), at=START + 2 * DAY)
        schools.climb(case, at=START + 2 * DAY, ground=Ground.DELAY)
        assert case_now(case).stage == "stage-five"

    def test_immediate_risk_does_not_wait_for_it(self, schools: World) -> None:
        case = self.at_stage_one(schools)
        schools.climb(case, at=START + DAY + HOUR, ground=Ground.IMMEDIATE_RISK)
        assert case_now(case).stage == "stage-five"

    def test_silence_does_not_hold_up_the_jump(self, schools: World) -> None:
        case = self.at_stage_one(schools)
        due = schools.passage(case).obligations.get(duty=Duty.DISCUSS, party__side=Side.RECEIVING).clock.due_at
        for ground in (Ground.DELAY, Ground.NOT_AGREED):
            assert not self.may_jump(case, ground, at=due)
            assert self.may_jump(case, ground, at=due + HOUR)

    def test_a_talk_of_before_the_stage_opens_no_jump(self, schools: World) -> None:  # O-31
        case = self.at_stage_one(schools)
        for held in (START - 400 * DAY, START + DAY - HOUR):
            with pytest.raises(BadInput, match="This stage began on Wednesday 25 November") as refused:
                schools.do(
                    case,
                    Verb.RECORD_DISCUSSION,
                    by=schools.raiser_holder(case),
                    at=START + 2 * DAY,
                    held_at=held,
                )
            assert list(refused.value.fields) == ["held_at"]
        assert not self.may_jump(case, Ground.NOT_AGREED, at=START + 2 * DAY)

    def test_both_heads_take_part_in_the_discussion(self, schools: World) -> None:  # O-31
        case = self.at_stage_one(schools)
        ours, theirs = schools.raiser_holder(case), schools.receiver_holder(case)
        for took_part in (["Me"], [ours.name], [theirs.name]):
            with pytest.raises(BadInput, match="each side") as refused:
                schools.do(case, Verb.RECORD_DISCUSSION, by=ours, at=START + 2 * DAY, took_part=took_part)
            assert list(refused.value.fields) == ["took_part"]
        both = [ours.name, theirs.name]
        schools.do(case, Verb.RECORD_DISCUSSION, by=ours, at=START + 2 * DAY, took_part=both)
        assert self.may_jump(case, Ground.NOT_AGREED, at=START + 2 * DAY)

    def test_of_a_side_with_nobody_in_post_nobody_can_take_part(self, schools: World) -> None:
        schools.receiving.agency.posts.update(holder=None)
        case = self.at_stage_one(schools)
        schools.do(case, Verb.RECORD_DISCUSSION, by=schools.raiser_holder(case), at=START + 2 * DAY)

    def test_no_other_stage_is_open_to_two_schools(self, schools: World) -> None:  # O-2
        case = case_now(schools.climb(schools.raised(), at=START + DAY))
        with pytest.raises(WrongMoment):
            schools.climb(case, at=START + 2 * DAY, to="stage-two")

    def test_a_self_employed_professional_against_a_school_jumps_as_well(self) -> None:  # BHAM-19
        world = a_world("birmingham", raising=AgencyType.SELF_EMPLOYED, receiving=AgencyType.SCHOOL)
        assert stages_of(world.climb_to_last(world.raised(), at=START)) == ["informal", "stage-one", "stage-five"]

    def test_any_other_pair_takes_every_stage(self) -> None:
        world = a_world("birmingham", raising=AgencyType.SCHOOL)
        case = world.climb_to_last(world.raised(), at=START)
        assert stages_of(case) == [stage.key for stage in world.policy.stages]

    def test_three_parties_jump_only_if_every_pair_does(self) -> None:  # O-3
        world = a_world("birmingham", raising=AgencyType.SCHOOL, receiving=AgencyType.SCHOOL)
        police = a_world("birmingham", receiving=AgencyType.POLICE).receiving
        case = world.raised(receiving_agencies=(world.receiving.agency, police.agency))
        case = case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + DAY, ground=Ground.DELAY))
        case = case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + 2 * DAY, ground=Ground.DELAY))
        assert case.stage == "stage-two"

    def test_the_informal_week_is_a_clock(self) -> None:  # BHAM-9
        world = a_world("birmingham")
        case = world.raised(protective_at=None)
        assert {clock.due_at for clock in case.clocks.all()} == {START.replace(day=1, month=12, hour=17, minute=0)}

    def test_a_meeting_may_end_without_a_settlement(self) -> None:  # O-7
        world = a_world("birmingham")
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 20 * DAY, result=Result.NOT_SETTLED)
        assert case_now(case).state == State.UNRESOLVED_REPORTED

    def test_the_chair_of_the_meeting_reports_back_after_the_decision(self) -> None:  # BHAM-30
        world = a_world("birmingham")
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 20 * DAY)
        assert [o.duty for o in owed_by(world.office)] == [Duty.REPORT]
        assert Message.objects.filter(recipient=world.office, kind="to-do").latest("created_at").todo == "report back"
        shown = case_page(situation(case_now(case), by=world.office, at=START + 21 * DAY), [])
        assert shown.waiting.endswith("The mediator still owes it: report back.")
        assert owed_by(world.raising.practitioner).count() == 0
        with pytest.raises(NotAllowed):
            world.do(case, Verb.REPORT, by=world.raising.practitioner, at=START + 21 * DAY)
        world.do(case, Verb.REPORT, by=world.office, at=START + 21 * DAY, said="Both accept it.")
        assert owed_by(world.office).count() == 0
        assert case_now(case).entries.last().content.body == {"said": "Both accept it."}
        assert Message.objects.filter(recipient=case.raised_by, kind=Verb.REPORT).exists()
        assert Message.objects.get(recipient=world.chair, kind=Verb.REPORT).todo == "read the report back"
        with pytest.raises(WrongMoment):
            world.do(case, Verb.REPORT, by=world.office, at=START + 22 * DAY)


class TestBristol:
    @pytest.fixture
    def world(self) -> World:
        return a_world("bristol")

    def test_the_business_manager_is_told_of_stage_3(self, world: World) -> None:  # BRIS-23
        case = world.raised()
        for step in range(2):
            assert not Message.objects.filter(recipient=world.office).exists()
            case = case_now(world.climb(case, at=START + step * DAY + HOUR))
        assert case.stage == "stage-3"
        assert Message.objects.filter(recipient=world.office, kind="told-stage-entered").count() == 1
        assert "board-office" in case.entries.filter(kind="stage-opened").last().facts["told"]

    def test_the_office_reads_the_content_from_stage_3(self, world: World) -> None:
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        assert not standing(case, world.office).content
        case = case_now(world.climb(case, at=START + DAY))
        assert standing(case, world.office).content

    def test_nor_does_a_chair_who_acts_for_an_agency_by_answering_for_it(self, world: World) -> None:  # BRIS-27
        case = world.climb_to_last(world.raised(), at=START)
        theirs = world.receiver_holder(case)
        Membership.objects.create(user=theirs, area=world.version.area, role=MembershipRole.CHAIR.value)
        world.do(case, Verb.PROPOSE_OUTCOME, by=theirs, at=START + 4 * DAY)
        assert world.passage(case).obligations.get(duty=Duty.ACKNOWLEDGE).met_at is None

    def test_recording_a_discussion_acknowledges_nothing_for_the_chair(self, world: World) -> None:  # BRIS-27
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.RECORD_DISCUSSION, by=world.office, at=START + 4 * DAY)
        assert world.passage(case).obligations.get(duty=Duty.ACKNOWLEDGE).met_at is None

    def test_stage_4_is_acknowledged_with_a_timetable_or_not_at_all(self, world: World) -> None:  # BRIS-27
        case = world.climb_to_last(world.raised(), at=START)
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.ACKNOWLEDGE, by=world.chair, at=START + 4 * DAY, timetable="  ")
        assert list(refused.value.fields) == ["timetable"]
        assert not case.entries.filter(kind="acknowledge").exists()
        world.do(case, Verb.ACKNOWLEDGE, by=world.chair, at=START + 4 * DAY, timetable="By Friday.")
        owed = world.passage(case).obligations.get(duty=Duty.ACKNOWLEDGE)
        assert owed.met_by == world.chair

    def test_mediation_binds_so_it_cannot_end_unsettled(self, world: World) -> None:  # BRIS-29, O-15
        case = world.climb_to_last(world.raised(), at=START)
        for kind in (LastStageKind.MEDIATION, LastStageKind.PANEL):
            with pytest.raises(BadInput) as refused:
                world.do(
                    case, Verb.RECORD_DECISION, by=world.chair, at=START + 9 * DAY, kind=kind, result=Result.NOT_SETTLED
                )
            assert "result" in refused.value.fields

    def test_delay_is_a_ground_before_any_limit_has_passed(self, world: World) -> None:  # BRIS-9
        case = world.raised()
        assert Ground.DELAY in grounds(situation(case, by=world.raising.practitioner, at=START + HOUR))

    def test_a_disagreement_within_one_agency_is_taken(self, world: World) -> None:  # BRIS-3
        case = world.raised(receiving_agencies=(world.raising.agency,), practitioner=world.raising.colleague)
        assert [party.agency for party in case.parties.all()] == [world.raising.agency] * 2

    def test_nobody_answers_themselves_within_one_agency(self, world: World) -> None:  # BRIS-3
        house = world.raising
        case = world.raised(receiving_agencies=(house.agency,), practitioner=house.colleague)
        assert world.raiser_holder(case) == house.at(Role.LINE_MANAGER)
        assert world.receiver_holder(case) == house.at(Role.SERVICE_MANAGER)

    def test_where_one_agency_has_nobody_left_for_a_side_the_office_is_told(self, world: World) -> None:  # BRIS-3
        house = world.raising
        case = world.raised(receiving_agencies=(house.agency,), practitioner=house.colleague)
        world.climb(case, at=START + HOUR)
        second = world.passage(case).holdings.order_by("party__number")
        assert [holding.person for holding in second] == [None, house.at(Role.SERVICE_MANAGER)]
        assert Message.objects.filter(recipient=world.office, kind="no-holder").exists()


class TestBrent:
    @pytest.fixture
    def world(self) -> World:
        return a_world("brent")

    def test_stage_one_stays_inside_the_raiser_s_agency(self, world: World) -> None:  # BRENT-7, O-17
        case = world.raised()
        people = world.receiving.people
        assert not Message.objects.filter(recipient__in=people).exists()
        assert not Participation.objects.filter(person__in=people).exists()
        for person in people:
            assert not visible_to(person).exists()
            with pytest.raises(NotVisible):
                fetch(case.reference, person=person, at=START, page="case")

    def test_not_even_the_clock_tells_them(self, world: World) -> None:
        world.raised()
        world.sweep(START + 30 * DAY)
        assert not Message.objects.filter(recipient__in=world.receiving.people).exists()

    def test_they_are_told_from_stage_two(self, world: World) -> None:  # BRENT-8
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        assert case.stage == "stage-two"
        theirs = world.receiver_holder(case)
        assert Message.objects.filter(recipient=theirs, kind="to-do").count() == 1
        assert fetch(case.reference, person=theirs, at=START, page="case") == case

    def test_nothing_that_needs_the_other_side_can_be_done_at_stage_one(self, world: World) -> None:
        case = world.raised()
        for verb in (Verb.RECORD_DISCUSSION, Verb.PROPOSE_PLAN, Verb.PROPOSE_OUTCOME, Verb.REPORT_NO_AGREEMENT):
            with pytest.raises(WrongMoment, match="takes no part"):
                world.do(case, verb, by=world.raiser_holder(case))

    def test_a_child_at_immediate_risk_is_a_ground_at_stage_one(self, world: World) -> None:
        case = world.climb(world.raised(), at=START + HOUR, ground=Ground.IMMEDIATE_RISK)
        assert (case.stage, case.immediate_risk) == ("stage-two", True)

    def test_the_panel_decides_and_binds(self, world: World) -> None:  # BRENT-14
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY)
        assert case.entries.get(kind="record-decision").facts["binding"] is True


class TestBuckinghamshire:
    @pytest.fixture
    def world(self) -> World:
        return a_world("buckinghamshire")

    def test_it_starts_with_the_discussion(self, world: World) -> None:  # BUCKS-1
        assert world.raised().stage == "discussion"

    def test_risk_and_disagreement_start_stage_1(self, world: World) -> None:  # BUCKS-3
        assert world.raised(immediate_risk=True, immediate_risk_confirmed=True).stage == "stage-1"

    @pytest.mark.parametrize(("risk", "disagrees"), [(True, False), (False, True)])
    def test_one_of_the_two_conditions_is_not_enough(self, world: World, risk: bool, disagrees: bool) -> None:
        case = world.raised(immediate_risk=risk, immediate_risk_confirmed=disagrees)
        assert (case.stage, case.immediate_risk) == ("discussion", risk)

    def test_a_line_manager_in_the_conflict_is_passed_by(self, world: World) -> None:  # BUCKS-6
        manager = world.receiving.at(Role.LINE_MANAGER)
        case = case_now(world.climb(world.raised(practitioner=manager), at=START + HOUR))
        assert case.stage == "stage-1"
        assert world.receiver_holder(case) not in (manager, world.receiving.practitioner)
        above = world.passage(case).holdings.get(party__side=Side.RECEIVING)
        assert above.post.rank > world.receiving.posts[Role.LINE_MANAGER].rank

    def test_anticipation_is_a_ground(self, world: World) -> None:  # BUCKS-4
        assert case_now(world.climb(world.raised(), at=START + HOUR, ground=Ground.ANTICIPATED)).stage == "stage-1"

    def test_it_is_one_for_leaving_the_discussion_only(self, world: World) -> None:  # BUCKS-4
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        assert Ground.ANTICIPATED not in grounds(situation(case, by=case.raised_by, at=START + 2 * HOUR))
        with pytest.raises(WrongMoment, match="At this stage"):
            world.climb(case, at=START + 2 * HOUR, ground=Ground.ANTICIPATED)
        with pytest.raises(TransitionNotAllowed):
            case.climb(to="stage-2", ground=Ground.ANTICIPATED, rung=0)

    def at_stage_2(self, world: World) -> Case:
        """At the top of the second stage: with the heads of service."""
        case = world.raised()
        for step in range(3):
            case = case_now(world.climb(case, at=START + step * DAY + HOUR))
        assert (case.stage, world.passage(case).rung) == ("stage-2", 1)
        return case

    def test_the_second_stage_climbs_to_the_head_of_service(self, world: World) -> None:  # BUCKS-9, O-37
        case = self.at_stage_2(world)
        below, above = case.passages.order_by("number")[2:4]
        assert below.holdings.get(party__side=Side.ESCALATING).person == world.raising.at(Role.ESCALATION_MANAGER)
        assert above.holdings.get(party__side=Side.ESCALATING).person == world.raising.at(Role.HEAD_OF_SERVICE)

    def test_stage_3_may_be_passed_over(self, world: World) -> None:  # BUCKS-12
        case = self.at_stage_2(world)
        s = situation(case, by=world.raising.practitioner, at=START + 3 * DAY)
        assert ways(s, Ground.DELAY).stages == ("stage-3", "stage-4")
        case = case_now(world.climb(case, at=START + 3 * DAY, to="stage-4"))
        assert case.stage == "stage-4"
        assert case.board_involved_at == START + 3 * DAY

    def test_passing_over_needs_its_reason(self, world: World) -> None:
        with pytest.raises(BadInput):
            world.climb(self.at_stage_2(world), at=START + 3 * DAY, to="stage-4", why="")

    def test_from_a_further_layer_one_may_go_to_the_chair_at_once(self, world: World) -> None:  # BUCKS-12
        case = case_now(world.climb(self.at_stage_2(world), at=START + 3 * DAY))
        assert (case.stage, world.passage(case).rung) == ("stage-3", 0)
        assert case_now(world.climb(case, at=START + 4 * DAY, to="stage-4")).stage == "stage-4"

    def test_the_chair_may_set_a_course_of_action_first(self, world: World) -> None:  # BUCKS-15
        case = world.climb_to_last(world.raised(), at=START)
        later = START + 20 * DAY
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=later, result=Result.COURSE_OF_ACTION)
        assert case_now(case).state == State.OPEN
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=later)
        assert case_now(case).state == State.RESOLVED

    def test_a_stage_without_a_limit_asks_for_a_date_that_protects_the_child(self, world: World) -> None:  # BUCKS-2
        for moment in (None, START - HOUR):
            with pytest.raises(BadInput) as refused:
                world.raised(protective_at=moment)
            assert "protective_at" in refused.value.fields
        case = world.raised()
        for moment in (None, START):
            with pytest.raises(BadInput) as refused:
                world.climb(case, at=START + HOUR, ground=Ground.DELAY, protective_at=moment)
            assert "protective_at" in refused.value.fields

    def test_the_chair_gets_a_date_that_protects_the_child_as_well(self, world: World) -> None:  # BUCKS-15, O-8
        case = self.at_stage_2(world)
        with pytest.raises(BadInput) as refused:
            world.climb(case, at=START + 3 * DAY, to="stage-4", protective_at=None)
        assert "protective_at" in refused.value.fields
        world.climb(case, at=START + 3 * DAY, to="stage-4", protective_at=START + 10 * DAY)
        decide = world.passage(case).obligations.get(duty=Duty.DECIDE)
        assert decide.clock.due_at == START + 10 * DAY
        assert "set to protect the child" in " ".join(decide.clock.explanation)

    def test_a_discussion_that_failed_cannot_be_closed_as_settled(self, world: World) -> None:  # BUCKS-17
        case = world.raised()
        holder = world.raiser_holder(case)
        assert Verb.CONFIRM_OUTCOME not in allowed_verbs(situation(case, by=holder, at=START + HOUR))
        with pytest.raises(TransitionNotAllowed):
            case.resolve(at=START, outcome="upheld")
