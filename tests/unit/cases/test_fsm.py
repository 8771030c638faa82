"""The two protected fields: what sets them, what does not, and every way between the states."""

import pytest
from django.db import IntegrityError, transaction
from django_fsm import TransitionNotAllowed

from cases.models import LIVE_STATES, Case, Ending, Passage, PassageEnd, State
from policies.vocabulary import Ground
from tests.unit.cases.world import DAY, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    return case_now(world.raised())


@pytest.mark.parametrize("field", ["state", "stage"])
def test_nothing_but_a_transition_sets_a_protected_field(case: Case, field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(case, field, "resolved")


def test_refreshing_from_the_database_is_no_change(case: Case) -> None:
    case.refresh_from_db()
    assert case.stage == "stage-1"


@pytest.mark.parametrize("to", ["stage-1", "stage-3", "stage-4", "stage-five", "nonsense", ""])
def test_a_target_that_the_policy_does_not_open_is_refused_in_code(case: Case, to: str) -> None:
    with pytest.raises(TransitionNotAllowed):
        case.climb(to=to, ground=Ground.NOT_AGREED, rung=0)
    assert case.stage == "stage-1"


def test_the_target_that_it_opens_is_taken(case: Case) -> None:
    case.climb(to="stage-2", ground=Ground.NOT_AGREED, rung=0)
    assert case.stage == "stage-2"


@pytest.mark.parametrize(
    ("area", "ground"),
    [("bristol", Ground.ANTICIPATED), ("bristol", Ground.QA_SCRUTINY), ("buckinghamshire", Ground.QA_SCRUTINY)],
)
def test_a_ground_that_the_policy_does_not_know_is_refused_in_code(area: str, ground: Ground) -> None:
    case = case_now(a_world(area).raised())
    following = case.policy.stages[1].key
    with pytest.raises(TransitionNotAllowed):
        case.climb(to=following, ground=ground, rung=0)
    case.climb(to=following, ground=Ground.DELAY, rung=0)


def test_the_clock_moves_a_case_on_though_nobody_may_call_it_a_want_of_response() -> None:
    world = a_world("flowchart")
    case = case_now(world.climb(world.raised(), at=START + DAY))
    case.policy_version.content["grounds"] = ["not-agreed"]
    case.policy_version.digest = "of another policy"
    assert case.stage == "stage-2"
    assert Ground.NO_RESPONSE not in case.policy.grounds
    case.climb(to="stage-3", ground=Ground.NO_RESPONSE, rung=0)


def test_the_rung_is_that_of_the_open_passage_and_no_other() -> None:  # FLOW-12
    world = a_world("flowchart")
    case = world.raised()
    for step in range(2):
        case = case_now(world.climb(case, at=START + (step + 1) * DAY))
    assert (case.stage, world.passage(case).rung) == ("stage-3", 0)
    with pytest.raises(TransitionNotAllowed):
        case.climb(to="stage-4", ground=Ground.DELAY, rung=1)
    case.climb(to="stage-3", ground=Ground.DELAY, rung=0)


def test_nothing_is_agreed_while_the_other_side_takes_no_part() -> None:  # BRENT-7
    world = a_world("brent")
    case = case_now(world.raised())
    with pytest.raises(TransitionNotAllowed):
        case.propose_outcome()
    Case.objects.filter(pk=case.pk).update(state=State.AWAITING_CONFIRMATION)
    with pytest.raises(TransitionNotAllowed):
        case_now(case).resolve(at=START, outcome="upheld")
    Case.objects.filter(pk=case.pk).update(state=State.OPEN)
    further = case_now(world.climb(case, at=START + DAY))
    further.propose_outcome()
    further.resolve(at=START + DAY, outcome="upheld")


def test_a_case_begins_once(case: Case) -> None:
    with pytest.raises(TransitionNotAllowed):
        case.begin(immediate_risk_confirmed=False)


def test_nothing_climbs_before_it_has_begun(world: World) -> None:
    case = Case(area=world.version.area, policy_version=world.version)
    with pytest.raises(TransitionNotAllowed):
        case.climb(to="stage-2", ground=Ground.NOT_AGREED, rung=0)


MOVES = {
    "climb": {State.OPEN},
    "propose_outcome": {State.OPEN},
    "return_outcome": {State.AWAITING_CONFIRMATION},
    "resolve": {State.AWAITING_CONFIRMATION},
    "decide": set(),  # only at the last stage
    "report_unresolved": set(),
    "record_only": set(),
    "withdraw": set(LIVE_STATES),
}
WORDS = {
    "climb": {"to": "stage-2", "ground": Ground.DELAY, "rung": 0},
    "resolve": {"at": START, "outcome": "upheld"},
    "decide": {"at": START, "ending": Ending.PANEL, "outcome": "upheld"},
    "report_unresolved": {"at": START},
    "record_only": {"at": START},
    "withdraw": {"at": START},
}


def in_state(case: Case, state: State) -> Case:
    """The case as it would be in a state; in memory only."""
    if state in (State.AWAITING_CONFIRMATION, State.RESOLVED):
        case.propose_outcome()
    match state:
        case State.RESOLVED:
            case.resolve(at=START, outcome="upheld")
        case State.WITHDRAWN:
            case.withdraw(at=START)
        case _:
            pass
    assert case.state == state
    return case


@pytest.mark.parametrize("state", [s for s in State if s not in (State.UNRESOLVED_REPORTED, State.RECORDED)])
@pytest.mark.parametrize("move", MOVES)
def test_every_transition_from_every_state_before_the_last_stage(case: Case, move: str, state: State) -> None:
    case = in_state(case, state)
    if state in MOVES[move]:
        getattr(case, move)(**WORDS.get(move, {}))
        return
    with pytest.raises(TransitionNotAllowed):
        getattr(case, move)(**WORDS.get(move, {}))
    assert case.state == state


def test_the_last_stage_decides_or_reports_and_opens_no_way(world: World) -> None:
    case = world.climb_to_last(world.raised(), at=START)
    with pytest.raises(TransitionNotAllowed):
        case.climb(to="stage-3", ground=Ground.DELAY, rung=0)
    case.report_unresolved(at=START + DAY)
    assert (case.state, case.ending) == (State.UNRESOLVED_REPORTED, Ending.UNRESOLVED)
    again = case_now(case)
    again.decide(at=START + DAY, ending=Ending.PANEL, outcome="upheld")
    assert (again.state, again.ending, again.ended_at) == (State.RESOLVED, Ending.PANEL, START + DAY)
    for ended in (case, again):
        with pytest.raises(TransitionNotAllowed):
            ended.withdraw(at=START)


def test_the_database_keeps_one_open_passage_per_case(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.create(case=case, number=9, stage="stage-2", opened_at=START)


def test_the_database_keeps_an_end_and_its_moment_together(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(ended_at=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.filter(case=case).update(end=PassageEnd.AGREED)
