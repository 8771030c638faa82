"""The PDF: tagged as PDF/UA-1 asks, its contents lead somewhere, and every figure in its tables is that of the report."""

import re
from typing import Any

import pytest

from core.typeset import legible
from reports.charts import sentence
from reports.exports.pdf import pdf_of
from reports.words import heading, tables_of
from tests.unit.reports.example import CONTENT, RAISED, SECRET, n
from tests.unit.reports.exports.reading import Tagged, all_written


@pytest.fixture(scope="module")
def paper() -> Tagged:
    return Tagged(pdf_of(CONTENT))


def bare(said: str) -> str:
    """Without the ends of lines; what runs from right to left is read in no fixed order."""
    return "".join(sorted(said)) if re.search("[\u0600-\u06ff]", said) else re.sub(r"[\s\u200b]", "", said)


def bare_rows(rows: list[list[str]]) -> list[list[str]]:
    return [[bare("".join(legible(said).split())) for said in row] for row in rows]


def read(paper: Tagged, table: Any) -> list[list[str]]:
    found = []
    for row in paper.elements("/TR", table):
        cells = paper.elements("/TH", row) + paper.elements("/TD", row)
        found.append([bare("".join(paper.text(cell).replace("\u200b", "").split())) for cell in cells])
    return found


def test_every_figure_is_that_of_the_report(paper: Tagged) -> None:
    tables = paper.elements("/Table")
    assert [read(paper, table) for table in tables] == [bare_rows(rows) for rows in all_written(CONTENT)]


def test_a_table_with_another_figure_would_be_seen(paper: Tagged) -> None:
    rows = (RAISED.rows[0].model_copy(update={"cells": (n(1433), *RAISED.rows[0].cells[1:])}), *RAISED.rows[1:])
    other = CONTENT.sections[0].model_copy(update={"tables": (RAISED.model_copy(update={"rows": rows}),)})
    changed = Tagged(pdf_of(CONTENT.model_copy(update={"sections": (other,)})))
    assert read(changed, changed.elements("/Table")[0]) != bare_rows(all_written(CONTENT)[0])


def test_it_says_what_it_is(paper: Tagged) -> None:
    root = paper.root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "en-GB"
    assert paper.reader.metadata is not None
    assert paper.reader.metadata.title == CONTENT.title
    assert paper.reader.metadata.author is None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_its_headings_step_down_one_by_one(paper: Tagged) -> None:
    assert [paper.text(found).strip() for found in paper.elements("/H1")] == [CONTENT.title]
    second = [paper.text(found).strip() for found in paper.elements("/H2")]
    assert second == [
        "Contents",
        *(heading(section) for section in CONTENT.sections),
        "How the numbers are counted",
        "About this report",
    ]
    third = [paper.text(found).strip() for found in paper.elements("/H3")]
    assert third == [table.title for table in tables_of(CONTENT)] + [section.title for section in CONTENT.sections]


def test_its_contents_lead_to_its_sections(paper: Tagged) -> None:
    lines = [paper.text(found) for found in paper.elements("/TOCI")]
    assert [re.sub(r"\s*\d+$", "", line).strip() for line in lines][:3] == [
        heading(found) for found in CONTENT.sections
    ]
    links = [note.get_object() for page in paper.reader.pages for note in page.get("/Annots", [])]
    assert len(links) == len(lines) == 5
    assert all(link["/Subtype"] == "/Link" for link in links)
    assert all("/Dest" in link or "/D" in link.get("/A", {}) for link in links)
    assert len(paper.reader.outline) > 0


def test_its_drawings_have_their_sentence(paper: Tagged) -> None:
    assert [found["/Alt"] for found in paper.elements("/Figure")] == [
        legible(sentence(table)) for table in tables_of(CONTENT) if sentence(table)
    ]


def test_headings_of_tables_are_marked_as_such(paper: Tagged) -> None:
    for table, written in zip(paper.elements("/Table"), all_written(CONTENT), strict=True):
        assert len(paper.elements("/TH", table)) == len(written[0])
        assert len(paper.elements("/THead", table)) == 1
    assert len(paper.elements("/Caption")) >= len(all_written(CONTENT))


def test_its_pages_have_numbers_and_it_ends_with_what_the_numbers_mean(paper: Tagged) -> None:
    pages = [page.extract_text() for page in paper.reader.pages]
    for number, said in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in said
    end = " ".join(pages[-1].split())
    assert "Numbers from 1 to 5 are hidden" in end
    assert "[c] confidential" in end
    assert "A disagreement is counted in the period in which it was raised, once." in end
    assert CONTENT.digest in end.replace("\u200b", "").replace(" ", "")


def test_what_is_wide_is_laid_on_its_side_and_what_is_wider_taken_apart() -> None:
    wide = RAISED.model_copy(
        update={
            "columns": tuple(f"Column {place}" for place in range(30)),
            "rows": tuple(
                row.model_copy(update={"cells": tuple(n(place + 1) for place in range(30))}) for row in RAISED.rows
            ),
        }
    )
    section = CONTENT.sections[0].model_copy(update={"tables": (wide,)})
    paper = Tagged(pdf_of(CONTENT.model_copy(update={"sections": (section,)})))
    tables = [read(paper, found) for found in paper.elements("/Table")]
    assert [len(rows[0]) for rows in tables] == [13, 13, 7]
    assert [said for rows in tables for said in rows[1][1:]] == [str(place + 1) for place in range(30)]
    sizes = [page.mediabox for page in paper.reader.pages]
    assert any(size.width > size.height for size in sizes)
    assert len(paper.elements("/Figure")) == 1


def test_no_hidden_number_is_in_the_text(paper: Tagged) -> None:
    assert str(SECRET) not in "".join(page.extract_text() for page in paper.reader.pages)
