"""A document as PDF/UA: tagged, titled, in English, its tables with header rows, by typst from its own fonts.

The words go to the template as data (`document.typ`), so that nothing in them is markup. A character that no font has
would be an empty box, which the standard forbids: its name is printed in brackets in its place.
"""

import json
import unicodedata
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import typst

from cases.documents.shape import Document

TEMPLATE = Path(__file__).with_name("document.typ").read_bytes()
TRIAL = b'#set document(title: "Trial")\n#set text(lang: "en")\n#json(bytes(sys.inputs.document))'
LONG_WORD, PIECE = 24, 10
"""A word longer than the first may be broken over lines after so many characters as the second says."""
BREAK = "\u200b"
PLAIN = range(0x20, 0x250)
"""Latin letters with their accents: every font has them."""


def pdf_of(document: Document) -> bytes:
    """The document as a PDF file, some tens of milliseconds' work."""
    return _compiled(TEMPLATE, _printable(asdict(document)))


def _compiled(template: bytes, words: object) -> bytes:
    found = typst.compile(
        template,
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(words)},
    )
    assert isinstance(found, bytes)  # noqa: S101 - narrows the type: one file is asked for
    return found


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that come with typst: the same paper everywhere, whatever a machine has installed."""
    return typst.Fonts(include_system_fonts=False)


def _printable(value: object) -> object:
    """The same structure with texts that can be printed."""
    match value:
        case str():
            return "".join(_shown(character) for character in _breakable(value))
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case list() | tuple():
            return [_printable(item) for item in value]
        case _:
            return value


def _breakable(said: str) -> str:
    """A text in which no word is longer than a line: an address or a slip of the hand would run off the page."""
    words = said.split(" ")
    return " ".join(
        word if len(word) <= LONG_WORD else BREAK.join(word[n : n + PIECE] for n in range(0, len(word), PIECE))
        for word in words
    )


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    """The character, or its name in brackets where no font has it; nothing for what is never seen."""
    if ord(character) in PLAIN and unicodedata.category(character) != "Cc":
        return character
    if character in "\t\n":
        return " "
    if unicodedata.category(character) in ("Cc", "Cs", "Mn", "Me") or character == "\u200d":
        return character if unicodedata.category(character) in ("Mn", "Me") and _has_a_font(character) else ""
    if _has_a_font(character):
        return character
    name = unicodedata.name(character, f"character {ord(character):X}")
    return f"[{name.lower()}]"


def _has_a_font(character: str) -> bool:
    try:
        _compiled(TRIAL, character)
    except typst.TypstError:
        return False
    return True
