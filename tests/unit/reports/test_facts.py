"""The rows of the figures: made from the cases, made again without a change, and found where they are behind."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies import directory
from cases.actions.timing import Proposed
from cases.models import Case, Entry, OutcomeCode
from cases.verbs import Verb
from policies.vocabulary import AgencyType, Duty, Ground
from reports import facts
from reports.facts import upkeep
from reports.models import CaseFact, FactsMark, Kept, LimitFact, PairFact, ReasonFact, StageFact, Why
from tests.unit.cases.world import DAY, HOUR, START, World, a_house, a_world, case_now
from tests.unit.reports.made_facts import every_row, fact_of, limit_of

pytestmark = pytest.mark.django_db
TOO_LATE = START + 26 * HOUR
NEXT_DAY = START + 30 * HOUR


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    """At Stage 1, raised by health with social care, whose response is due within a working day."""
    return world.raised(protective_at=None)


def respond(world: World, case: Case, at: datetime, **words: Any) -> None:
    world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=at, **words)


class TestACase:
    def test_one_that_was_just_raised(self, world: World, case: Case) -> None:
        fact = fact_of(case)
        assert (fact.area, fact.raising, fact.raised_on) == (case.area, world.raising.agency, date(2026, 11, 24))
        assert (fact.state, fact.ending, fact.ended_on, fact.working_days) == ("open", "", None, None)
        assert (fact.stage, fact.place, fact.band, fact.parties) == (case.stage, 0, "first-line", 2)
        assert not any((fact.immediate_risk, fact.silence, fact.delay, fact.bypass, fact.extended))
        assert fact.revision == case_now(case).revision
        pair = PairFact.objects.get(fact=fact)
        assert (pair.raising, pair.receiving) == (world.raising.agency, world.receiving.agency)
        assert list(ReasonFact.objects.values_list("reason", flat=True)) == case.reasons

    def test_the_end_and_how_long_it_took_in_working_days(self, world: World, case: Case) -> None:
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 7 * DAY, outcome=OutcomeCode.OVERTAKEN)
        fact = fact_of(case)
        assert (fact.ended_on, fact.working_days) == (date(2026, 12, 1), 5)
        assert (fact.state, fact.ending, fact.outcome) == ("withdrawn", "withdrawn", "overtaken")

    def test_one_that_is_reopened_has_no_end(self, world: World, case: Case) -> None:
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + DAY)
        assert fact_of(case).ended_on == date(2026, 11, 25)
        world.do(case, Verb.REOPEN, by=case.raised_by, at=START + 2 * DAY)
        fact = fact_of(case)
        assert (fact.ended_on, fact.ending, fact.outcome, fact.working_days) == (None, "", "", None)

    def test_the_furthest_stage_stays_when_it_steps_down(self, world: World, case: Case) -> None:
        world.climb(case, at=START + 2 * HOUR)
        there = fact_of(case)
        assert (there.stage, there.place) == (case_now(case).stage, 1)
        world.do(case, Verb.STEP_DOWN, by=case.raised_by, at=START + 3 * HOUR, to=case.stage)
        assert case_now(case).stage == case.stage
        assert (fact_of(case).stage, fact_of(case).place) == (there.stage, 1)

    def test_immediate_risk_is_counted_after_it_is_over(self, world: World, case: Case) -> None:
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + HOUR)
        world.do(case, Verb.LOWER_RISK, by=case.raised_by, at=START + 2 * HOUR)
        assert not case_now(case).immediate_risk
        assert fact_of(case).immediate_risk

    def test_silence_and_delay_by_the_ground_on_which_it_went_on(self, world: World, case: Case) -> None:
        world.sweep(TOO_LATE)
        assert not fact_of(case).silence
        world.climb(case, at=TOO_LATE, ground=Ground.NO_RESPONSE)
        assert (fact_of(case).silence, fact_of(case).delay) == (True, False)
        world.climb(case, at=TOO_LATE + HOUR, ground=Ground.DELAY)
        assert (fact_of(case).silence, fact_of(case).delay) == (True, True)

    def test_the_level_of_need_only_in_the_words_of_the_procedure(self) -> None:
        world = a_world("birmingham")
        levels = world.policy.thresholds.levels
        said = {**world.disagreement().statement, "threshold": levels[1]}
        assert fact_of(world.raised(statement=said)).need == levels[1]
        free = {**said, "threshold": "She is called Ann"}
        assert fact_of(world.raised(statement=free)).need == ""

    def test_a_party_from_which_it_was_passed_on_has_not_received_it(self, world: World, case: Case) -> None:
        right = a_house(world.version, AgencyType.HOUSING)
        receiver = world.receiver_holder(case)
        world.do(case, Verb.SAY_NOT_OURS, by=receiver, at=START + HOUR, agency=right.agency, why="They decide.")
        world.do(case, Verb.PASS_ON, by=case.raised_by, at=START + 2 * HOUR)
        fact = fact_of(case)
        assert fact.parties == 2
        assert PairFact.objects.get(fact=fact).receiving == right.agency

    def test_a_stage_and_the_working_days_at_it(self, world: World, case: Case) -> None:
        world.climb(case, at=START + 6 * DAY)
        fact_of(case)
        first, second = StageFact.objects.order_by("passage")
        assert (first.opened_on, first.closed_on, first.working_days) == (date(2026, 11, 24), date(2026, 11, 30), 4)
        assert (first.end, second.end, second.closed_on, second.working_days) == ("escalated", "", None, None)
        assert (first.ground, second.ground) == ("", "not-agreed")


class TestALimit:
    def test_not_yet_due_and_due_on_the_day_that_was_allowed(self, world: World, case: Case) -> None:
        limit = limit_of(case, Duty.RESPOND)
        assert (limit.kept, limit.why, limit.due_on) == (Kept.OPEN, "", date(2026, 11, 25))
        assert (limit.agency, limit.stage, limit.band) == (world.receiving.agency, case.stage, "first-line")

    def test_kept(self, world: World, case: Case) -> None:
        respond(world, case, START + HOUR)
        assert limit_of(case, Duty.RESPOND).kept == Kept.KEPT

    def test_missed_once_the_sweep_has_noted_it_and_nobody_said_a_word(self, world: World, case: Case) -> None:
        fact_of(case)
        world.sweep(TOO_LATE)
        facts.catch_up(at=timezone.now())
        limit = LimitFact.objects.get(fact=case.pk, duty=Duty.RESPOND)
        assert (limit.kept, limit.why) == (Kept.MISSED, Why.NO_WORD)

    def test_missed_by_who_wrote_something_else(self, world: World, case: Case) -> None:
        world.do(case, Verb.ADD_NOTE, by=world.receiver_holder(case), at=START + HOUR)
        world.sweep(TOO_LATE)
        assert limit_of(case, Duty.RESPOND).why == Why.OTHER_WORD

    def test_late(self, world: World, case: Case) -> None:
        respond(world, case, TOO_LATE)
        limit = limit_of(case, Duty.RESPOND)
        assert (limit.kept, limit.why) == (Kept.LATE, Why.ANSWERED_LATE)

    def test_what_was_done_in_time_on_paper_was_kept_although_it_is_on_record_as_passed(
        self, world: World, case: Case
    ) -> None:
        world.sweep(TOO_LATE)
        assert limit_of(case, Duty.RESPOND).kept == Kept.MISSED
        respond(world, case, NEXT_DAY, happened_at=START + 3 * HOUR, given_how="By hand.")
        assert "kept_limits" in Entry.objects.get(kind=Verb.RESPOND).facts
        assert limit_of(case, Duty.RESPOND).kept == Kept.KEPT

    def test_what_was_late_on_paper_too(self, world: World, case: Case) -> None:
        respond(world, case, NEXT_DAY, happened_at=TOO_LATE, given_how="By hand.")
        limit = limit_of(case, Duty.RESPOND)
        assert (limit.kept, limit.why) == (Kept.LATE, Why.ON_PAPER)

    def test_kept_by_an_agreed_later_date(self, world: World, case: Case) -> None:
        until = Proposed(START + 10 * DAY, "Away.", "Daily calls.", pauses=False)
        receiver = world.receiver_holder(case)
        world.do(case, Verb.PROPOSE_TIMETABLE, by=receiver, at=START + HOUR, proposed=until)
        assert not fact_of(case).extended
        world.do(case, Verb.ACCEPT_TIMETABLE, by=world.raiser_holder(case), at=START + 2 * HOUR)
        limit = limit_of(case, Duty.RESPOND)
        assert (limit.kept, limit.due_on) == (Kept.OPEN, date(2026, 11, 25))
        respond(world, case, START + 3 * DAY)
        assert limit_of(case, Duty.RESPOND).kept == Kept.BY_AGREEMENT
        assert fact_of(case).extended

    def test_one_whose_duty_lapsed_because_the_case_moved_on(self, world: World, case: Case) -> None:
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + HOUR)
        assert limit_of(case, Duty.RESPOND).kept == Kept.LAPSED

    def test_missed_where_nobody_held_the_post(self, world: World, case: Case) -> None:
        for person in world.receiving.people:
            directory.mark_left(person=person, by=None, at=START + HOUR)
        world.sweep(START + 2 * HOUR)
        world.sweep(TOO_LATE)
        limit = limit_of(case, Duty.RESPOND)
        assert (limit.kept, limit.why) == (Kept.MISSED, Why.NO_HOLDER)


class TestUpkeep:
    def test_made_again_they_are_the_same(self, world: World, case: Case) -> None:
        world.climb(case, at=START + 2 * DAY)
        facts.refresh([case.pk])
        before = every_row()
        assert len(before[LimitFact]) > 1
        assert facts.refresh([case.pk]) == 1
        assert every_row() == before

    def test_many_take_no_more_queries_than_one(self, world: World) -> None:
        cases = [world.raised(at=START + number * HOUR) for number in range(4)]
        world.sweep(START + 3 * DAY)
        facts.refresh([case.pk for case in cases])
        counts = []
        for some in ([cases[0].pk], [case.pk for case in cases]):
            with CaptureQueriesContext(connection) as queries:
                facts.refresh(some)
            counts.append(len(queries))
        assert counts[0] == counts[1] < 50

    def test_what_has_moved_is_found_and_nothing_else(self, world: World, case: Case) -> None:
        other = world.raised(at=START + HOUR)
        now = timezone.now()
        assert facts.catch_up(at=now) == 2
        assert facts.catch_up(at=now) == 0
        respond(world, case, START + 2 * HOUR)
        assert facts.catch_up(at=now + timedelta(minutes=1)) == 1
        assert CaseFact.objects.get(pk=case.pk).revision == case_now(case).revision
        assert CaseFact.objects.get(pk=other.pk).revision == other.revision

    def test_what_was_written_before_the_last_minutes_is_not_looked_at_again(self, world: World, case: Case) -> None:
        now = timezone.now()
        facts.catch_up(at=now)
        facts.catch_up(at=now + timedelta(minutes=11))
        assert FactsMark.objects.get().entry == Entry.objects.latest("pk").pk
        CaseFact.objects.all().delete()
        assert facts.catch_up(at=now + timedelta(minutes=12)) == 0
        assert facts.compare(at=now) == 1

    def test_what_is_committed_late_is_found(self, world: World, case: Case) -> None:
        """Its entry has a lower number than one that was there before: it was on its way."""
        now = timezone.now()
        facts.catch_up(at=now)
        facts.catch_up(at=now + timedelta(minutes=11))
        respond(world, case, START + 2 * HOUR)
        world.raised(at=START + HOUR)
        CaseFact.objects.all().delete()  # as if the response could not be seen yet
        facts.refresh([Case.objects.latest("pk").pk])
        facts.catch_up(at=now + timedelta(minutes=12))
        assert CaseFact.objects.filter(pk=case.pk).exists()

    def test_a_case_that_moves_while_it_is_read_is_read_again(
        self, world: World, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read, moved = upkeep.read, []

        def read_and_move(ids: Any) -> Any:
            told = read(ids)
            if not moved:
                moved.append(respond(world, case, START + HOUR))
            return told

        monkeypatch.setattr(upkeep, "read", read_and_move)
        assert facts.refresh([case.pk]) == 1
        assert CaseFact.objects.get().revision == case_now(case).revision
        assert LimitFact.objects.get(duty=Duty.RESPOND).kept == Kept.KEPT

    def test_one_that_cannot_be_made_does_not_hold_up_the_others(
        self, world: World, case: Case, caplog: pytest.LogCaptureFixture
    ) -> None:
        other = world.raised(at=START + HOUR)
        Case.objects.filter(pk=case.pk).update(reasons=7)
        facts.refresh([case.pk, other.pk])
        assert list(CaseFact.objects.values_list("pk", flat=True)) == [other.pk]
        assert f"the id {case.pk} could not be made" in caplog.text

    def test_by_command(self, case: Case, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("figures")
        call_command("figures")
        call_command("figures", "--anew")
        assert capsys.readouterr().out.splitlines() == [
            "Made the figures of 1 case.",
            "Made the figures of 0 cases.",
            "Made the figures of 1 case.",
        ]
