"""Due times, each with its explanation, and what the sweep does about them: once each, late or twice."""

from datetime import datetime, timedelta

import pytest

from cases import record
from cases.models import Case, Clock, Entry, Passage, PassageEnd, Side, State
from cases.sweeps import sweep
from cases.verbs import Verb
from notifications.models import Message
from policies.vocabulary import AgencyType, Duty, Ground
from tests.unit.cases.world import AREAS, DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def clock_of(case: Case, duty: Duty, side: str | None = None) -> Clock:
    found = Clock.objects.filter(obligation__passage__case=case, obligation__duty=duty, stopped_at=None)
    return found.get(obligation__party__side=side) if side else found.get(obligation__party=None)


def told(person: object, kind: str) -> int:
    return Message.objects.filter(recipient=person, kind=kind).count()


def rows() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Case, Passage, Clock, Entry, Message)  # each table that a sweep writes
    ]


@pytest.mark.parametrize("area", AREAS)
def test_every_dated_obligation_carries_its_explanation(area: str) -> None:
    world = a_world(area)
    world.climb_to_last(world.raised(), at=START)
    found = Clock.objects.all()
    assert found
    for clock in found:
        assert clock.explanation
        assert clock.explanation[-1].startswith("Due by")
        assert clock.original_due_at == clock.due_at


class TestStarts:
    def test_24_hours_of_escalation_are_a_working_day_later_at_the_same_time(self) -> None:  # BRIS-16, O-11
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-27 17:30"), protective_at=at("2026-12-24 12:00"))
        assert clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at == at("2026-11-30 17:30")

    def test_a_sooner_protective_date_holds_as_it_is(self) -> None:
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-27 17:30"), protective_at=at("2026-11-28 08:00"))
        assert clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at == at("2026-11-28 08:00")

    def test_five_working_days_from_receipt_wait_for_the_service_window(self) -> None:  # BRIS-24, O-11
        world = a_world("bristol")
        case = world.raised()
        case = case_now(world.climb(case, at=START + DAY, protective_at=None))
        case = case_now(world.climb(case, at=at("2026-11-27 18:00"), protective_at=None))
        assert case.stage == "stage-3"
        clock = clock_of(case, Duty.RESPOND, Side.RECEIVING)
        assert clock.started_at == at("2026-11-30 09:00")
        assert clock.due_at == at("2026-12-07 17:00")

    def test_immediate_risk_compresses_where_the_policy_says_so(self) -> None:  # BRIS-6
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-27 17:30"), immediate_risk=True)
        assert clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at == at("2026-11-28 17:30")

    def test_immediate_risk_compresses_nothing_where_the_policy_does_not(self) -> None:  # FLOW-19
        world = a_world("flowchart")
        case = world.raised(at=at("2026-11-27 12:00"), immediate_risk=True)
        assert clock_of(case, Duty.ACKNOWLEDGE, Side.RECEIVING).due_at == at("2026-12-01 12:00")

    def test_escalating_for_immediate_risk_compresses_from_then_on(self) -> None:  # BRIS-6, O-30
        world = a_world("bristol")
        case = world.raised()
        moment = at("2026-11-27 17:30")
        case = case_now(world.climb(case, at=moment, ground=Ground.IMMEDIATE_RISK, protective_at=None))
        assert case.immediate_risk
        assert clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at == moment + 48 * HOUR

    def test_the_limit_counts_from_the_recorded_end_of_the_stage_before(self) -> None:  # O-22
        world = a_world("flowchart")
        case = case_now(world.climb(world.raised(), at=at("2026-11-25 10:00"), protective_at=None))
        assert clock_of(case, Duty.DISCUSS, Side.RECEIVING).due_at == at("2026-12-02 17:00")

    def test_the_limit_counts_from_the_limit_of_the_stage_before_where_that_passed_first(self) -> None:  # O-22
        world = a_world("flowchart")
        case = world.raised(at=at("2026-11-24 10:00"), protective_at=at("2026-11-26 10:00"))
        case = case_now(world.climb(case, at=at("2026-11-30 12:00"), ground=Ground.DELAY, protective_at=None))
        clock = clock_of(case, Duty.DISCUSS, Side.RECEIVING)
        assert clock.started_at == at("2026-11-26 10:00")
        assert clock.due_at == at("2026-12-03 17:00")

    def test_a_limit_that_would_be_over_already_counts_from_the_start_of_the_stage(self) -> None:
        world = a_world("flowchart")
        case = world.raised(at=at("2026-11-24 10:00"), protective_at=at("2026-11-26 10:00"))
        case = case_now(world.climb(case, at=at("2026-12-10 12:00"), ground=Ground.DELAY, protective_at=None))
        clock = clock_of(case, Duty.DISCUSS, Side.RECEIVING)
        assert clock.due_at == at("2026-12-17 17:00")
        assert "ended late" in clock.explanation[0]

    def test_the_limit_counts_from_the_report_that_nothing_could_be_agreed(self) -> None:  # O-22, FLOW-13
        world = a_world("flowchart")
        case = case_now(world.climb(world.raised(), at=at("2026-11-24 10:00"), protective_at=None))
        case = case_now(world.climb(case, at=at("2026-11-24 11:00"), protective_at=None))
        assert case.stage == "stage-3"
        reported = at("2026-11-25 10:00")
        world.do(case, Verb.REPORT_NO_AGREEMENT, by=world.receiver_holder(case), at=reported)
        case = case_now(world.climb(case, at=at("2026-11-27 12:00"), protective_at=None))
        clock = clock_of(case, Duty.DISCUSS, Side.RECEIVING)
        assert (clock.started_at, clock.due_at) == (reported, at("2026-12-02 17:00"))

    def test_confirming_does_not_move_the_end_of_the_stage(self) -> None:  # O-22
        world = a_world("flowchart")
        case = world.raised(at=at("2026-11-24 10:00"), protective_at=at("2026-11-26 10:00"))
        later = at("2026-11-27 10:00")
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=later)
        world.do(case, Verb.RETURN_OUTCOME, by=world.receiver_holder(case), at=later)
        case = case_now(world.climb(case, at=later, ground=Ground.DELAY, protective_at=None))
        assert clock_of(case, Duty.DISCUSS, Side.RECEIVING).started_at == at("2026-11-26 10:00")


class TestBrentsWeek:
    """BRENT-6, O-18: one working week from the raising, or sooner, until the panel."""

    def overall(self, case: Case) -> Clock | None:
        return case.clocks.filter(obligation=None).first()

    def test_it_runs_from_the_raising_until_the_panel(self) -> None:
        world = a_world("brent")
        case = world.raised(protective_at=None)
        clock = self.overall(case)
        assert clock is not None
        assert clock.due_at == at("2026-12-01 17:00")
        for step in range(1, 4):
            case = case_now(world.climb(case, at=START + step * HOUR))
            assert self.overall(case).stopped_at is None
        case = case_now(world.climb(case, at=START + 4 * HOUR))
        assert case.stage == "stage-five"
        assert self.overall(case).stopped_at == START + 4 * HOUR

    def test_a_sooner_date_that_protects_the_child_holds(self) -> None:
        world = a_world("brent")
        case = world.raised(protective_at=START + DAY)
        assert self.overall(case).due_at == START + DAY
        case = case_now(world.climb(case, at=START + HOUR, protective_at=None))
        assert clock_of(case, Duty.DISCUSS, Side.RECEIVING).due_at == START + DAY

    def test_a_protective_date_that_is_over_does_not_bind_the_next_stage(self) -> None:
        world = a_world("brent")
        case = world.raised(protective_at=START + DAY)
        case = case_now(world.climb(case, at=START + 2 * DAY, protective_at=None))
        assert clock_of(case, Duty.DISCUSS, Side.RECEIVING).due_at == at("2026-12-01 17:00")

    def test_a_stage_that_begins_after_it_has_a_week_of_its_own_and_the_overall_limit_stays(self) -> None:
        world = a_world("brent")
        case = world.raised(protective_at=None)
        late = at("2026-12-03 10:00")
        case = case_now(world.climb(case, at=late, protective_at=None))
        assert self.overall(case).due_at == at("2026-12-01 17:00")
        assert clock_of(case, Duty.DISCUSS, Side.RECEIVING).due_at == at("2026-12-10 17:00")
        sooner = world.raised(protective_at=at("2026-12-08 12:00"))
        sooner = case_now(world.climb(sooner, at=late, protective_at=None))
        assert clock_of(sooner, Duty.DISCUSS, Side.RECEIVING).due_at == at("2026-12-08 12:00")

    def test_its_end_is_told_to_those_who_take_part_and_moves_nothing(self) -> None:
        world = a_world("brent")
        case = world.raised(protective_at=None)
        counts = sweep(at=at("2026-12-01 17:00") + SECOND)
        assert counts["breaches"] == 1
        assert counts["advanced"] == 0
        assert case_now(case).stage == "stage-one"
        assert not Message.objects.filter(recipient__in=[p.pk for p in world.receiving.people]).exists()


class TestBreach:
    @pytest.fixture
    def world(self) -> World:
        return a_world("bristol")

    @pytest.fixture
    def case(self, world: World) -> Case:
        return world.raised(protective_at=at("2026-12-24 12:00"))

    def test_the_due_second_itself_is_in_time(self, case: Case) -> None:
        due = clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at
        assert sweep(at=due)["breaches"] == 0
        assert sweep(at=due + SECOND)["breaches"] == 1

    def test_what_passed_is_in_the_record_under_its_own_moment(self, case: Case) -> None:
        due = clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at
        sweep(at=due + 10 * DAY)
        entry = case.entries.get(kind="limit-passed")
        assert (entry.occurred_at, entry.recorded_at) == (due, due + 10 * DAY)
        assert entry.facts["duty"] == "respond"
        assert entry.by is None
        assert record.faults(case_now(case)) == []

    def test_the_next_stage_is_offered_and_not_taken(self, case: Case, world: World) -> None:
        due = clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at
        counts = sweep(at=due + SECOND)
        assert (counts["offered"], counts["advanced"]) == (1, 0)
        assert case_now(case).stage == "stage-1"
        assert told(world.raising.practitioner, "offer") == 1
        assert told(world.receiver_holder(case), "offer") == 0

    def test_the_offer_is_made_once_however_many_limits_of_the_stage_pass(self, world: World) -> None:
        case = world.raised(protective_at=START + HOUR)
        assert sweep(at=START + 2 * HOUR)["breaches"] == 3
        assert told(world.raising.practitioner, "offer") == 1
        assert case.entries.filter(kind="limit-passed").count() == 3

    def test_an_answer_given_in_time_is_never_a_breach(self, case: Case, world: World) -> None:
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case))
        assert not sweep(at=START + 5 * DAY)["breaches"]

    def test_an_answer_given_late_is_kept_as_late(self, case: Case, world: World) -> None:
        due = clock_of(case, Duty.RESPOND, Side.RECEIVING).due_at
        sweep(at=due + HOUR)
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=due + 2 * HOUR)
        clock = Clock.objects.get(obligation__duty=Duty.RESPOND)
        assert (clock.breached_at, clock.stopped_at, clock.next_at) == (due + HOUR, due + 2 * HOUR, None)
        assert clock.obligation.met_at == due + 2 * HOUR


class TestReminders:
    def test_each_moment_reminds_once_each_person(self) -> None:
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-24 09:00"), protective_at=at("2027-11-24 12:00"))
        who = world.receiver_holder(case)
        clock = clock_of(case, Duty.RESPOND, Side.RECEIVING)
        assert clock.due_at == at("2026-11-25 09:00")
        moments = [
            at("2026-11-24 13:00"),  # half of the working time
            at("2026-11-24 15:00"),  # two working hours before
            at("2026-11-25 09:00") + SECOND,  # the breach
            at("2026-11-26 09:00"),
            at("2026-11-27 09:00"),
            at("2026-11-30 09:00"),
            at("2026-12-01 09:00"),
            at("2026-12-02 09:00"),
            at("2026-12-09 09:00"),  # then weekly
            at("2026-12-16 09:00"),
        ]
        for number, moment in enumerate(moments, start=1):
            sweep(at=moment - SECOND)
            assert told(who, "reminder") == number - 1, moment
            sweep(at=moment)
            sweep(at=moment)
            assert told(who, "reminder") == number, moment

    def test_a_sweep_that_was_away_reminds_once_and_not_of_each_moment_missed(self) -> None:
        world = a_world("bristol")
        case = world.raised(protective_at=at("2027-11-24 12:00"))
        sweep(at=START + 40 * DAY)
        assert told(world.receiver_holder(case), "reminder") == 1
        sweep(at=START + 40 * DAY)
        assert told(world.receiver_holder(case), "reminder") == 1

    def test_where_nobody_holds_the_post_the_board_s_office_is_reminded(self) -> None:
        world = a_world("bristol")
        for post in world.receiving.posts.values():
            post.holder = None
            post.save()
        world.raised(protective_at=at("2027-11-24 12:00"), practitioner=None)
        sweep(at=START + 5 * DAY)
        assert told(world.office, "reminder") == 1

    def test_when_it_is_over_nobody_is_reminded(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.WITHDRAW, by=world.raising.practitioner)
        Message.objects.all().delete()
        case.follow_ups.all().delete()  # what is asked afterwards has limits of its own
        assert sweep(at=START + 60 * DAY)["due"] == 0
        assert not Message.objects.exists()


class TestAdvance:
    """FLOW-4: in the flowchart's Stages 2 to 4 the case moves by itself when its limit passes."""

    @pytest.fixture
    def world(self) -> World:
        return a_world("flowchart")

    @pytest.fixture
    def case(self, world: World) -> Case:
        return case_now(world.climb(world.raised(), at=START + DAY, protective_at=None))

    @pytest.fixture
    def due(self, case: Case) -> datetime:
        return clock_of(case, Duty.DISCUSS, Side.RECEIVING).due_at

    def test_within_five_minutes_it_takes_effect_at_the_due_instant(self, case: Case, due: datetime) -> None:
        moment = due + timedelta(minutes=5)
        assert sweep(at=moment)["advanced"] == 1
        passage = case.passages.get(closed_at=None)
        assert (passage.stage, passage.rung, passage.opened_at) == ("stage-3", 0, due)
        assert case_now(case).stage == "stage-3"
        entry = case.entries.get(kind="advanced")
        assert (entry.occurred_at, entry.recorded_at) == (due, moment)
        assert {item["duty"] for item in entry.facts["not_met"]} == {"review-file", "discuss", "agree-plan"}

    def test_later_it_takes_effect_when_it_is_made(self, case: Case, due: datetime) -> None:
        moment = due + timedelta(minutes=5, seconds=1)
        sweep(at=moment)
        passage = case.passages.get(closed_at=None)
        assert passage.opened_at == moment
        entry = case.entries.get(kind="advanced")
        assert entry.facts["limit_passed_at"] == due.isoformat()
        assert entry.occurred_at == moment

    def test_after_ten_days_away_it_moves_one_stage_and_gives_that_its_full_time(
        self, case: Case, due: datetime
    ) -> None:
        moment = due + 10 * DAY
        assert sweep(at=moment)["advanced"] == 1
        assert case.passages.count() == 3
        assert clock_of(case, Duty.DISCUSS, Side.RECEIVING).started_at == moment
        before = rows()
        assert sweep(at=moment)["due"] == 0
        assert rows() == before

    def test_an_outage_of_four_days_does_not_shorten_the_next_stage(self, case: Case, due: datetime) -> None:
        moment = due + 4 * DAY
        sweep(at=moment)
        assert clock_of(case, Duty.DISCUSS, Side.RECEIVING).started_at == moment

    def test_a_plan_that_both_agreed_is_not_run_over(self, case: Case, world: World, due: datetime) -> None:
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=due - HOUR)
        world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case), at=due - HOUR)
        assert sweep(at=due + SECOND)["advanced"] == 0
        assert case_now(case).stage == "stage-2"

    def test_an_outcome_that_waits_is_not_run_over(self, case: Case, world: World, due: datetime) -> None:
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=due - HOUR)
        assert sweep(at=due + SECOND)["advanced"] == 0

    def test_left_alone_it_goes_to_the_last_stage_and_stays_there(self, case: Case, world: World) -> None:
        moment = START + DAY
        for _ in range(90):
            moment += 12 * HOUR
            sweep(at=moment)
        case = case_now(case)
        assert case.stage == "stage-5"
        assert case.state == State.OPEN
        ends = list(case.passages.order_by("number").values_list("stage", "rung", "end"))
        assert ends == [
            ("stage-1", 0, PassageEnd.ESCALATED),
            ("stage-2", 0, PassageEnd.ADVANCED),
            ("stage-3", 0, PassageEnd.ADVANCED),
            ("stage-3", 1, PassageEnd.ADVANCED),
            ("stage-4", 0, PassageEnd.ADVANCED),
            ("stage-5", 0, PassageEnd.NONE),
        ]
        assert record.faults(case) == []

    def test_those_who_were_silent_are_told_that_it_moved_on(self, case: Case, world: World, due: datetime) -> None:
        silent = world.receiver_holder(case)
        sweep(at=due + SECOND)
        assert told(silent, "moved-on") == 1
        assert told(world.receiver_holder(case), "to-do") == 1

    def test_two_ladders_of_different_lengths(self) -> None:  # FLOW-12
        world = a_world("flowchart", raising=AgencyType.SCHOOL)
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        heads = []
        for step in range(2, 4):
            case = case_now(world.climb(case, at=START + step * HOUR))
            assert case.stage == "stage-3"
            heads.append((world.raiser_holder(case), world.receiver_holder(case)))
        assert heads[0][0] == heads[1][0]  # the shorter side keeps its top person
        assert heads[0][1] != heads[1][1]
        assert case_now(world.climb(case, at=START + 5 * HOUR)).stage == "stage-4"

    def test_two_schools_have_one_rung(self) -> None:
        world = a_world("flowchart", raising=AgencyType.SCHOOL, receiving=AgencyType.SCHOOL)
        case = world.raised()
        for step in range(1, 4):
            case = case_now(world.climb(case, at=START + step * HOUR))
        assert case.stage == "stage-4"
