"""Which days belong to a period, what it is compared with, and which cases are counted."""

import itertools
from datetime import date

import pytest

from policies.models import Area
from reports.scopes import Scope, period_before, quarters, reporting_year


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2025-04-01", "2026-03-31", ("2024-04-01", "2025-03-31")),
        ("2026-07-01", "2026-09-30", ("2026-04-01", "2026-06-30")),
        ("2028-02-01", "2028-02-29", ("2028-01-01", "2028-01-31")),
        ("2026-05-04", "2026-05-10", ("2026-04-27", "2026-05-03")),
        ("2026-04-01", "2026-11-28", ("2025-04-01", "2025-11-28")),
        ("2027-04-01", "2028-02-29", ("2026-04-01", "2027-02-28")),
        ("2026-05-05", "2026-05-05", ("2026-05-04", "2026-05-04")),
    ],
)
def test_a_period_is_compared_with_the_like_before_it(first: str, last: str, before: tuple[str, str]) -> None:
    found = period_before(date.fromisoformat(first), date.fromisoformat(last))
    assert tuple(day.isoformat() for day in found) == before


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026)])
def test_a_reporting_year_begins_on_the_first_of_april(day: str, year: int) -> None:
    assert reporting_year(date.fromisoformat(day)) == (date(year, 4, 1), date(year + 1, 3, 31))


def test_quarters_have_no_gap_and_cover_the_last_day() -> None:
    found = quarters(date(2025, 4, 1), date(2026, 4, 2))
    assert found[0] == (date(2025, 4, 1), date(2025, 6, 30))
    assert found[-1] == (date(2026, 4, 1), date(2026, 6, 30))
    assert [(b[0] - a[1]).days for a, b in itertools.pairwise(found)] == [1] * 4


def test_the_part_of_an_agency_counts_what_it_raised_as_everybody_counts_it() -> None:
    area = Area(key="there", name="There")
    whole = Scope(area, date(2026, 4, 1), date(2027, 3, 31))
    own = Scope(area, date(2026, 4, 1), date(2027, 3, 31), agency=7)
    assert own.count("raised") != whole.count("raised")
    assert Scope(area, whole.first, whole.last, agency=7, raising=7).count("raised") == whole.count(
        "raised", raising="7"
    )
    assert own.count("raised", raising="7") == whole.count("raised", raising="7")
    assert own.count("raised", raising="8") != whole.count("raised", raising="8")
