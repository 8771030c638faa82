"""A document as PDF/UA: tagged, titled, in English, its tables with header rows (`core.typeset`, `document.typ`)."""

from dataclasses import asdict
from pathlib import Path

from cases.documents.shape import Document
from core.typeset import pdf_from

TEMPLATE = Path(__file__).with_name("document.typ").read_bytes()


def pdf_of(document: Document) -> bytes:
    """The document as a PDF file, some tens of milliseconds' work."""
    return pdf_from(TEMPLATE, asdict(document))
