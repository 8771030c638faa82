"""What is said about a report as a whole, in the same words in every kind of file and on the page."""

import unicodedata
from datetime import date

from reports.shape import MEANINGS, Content, Row, Section, Table, written

SHORTHAND = "Letters in square brackets stand where there is no number."
ROUNDED = "Percentages are rounded to one decimal; times are in working days."
HOW_COUNTED = "How the numbers are counted"
NO_ROWS = "Nothing was counted here."


def day(when: date) -> str:
    """A day without its weekday: "1 April 2025"."""
    return f"{when.day} {when:%B} {when.year}"


def period(content: Content) -> str:
    """The days of the report, both included."""
    return f"{day(content.first)} to {day(content.last)}"


def particulars(content: Content) -> list[tuple[str, str]]:
    """What the cover says of the report: each with its heading."""
    found = [
        ("Partnership", content.partnership),
        ("Area", content.area),
        ("Period", period(content)),
        ("Made on", day(content.made_on)),
        ("Version", str(content.version)),
    ]
    return [*found, ("Digest", content.digest)] if content.digest else found


def signed(content: Content) -> str:
    """By what the report can be known."""
    if not content.digest:
        return "This report is not frozen: its numbers may still change."
    return "Any change to the numbers or words of this report would give another digest than the one above."


def hidden(content: Content) -> str:
    """What is hidden in the report, and why."""
    if not content.threshold:
        return "No small number is hidden in this report: it is not for publication."
    return (
        f"Numbers from 1 to {content.threshold} are hidden, so that nobody can be recognised, and so are others from "
        "which they could be worked out. 0 is shown."
    )


def definitions(content: Content) -> list[tuple[str, str]]:
    """How the numbers of each section are counted, under its title."""
    return [(section.title, section.says) for section in content.sections if section.says]


def heading(section: Section) -> str:
    """The finding of a section, or its title where it has none."""
    return section.finding or section.title


def paragraphs(said: str) -> list[str]:
    """A text in its paragraphs, which stand apart by an empty line."""
    return [part.strip() for part in said.replace("\r\n", "\n").split("\n\n") if part.strip()]


def fit_for_xml(said: str) -> str:
    """A text without what may not stand in XML: control characters but the end of a line, and halves of characters."""
    return "".join(
        letter for letter in said if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
    )


def shorthand(table: Table) -> str:
    """What the marks mean that stand in a table, to stand above it, but for those of which a note of the table tells more."""
    found = {written(cell) for row in table.rows for cell in row.cells}
    told = {note[: len(mark)] for mark in MEANINGS for note in table.notes}
    return " ".join(f"{mark}: {meaning}." for mark, meaning in MEANINGS.items() if mark in found - told)


def tables_of(content: Content) -> list[Table]:
    """Every table in order; its number in a file is its place here, from 1."""
    return [table for section in content.sections for table in section.tables]


def pieces(table: Table, most: int) -> list[Table]:
    """A table that is too wide for paper in tables of at most so many columns, each with the headings of the rows."""
    if len(table.columns) <= most:
        return [table]
    return [_piece(table, first, min(first + most, len(table.columns))) for first in range(0, len(table.columns), most)]


def _piece(table: Table, first: int, end: int) -> Table:
    return table.model_copy(
        update={
            "title": f"{table.title} (columns {first + 1} to {end} of {len(table.columns)})",
            "columns": table.columns[first:end],
            "rows": tuple(
                Row(key=row.key, label=row.label, cells=row.cells[first:end], total=row.total) for row in table.rows
            ),
            "drawn": table.drawn if first <= table.column < end else None,
            "column": table.column - first if first <= table.column < end else 0,
            "notes": table.notes if end == len(table.columns) else (),
        }
    )
