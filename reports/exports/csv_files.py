"""A report as CSV: a zip with one file for each table as it stands, one with every number in a row of its own, and a README.

UTF-8 that begins with its mark, so that Excel reads names in any language; lines end as RFC 4180 says. A text that a
spreadsheet could take for a formula begins with an apostrophe. The shorthand stands in the place of a number, and in the long
file in a column of its own.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from core.sheets import BYTE_ORDER_MARK, may_run
from reports.exports.zips import zipped
from reports.shape import MEANINGS, Cell, Content, Table, number
from reports.words import ROUNDED, SHORTHAND, definitions, heading, hidden, particulars, signed, tables_of

LONG = "all-figures.csv"
LONG_HEAD = ("section", "table", "row", "column", "unit", "value", "shorthand", "is_total")


def zip_of(content: Content) -> bytes:
    """The report as a zip of CSV files."""
    named = [(f"{place:02}-{_plain(table.key)}.csv", table) for place, table in enumerate(tables_of(content), start=1)]
    files = [(name, _csv([(table.head, *table.columns), *_rows(table)])) for name, table in named]
    readme = _readme(content, [(name, table.title) for name, table in named])
    return zipped([("README.txt", readme), (LONG, _csv([LONG_HEAD, *_long(content)])), *files])


def _rows(table: Table) -> Iterator[Sequence[object]]:
    return ((row.label, *(_value(cell) for cell in row.cells)) for row in table.rows)


def _long(content: Content) -> Iterator[Sequence[object]]:
    """Every number of the report, a row each."""
    return (
        (
            section.title,
            table.title,
            row.label,
            column,
            cell.unit.value,
            "" if number(cell) is None else _value(cell),
            _value(cell) if number(cell) is None else "",
            "yes" if row.total else "no",
        )
        for section in content.sections
        for table in section.tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    )


def _value(cell: Cell) -> object:
    """The number without commas or signs, or the mark in its place."""
    value = number(cell)
    return (cell.mark or "[x]") if value is None else f"{value:g}" if isinstance(value, float) else value


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return (BYTE_ORDER_MARK + kept.getvalue()).encode()


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and may_run(value) else value


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") or "table"


def _readme(content: Content, files: Sequence[tuple[str, str]]) -> bytes:
    about = [f"{name}: {said}" for name, said in particulars(content)]
    listed = [f"{LONG}: every number of the report in a row of its own", *(f"{name}: {title}" for name, title in files)]
    marks = [f"{mark}: {meaning}" for mark, meaning in MEANINGS.items()]
    found = [heading(section) for section in content.sections]
    counted = [f"{title}: {says}" for title, says in definitions(content)]
    parts = [[content.title], about, ["Files", *listed], ["What the numbers show", *found]]
    parts += [
        ["How the numbers are counted", hidden(content), ROUNDED, *counted],
        ["Shorthand", SHORTHAND, *marks],
        [signed(content)],
    ]
    return (BYTE_ORDER_MARK + "\r\n\r\n".join("\r\n".join(part) for part in parts) + "\r\n").encode()
