"""A list as a file for a spreadsheet: columns and rows in, CSV or Excel out, row by row, so that memory stays flat.

Nothing in a cell may run when the file is opened: text that a spreadsheet could take for a formula is marked as text
(OWASP ASVS 5.0, 1.2.10). Numbers, dates and times are written as what they are, so that they sort and add up. Times are
in London, which the heading of their column says.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar
from unicodedata import category, normalize

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.errors import BadInput
from core.words import london

Value = str | int | float | bool | date | datetime | None
Row = TypeVar("Row")

FORMULA_BEGINS = ("=", "+", "-", "@")
BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that a CSV file is UTF-8; without it, it shows what is not ASCII wrongly."""
LINES_AT_ONCE = 100
MOST_ROWS = 1_048_576
"""Rows that an Excel sheet has, that of the headings included."""
MOST_LETTERS = 32_767
"""Letters that a cell of Excel takes."""
NARROWEST = 18
"""Letters that a column of Excel has room for."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list: its heading, and what a row says there."""

    heading: str
    value: Callable[[Row], Value]


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """What a list is as a file: `name` stands in its file name and in the log, `title` on its sheet."""

    name: str
    title: str
    columns: Sequence[Column[Row]]

    @property
    def headings(self) -> list[str]:
        """The headings of its columns."""
        return [column.heading for column in self.columns]

    def cells(self, row: Row) -> list[Value]:
        """What a row says, column by column: times on a London clock, yes and no in words, and nothing where there is nothing."""
        return [_plain(column.value(row)) for column in self.columns]


def _plain(value: Value) -> Value:
    match value:
        case bool():
            return "Yes" if value else "No"
        case None:
            return ""
        case datetime():
            return london(value).replace(tzinfo=None, second=0, microsecond=0)
        case _:
            return value


def may_run(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula: by its first letter that shows, in any width, or by what precedes it."""
    first = next((letter for letter in text if category(letter)[0] not in "CZ"), "")
    return text[:1] in ("\t", "\r", "\n", "\0") or (first != "" and normalize("NFKC", first).startswith(FORMULA_BEGINS))


class _Handed:
    """A file for `csv.writer` that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_of(listing: Listing[Row], rows: Iterable[Row]) -> Iterator[bytes]:
    """The list as a CSV file (RFC 4180, UTF-8), in pieces of some lines."""
    writer = csv.writer(_Handed(), quoting=csv.QUOTE_NONNUMERIC)
    piece = [BYTE_ORDER_MARK, _line(writer, listing.headings)]
    for row in rows:
        piece.append(_line(writer, [_of_csv(value) for value in listing.cells(row)]))
        if len(piece) >= LINES_AT_ONCE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def _line(writer: object, cells: Sequence[object]) -> str:
    return str(writer.writerow(cells))  # type: ignore[attr-defined]


def _of_csv(value: Value) -> object:
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if may_run(value) else value
        case _:
            return value


def excel_of(listing: Listing[Row], rows: Iterable[Row], *, at: datetime) -> IO[bytes]:
    """The list as an Excel file, made at `at`, in a file that is gone once it is closed. Raises BadInput where it has too many rows."""
    with ExitStack() as closing:
        file = closing.enter_context(TemporaryFile())
        _fill(file, listing, rows, at=at)
        closing.pop_all()  # whoever sends it closes it
    file.seek(0)
    return file


def _fill(file: IO[bytes], listing: Listing[Row], rows: Iterable[Row], *, at: datetime) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        book.set_properties({"title": listing.title, "created": london(at).replace(tzinfo=None)})
        sheet = book.add_worksheet(listing.title[:31])
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(listing.headings):
            sheet.set_column(place, place, max(len(heading) + 2, NARROWEST))
        sheet.write_row(0, 0, listing.headings, book.add_format({"bold": True}))
        written = _Written(book, sheet)
        last = 0
        for last, row in enumerate(rows, start=1):
            written.row(last, listing.cells(row))
        sheet.autofilter(0, 0, last, len(listing.columns) - 1)


class _Written:
    """The rows of a sheet, as they are written."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.quoted: Format = book.add_format({"quote_prefix": True})
        self.day: Format = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self.moment: Format = book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})

    def row(self, number: int, cells: Sequence[Value]) -> None:
        """Write a row; refuse one that the sheet has no room for, which XlsxWriter would leave out in silence."""
        if number >= MOST_ROWS:
            raise BadInput("An Excel file cannot hold a list as long as this. Choose CSV, or filter the list first.")
        for place, value in enumerate(cells):
            self._cell(number, place, value)

    def _cell(self, number: int, place: int, value: Value) -> None:
        match value:
            case datetime():
                self.sheet.write_datetime(number, place, value, self.moment)
            case date():
                self.sheet.write_datetime(number, place, value, self.day)
            case int() | float():
                self.sheet.write_number(number, place, value)
            case str() if value:
                self.sheet.write_string(number, place, value[:MOST_LETTERS], self.quoted if may_run(value) else None)
