"""A document as a file: it opens, is tagged, titled and in English, and nothing that people write breaks it."""

import io
import time
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from cases.actions.raising import Child
from cases.documents.blank import Paper, blank
from cases.documents.kinds import Kind
from cases.documents.pdf import pdf_of
from cases.documents.shape import Document, Row, Section, Table
from cases.models import SubjectKind
from cases.verbs import Verb
from tests.unit.cases.documents.reading import document, text_of_pdf
from tests.unit.cases.world import DAY, START, a_world, what_is_said

A_PAGE = Document(
    "Opening record, ESC-0001",
    "Thresholds",
    ("ESC-0001. Printed by Ann.",),
    (
        Section(
            "The case",
            ("A sentence.",),
            (Row("Reference", ("ESC-0001",)), Row("Tick one", ticks=("Yes", "No"), space=3)),
            (Table("Stages", ("Stage", "From"), (("Stage 1", "Tuesday"),), 2),),
        ),
    ),
)


def with_words(*lines: str) -> Document:
    return replace(
        A_PAGE,
        title=lines[0][:200],
        foot=lines,
        sections=(
            Section(lines[0][:200], lines, (Row(lines[0], lines),), (Table("T", ("A", "B"), ((lines[0], ""),)),)),
        ),
    )


def root_of(content: bytes) -> DictionaryObject:
    return PdfReader(io.BytesIO(content)).trailer["/Root"]


def tags_of(content: bytes) -> set[str]:
    """The kinds of the elements in the tree of tags."""
    found: set[str] = set()
    left = [root_of(content)["/StructTreeRoot"]]
    while left:
        here = left.pop().get_object()
        if isinstance(here, list):
            left += here
        elif isinstance(here, DictionaryObject):
            found.add(str(here.get("/S", "")))
            left += [here["/K"]] if "/K" in here else []
    return found


def test_it_is_tagged_titled_and_in_english() -> None:
    content = pdf_of(A_PAGE)
    reader, root = PdfReader(io.BytesIO(content)), root_of(content)
    assert content.startswith(b"%PDF-")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "Opening record, ESC-0001"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P"} <= tags_of(content)
    assert len(reader.pages) == 1


NASTY = {
    "markup of typst": '#let x = 1; #sys.version *bold* _it_ $x^2$ @ref <label> \\ // gone /* gone */ `raw` = Heading "q"',
    "an attempt to read a file": '#read("/etc/passwd") #import "@preview/x:1.0.0"',
    "accents": "Llŷr Siôn, ŵ ẁ ẃ ẅ Ŷ, café naïve Zoë, Łukasz Ştefan Dvořák Žižek",
    "arabic": "الطفل آمن",
    "greek and cyrillic": "Ελένη Олена",
    "punctuation": "“quoted” – dash — ellipsis… £ € ½ ° • ☐ ✓",
}


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_what_people_write_stands_there_as_they_wrote_it(words: str) -> None:
    text = text_of_pdf(pdf_of(with_words(words)))
    expected = words if "آمن" not in words else "آمن"
    assert "".join(expected.split()) in "".join(text.replace("-\n", "").split())


@pytest.mark.parametrize(
    "words",
    [
        "smile 🙂 and 👨‍👩‍👧",
        "漢字 हिन्दी ਪੰਜਾਬੀ বাংলা",
        "\x07bell \u200bzero \ufeff \u202eright to left",
        "\ud83d alone",
        "e\u0301\u0323\u0489 marks",
        "\U000e0041 tag",
    ],
)
def test_a_character_that_no_font_has_does_not_break_it(words: str) -> None:
    assert PdfReader(io.BytesIO(pdf_of(with_words(words)))).pages


def test_a_character_that_no_font_has_is_named() -> None:
    assert "[slightly smiling face]" in text_of_pdf(pdf_of(with_words("He wrote 🙂 to her.")))


def test_very_long_words_and_texts_are_whole_and_take_no_seconds() -> None:
    words = [f"{number}word" for number in range(1_700)]
    said = " ".join(words)
    assert len(said) > 10_000
    began = time.perf_counter()
    content = pdf_of(replace(A_PAGE, sections=(Section("Long", rows=(Row("Words", (said, "x" * 5_000)),)),)))
    assert time.perf_counter() - began < 2
    text = text_of_pdf(content)
    assert text.count("word") == len(words)
    assert text.count("x") >= 5_000
    assert len(PdfReader(io.BytesIO(content)).pages) > 1


@pytest.mark.django_db
def test_the_extract_of_a_usual_case_is_one_page() -> None:
    world = a_world("bristol")
    case = world.climb_to_last(world.raised(statement=what_is_said()), at=START)
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY, reasons="Because. " * 60)
    found = document(case, Kind.EXTRACT, world.raising.practitioner, child=1)
    assert len(PdfReader(io.BytesIO(pdf_of(found))).pages) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("area", ["birmingham", "fenmarsh"])
def test_the_extract_for_a_file_is_one_page(area: str) -> None:
    """BHAM-6: a decision, its acknowledgements and the copies that are owed stand on one sheet, with no empty table."""
    world = a_world(area)
    about = () if area == "birmingham" else (Child("A-1", "AB", kind=SubjectKind.ADULT),)
    case = world.raised(**({"children": about} if about else {}))
    case = world.climb_to_last(case, at=START)
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY, dissent="One would have waited.")
    found = document(case, Kind.EXTRACT, case.raised_by, at=START + 21 * DAY, child=1)
    assert all(table.rows for part in found.sections for table in part.tables)
    pages = PdfReader(io.BytesIO(pdf_of(found))).pages
    assert len(pages) == 1
    assert "Who did not agree, with what, and why" in text_of_pdf(pdf_of(found))


@pytest.mark.django_db
def test_a_row_to_sign_in_is_not_torn_from_its_heading() -> None:
    """The blank form of Bristol's first stage: the heading, the caption and the table to sign in stand on one page."""
    world = a_world("bristol")
    form = blank(world.version, Paper.STAGE, stage="stage-1", by=world.stranger, at=START)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(form))).pages]
    signing = next(page for page in pages if "Signed for each agency" in page)
    assert "Signature" in signing
    recorded = next(page for page in pages if "own system" in page)
    assert "Recorded on" in recorded
