"""The fixed texts of a document in the words for whom it is about; answers and cells stay as they are."""

from dataclasses import replace

from cases.documents.shape import Document, Row, Section, Table
from core.persons import Persons


def said_in(persons: Persons, document: Document) -> Document:
    """The document with its headings, questions and hints in these words."""
    return replace(
        document,
        title=persons.say(document.title),
        says=_each(persons, document.says),
        sections=tuple(_section(persons, section) for section in document.sections),
    )


def _section(persons: Persons, section: Section) -> Section:
    return replace(
        section,
        heading=persons.say(section.heading),
        rows=tuple(_row(persons, row) for row in section.rows),
        tables=tuple(_table(persons, table) for table in section.tables),
    )


def _row(persons: Persons, row: Row) -> Row:
    return replace(row, label=persons.say(row.label), hint=persons.say(row.hint), ticks=_each(persons, row.ticks))


def _table(persons: Persons, table: Table) -> Table:
    return replace(table, caption=persons.say(table.caption), head=_each(persons, table.head))


def _each(persons: Persons, texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(persons.say(text) for text in texts)
