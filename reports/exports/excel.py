"""A report as an Excel file, as the Government Analysis Function asks (“Releasing statistics in spreadsheets”).

A cover, contents with links, the notes, the words, and one table a sheet: a real table of Excel with a name that tells what
it holds, one row of headings, no merged or empty cell, nothing frozen or filtered. The shorthand stands above the table;
numbers are numbers, as exact as they are shown; no text can be taken for a formula.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.exports.zips import office_file
from reports.shape import MEANINGS, Cell, Content, Row, Section, Table, Unit, number, written
from reports.words import (
    NO_ROWS,
    ROUNDED,
    SHORTHAND,
    definitions,
    fit_for_xml,
    heading,
    hidden,
    paragraphs,
    particulars,
    shorthand,
    signed,
)

FACE = {"font_name": "Arial", "font_size": 12}
A4 = 9
NUMBERS = {Unit.COUNT: "#,##0", Unit.PERCENT: '0.0"%"', Unit.WORKING_DAYS: "General"}
LOOK = {"style": None, "autofilter": False, "banded_rows": False}
MOST_LETTERS, MOST_IN_HEADING = 32_000, 250
WORDS_WIDE, LABELS_WIDE, NUMBERS_WIDE = 90, 60, 18
LINE_TALL = 16
"""Points of a line in a cell. Heights are given, since not every program finds them for itself."""
LINK = "internal:'{sheet}'!A1"


def excel_of(content: Content) -> bytes:
    """The report as an Excel file."""
    kept = io.BytesIO()
    with Workbook(kept, _options()) as book:
        made = datetime(content.made_on.year, content.made_on.month, content.made_on.day)  # noqa: DTZ001 - a day, not an instant
        title, author = (fit_for_xml(said)[:MOST_IN_HEADING] for said in (content.title, content.partnership))
        book.set_properties({"title": title, "author": author, "created": made})
        _Book(book).write(content)
    return office_file(kept.getvalue(), language="en-GB", made_on=content.made_on)


def _options() -> dict[str, object]:
    """Made anew for each book, since XlsxWriter takes them out as it reads them."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": dict(FACE),
    }


@dataclass(frozen=True)
class _Sheet:
    """A sheet of the contents: its name and what it holds."""

    name: str
    title: str


class _Book:
    """The workbook while it is written, with its few formats."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.words = self._format()
        self.title = self._format(bold=True, font_size=16)
        self.label = self._format(bold=True)
        self.head = self._format(bold=True, bottom=1, valign="bottom")
        self.head_of_numbers = self._format(bold=True, bottom=1, valign="bottom", align="right")
        self.link = self._format(font_color="#0563C1", underline=1)
        self.mark = {total: self._format(align="right", bold=total) for total in (False, True)}
        self.numbers = {
            (unit, total): self._format(num_format=shape, align="right", bold=total)
            for unit, shape in NUMBERS.items()
            for total in (False, True)
        }
        self.names: set[str] = set()

    def _format(self, **look: object) -> Format:
        """`quote_prefix` says that the cell is text, whatever it begins with."""
        plain = {**FACE, "text_wrap": True, "valign": "vcenter"}
        quoted = {} if "num_format" in look else {"quote_prefix": True}
        return self.book.add_format({**plain, **quoted, **look})

    def write(self, content: Content) -> None:
        """Every sheet, in the order of the contents."""
        tables = [(section, table) for section in content.sections for table in section.tables]
        numbered = [(f"Table_{place}", *found) for place, found in enumerate(tables, start=1)]
        sheets = [_Sheet("Cover", "About this report"), _Sheet("Contents", "Contents"), _Sheet("Notes", "Notes")]
        sheets += [_Sheet("Findings", "What the numbers show")]
        sheets += [_Sheet(name, table.title) for name, _, table in numbered]
        self._cover(content)
        self._listing(
            "Contents", ("Worksheet", "What it holds"), [(found.name, found.title) for found in sheets], links=True
        )
        self._listing("Notes", ("About", "Note"), _notes(content))
        self._listing("Findings", ("Section", "Words"), _findings(content))
        for name, section, table in numbered:
            self._table(name, section, table)
        self.book.worksheets()[0].activate()

    def _cover(self, content: Content) -> None:
        sheet = self._sheet("Cover", WORDS_WIDE)
        lines = [content.partnership, *paragraphs(content.introduction)]
        lines += [f"{name}: {said}" for name, said in particulars(content)[1:]]
        self._lines(sheet, content.title, [*lines, signed(content)])

    def _listing(self, name: str, head: Sequence[str], rows: Sequence[tuple[str, str]], *, links: bool = False) -> None:
        """A sheet of words: one table with two columns."""
        sheet = self._sheet(name, NUMBERS_WIDE * 2)
        sheet.set_column(1, 1, WORDS_WIDE)
        top = self._lines(sheet, name, ["This worksheet contains one table."], wide=NUMBERS_WIDE * 2)
        self._marked_up(sheet, name, top, len(rows), [{"header": said, "header_format": self.head} for said in head])
        for place, (first, second) in enumerate(rows, start=top + 1):
            if links:
                sheet.write_url(place, 0, LINK.format(sheet=first), self.link, first)
            else:
                self._text(sheet, place, 0, first, self.label)
            self._text(sheet, place, 1, second, self.words)
            _make_room(sheet, place, (first, NUMBERS_WIDE * 2), (second, WORDS_WIDE))

    def _table(self, name: str, section: Section, table: Table) -> None:
        sheet = self._sheet(name, LABELS_WIDE)
        sheet.set_column(1, max(len(table.columns), 1), NUMBERS_WIDE)
        top = self._lines(sheet, table.title, _above(section, table), wide=LABELS_WIDE)
        sheet.write_url(top, 0, LINK.format(sheet="Contents"), self.link, "Back to the contents")
        top += 1
        if not table.rows:
            return
        heads = _heads(table)
        columns = [{"header": heads[0], "header_format": self.head}]
        columns += [{"header": said, "header_format": self.head_of_numbers} for said in heads[1:]]
        self._marked_up(sheet, table.key, top, len(table.rows), columns)
        sheet.repeat_rows(top)
        _make_room(sheet, top, (heads[0], LABELS_WIDE), *((said, NUMBERS_WIDE) for said in heads[1:]))
        for place, row in enumerate(table.rows, start=top + 1):
            self._row(sheet, place, row)

    def _row(self, sheet: Worksheet, place: int, row: Row) -> None:
        self._text(sheet, place, 0, row.label, self.label)
        _make_room(sheet, place, (row.label, LABELS_WIDE))
        for column, cell in enumerate(row.cells, start=1):
            self._cell(sheet, place, column, cell, total=row.total)

    def _cell(self, sheet: Worksheet, place: int, column: int, cell: Cell, *, total: bool) -> None:
        value = number(cell)
        if value is None:
            sheet.write_string(place, column, written(cell), self.mark[total])
        else:
            sheet.write_number(place, column, value, self.numbers[cell.unit, total])

    def _sheet(self, name: str, wide: int) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, wide)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _lines(self, sheet: Worksheet, title: str, lines: Iterable[str], *, wide: int = WORDS_WIDE) -> int:
        """The title and sentences in the first column; returns the row that follows them."""
        self._text(sheet, 0, 0, title, self.title)
        _make_room(sheet, 0, (title * 2, wide))
        place = 1
        for line in lines:
            if line:
                self._text(sheet, place, 0, line, self.words)
                _make_room(sheet, place, (line, wide))
                place += 1
        return place

    def _marked_up(
        self, sheet: Worksheet, name: str, top: int, rows: int, columns: Sequence[dict[str, object]]
    ) -> None:
        sheet.add_table(top, 0, top + rows, len(columns) - 1, {**LOOK, "name": self._name(name), "columns": columns})

    def _name(self, key: str) -> str:
        """A name for a table that Excel takes, and that no other table has."""
        plain = re.sub(r"\W", "_", key, flags=re.ASCII).strip("_") or "figures"
        name = plain if len(plain) > 4 and plain[0].isalpha() else f"table_{plain}"
        while name.lower() in self.names:
            name += "_"
        self.names.add(name.lower())
        return name

    @staticmethod
    def _text(sheet: Worksheet, place: int, column: int, said: str, look: Format) -> None:
        sheet.write_string(place, column, fit_for_xml(said)[:MOST_LETTERS], look)


def _make_room(sheet: Worksheet, place: int, *texts: tuple[str, int]) -> None:
    """Make a row as tall as its texts need, each in a column so many letters wide."""
    lines = (sum(len(wrap(part, wide * 9 // 10)) or 1 for part in said.split("\n")) for said, wide in texts)
    sheet.set_row(place, LINE_TALL * max(lines) + 4)


def _above(section: Section, table: Table) -> list[str]:
    """What stands above a table, a line each."""
    contains = f"This worksheet contains one table. {heading(section)}."
    counted = f"How it is counted: {section.says}" if section.says else ""
    return [table.subtitle, contains if table.rows else NO_ROWS, shorthand(table), counted, *table.notes]


def _notes(content: Content) -> list[tuple[str, str]]:
    found = [("Small numbers", hidden(content)), ("Shorthand", SHORTHAND)]
    found += [(str(mark), meaning) for mark, meaning in MEANINGS.items()]
    return [*found, ("Numbers", ROUNDED), *definitions(content)]


def _findings(content: Content) -> list[tuple[str, str]]:
    """The words of each section: a row for its finding, and one for each paragraph of its commentary."""
    return [
        (section.title, said)
        for section in content.sections
        for said in (heading(section), *paragraphs(section.commentary))
    ] or [("All", NO_ROWS)]


def _heads(table: Table) -> list[str]:
    """The headings of a table, each once, as Excel wants it."""
    found: list[str] = []
    for said in (table.head, *table.columns):
        name = plain = fit_for_xml(said)[:MOST_IN_HEADING] or "Column"
        again = 1
        while name.lower() in (other.lower() for other in found):
            again += 1
            name = f"{plain} ({again})"
        found.append(name)
    return found
