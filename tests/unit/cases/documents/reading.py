"""How the tests read a document: all its words, and the page and the file that show it."""

import io
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.test import Client
from pypdf import PdfReader

from agencies.models import User
from cases.documents.building import build
from cases.documents.kinds import Kind
from cases.documents.shape import Document
from cases.models import Case
from cases.situations import situation
from tests.unit.cases.world import DAY, START, case_now

LATER = START + 40 * DAY


def document(case: Case, kind: Kind, by: User, *, at: datetime = LATER, child: int | None = None) -> Document:
    """The document as this person may read it."""
    return build(situation(case_now(case), by=by, at=at), kind, child=child)


def words_of(found: Any) -> str:
    """Every word of a document, or of a part of one."""
    match found:
        case str():
            return found
        case dict():
            return "\n".join(words_of(part) for part in found.values())
        case list() | tuple():
            return "\n".join(words_of(part) for part in found)
        case Document():
            return words_of(asdict(found))
        case _:
            return ""


def section(found: Document, heading: str) -> str:
    """The words of the section with this heading."""
    return words_of(asdict(next(part for part in found.sections if part.heading == heading)))


def answer(found: Document, label: str) -> tuple[str, ...]:
    """The answer to the first question with this label."""
    return next(row.lines for part in found.sections for row in part.rows if row.label == label)


def as_person(person: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def text_of_pdf(content: bytes) -> str:
    """The text of a PDF file on one line, without the places at which long words may be broken."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())
