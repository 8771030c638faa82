"""The sweep repeated, two at once, or with a case that cannot be swept: each thing is done once."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases import record
from cases.models import Case, Clock, Entry, Passage, Side
from cases.process import clocks
from cases.sweeps import sweep
from notifications.models import Message
from policies.vocabulary import Duty
from tests.unit.cases.test_door import POSTGRES_ONLY, together
from tests.unit.cases.world import AREAS, DAY, HOUR, START, a_world, case_now

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def clock_of(case: Case, duty: Duty, side: str | None = None) -> Clock:
    found = Clock.objects.filter(obligation__passage__case=case, obligation__duty=duty, stopped_at=None)
    return found.get(obligation__party__side=side) if side else found.get(obligation__party=None)


def rows() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Case, Passage, Clock, Entry, Message)  # each table that a sweep writes
    ]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("late", [SECOND, 3 * HOUR, 10 * DAY])
def test_a_second_sweep_of_the_same_moment_changes_nothing(area: str, late: timedelta) -> None:
    world = a_world(area)
    case = world.raised(protective_at=START + 5 * DAY)
    if case.stage == "stage-one" and area == "brent":
        case = case_now(world.climb(case, at=START + HOUR))
    moment = START + 8 * DAY + late
    assert sweep(at=moment)["due"] > 0
    before = rows()
    assert sweep(at=moment) == dict.fromkeys(("due", "reminders", "breaches", "offered", "advanced", "notices"), 0)
    assert rows() == before


def test_one_case_that_cannot_be_swept_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world("bristol")
    first, second = world.raised(), world.raised()
    real = record.write

    def write(draught: record.Draught, *, case: Case, **rest: object) -> Entry:
        if case.pk == first.pk:
            raise ValueError("this case is broken")
        return real(draught, case=case, **rest)

    monkeypatch.setattr(record, "write", write)
    with pytest.raises(ExceptionGroup):
        sweep(at=START + 3 * DAY)
    assert second.entries.filter(kind="limit-passed").exists()
    assert not first.entries.filter(kind="limit-passed").exists()
    monkeypatch.undo()
    sweep(at=START + 3 * DAY)
    assert first.entries.filter(kind="limit-passed").exists()


@POSTGRES_ONLY
@pytest.mark.django_db(transaction=True)
class TestTwoSweepsAtOnce:
    def test_do_each_thing_once(self) -> None:
        world = a_world("flowchart")
        cases = [world.climb(world.raised(), at=START + HOUR, protective_at=None) for _ in range(3)]
        moment = START + 20 * DAY
        results = together(*[lambda: sweep(at=moment)] * 4)
        assert not [result for result in results if isinstance(result, Exception)]
        sweep(at=moment)
        for case in cases:
            assert case.entries.filter(kind="advanced").count() == 1
            assert case.passages.filter(closed_at=None).count() == 1
            assert record.faults(case_now(case)) == []
        keys = list(Message.objects.values_list("key", flat=True))
        assert len(keys) == len(set(keys))

    def test_a_case_that_somebody_works_on_is_left_for_the_next_sweep(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        moment = START + 3 * DAY
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            (counts,) = together(lambda: sweep(at=moment))
        assert counts["breaches"] == 0
        assert sweep(at=moment)["breaches"] == 1


def test_the_moments_of_a_clock_end() -> None:
    world = a_world("bristol")
    clock = clock_of(world.raised(), Duty.RESPOND, Side.RECEIVING)
    assert clocks.next_moment(clock, policy=world.policy, after=clock.due_at + 400 * DAY) is None
