"""The rules of the flowchart, on real cases: what is owed at each stage, from when, and what may help."""

import pytest

from cases.access import standing
from cases.models import Case, Side
from cases.verbs import Verb
from core.errors import BadInput
from notifications.models import Message
from policies.vocabulary import Duty, Role
from tests.unit.cases.rules.walk import at_stage, page, policy_page
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


def dues(world: World, case: Case, duty: Duty) -> set[object]:
    """When a duty of the open passage is due, of each who owes it."""
    return {o.clock.due_at for o in world.passage(case).obligations.filter(duty=duty)}


def test_the_professionals_look_for_an_understanding_in_line_with_the_plan(world: World) -> None:  # FLOW-6
    plan = next(reason for reason in world.policy.reasons if reason.key == "plan")
    case = world.raised(reasons=(plan.key,))
    assert "The child’s plan, or that there is none" in page(case, case.raised_by, "statement/")
    for side, house in ((Side.ESCALATING, world.raising), (Side.RECEIVING, world.receiving)):
        assert world.holder(case, side) == house.practitioner
    assert "in line with the child’s plan or so that a plan is made." in page(case, world.receiver_holder(case))
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case))
    assert not world.passage(case).obligations.filter(duty=Duty.DISCUSS, met_at=None).exists()


def test_a_plan_of_action_says_how_it_stands_to_the_plan_of_the_child(world: World) -> None:  # FLOW-6
    case = world.raised()
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    form = page(case, ours, "do/propose-plan/", at=START + HOUR)
    assert "How does it stand to the plan that there is already?" in form
    assert "in line with the child’s plan, or so that a plan is developed where one is needed." in form
    with pytest.raises(BadInput) as wrong:
        world.do(case, Verb.PROPOSE_PLAN, by=ours, plan_fits="")
    assert list(wrong.value.fields) == ["plan_fits"]
    said = {"plan_fits": "changes", "plan_reference": "Child in need plan of 3 November"}
    world.do(case, Verb.PROPOSE_PLAN, by=ours, **said)
    for where in ("agreement/", ""):
        told = page(case, theirs, where)
        assert "How it stands to the child’s own plan It changes the plan that there is" in told
        assert "Child in need plan of 3 November" in told
    later = at_stage(world, "stage-2")
    assert "own plan" not in page(later, world.raiser_holder(later), "do/propose-plan/")


def test_it_is_acknowledged_at_once_and_a_plan_agreed_within_48_hours(world: World) -> None:  # FLOW-7, O-21, O-39
    """Both limits from the instant that the stage is entered; the acknowledgement is what is asked for first."""
    case = world.raised(at=at("2026-11-27 16:45"))
    assert dues(world, case, Duty.ACKNOWLEDGE) == dues(world, case, Duty.AGREE_PLAN) == {at("2026-12-01 16:45")}
    notice = Message.objects.get(recipient=world.receiving.practitioner, kind="to-do")
    assert notice.todo == "acknowledge it"
    assert "At once; 48 hours (2 working days) at the latest." in page(case, world.receiving.practitioner)


def test_line_managers_review_it_and_then_talk(world: World) -> None:  # FLOW-9
    case = at_stage(world, "stage-2")
    for side, house in ((Side.ESCALATING, world.raising), (Side.RECEIVING, world.receiving)):
        manager = house.at(Role.LINE_MANAGER)
        assert world.holder(case, side) == manager
        review = world.passage(case).obligations.get(duty=Duty.REVIEW_FILE, party__side=side)
        discuss = world.passage(case).obligations.get(duty=Duty.DISCUSS, party__side=side)
        assert review.number < discuss.number
        world.do(case, Verb.REVIEW_FILE, by=manager, at=START + DAY)
        review.refresh_from_db()
        assert review.met_by == manager
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), at=START + 2 * DAY)
    assert not world.passage(case).obligations.filter(duty=Duty.DISCUSS, met_at=None).exists()


def test_managers_have_five_working_days_from_the_end_of_stage_1(world: World) -> None:  # FLOW-11
    """For the discussion and for the plan; the clock then moves it on, if neither has come of it."""
    case = world.raised(protective_at=None)
    case = case_now(world.climb(case, at=at("2026-11-25 11:00"), protective_at=None))
    for duty in (Duty.DISCUSS, Duty.AGREE_PLAN):
        assert dues(world, case, duty) == {at("2026-12-02 17:00")}
    world.sweep(at("2026-12-02 17:00"))
    assert case_now(case).stage == "stage-2"
    world.sweep(at("2026-12-02 17:01"))
    assert case_now(case).stage == "stage-3"


MEETINGS = {
    "stage-2": "A meeting of the managers or safeguarding leads with the practitioners may help.",
    "stage-4": "A resolution meeting, so that learning is recorded and brought forward.",
}


@pytest.mark.parametrize("stage", MEETINGS)
def test_a_meeting_is_offered_recorded_if_held_and_holds_nobody_up(world: World, stage: str) -> None:
    """With the practitioners at Stage 2 (FLOW-10); at Stage 4 so that learning is recorded (FLOW-16)."""
    case = at_stage(world, stage)
    meeting = world.passage(case).obligations.filter(duty=Duty.CONVENE_MEETING)
    assert all(o.optional and not hasattr(o, "clock") for o in meeting)
    told = page(case, world.raiser_holder(case))
    assert MEETINGS[stage] in told
    assert "If useful" in told
    said = "All four met; we learnt to ring first."
    world.do(case, Verb.CONVENE_MEETING, by=world.raiser_holder(case), at=START + 9 * DAY, said=said)
    assert said in page(case, world.receiver_holder(case))
    other = at_stage(world, stage)
    assert case_now(world.climb(other, at=START + 9 * DAY)).stage != stage


def test_learning_of_a_meeting_is_brought_forward_to_the_office(world: World) -> None:  # FLOW-16
    assert "To Business Office: Learning points of a resolution meeting are recorded" in policy_page(world)


def test_each_further_rung_has_five_working_days_of_its_own(world: World) -> None:  # FLOW-14
    case = world.raised(protective_at=None)
    for step in (1, 2):
        case = case_now(world.climb(case, at=START + step * HOUR, protective_at=None))
    assert (case.stage, world.passage(case).rung) == ("stage-3", 0)
    assert dues(world, case, Duty.DISCUSS) == {at("2026-12-01 17:00")}
    case = case_now(world.climb(case, at=START + 3 * DAY, protective_at=None))
    assert (case.stage, world.passage(case).rung) == ("stage-3", 1)
    assert dues(world, case, Duty.DISCUSS) == {at("2026-12-04 17:00")}


def test_directors_have_48_hours_for_a_plan_and_are_not_the_last(world: World) -> None:
    """From the instant that Stage 4 is entered (FLOW-15, O-39): less than below, and final within the agencies (O-23)."""
    case = at_stage(world, "stage-4")
    entered = world.passage(case).opened_at
    for side, house in ((Side.ESCALATING, world.raising), (Side.RECEIVING, world.receiving)):
        assert world.holder(case, side) == house.at(Role.DIRECTOR)
    assert entered == at("2026-11-27 10:30")
    assert dues(world, case, Duty.AGREE_PLAN) == {at("2026-12-01 10:30")}
    below = case.passages.get(number=world.passage(case).number - 1)
    longest = max(o.clock.due_at - below.opened_at for o in below.obligations.filter(duty=Duty.AGREE_PLAN))
    assert at("2026-12-01 10:30") - entered < longest
    assert case_now(world.climb(case, at=entered + HOUR)).stage == "stage-5"


def test_the_office_is_told_of_stage_5_and_not_before(world: World) -> None:  # FLOW-17
    case = at_stage(world, "stage-4")
    assert not Message.objects.filter(recipient=world.office).exists()
    case = case_now(world.climb(case, at=START + 5 * DAY))
    assert Message.objects.filter(recipient=world.office, kind="told-stage-entered").count() == 1
    assert world.office.name in page(case, case.raised_by, "people/")
    assert standing(case, world.office).content


def test_what_the_text_leaves_open_stays_open(world: World) -> None:  # FLOW-19, O-15
    """Nothing on immediate risk, on whether a mediation binds, on a yearly report, or on a written outcome."""
    says = "The text says nothing on immediate risk, on whether a mediation binds, on an annual report"
    assert says in policy_page(world)
    case = at_stage(world, "stage-5", immediate_risk=True)
    assert case.passages.first().stage == "stage-1"
    owed = {o.duty for passage in case.passages.all() for o in passage.obligations.all()}
    assert not owed & {Duty.REPORT, Duty.PROPOSE_OUTCOME, Duty.CONFIRM_OUTCOME}
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 9 * DAY)
    assert case.entries.get(kind="record-decision").facts["binding"] is None
