"""By when a stage is to be settled: asked at each stage where the procedure wants it, and brought forward later."""

from typing import Any

import pytest

from cases.forms.acting import FORMS, VerbForm
from cases.journey import as_data
from cases.models import Case, Clock
from cases.presenters.case import case_page
from cases.presenters.timeline import timeline
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed
from notifications.models import Message
from policies.vocabulary import Duty, Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised(protective_at=None)


def form_of(case: Case, verb: Verb, said: dict[str, Any] | None = None, *, at: Any = START + HOUR) -> VerbForm:
    s = situation(case_now(case), by=case.raised_by, at=at)
    data = as_data({name: [str(value)] for name, value in said.items()}) if said is not None else None
    return FORMS[verb](data, situation=s)


WHY = {
    "ground": "delay",
    "why": "It is not settled.",
    "risk_now": "Nobody sees her.",
    "tried": "Two calls.",
    "without": "They have not answered.",
    "child_safe": "yes",
    "meanwhile": "We visit.",
}
SOONER = {
    "protective_at-day": "24",
    "protective_at-month": "11",
    "protective_at-year": "2026",
    "protective_at-time": "5pm",
    "protective_why": "She goes home tonight.",
}


class TestAtEachStage:  # BRIS-8
    @pytest.mark.parametrize("stages", [0, 1, 2])
    def test_it_is_an_answer_of_its_own(self, world: World, case: Case, stages: int) -> None:
        for number in range(stages):
            case = case_now(world.climb(case, at=START + (number + 1) * HOUR, ground=Ground.DELAY))
        now = START + 5 * HOUR
        form = form_of(case, Verb.ESCALATE, WHY, at=now)
        assert not form.is_valid()
        assert set(form.errors) == {"timescale"}
        assert form_of(case, Verb.ESCALATE, {**WHY, "timescale": "procedure"}, at=now).is_valid()

    def test_the_procedure_s_own_time_is_named_and_its_acceptance_recorded(self, world: World, case: Case) -> None:
        form = form_of(case, Verb.ESCALATE)
        labels = [str(label) for _, label in form.fields["timescale"].choices]  # type: ignore[attr-defined]
        assert labels[0].startswith("In the time that the procedure allows: 48 hours (2 working days)")
        world.do(case, Verb.ESCALATE, by=case.raised_by, ground=Ground.DELAY, protective_at=None, time_accepted=True)
        escalated = next(
            event
            for event in timeline(situation(case_now(case), by=case.raised_by, at=START + DAY))
            if event.title == "Escalated"
        )
        assert "The time that the procedure allows was accepted." in escalated.sentences

    def test_a_sooner_time_shortens_it(self, world: World, case: Case) -> None:
        assert form_of(case, Verb.ESCALATE, {**WHY, **SOONER}).is_valid(), "a time typed is an answer"
        sooner = START + DAY
        world.do(case, Verb.ESCALATE, by=case.raised_by, ground=Ground.DELAY, protective_at=sooner)
        assert Clock.objects.get(obligation__duty=Duty.RESPOND, stopped_at=None).due_at == sooner

    def test_sooner_is_said_with_its_time_and_reason(self, case: Case) -> None:
        form = form_of(case, Verb.ESCALATE, {**WHY, "timescale": "sooner"})
        assert set(form.errors) == {"protective_at", "protective_why"}

    def test_unsaid_it_does_not_go_on(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput) as error:
            world.do(
                case,
                Verb.ESCALATE,
                by=case.raised_by,
                ground=Ground.DELAY,
                protective_at=None,
                time_accepted=False,
            )
        assert set(error.value.fields) == {"timescale"}

    def test_a_child_at_immediate_risk_does_not_wait_for_it(self, world: World, case: Case) -> None:
        risk = {**WHY, "ground": "immediate-risk"}
        assert "timescale" not in form_of(case, Verb.ESCALATE, risk).errors
        world.do(
            case,
            Verb.ESCALATE,
            by=case.raised_by,
            ground=Ground.IMMEDIATE_RISK,
            protective_at=None,
            time_accepted=False,
        )
        assert case_now(case).stage == "stage-2"

    def test_elsewhere_it_is_not_asked(self) -> None:
        world = a_world("flowchart")
        case = world.raised()
        assert "timescale" not in form_of(case, Verb.ESCALATE).fields
        world.climb(case, at=START + HOUR)
        assert "timescale" not in form_of(case, Verb.STEP_DOWN, at=START + DAY).fields


BACK = {"why": "The new manager can settle it.", "child_safe": "yes"}


class TestOnComingBack:  # BRIS-8
    @pytest.fixture
    def back(self, world: World, case: Case) -> Case:
        """At Stage 2, which it may leave downwards."""
        return case_now(world.climb(case, at=START + HOUR, ground=Ground.DELAY))

    @pytest.fixture
    def ended(self, world: World, back: Case) -> Case:
        world.do(back, Verb.WITHDRAW, by=back.raised_by, at=START + 2 * HOUR)
        return case_now(back)

    def test_going_back_down_asks_it(self, back: Case) -> None:
        first = {**BACK, "to": back.stages_behind()[0]}
        assert set(form_of(back, Verb.STEP_DOWN, first, at=START + 2 * HOUR).errors) == {"timescale"}
        for answer in ({"timescale": "procedure"}, SOONER):
            assert form_of(back, Verb.STEP_DOWN, {**first, **answer}, at=START + 2 * HOUR).is_valid()
        sooner = form_of(back, Verb.STEP_DOWN, {**first, "timescale": "sooner"}, at=START + 2 * HOUR)
        assert set(sooner.errors) == {"protective_at", "protective_why"}

    def test_taking_it_up_again_asks_it(self, ended: Case) -> None:
        again = {**BACK, "cause": "ended-by-mistake"}
        assert set(form_of(ended, Verb.REOPEN, again, at=START + DAY).errors) == {"timescale"}
        assert form_of(ended, Verb.REOPEN, {**again, "timescale": "procedure"}, at=START + DAY).is_valid()

    @pytest.mark.parametrize("verb", [Verb.STEP_DOWN, Verb.REOPEN])
    def test_what_was_said_of_it_is_done_and_recorded(self, world: World, verb: Verb, request: Any) -> None:
        case = request.getfixturevalue("back" if verb is Verb.STEP_DOWN else "ended")
        with pytest.raises(BadInput) as error:
            world.do(case, verb, by=case.raised_by, at=START + DAY, protective_at=None, time_accepted=False)
        assert set(error.value.fields) == {"timescale"}
        world.do(case, verb, by=case.raised_by, at=START + DAY, protective_at=None, time_accepted=True)
        said = [event.sentences for event in timeline(situation(case_now(case), by=case.raised_by, at=START + DAY))]
        assert any("The time that the procedure allows was accepted." in sentences for sentences in said)

    def test_a_sooner_time_shortens_it(self, world: World, back: Case) -> None:
        sooner = START + 5 * HOUR
        world.do(back, Verb.STEP_DOWN, by=back.raised_by, at=START + 2 * HOUR, protective_at=sooner)
        assert Clock.objects.get(obligation__duty=Duty.RESPOND, stopped_at=None).due_at == sooner

    def test_a_child_at_immediate_risk_does_not_wait_for_it(self, world: World, back: Case) -> None:
        world.do(back, Verb.FLAG_RISK, by=back.raised_by, at=START + 2 * HOUR)
        first = {**BACK, "to": back.stages_behind()[0]}
        assert form_of(back, Verb.STEP_DOWN, first, at=START + 3 * HOUR).is_valid()


class TestTheChairsTimetable:  # BRIS-27
    @pytest.fixture
    def case(self, world: World) -> Case:
        case = world.raised(protective_at=None)
        for hours in (1, 2, 3):
            case = case_now(world.climb(case, at=START + hours * HOUR, ground=Ground.DELAY, protective_at=None))
        return case

    def test_its_date_is_what_runs_from_then_on(self, world: World, case: Case) -> None:
        until = START + 14 * DAY
        assert not Clock.objects.filter(obligation__duty=Duty.DECIDE).exists()
        world.do(case, Verb.ACKNOWLEDGE, by=world.chair, at=START + 4 * HOUR, timetable_at=until)
        clock = Clock.objects.get(obligation__duty=Duty.DECIDE)
        assert (clock.due_at, clock.stopped_at) == (until, None)
        assert clock.explanation[0].startswith("The acknowledgement of Tuesday 24 November 2026")
        page = case_page(situation(case_now(case), by=world.chair, at=START + 5 * HOUR), [])
        assert page.next_due is not None
        assert page.next_due.at == until
        world.sweep(until + HOUR)
        clock.refresh_from_db()
        assert clock.breached_at is not None

    def test_without_a_date_in_the_future_it_is_refused(self, world: World, case: Case) -> None:
        for until in (None, START):
            with pytest.raises(BadInput) as error:
                world.do(case, Verb.ACKNOWLEDGE, by=world.chair, at=START + 4 * HOUR, timetable_at=until)
            assert set(error.value.fields) == {"timetable_at"}

    def test_a_sooner_date_that_protects_the_child_stays(self, world: World) -> None:
        case = world.raised(protective_at=None)
        for hours in (1, 2, 3):
            last = START + 3 * DAY if hours == 3 else None
            case = case_now(world.climb(case, at=START + hours * HOUR, ground=Ground.DELAY, protective_at=last))
        world.do(case, Verb.ACKNOWLEDGE, by=world.chair, at=START + 4 * HOUR, timetable_at=START + 14 * DAY)
        assert Clock.objects.get(obligation__duty=Duty.DECIDE).due_at == START + 3 * DAY

    def test_the_record_says_by_when(self, world: World, case: Case) -> None:
        world.do(case, Verb.ACKNOWLEDGE, by=world.chair, at=START + 4 * HOUR, timetable_at=START + 14 * DAY)
        event = timeline(situation(case_now(case), by=world.chair, at=START + DAY))[0]
        assert event.sentences == ["It is to be resolved by Tuesday 8 December 2026, 9:30am."]


class TestBroughtForward:
    """The side that raised it sets a sooner date at any time; nobody has to agree to it (O-8, O-10)."""

    def test_what_is_owed_is_due_sooner_and_the_page_says_why(self, world: World, case: Case) -> None:
        sooner = START + 4 * HOUR
        world.do(
            case, Verb.BRING_FORWARD, by=case.raised_by, protective_at=sooner, protective_why="She goes home tonight."
        )
        clock = Clock.objects.get(obligation__duty=Duty.RESPOND)
        assert (clock.due_at, clock.original_due_at) == (sooner, START + DAY)
        assert "brought forward to protect the child" in clock.explanation[-1]
        assert Clock.objects.filter(obligation__duty=Duty.DISCUSS, due_at=sooner).count() == 2, "undated until now"
        page = case_page(situation(case_now(case), by=case.raised_by, at=START + 2 * HOUR), [])
        assert page.protective == ["By Tuesday 24 November 2026, 1:30pm.", "Why: She goes home tonight."]
        told = {message.recipient for message in Message.objects.filter(kind=Verb.BRING_FORWARD)}
        assert told == {world.raiser_holder(case), world.receiver_holder(case)}

    def test_a_date_set_at_opening_is_shown_with_its_reason(self) -> None:
        world = a_world("buckinghamshire")
        case = world.raised(protective_at=START + 3 * DAY)
        page = case_page(situation(case_now(case), by=case.raised_by, at=START + HOUR), [])
        assert page.protective == ["By Friday 27 November 2026, 9:30am.", "Why: The contact visit is then."]
        world.do(case, Verb.BRING_FORWARD, by=world.raiser_holder(case), protective_at=START + DAY)
        assert world.passage(case).protective_at == START + DAY

    def test_what_brings_nothing_forward_is_refused(self, world: World) -> None:
        case = world.raised(protective_at=START + 2 * HOUR)
        with pytest.raises(BadInput) as error:
            world.do(case, Verb.BRING_FORWARD, by=case.raised_by, protective_at=START + 3 * HOUR)
        assert set(error.value.fields) == {"protective_at"}

    def test_the_other_side_does_not_shorten_it(self, world: World, case: Case) -> None:
        with pytest.raises(NotAllowed):
            world.do(case, Verb.BRING_FORWARD, by=world.receiver_holder(case))

    def test_the_limit_over_all_stages_comes_forward_where_the_text_says_so(self) -> None:  # BRENT-6, O-18
        world = a_world("brent")
        case = world.climb(world.raised(protective_at=None), at=START + HOUR)
        world.do(case, Verb.BRING_FORWARD, by=case.raised_by, at=START + 2 * HOUR, protective_at=START + DAY)
        assert Clock.objects.get(case=case, obligation=None).due_at == START + DAY
