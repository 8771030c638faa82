"""The lives find a fault: each of these is put into the product, and some life must meet it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import cases.models.case
import cases.process.due_times
from cases import access, record
from cases.models import Case
from cases.process import clocks
from tests.unit.cases.life import LifeOfACase

pytestmark = [pytest.mark.django_db, pytest.mark.long]
Patch = pytest.MonkeyPatch


def everybody_sees_it(patch: Patch) -> None:
    patch.setattr(access, "visible_to", lambda _: Case.objects.all())


def _unwritten(kind: str) -> Callable[[Patch], None]:
    def fault(patch: Patch) -> None:
        write = record.write

        def skip(draught: Any, **how: Any) -> Any:
            return None if draught.kind == kind else write(draught, **how)

        patch.setattr(record, "write", skip)

    fault.__name__ = f"nothing_is_written_of_{kind.replace('-', '_')}"
    return fault


def a_limit_is_a_day_too_long(patch: Patch) -> None:
    count = cases.process.due_times.deadline

    def late(**how: Any) -> Any:
        worked = count(**how)
        return worked and replace(worked, due_at=worked.due_at + timedelta(days=1))

    patch.setattr(cases.due_times, "deadline", late)


def a_limit_is_not_explained(patch: Patch) -> None:
    count = cases.process.due_times.deadline
    patch.setattr(
        cases.due_times, "deadline", lambda **how: (w := count(**how)) and replace(w, explanation=("So it is.",))
    )


def a_limit_is_forgotten(patch: Patch) -> None:
    patch.setattr(clocks, "start", lambda *_, **__: None)


def its_limits_run_on_after_its_end(patch: Patch) -> None:
    patch.setattr(clocks, "stop", lambda *_, **__: None)


FAULTS = [
    everybody_sees_it,
    _unwritten("limit-passed"),
    a_limit_is_a_day_too_long,
    a_limit_is_not_explained,
    a_limit_is_forgotten,
    its_limits_run_on_after_its_end,
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_some_life_meets_the_fault(fault: Callable[[Patch], None], monkeypatch: Patch) -> None:
    fault(monkeypatch)
    some = settings(
        max_examples=25,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=(Phase.generate,),
    )
    with pytest.raises(AssertionError) as met:
        run_state_machine_as_test(LifeOfACase, settings=some)
    print(fault.__name__, str(met.value)[:200])
