"""Sections and tables of a report on a page: `{% report_section section %}`, `{% report_table table %}`.

The dashboard, the annual report and its HTML file all show them so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.charts import drawing
from reports.shape import Cell, ChartKind, Section, Table, number, written
from reports.words import heading, paragraphs, shorthand

register = template.Library()

STACKED = 3
"""A table with more columns than this is scrolled on a phone, in a region of its own; others become stacked rows."""

Links = Mapping[str, Mapping[str, Sequence[str]]]
"""Addresses by the key of a table and of a row, in the order of the columns; "" where a number leads nowhere."""


class Shown(NamedTuple):
    """A cell on a page: its column, and what is read there, a link where it leads to its cases."""

    column: str
    said: str


class ShownRow(NamedTuple):
    """A row on a page."""

    label: str
    total: bool
    cells: Sequence[Shown]


@register.inclusion_tag("reports/section.html")
def report_section(section: Section, links: Links | None = None, level: int = 2) -> dict[str, Any]:
    """A section with its finding as heading. `level`: that of the heading. `links`: where its numbers lead."""
    return {
        "section": section,
        "heading": heading(section),
        "paragraphs": paragraphs(section.commentary),
        "level": level,
        "below": level + 1,
        "links": links or {},
    }


@register.inclusion_tag("reports/table.html")
def report_table(table: Table, links: Links | None = None, level: int = 3) -> dict[str, Any]:
    """A table, with its drawing above it where it has one."""
    return {
        "table": table,
        "drawing": SafeString(drawing(table)),  # its texts are escaped where they are written
        "rows": [
            _shown(row.label, row.total, row.cells, table.columns, _addresses(table, row.key, links))
            for row in table.rows
        ],
        "shorthand": shorthand(table),
        "level": level,
        "scrolled": table.drawn is ChartKind.MATRIX or len(table.columns) > STACKED,
    }


def _addresses(table: Table, row: str, links: Links | None) -> Sequence[str]:
    found = (links or {}).get(table.key, {}).get(row, ())
    return found or [""] * len(table.columns)


def _shown(
    label: str, total: bool, cells: Sequence[Cell], columns: Sequence[str], addresses: Sequence[str]
) -> ShownRow:
    return ShownRow(
        label,
        total,
        [
            Shown(column, _linked(cell, address, f"{label}, {column}"))
            for cell, column, address in zip(cells, columns, addresses, strict=True)
        ],
    )


def _linked(cell: Cell, address: str, of_what: str) -> str:
    """A number as it is read. Made here and not in the template, because a page has hundreds."""
    said = written(cell)
    if not (address and number(cell)):
        return said
    hidden = '<span class="govuk-visually-hidden">'
    return format_html('<a class="govuk-link" href="{}">{}' + hidden + ": {}</span></a>", address, said, of_what)
