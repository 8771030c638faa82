"""The rules of Brent's text, on real cases: managers, senior managers, and a panel that the chair convenes."""

import pytest

from cases.models import Case, Side, State
from cases.selectors import owed_by
from cases.verbs import Verb
from notifications.models import Message
from policies.vocabulary import Duty, LastStageKind, Owner, Role
from tests.unit.cases.rules.walk import at_stage, page, roles
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("brent")


def test_stage_one_is_a_talk_with_ones_own_manager(world: World) -> None:  # BRENT-7
    """To say what the problem is, what exactly is disputed, and what is wanted: all three are asked, and read by all."""
    case = world.raised()
    consult = world.passage(case).obligations.get()
    assert (consult.duty, consult.party.side) == (Duty.CONSULT, Side.ESCALATING)
    told = page(case, case.raised_by)
    assert "Consult your supervisor or manager to clarify your thinking." in told
    world.do(case, Verb.CONSULT, by=case.raised_by, said="My manager agrees that it is a question of the threshold.")
    assert "My manager agrees that it is a question of the threshold." in page(case, case.raised_by)
    assert "Say what the problem is, what exactly is disagreed on" in page(case, case.raised_by, "do/escalate/")
    disagreement = page(case, case.raised_by, "statement/")
    wanted = ("The referral was closed without a visit.", "Whether the threshold is met.", "A visit this week.")
    assert all(said in disagreement for said in wanted)


@pytest.mark.parametrize("method", ["telephone", "in-person", "letter"])
def test_the_two_workers_talk_by_telephone_or_face_to_face_or_otherwise(world: World, method: str) -> None:  # BRENT-8
    case = at_stage(world, "stage-two")
    for side, house in ((Side.ESCALATING, world.raising), (Side.RECEIVING, world.receiving)):
        assert world.holder(case, side) == house.practitioner
    assert "As soon as possible, by telephone or face to face." in page(case, world.receiver_holder(case))
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), at=START + DAY, method=method)
    assert not world.passage(case).obligations.filter(duty=Duty.DISCUSS, met_at=None).exists()
    assert case.entries.get(kind="record-discussion").facts["method"] == method


def discussed_by_both(world: World, case: Case) -> bool:
    """Whether both sides owe a discussion here, and one that is recorded is that of both."""
    owed = world.passage(case).obligations.filter(duty=Duty.DISCUSS, optional=False)
    sides = {o.party.side for o in owed}
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), at=world.passage(case).opened_at + DAY)
    return sides == set(Side) and not owed.filter(met_at=None).exists()


def test_the_worker_tells_their_manager_who_speaks_to_the_equivalent(world: World) -> None:  # BRENT-10, BRENT-20
    case = at_stage(world, "stage-three")
    ours, theirs = world.raising.at(Role.LINE_MANAGER), world.receiving.at(Role.LINE_MANAGER)
    assert (world.raiser_holder(case), world.receiver_holder(case)) == (ours, theirs)
    for manager in (ours, theirs):
        assert Message.objects.filter(recipient=manager, kind="to-do").count() == 1
    says = "The worker tells their own manager, who then speaks to the equivalent manager in the other agency."
    assert says in page(case, case.raised_by)
    first = world.passage(case).obligations.get(duty=Duty.RAISE)
    assert first.party.side == Side.ESCALATING
    assert "Record that your manager was told" in page(case, case.raised_by)
    assert "Record that your manager was told" not in page(case, theirs)
    world.do(case, Verb.TELL_MANAGER, by=case.raised_by, at=world.passage(case).opened_at + HOUR)
    first.refresh_from_db()
    assert first.met_by == case.raised_by
    assert discussed_by_both(world, case)


def test_operations_managers_must_attempt_to_settle_it_by_talking(world: World) -> None:  # BRENT-11
    case = at_stage(world, "stage-four")
    for side in Side:
        assert roles(case, side)["stage-four"] == ["operations-manager"]
    assert "must attempt to resolve the differences through discussion." in page(case, world.receiver_holder(case))
    assert discussed_by_both(world, case)


def test_the_chair_convenes_a_panel_and_has_no_choice(world: World) -> None:  # BRENT-12
    case = at_stage(world, "stage-five")
    convene = world.passage(case).obligations.get(duty=Duty.CONVENE_MEETING)
    assert (convene.owner, convene.optional) == (Owner.CHAIR, False)
    for person in (world.office, world.chair):
        assert Message.objects.filter(recipient=person, kind="told-stage-entered").count() == 1
    assert case.policy_stage.last is not None
    assert [option.kind for option in case.policy_stage.last.options] == [LastStageKind.PANEL]
    told = page(case, world.chair)
    assert "The Chair convenes a Resolution Panel." in told
    assert "Convene" in told or "Arrange" in told
    world.do(case, Verb.CONVENE_MEETING, by=world.chair, at=START + 9 * DAY)
    convene.refresh_from_db()
    assert convene.met_by == world.chair


def test_what_the_panel_found_is_kept_and_reported_without_a_limit(world: World) -> None:  # BRENT-15, O-19
    case = at_stage(world, "stage-five")
    report = world.passage(case).obligations.get(duty=Duty.REPORT)
    assert report.optional
    assert not hasattr(report, "clock")
    found = {"decided_by": "Three agencies", "decision": "Visit weekly.", "reasons": "The risk."}
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 9 * DAY, **found)
    entry = case.entries.get(kind="record-decision")
    assert entry.facts["kind"] == LastStageKind.PANEL
    assert found.items() <= entry.content.body.items()
    world.do(case, Verb.REPORT, by=world.office, at=START + 30 * DAY, said="To the board of the year.")
    assert case_now(case).state == State.RESOLVED
    assert not owed_by(world.office).exists()
