"""The figures against a recount from the same facts in plain Python, over a year and the one before, narrowed and not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from statistics import median
from typing import Any

import pytest

from reports.figures.behind import cases_behind
from reports.figures.sections import SECTIONS, sections_of
from reports.models import CaseFact, Kept
from reports.scopes import Scope
from reports.shape import Cell, Count, Section, Table
from tests.unit.cases.world import published
from tests.unit.reports.random_facts import random_facts

pytestmark = pytest.mark.django_db

YEAR, BEFORE = (date(2025, 4, 1), date(2026, 3, 31)), (date(2024, 4, 1), date(2025, 3, 31))
Fact = dict[str, Any]
DUE = (Kept.KEPT, Kept.BY_AGREEMENT, Kept.LATE, Kept.MISSED)


@pytest.fixture
def drawn() -> tuple[Scope, list[Fact]]:
    version = published("birmingham")
    facts = random_facts(version, seed=11, number=150)
    random_facts(published("brent"), seed=12, number=20)
    return Scope(version.area, *YEAR), facts


def within(days: tuple[date, date], day: date | None) -> bool:
    return day is not None and days[0] <= day <= days[1]


def table(sections: tuple[Section, ...], key: str) -> Table:
    return next(found for section in sections for found in section.tables if found.key == key)


def numbers(found: Table, column: int = 0) -> dict[str, Any]:
    return {row.key: row.cells[column].value for row in found.rows}


NARROWED: list[tuple[str, Callable[[Scope, Fact], Scope], Callable[[Fact, Fact], bool]]] = [
    ("nothing", lambda scope, one: scope, lambda fact, one: True),
    ("raising", lambda s, one: replace(s, raising=one["raising"]), lambda f, one: f["raising"] == one["raising"]),
    (
        "receiving",
        lambda s, one: replace(s, receiving=one["receiving"][0]),
        lambda f, one: one["receiving"][0] in f["receiving"],
    ),
    (
        "agency",
        lambda s, one: replace(s, agency=one["raising"]),
        lambda f, one: one["raising"] in (f["raising"], *f["receiving"]),
    ),
    ("stage", lambda s, one: replace(s, stage=one["stage"]), lambda f, one: f["stage"] == one["stage"]),
    ("reason", lambda s, one: replace(s, reason=one["reasons"][0]), lambda f, one: one["reasons"][0] in f["reasons"]),
]


@pytest.mark.parametrize(("narrow", "wanted"), [case[1:] for case in NARROWED], ids=[case[0] for case in NARROWED])
def test_every_number_is_that_of_a_recount(
    drawn: tuple[Scope, list[Fact]], narrow: Callable[[Scope, Fact], Scope], wanted: Callable[[Fact, Fact], bool]
) -> None:
    scope, every = drawn
    facts = [fact for fact in every if wanted(fact, every[0])]
    sections = sections_of(narrow(scope, every[0]))
    assert [section.key for section in sections] == list(SECTIONS)
    for column, days in enumerate((YEAR, BEFORE)):
        raised = [fact for fact in facts if within(days, fact["raised_on"])]
        closed = [fact for fact in facts if within(days, fact["ended_on"])]
        open_then = [f for f in facts if f["raised_on"] <= days[1] and not (f["ended_on"] and f["ended_on"] <= days[1])]
        expect(
            table(sections, "volume"), column, {"raised": len(raised), "closed": len(closed), "open": len(open_then)}
        )
        expect(table(sections, "stages"), column, Counter(fact["stage"] for fact in raised), total=len(raised))
        expect(table(sections, "bands"), column, Counter(str(fact["band"]) for fact in raised), total=len(raised))
        expect(table(sections, "raising"), column, Counter(str(fact["raising"]) for fact in raised), total=len(raised))
        received = Counter(str(pk) for fact in raised for pk in fact["receiving"])
        expect(table(sections, "receiving"), column, received, total=received.total())
        reasons = Counter(reason for fact in raised for reason in fact["reasons"])
        expect(table(sections, "reasons"), column, reasons, total=len(raised))
        expect(table(sections, "needs"), column, Counter(fact["need"] for fact in raised), total=len(raised))
        flags = {flag: sum(fact[flag] for fact in raised) for flag in numbers(table(sections, "concerns"))}
        expect(table(sections, "concerns"), 2 * column, flags)
        for key in ("ending", "outcome", "helped"):
            counted = Counter(str(fact[key]) for fact in closed)
            expect(table(sections, f"{key}s" if key != "helped" else key), column, counted, total=len(closed))
        late = [x for x in limits(facts, days) if x["kept"] in (Kept.LATE, Kept.MISSED)]
        expect(table(sections, "lateness"), column, Counter(str(x["why"]) for x in late), total=len(late))


def limits(facts: list[Fact], days: tuple[date, date]) -> list[Fact]:
    return [x for fact in facts for x in fact["limits"] if within(days, x["due_on"]) and x["kept"] in DUE]


def expect(found: Table, column: int, wanted: dict[str, int] | Counter[str], total: int | None = None) -> None:
    """That the rows of a table hold these numbers, and 0 where nothing was counted."""
    shown = numbers(found, column)
    if total is not None:
        assert shown.pop("total") == total, found.key
    assert {key: number for key, number in shown.items() if number} == {k: n for k, n in wanted.items() if n}, found.key


def test_what_was_in_time_by_stage_and_by_who_owed_it(drawn: tuple[Scope, list[Fact]]) -> None:
    scope, facts = drawn
    due = limits(facts, YEAR)
    sections = sections_of(scope, ["in-time"])
    for key, of in (("limits-by-stage", "stage"), ("limits-by-agency", "agency")):
        rows = {row.key: [cell.value for cell in row.cells] for row in table(sections, key).rows}
        for value in {str(x[of]) for x in due}:
            mine = [x for x in due if str(x[of]) == value]
            kept, agreed = (sum(x["kept"] == k for x in mine) for k in (Kept.KEPT, Kept.BY_AGREEMENT))
            late = len(mine) - kept - agreed
            shares = [round(100 * part / len(mine), 1) for part in (late, kept)]
            wanted = [len(mine), kept, agreed, late, *shares]
            assert rows.pop(value) == wanted
        assert rows.pop("total")[0] == len(due)
        assert not rows


def test_half_and_nine_in_ten_of_the_times(drawn: tuple[Scope, list[Fact]]) -> None:
    scope, facts = drawn
    rows = {row.key: row.cells for row in table(sections_of(scope, ["times"]), "times").rows}
    visits = [visit for fact in facts for visit in fact["visits"] if within(YEAR, visit["closed_on"])]
    for stage in {visit["stage"] for visit in visits}:
        took = sorted(visit["working_days"] for visit in visits if visit["stage"] == stage)
        assert rows[stage][0].value == len(took)
        assert rows[stage][1].value == median(took)
        nine = rows[stage][2].value
        assert sum(days <= nine for days in took) >= 0.9 * len(took) > sum(days < nine for days in took)
    ended = [fact["working_days"] for fact in facts if within(YEAR, fact["ended_on"])]
    assert rows["total"][1].value == median(ended)


def test_the_matrix_adds_up_across_and_down(drawn: tuple[Scope, list[Fact]]) -> None:
    scope, facts = drawn
    matrix = table(sections_of(scope, ["agencies"]), "matrix")
    *rows, below = ([cell.value for cell in row.cells] for row in matrix.rows)
    assert [sum(column) for column in zip(*rows, strict=True)] == below
    assert all(sum(row[:-1]) == row[-1] for row in rows)
    assert below[-1] == sum(len(fact["receiving"]) for fact in facts if within(YEAR, fact["raised_on"]))


def test_each_link_is_true_and_each_count_is_one_number(drawn: tuple[Scope, list[Fact]]) -> None:
    scope, _ = drawn
    tables = [found for section in sections_of(scope) for found in section.tables]
    cells = [cell for found in tables for row in found.rows for cell in row.cells]
    values: dict[Any, Any] = {}
    for cell in cells:
        if cell.unit == "count":
            assert values.setdefault(cell.count, cell.value) == cell.value, cell.count
    links = [link for found in tables for link in found.links]
    assert len(links) > 30
    for link in links:
        if any(part.measure == "further" for part in link.parts):
            assert sum(values[part] for part in link.parts if part.measure != "further") <= values[link.total]
            continue
        parts = [values[part] if part in values else _behind(scope, part) for part in link.parts]
        assert max(parts) <= values[link.total] <= sum(parts) if link.overlap else sum(parts) == values[link.total]


def _behind(scope: Scope, count: Count) -> int:
    """A number that stands in no table."""
    return cases_behind(scope.area, count.measure, count.first, count.last, dict(count.of)).distinct().count()


def test_behind_each_number_stand_so_many_cases(drawn: tuple[Scope, list[Fact]]) -> None:
    """A limit, a visit and a pair are counted each, a case once: behind those stand at most as many."""
    scope, _ = drawn
    own = replace(scope, agency=CaseFact.objects.values_list("raising", flat=True)[0])
    for one in (scope, own):
        cells = [c for s in sections_of(one) for t in s.tables for row in t.rows for c in row.cells]
        checked = [cell for cell in cells if cell.unit == "count" and cell.count and _exact(cell, one)]
        assert len(checked) > 150
        for cell in checked:
            count = cell.count
            assert count is not None
            found = cases_behind(one.area, count.measure, count.first, count.last, dict(count.of))
            number = found.order_by().distinct().count()
            if count.measure in ("raised", "closed", "open"):
                assert number == cell.value, count
            else:
                assert number <= (cell.value or 0), count
                assert bool(number) == bool(cell.value), count


def _exact(cell: Cell, scope: Scope) -> bool:
    """Whether a count is one that the page lets the reader open: of the cases themselves or of what is in them."""
    return cell.count is not None and cell.count.measure not in ("learning", "actions", "sittings")


def test_the_number_of_queries_does_not_grow(
    drawn: tuple[Scope, list[Fact]], django_assert_max_num_queries: Any
) -> None:
    scope, _ = drawn
    with django_assert_max_num_queries(23):
        sections_of(scope)
