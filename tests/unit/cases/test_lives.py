"""Any case, in any area, whatever anybody does to it and whenever: what must hold, holds."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.cases.life import LifeOfACase

LIVES = int(os.environ.get("RESOLVE_LIVES", "6"))
"""How many lives are led. `make lives` leads many more."""


@pytest.mark.django_db
def test_what_must_hold_holds_through_any_life_of_a_case() -> None:
    some = settings(
        max_examples=LIVES,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=(
            Phase.generate,
        ),  # a long life that fails is read as it is: making it shorter takes longer than mending
    )
    run_state_machine_as_test(LifeOfACase, settings=some)
