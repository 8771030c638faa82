"""A scene that is retold is the scene that was made: the same rows, the same people, and the same that follows."""

import pytest
from django.db import connection, transaction

from cases import record
from cases.models import Case
from cases.verbs import Verb
from tests.retold import Rows, named, rows_now, scenes
from tests.unit.cases.world import DAY, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


def told() -> tuple[World, Case, Rows, int]:
    """A case at its last stage, all that is in the database, and how many calls wait for the commit; then nothing of it is left."""
    with transaction.atomic():
        waiting = len(connection.run_on_commit)
        world = a_world("bristol")
        case = world.climb_to_last(world.raised(), at=START)
        rows, waits = rows_now(), len(connection.run_on_commit) - waiting
        transaction.set_rollback(True)
    return world, case, rows, waits


def test_what_is_retold_leaves_behind_what_was_made() -> None:
    made, retold = told(), told()
    steps = len(scenes.steps)
    again = told()
    assert len(scenes.steps) == steps, "it was made anew"
    assert again[0] is not retold[0]
    assert made == retold == again
    assert any(made[2].values())
    assert made[3] > 0


def test_what_follows_stands_on_it() -> None:
    told()
    world = a_world("bristol")
    case = world.climb_to_last(world.raised(), at=START)
    assert case.policy_stage.last is not None
    world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=START + 30 * DAY)
    assert record.faults(case_now(case)) == []


def test_where_something_else_was_changed_it_is_made() -> None:
    told()
    world = a_world("bristol")
    case = world.raised()
    world.receiving.posts.popitem()[1].delete()
    steps = len(scenes.steps)
    world.climb(case, at=START + DAY)
    assert len(scenes.steps) == steps
    assert scenes.told("known by nothing", lambda: "made") == "made"
    assert len(scenes.steps) == steps


def test_a_test_that_patches_something_retells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not scenes.may


@pytest.mark.parametrize("other", [{"b": [2]}, {"b": [1], "c": None}, {"a": [1]}])
def test_a_step_is_known_by_its_arguments(other: dict[str, object]) -> None:
    assert named("x", {"b": [1]}) == named("x", {"b": (1,)}) != named("x", other)
    assert named(START, World) != named(START + DAY, World)
    assert named({1, 2}) is None
