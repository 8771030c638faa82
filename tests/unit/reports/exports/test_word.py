"""The Word file: real headings and contents, repeated headings of tables, alternative texts, and the figures of the report."""

import io

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn

from reports.charts import sentence
from reports.exports.word import word_of
from reports.words import heading, tables_of
from tests.unit.reports.example import CONTENT
from tests.unit.reports.exports.reading import all_written, parts_of, tables_of_word


@pytest.fixture(scope="module")
def data() -> bytes:
    return word_of(CONTENT)


@pytest.fixture(scope="module")
def paper(data: bytes) -> Paper:
    return Document(io.BytesIO(data))


def test_every_figure_is_that_of_the_report(data: bytes) -> None:
    assert tables_of_word(data) == all_written(CONTENT)


def test_its_headings_are_real(paper: Paper) -> None:
    found = [
        (p.style.name, p.text) for p in paper.paragraphs if p.style and p.style.name.startswith(("Title", "Heading 1"))
    ]
    assert found == [
        ("Title", CONTENT.title),
        *(("Heading 1", heading(section)) for section in CONTENT.sections),
        ("Heading 1", "How the numbers are counted"),
        ("Heading 1", "About this report"),
    ]
    second = [p.text for p in paper.paragraphs if p.style and p.style.name == "Heading 2"]
    assert second[: len(tables_of(CONTENT))] == [table.title for table in tables_of(CONTENT)]


def test_its_contents_lead_to_headings_that_there_are(paper: Paper) -> None:
    body = paper.element.body
    links = {
        link.get(qn("w:anchor")): "".join(part.text or "" for part in link.iter(qn("w:t")))
        for link in body.iter(qn("w:hyperlink"))
    }
    marks = {
        mark.get(qn("w:name")): "".join(part.text or "" for part in mark.getparent().iter(qn("w:t")))
        for mark in body.iter(qn("w:bookmarkStart"))
    }
    assert links == marks
    assert len(links) == len(CONTENT.sections) + 2
    kinds = [part.get(qn("w:fldCharType")) for part in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert "updateFields" not in parts_of(word_of(CONTENT))["word/settings.xml"].decode()


def test_headings_of_tables_repeat_and_rows_are_not_torn(paper: Paper) -> None:
    for table in paper.tables:
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True] + [False] * (len(table.rows) - 1)
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_its_drawings_have_their_sentence(paper: Paper) -> None:
    said = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    assert said == [sentence(table) for table in tables_of(CONTENT) if sentence(table)]


def test_it_tells_its_language_and_title_and_no_person(data: bytes, paper: Paper) -> None:
    properties = paper.core_properties
    assert (properties.title, properties.author, properties.language) == (CONTENT.title, CONTENT.partnership, "en-GB")
    assert (properties.last_modified_by, properties.comments) == ("", "")
    assert properties.created is not None
    assert properties.created.date() == CONTENT.made_on
    parts = parts_of(data)
    assert b'w:lang w:val="en-GB"' in parts["word/styles.xml"]
    assert not [name for name in parts if "thumbnail" in name]


def test_a_wide_table_is_laid_on_its_side_with_its_heading(paper: Paper) -> None:
    assert [part.orientation.name for part in paper.sections] == ["PORTRAIT", "LANDSCAPE", "PORTRAIT"]


def test_it_says_how_numbers_are_counted_and_what_signs_it(paper: Paper) -> None:
    said = "\n".join(p.text for p in paper.paragraphs)
    for words in (
        "Numbers from 1 to 5 are hidden",
        "[c] confidential",
        CONTENT.sections[1].says,
        CONTENT.digest,
        "#strong[No markup]",
    ):
        assert words in said
