"""The figures: facts made of a case, kept in step with nothing to do, and counted for a year."""

from datetime import timedelta
from functools import cache

from django.utils import timezone

from bench.database import with_cases
from bench.measure import Benchmark
from cases.models import Case
from policies.models import Area
from reports import facts
from reports.figures.numbers import gather
from reports.scopes import Scope

FEW, MANY = 1_000, 20_000
A_YEAR = timedelta(days=364)


@cache
def _some_cases(number: int) -> list[int]:
    return list(Case.objects.order_by("-pk").values_list("pk", flat=True)[:number])


def facts_of_a_hundred() -> None:
    """The facts of a hundred cases."""
    with_cases(FEW)
    facts.refresh(_some_cases(100))


def nothing_to_do(number: int) -> None:
    """The facts catch up where no case has moved."""
    with_cases(number)
    facts.catch_up(at=timezone.now() + timedelta(minutes=23))


def figures_of_a_year(number: int) -> None:
    """All that the dashboard counts: a year that ends in the middle of a month, and the year before."""
    with_cases(number)
    today = timezone.now().date()
    gather(Scope(Area.objects.get(), today - A_YEAR, today))


BENCHMARKS = [
    Benchmark("facts of a hundred cases", 0.4, facts_of_a_hundred, rounds=5),
    Benchmark(f"facts catch up with nothing, {FEW:,} cases", 0.05, lambda: nothing_to_do(FEW)),
    Benchmark(f"facts catch up with nothing, {MANY:,} cases", 0.05, lambda: nothing_to_do(MANY)),
    Benchmark(f"figures of a year and the one before, {FEW:,} cases", 0.15, lambda: figures_of_a_year(FEW)),
    Benchmark(f"figures of a year and the one before, {MANY:,} cases", 0.15, lambda: figures_of_a_year(MANY)),
]
