"""What a report consists of: sections with tables, whose cells say what they count. Frozen values that go to JSON and back.

A cell that holds a count says so by its `Count`: what is counted, of whom, and over which days. Two cells with the same Count
hold the same number, in whichever table or report they stand; the links of a table say which counts add up to which. From
that alone `reports.suppression` works out what an outsider could, and `reports.publishing` what may be shown.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator


class Frozen(BaseModel):
    """A value that does not change; unknown keys are refused, so that an old report is read whole or not at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(StrEnum):
    """What a number is, and so how it is written."""

    COUNT = "count"
    PERCENT = "percent"
    WORKING_DAYS = "working-days"


class Mark(StrEnum):
    """Why a cell shows no number: the shorthand of the Government Analysis Function."""

    NONE = ""
    HIDDEN = "[c]"
    NOT_AVAILABLE = "[x]"
    NOT_APPLICABLE = "[z]"


MEANINGS = {
    Mark.HIDDEN: "confidential: a small number is hidden, or one from which it could be worked out",
    Mark.NOT_AVAILABLE: "not available",
    Mark.NOT_APPLICABLE: "not applicable",
}
"""What each mark says, in the words that stand above a table."""


class Count(Frozen):
    """What one number counts: a measure, of those with these values by dimension, in the days from first to last.

    `of` is in the order of the names of the dimensions, so that the same thing is spelled one way only (`count_of`).
    """

    measure: str
    of: tuple[tuple[str, str], ...] = ()
    first: date
    last: date


def count_of(measure: str, first: date, last: date, **of: str) -> Count:
    """The Count of a measure over these days (both included), of those with these values."""
    return Count(measure=measure, of=tuple(sorted(of.items())), first=first, last=last)


class Cell(Frozen):
    """One number of a table, or the mark that stands in its place.

    `count`: what it counts; for a share or a middle value, what it is worked out from (the numerator, or those whose times
    were measured). `over`: the denominator of a share.
    """

    value: int | float | None = None
    unit: Unit = Unit.COUNT
    mark: Mark = Mark.NONE
    count: Count | None = None
    over: Count | None = None


class Row(Frozen):
    """One row: its heading, its cells in the order of the columns. `key` names it in addresses; a total says so."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    total: bool = False


class Link(Frozen):
    """That counts belong together: `total` is the sum of `parts`, or where they `overlap`, at most their sum and at least each."""

    total: Count
    parts: tuple[Count, ...]
    overlap: bool = False


class ChartKind(StrEnum):
    """How a table is drawn."""

    BARS = "bars"
    """A horizontal bar for each row, of the column named."""
    LINE = "line"
    """A line over the rows, which are moments in order."""
    MATRIX = "matrix"
    """Nothing but the table: a matrix is read as a table."""


class Table(Frozen):
    """One table. `title` says what it holds, `subtitle` of what, where and when; `head` heads the first column.

    `drawn`: how, and `column` which (from 0), where a chart stands beside it. `notes` are sentences below it.
    """

    key: str
    title: str
    subtitle: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    drawn: ChartKind | None = None
    column: int = 0

    @model_validator(mode="after")
    def every_row_fills_every_column(self) -> Self:
        """Refuse a row with more or fewer cells than there are columns."""
        wrong = [row.key for row in self.rows if len(row.cells) != len(self.columns)]
        if wrong:
            raise ValueError(
                f"The table {self.key} has {len(self.columns)} columns, but not these rows: {', '.join(wrong)}."
            )
        return self


class Section(Frozen):
    """One part of a report: `title` names it, `finding` says in a sentence what its numbers show, `says` how they are counted.

    `commentary` is what the board's office wrote about it, in paragraphs.
    """

    key: str
    title: str
    finding: str
    says: str
    tables: tuple[Table, ...]
    commentary: str = ""


class Content(Frozen):
    """A whole report, as every kind of file shows it. `threshold`: counts from 1 to it are hidden; 0 where none are.

    `made_on` is the London day on which it was frozen (or looked at), `digest` the hash that signs it once it is frozen.
    """

    title: str
    area: str
    partnership: str
    first: date
    last: date
    threshold: int
    introduction: str = ""
    sections: tuple[Section, ...]
    made_on: date
    version: int
    digest: str = ""


def cells_of(tables: Iterable[Table]) -> Iterable[Cell]:
    """Every cell of these tables, row by row."""
    return (cell for table in tables for row in table.rows for cell in row.cells)


def written(cell: Cell) -> str:
    """A cell as people read it: the mark in its place, thousands with commas, shares to one decimal, times in whole days or halves."""
    if cell.mark:
        return str(cell.mark)
    if cell.value is None:
        return str(Mark.NOT_AVAILABLE)
    match cell.unit:
        case Unit.COUNT:
            return f"{cell.value:,.0f}"
        case Unit.PERCENT:
            return f"{cell.value:.1f}%"
        case Unit.WORKING_DAYS:
            return f"{cell.value:g}"


def number(cell: Cell) -> int | float | None:
    """The number that `written` shows, no more exact than it: more digits of a share would tell what it is a share of.

    None where a mark stands, even if the cell still held a value.
    """
    if cell.mark or cell.value is None:
        return None
    match cell.unit:
        case Unit.COUNT:
            return round(cell.value)
        case Unit.PERCENT:
            return round(float(cell.value), 1)
        case Unit.WORKING_DAYS:
            return float(f"{cell.value:g}")
