"""Working time is worked out on every page and every move: it must cost nothing that a person could feel."""

from datetime import UTC, datetime

from bench.measure import Benchmark
from policies.calendar import load
from policies.deadlines import deadline
from policies.vocabulary import CalendarName, Start, Unit

AT = datetime(2026, 12, 23, 17, 30, tzinfo=UTC)


def hundred_deadlines() -> None:
    """A hundred limits of ten working days over Christmas, each with its explanation."""
    calendar = load(CalendarName("england-and-wales"))
    for _ in range(100):
        deadline(amount=10, unit=Unit("working-days"), start=Start("receipt"), started_at=AT, calendar=calendar)


BENCHMARKS = [Benchmark("a hundred deadlines of ten working days", 0.1, hundred_deadlines)]
