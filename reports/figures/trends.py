"""Themes over time: by quarter and by year, and what of a difference may be chance.

Local numbers are small. A count of events that come one by one varies by about its own square root from one period to the next
though nothing has changed (Poisson): two counts a and b differ by more than chance would bring, in 19 of 20 cases, only where
|a - b| exceeds twice the square root of a + b.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count as HowMany
from django.db.models import QuerySet

from core.words import counted
from reports import scopes
from reports.figures.names import Names, names_of, period_name
from reports.figures.tables import in_order, number, where_and_when
from reports.scopes import Scope, quarters, reporting_year
from reports.shape import ChartKind, Count, Link, Mark, Row, Section, Table

YEARS = 3
QUARTERS_OF_A_YEAR = 4
SURE = 2
"""How many times the square root two counts must differ by before the difference is called one."""

BY_CHANCE = (
    "Two numbers of this table differ by more than chance alone would bring only where their difference is more than twice the "
    "square root of their sum: 9 and 16 do not, 5 and 20 do."
)

Days = tuple[date, date]
ByDay = dict[date, Counter[Any]]


def trends(scope: Scope) -> tuple[Section, ...]:
    """The sections: how many were raised and closed by quarter, and by year the reasons and how far they went.

    `scope.last` says up to when; it looks back over three reporting years, the last of which may not be over.
    """
    years = _years(scope.last)
    span = years[0][0], min(years[-1][1], scope.last)
    names = names_of(scope.area)
    whole = replace(scope, first=span[0], last=span[1])
    return (_volume(whole), *_themes(whole, years, names))


def differs(now: int, before: int) -> bool:
    """Whether two counts differ by more than chance alone would bring in 19 of 20 cases."""
    return abs(now - before) > SURE * math.sqrt(now + before)


def _years(last: date) -> list[Days]:
    this = reporting_year(last)[0]
    return [reporting_year(this.replace(year=this.year - back)) for back in range(YEARS - 1, -1, -1)]


def _volume(scope: Scope) -> Section:
    raised = _by_day(scopes.raised(scope), "raised_on")
    closed = _by_day(scopes.closed(scope), "ended_on")
    periods = [(first, min(last, scope.last)) for first, last in quarters(scope.first, scope.last)]
    rows = tuple(
        Row(
            key=first.isoformat(),
            label=period_name(first, last),
            cells=tuple(
                number(_within(by_day, first, last), _at(scope, first, last)(measure))
                for measure, by_day in (("raised", raised), ("closed", closed))
            ),
        )
        for first, last in periods
    )
    table = Table(
        key="quarters",
        title="Disagreements raised and closed, by quarter",
        subtitle=where_and_when(scope, "Disagreements"),
        head="Quarter",
        columns=("Raised", "Closed"),
        rows=rows,
        notes=(BY_CHANCE,),
        drawn=ChartKind.LINE,
    )
    says = (
        "Quarters are of three months from April, July, October and January; the last may not be over. "
        "A rise or fall is called one only where it is more than chance alone would bring in 19 of 20 cases."
    )
    return Section(key="trend", title="Over time", finding=finding(table, scope.last), says=says, tables=(table,))


def finding(table: Table, last: date) -> str:
    """Whether more were raised in the last four whole quarters than in the four before, as far as that can be said."""
    whole = [row for row in table.rows if _is_over(row, last)]
    recent, earlier = whole[-QUARTERS_OF_A_YEAR:], whole[-2 * QUARTERS_OF_A_YEAR : -QUARTERS_OF_A_YEAR]
    shown = [row.cells[0] for row in (*recent, *earlier)]
    if len(earlier) < QUARTERS_OF_A_YEAR or any(cell.mark != Mark.NONE or cell.value is None for cell in shown):
        return "Too little is shown to compare one year with another"
    now, before = (int(sum(row.cells[0].value or 0 for row in rows)) for rows in (recent, earlier))
    said = f"{counted(now, 'case')} raised in the last four quarters, {before:,} in the four before"
    if differs(now, before):
        return f"{said}: {'more' if now > before else 'fewer'} than chance alone would bring"
    return f"{said}: no more of a difference than chance may bring"


def _is_over(row: Row, last: date) -> bool:
    """Whether the quarter of a row was over by the end of `last`."""
    (_, end), *_ = quarters(date.fromisoformat(row.key), date.fromisoformat(row.key))
    return end <= last


def _themes(scope: Scope, years: Sequence[Days], names: Names) -> tuple[Section, ...]:
    raised = _by_day(scopes.raised(scope), "raised_on", "stage")
    reasons = _by_day(scopes.reasons(scope, (scope.first, scope.last)), "raised_on", "reason")
    totals = [Counter({(): _within(raised, *year)}) for year in years]
    found = (
        Theme("reasons-by-year", "Reasons, by year", "Reason", "reason", names.reasons, reasons, overlap=True),
        Theme("stages-by-year", "Furthest stage reached, by year", "Stage", "stage", names.stages, raised),
    )
    tables = tuple(_by_year(scope, years, totals, theme) for theme in found)
    return (
        Section(
            key="themes",
            title="Themes by year",
            finding="What the disagreements of each year were about, and how far they went",
            says="Years run from 1 April to 31 March; the last may not be over. A disagreement with several reasons is counted at "
            "each of them.",
            tables=tables,
        ),
    )


@dataclass(frozen=True)
class Theme:
    """A table of the cases raised in each year by one thing: what that may be (`known`), and how many on each day."""

    key: str
    title: str
    head: str
    dimension: str
    known: Mapping[Any, str]
    by_day: ByDay
    overlap: bool = False


def _by_year(scope: Scope, years: Sequence[Days], totals: Sequence[Counter[Any]], theme: Theme) -> Table:
    periods = [(first, min(last, scope.last)) for first, last in years]
    rows = [
        Row(
            key=str(value),
            label=label,
            cells=tuple(
                number(
                    _within(theme.by_day, *days, value),
                    _at(scope, *days)("raised", **{theme.dimension: str(value)}),
                )
                for days in periods
            ),
        )
        for value, label in in_order(theme.known, *theme.by_day.values())
    ]
    whole = tuple(number(total[()], _at(scope, *days)("raised")) for total, days in zip(totals, periods, strict=True))
    links = [
        Link(
            total=_at(scope, *days)("raised"), parts=tuple(_counted(row, column) for row in rows), overlap=theme.overlap
        )
        for column, days in enumerate(periods)
        if rows
    ]
    rows.append(Row(key="total", label="All disagreements", cells=whole, total=True))
    return Table(
        key=theme.key,
        title=theme.title,
        subtitle=where_and_when(scope, "Disagreements raised"),
        head=theme.head,
        columns=tuple(period_name(*days) for days in periods),
        rows=tuple(rows),
        links=tuple(links),
        drawn=None,
    )


def _counted(row: Row, column: int) -> Count:
    found = row.cells[column].count
    assert found is not None  # noqa: S101 - each cell was made with its count
    return found


def _at(scope: Scope, first: date, last: date) -> Callable[..., Count]:
    return replace(scope, first=first, last=last).count


def _by_day(rows: QuerySet[Any], day: str, *fields: str) -> ByDay:
    """How many on each day, by one further field where one is named; one query."""
    found: ByDay = {}
    for when, *value, how_many in rows.order_by().values_list(day, *fields).annotate(n=HowMany("pk")):
        found.setdefault(when, Counter())[value[0] if value else ()] += how_many
    return found


def _within(by_day: ByDay, first: date, last: date, *value: Any) -> int:
    days = (counts for day, counts in by_day.items() if first <= day <= last)
    return sum(counts[value[0]] if value else counts.total() for counts in days)
