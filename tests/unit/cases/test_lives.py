"""Any case, in any area, whatever anybody does to it and whenever: what must hold, holds."""

import os
import random

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.cases.life import LifeOfACase

LIVES = int(os.environ.get("RESOLVE_LIVES", "10"))
"""How many lives are led. `make lives` leads many more."""
BATCH = 20
"""As many at a time as are led again where one of them is to be repeated."""
SEED = int(
    os.environ.get("RESOLVE_LIVES_SEED") or ("1" if "RESOLVE_LIVES" not in os.environ else random.randrange(10**6))
)
"""Which lives: always the same in `make test`, and others each time that `make lives` is asked for."""
STEPS = 15


@pytest.mark.parametrize("first", range(0, LIVES, BATCH))
@pytest.mark.django_db
def test_what_must_hold_holds_through_any_life_of_a_case(first: int) -> None:
    number = SEED + first // BATCH
    print(f"To lead these lives again: make lives LIVES={min(BATCH, LIVES - first)} SEED={number}")
    some = settings(
        max_examples=min(BATCH, LIVES - first),
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        # A long life that fails is read as it is: making it shorter takes longer than mending.
        phases=(Phase.generate,),
    )
    run_state_machine_as_test(seed(number)(LifeOfACase), settings=some)
