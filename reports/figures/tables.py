"""How tables are put together: cells that say what they count, rows with their totals, and the links between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.figures.names import period_name
from reports.figures.numbers import Two
from reports.scopes import Scope
from reports.shape import Cell, ChartKind, Count, Link, Mark, Row, Table, Unit

TOTAL = "total"
PER_CENT = 100


def number(value: int, count: Count) -> Cell:
    """A count."""
    return Cell(value=value, count=count)


def share(part: int, whole: int, count: Count, over: Count) -> Cell:
    """What share `part` is of `whole`, in per cent; not applicable where there is nothing to share."""
    if not whole:
        return Cell(unit=Unit.PERCENT, mark=Mark.NOT_APPLICABLE)
    return Cell(value=round(PER_CENT * part / whole, 1), unit=Unit.PERCENT, count=count, over=over)


def days(value: float | None, count: Count) -> Cell:
    """A time in working days, worked out from so many; not applicable where there were none."""
    if value is None:
        return Cell(unit=Unit.WORKING_DAYS, mark=Mark.NOT_APPLICABLE)
    return Cell(value=value, unit=Unit.WORKING_DAYS, count=count)


def over_both(scope: Scope) -> tuple[str, str]:
    """The headings of the columns of a table that compares the period with the one before."""
    before = scope.before
    return period_name(scope.first, scope.last), period_name(before.first, before.last)


def where_and_when(scope: Scope, what: str) -> str:
    """The subtitle of a table: of what, where and when."""
    return f"{what}, {scope.area.name}, {period_name(scope.first, scope.last)}"


@dataclass(frozen=True)
class Compared:
    """A table of two columns, the period and the one before, with a row for each value of one dimension.

    `rows` are the values with their labels, in order. `measure` over all is `whole`; the rows add up to it, unless they `overlap`.
    `dimension` is how a Count says which row it is.
    """

    key: str
    title: str
    what: str
    head: str
    measure: str
    dimension: str
    rows: Sequence[tuple[Any, str]]
    counted: Two
    whole: Two | None = None
    overlap: bool = False
    total: str = "All"
    notes: tuple[str, ...] = ()
    drawn: ChartKind | None = ChartKind.BARS

    def of(self, scope: Scope) -> Table:
        """The table, over a scope and the one before."""
        rows = [
            Row(key=str(value), label=label, cells=tuple(self._cell(scope, value, now=now) for now in (True, False)))
            for value, label in self.rows
        ]
        links: list[Link] = []
        if self.whole is not None:
            totals = tuple(
                number(counted[()], at.count(self.measure))
                for counted, at in zip(self.whole, (scope, scope.before), strict=True)
            )
            rows.append(Row(key=TOTAL, label=self.total, cells=totals, total=True))
            links = columns_add_up(rows, overlap=self.overlap)
        return Table(
            key=self.key,
            title=self.title,
            subtitle=where_and_when(scope, self.what),
            head=self.head,
            columns=over_both(scope),
            rows=tuple(rows),
            links=tuple(links),
            notes=self.notes,
            drawn=self.drawn,
        )

    def _cell(self, scope: Scope, value: Any, *, now: bool) -> Cell:
        counted, at = (self.counted.now, scope) if now else (self.counted.before, scope.before)
        return number(counted[value], at.count(self.measure, **{self.dimension: str(value)}))


def columns_add_up(rows: Sequence[Row], columns: Iterable[int] | None = None, *, overlap: bool = False) -> list[Link]:
    """That in these columns (all by default) the last row is the sum of those above it."""
    *parts, total = rows
    links = []
    for column in range(len(total.cells)) if columns is None else columns:
        whole = total.cells[column].count
        counts = tuple(count for row in parts if (count := row.cells[column].count) is not None)
        if whole is not None and counts:
            links.append(Link(total=whole, parts=counts, overlap=overlap))
    return links


def rows_add_up(rows: Iterable[Row], total: int, parts: Iterable[int]) -> list[Link]:
    """That in each row the cell of column `total` is the sum of those of the columns `parts`."""
    places, links = list(parts), []
    for row in rows:
        whole = row.cells[total].count
        counts = tuple(count for place in places if (count := row.cells[place].count) is not None)
        if whole is not None and counts:
            links.append(Link(total=whole, parts=counts))
    return links


def in_order(known: Mapping[Any, str], *counted: Mapping[Any, int]) -> list[tuple[Any, str]]:
    """The rows of a table: all that is known, in its order, then what was counted besides, by its own name."""
    rows = list(known.items())
    besides = {value for numbers in counted for value in numbers} - set(known)
    return rows + [(value, str(value)) for value in sorted(besides, key=str)]
