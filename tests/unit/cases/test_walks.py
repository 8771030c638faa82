"""A case walked through each area's procedure, from raising it to its end."""

import pytest

from cases import record
from cases.models import Ending, PassageEnd, State
from cases.verbs import Verb
from tests.unit.cases.world import AREAS, DAY, START, a_world, case_now

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


@pytest.mark.parametrize("area", AREAS)
def test_a_case_nobody_settles_reaches_the_last_stage_and_is_decided_there(area: str) -> None:
    world = a_world(area)
    case = world.climb_to_last(world.raised(), at=START)
    assert case.policy_stage.last is not None
    assert case.board_involved_at is not None
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY)
    case = case_now(case)
    assert case.state == State.RESOLVED
    assert case.ending not in (Ending.NONE, Ending.UNRESOLVED)
    assert not case.passages.filter(closed_at=None).exists()
    assert case.passages.order_by("number").last().end == PassageEnd.DECIDED
    assert not case.clocks.filter(stopped_at=None, follow_up=None).exists()
    assert record.faults(case) == []


@pytest.mark.parametrize("area", AREAS)
def test_a_case_is_agreed_at_the_first_stage_that_both_sides_take_part_in(area: str) -> None:
    world = a_world(area)
    case = world.raised()
    if case.policy_stage.sides == "raising":
        case = case_now(world.climb(case, at=START + DAY))
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + DAY)
    assert case_now(case).state == State.AWAITING_CONFIRMATION
    world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=START + 2 * DAY)
    case = case_now(case)
    assert (case.state, case.ending) == (State.RESOLVED, Ending.AGREED)
    assert case.passages.order_by("number").last().end == PassageEnd.AGREED
    assert not case.clocks.filter(stopped_at=None, follow_up=None).exists()
    assert record.faults(case) == []
