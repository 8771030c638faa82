"""BRENT-6: what the end of the limit over several stages does."""

from datetime import timedelta

import pytest

from agencies.models import User
from cases.models import Case
from cases.sweeps import sweep
from cases.verbs import Verb
from cases.words.entries import sentences_of
from notifications.models import Message
from policies.parsing.mistakes import PolicyMistakes
from tests.policies import changed
from tests.unit.cases.world import HOUR, START, World, a_world, at, case_now, publish_policy

pytestmark = pytest.mark.django_db
DUE = at("2026-12-01 17:00")
SECOND = timedelta(seconds=1)


def kinds(person: User) -> list[str]:
    return list(Message.objects.filter(recipient=person).values_list("kind", flat=True))


def at_the_managers(world: World) -> Case:
    """Past the stage whose own limit is the same week, so that the limit over all of them passes alone."""
    case = world.raised(protective_at=None)
    for step in (1, 2):
        case = case_now(world.climb(case, at=START + step * HOUR, protective_at=START + 30 * HOUR * 24))
    assert case.stage == "stage-three"
    return case


def test_the_next_stage_is_offered_to_the_side_that_raised_it_once() -> None:  # BRENT-6
    world = a_world("brent")
    case = at_the_managers(world)
    for moment in (DUE + SECOND, DUE + HOUR, DUE + 24 * HOUR):
        sweep(at=moment)
    assert kinds(case.raised_by).count("offer") == kinds(world.raiser_holder(case)).count("offer") == 1
    assert "offer" not in kinds(world.receiver_holder(case))
    (entry,) = case.entries.filter(kind="limit-passed")
    assert "The side that raised it may now escalate." in sentences_of(entry, case_now(case))


def test_the_raiser_is_told_where_the_next_stage_was_offered_before() -> None:  # BRENT-6
    world = a_world("brent")
    case = at_the_managers(world)
    world.do(case, Verb.FLAG_RISK, by=world.raiser_holder(case), at=START + 4 * HOUR)
    assert kinds(case.raised_by).count("offer") == 1
    sweep(at=DUE + SECOND)
    assert kinds(case.raised_by).count("offer") == kinds(case.raised_by).count("overall-passed") == 1


def test_whom_the_procedure_names_is_told_of_its_breach() -> None:
    """Policy format, 3 and 5: what a breach does, and whom it is told to, holds for the limit over several stages too."""

    def told(content: dict) -> None:
        content["overall_limit"] = {
            "limit": {"unit": "working-days", "amount": 5, "start": "raised"},
            "says": "In a week.",
            "on_breach": "remind",
        }
        content["tells"] = [{"who": "board-office", "on": "breach"}]

    world = a_world(version=publish_policy(changed("westhaven", told)))
    case = world.raised()
    sweep(at=DUE + SECOND)
    assert kinds(world.office).count("told-breach") == 1
    assert case.entries.get(kind="told").facts["told"] == ["board-office"]
    assert "offer" not in kinds(case.raised_by)
    assert "overall-passed" in kinds(case.raised_by)


def test_it_moves_no_case_and_a_file_that_says_so_is_refused() -> None:
    def moves(content: dict) -> None:
        content["overall_limit"] = {
            "limit": {"unit": "working-days", "amount": 5, "start": "raised"},
            "says": "A week.",
            "on_breach": "advance",
        }

    with pytest.raises(PolicyMistakes, match="moves no case by itself"):
        changed("westhaven", moves)
