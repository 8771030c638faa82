"""The rules of Bristol's text, on real cases: who acts, by when, who is told, and how the chair settles it."""

import pytest

from agencies import directory
from agencies.models import Post
from cases.actions.deciding import Result
from cases.models import Ending, Side, State
from cases.verbs import Verb
from notifications.models import Message
from policies.vocabulary import Band, Duty, LastStageKind, Role
from tests.unit.cases.rules.walk import at_stage, page, roles
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db

EQUIVALENT = "Make all reasonable contact to find out who is available, or contact an equivalent person."


@pytest.fixture
def world() -> World:
    return a_world("bristol")


def test_each_stage_is_with_the_equivalents_on_both_sides(world: World) -> None:
    """Team managers (BRIS-14), service managers or safeguarding representatives (BRIS-18), Board Members (BRIS-20).

    Of both sides, though the text says "the relevant agency's" (O-34).
    """
    case = at_stage(world, "stage-3")
    ladder = {"stage-1": ["line-manager"], "stage-2": ["service-manager"], "stage-3": ["board-member"]}
    assert roles(case, Side.ESCALATING) == roles(case, Side.RECEIVING) == ladder
    assert world.receiver_holder(case) == world.receiving.at(Role.BOARD_MEMBER)


def test_at_stage_2_the_managers_must_attempt_to_talk(world: World) -> None:  # BRIS-18
    case = at_stage(world, "stage-2")
    owed = world.passage(case).obligations.filter(duty=Duty.DISCUSS)
    assert {o.party.side for o in owed} == set(Side)
    assert "The two managers must attempt to resolve it through discussion." in page(case, world.receiver_holder(case))
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), at=START + DAY)
    assert not owed.filter(met_at=None).exists()


def test_48_hours_of_escalation_are_two_working_days_at_stage_2(world: World) -> None:  # BRIS-19, O-11
    """From the instant of sending, not rolled forward: from half past five on a Friday to half past five on Tuesday."""
    case = world.raised(at=at("2026-11-27 09:30"))
    case = case_now(world.climb(case, at=at("2026-11-27 17:30")))
    respond = world.passage(case).obligations.get(duty=Duty.RESPOND)
    assert respond.party.side == Side.RECEIVING
    assert respond.clock.due_at == at("2026-12-01 17:30")
    assert "To do" in page(case, world.receiver_holder(case), at=at("2026-11-27 18:00"))
    assert "Overdue" in page(case, world.receiver_holder(case), at=at("2026-12-01 17:31"))


def test_whom_to_ask_instead_is_said_once_and_for_the_stage_at_hand(world: World) -> None:  # BRIS-19, O-12
    case = at_stage(world, "stage-2")
    told = page(case, world.raising.practitioner)
    assert told.count(EQUIVALENT) == 1
    assert "Team Manager" not in told


def test_an_organisation_without_a_board_member_has_whoever_answers_for_safeguarding(world: World) -> None:  # BRIS-22
    post = world.receiving.posts[Role.BOARD_MEMBER]
    post.role = Role.STRATEGIC_SAFEGUARDING.value
    post.save()
    case = at_stage(world, "stage-3")
    assert roles(case, Side.RECEIVING)["stage-3"] == ["strategic-safeguarding"]
    assert roles(case, Side.ESCALATING)["stage-3"] == ["board-member"]


def test_where_nobody_is_known_the_business_manager_finds_who_acts(world: World) -> None:  # BRIS-21
    case = at_stage(world, "stage-2")
    Post.objects.filter(agency=world.receiving.agency).update(holder=None)
    case = case_now(world.climb(case, at=START + 5 * DAY))
    assert Message.objects.filter(recipient=world.office, todo="find who acts for a side").exists()
    assert "recommends the most suitable senior representative in each agency" in page(case, world.office)
    found = world.receiving.colleague
    directory.set_holder(post=world.receiving.posts[Role.BOARD_MEMBER], holder=found, by=None, at=START + 5 * DAY)
    world.sweep(START + 5 * DAY + HOUR)
    assert world.receiver_holder(case) == found


def test_the_times_are_a_guide_that_a_risk_shortens(world: World) -> None:  # BRIS-7
    soon = START + 4 * HOUR
    case = world.raised(protective_at=soon)
    assert world.passage(case).obligations.get(duty=Duty.RESPOND).clock.due_at == soon
    assert "The time limits are a guide and depend on how immediate the risk is." in page(case, case.raised_by)


def test_an_answer_is_no_discussion(world: World) -> None:  # BRIS-39, O-16
    """The duty to talk and to settle it stands beside the duty to respond, and is of both managers."""
    case = world.raised()
    world.do(case, Verb.RESPOND, by=world.receiver_holder(case))
    owed = world.passage(case).obligations
    assert owed.get(duty=Duty.RESPOND).met_at is not None
    assert owed.filter(duty=Duty.DISCUSS, met_at=None).count() == 2
    assert case_now(case).state == State.OPEN
    assert "Discuss it with the equivalent manager and take steps to resolve it." in page(
        case, world.raiser_holder(case)
    )
    world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), at=START + 2 * HOUR)
    assert not owed.filter(duty=Duty.DISCUSS, met_at=None).exists()


def test_referral_to_the_chair_is_considered_by_people_and_made_by_no_clock(world: World) -> None:  # BRIS-26
    case = at_stage(world, "stage-3")
    world.sweep(START + 60 * DAY)
    assert (case_now(case).stage, Message.objects.filter(recipient=world.chair).count()) == ("stage-3", 0)
    world.climb(case, at=START + 60 * DAY)
    for person in (world.office, world.chair):
        assert Message.objects.filter(recipient=person, kind="told-stage-entered").exists()


@pytest.mark.parametrize(
    ("kind", "ending"), [(LastStageKind.MEDIATION, Ending.MEDIATION), (LastStageKind.PANEL, Ending.PANEL)]
)
def test_the_chair_decides_between_mediation_and_a_panel(world: World, kind: LastStageKind, ending: Ending) -> None:
    """Both are offered to the chair (BRIS-28), and what either comes to binds the agencies involved (BRIS-31, O-15)."""
    case = at_stage(world, "stage-4")
    told = page(case, world.chair, "do/record-decision/")
    assert "Mediation" in told
    assert "Resolution Panel" in told
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 9 * DAY, kind=kind)
    assert case_now(case).ending == ending
    assert case.entries.get(kind="record-decision").facts["binding"] is True
    for person in (case.raised_by, world.raising.at(Role.BOARD_MEMBER), world.receiving.at(Role.BOARD_MEMBER)):
        assert Message.objects.filter(recipient=person, kind="record-decision").count() == 1


def test_every_dispute_is_kept_from_its_first_stage_for_the_yearly_report(world: World) -> None:  # BRIS-32, O-36
    """Whether the board was ever reached, at what level it ended, and what a panel found with its reasons."""
    early = world.raised()
    world.do(early, Verb.WITHDRAW, by=early.raised_by)
    late = at_stage(world, "stage-4")
    found = {"decided_by": "Three agencies", "decision": "Visit weekly.", "reasons": "The risk."}
    world.do(late, Verb.RECORD_DECISION, by=world.chair, at=START + 9 * DAY, kind=LastStageKind.PANEL, **found)
    early, late = case_now(early), case_now(late)
    assert (early.board_involved_at, early.policy_stage.band) == (None, Band.FIRST_LINE)
    assert late.board_involved_at is not None
    assert late.policy_stage.band is Band.BOARD
    assert {early.raised_at, late.raised_at} == {START}
    entry = late.entries.get(kind="record-decision")
    assert (entry.facts["kind"], entry.facts["result"]) == (LastStageKind.PANEL, Result.DECIDED)
    assert found.items() <= entry.content.body.items()
