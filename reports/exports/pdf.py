"""A report as PDF/UA: contents that lead to the sections, tagged tables, drawings with their sentence (`report.typ`)."""

from pathlib import Path
from typing import Any

from core.typeset import Drawing, legible, pdf_from
from reports.charts import IN_A_FILE, drawing, sentence
from reports.shape import MEANINGS, Content, Section, Table, written
from reports.words import (
    HOW_COUNTED,
    NO_ROWS,
    ROUNDED,
    SHORTHAND,
    definitions,
    heading,
    hidden,
    paragraphs,
    particulars,
    period,
    pieces,
    shorthand,
    signed,
)

TEMPLATE = Path(__file__).with_name("report.typ").read_bytes()
UPRIGHT, ACROSS = 6, 12
"""A table with more columns than the first is laid on its side; with more than the second, it is taken apart."""


def pdf_of(content: Content) -> bytes:
    """The report as a PDF file."""
    return pdf_from(TEMPLATE, _words(content))


def _words(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "subtitle": f"{content.partnership}, {period(content)}",
        "particulars": particulars(content),
        "introduction": [_lines(said) for said in paragraphs(content.introduction)],
        "sections": [_section(section) for section in content.sections],
        "how": HOW_COUNTED,
        "definitions": definitions(content),
        "rules": [hidden(content), SHORTHAND, ROUNDED],
        "marks": [(str(mark), meaning) for mark, meaning in MEANINGS.items()],
        "signed": signed(content),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": heading(section),
        "caption": section.title if section.finding else "",
        "paragraphs": [_lines(said) for said in paragraphs(section.commentary)],
        "tables": [_table(piece) for table in section.tables for piece in pieces(table, ACROSS)],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "subtitle": table.subtitle,
        "shorthand": shorthand(table),
        "head": [table.head, *table.columns],
        "rows": [
            {"total": row.total, "cells": [row.label, *(written(cell) for cell in row.cells)]} for row in table.rows
        ],
        "none": NO_ROWS,
        "notes": list(table.notes),
        "drawing": Drawing(drawing(legible_table(table), IN_A_FILE)),
        "sentence": sentence(table),
        "across": len(table.columns) > UPRIGHT,
    }


def legible_table(table: Table) -> Table:
    """The table with labels of which every character has a font: what a drawing on paper is made of."""
    rows = tuple(row.model_copy(update={"label": legible(row.label)}) for row in table.rows)
    return table.model_copy(update={"rows": rows})


def _lines(said: str) -> list[str]:
    return said.split("\n")
