"""Paper by typst, from its own fonts: tagged PDF/UA, and a drawing as a picture. The same words give the same bytes.

The words go to a template as data, so that nothing in them is markup. A character that no font has would be an empty box,
which the standard forbids: its name is printed in brackets in its place.
"""

import json
import unicodedata
from functools import lru_cache
from typing import Literal

import typst

TRIAL = b'#set document(title: "Trial")\n#set text(lang: "en")\n#json(bytes(sys.inputs.document))'
PICTURE = (
    b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(json(bytes(sys.inputs.document))), format: "svg")'
)
DOTS_PER_INCH = 144.0
LONG_WORD, PIECE = 24, 10
"""A word longer than the first may be broken over lines after so many characters as the second says."""
BREAK = "\u200b"
PLAIN = range(0x20, 0x250)
"""Latin letters with their accents: every font has them."""


def pdf_from(template: bytes, words: object) -> bytes:
    """What the template makes of these words (`sys.inputs.document`), as PDF/UA; some tens of milliseconds' work."""
    return _compiled(template, printable(words), "pdf")


def png_from(drawing: str) -> bytes:
    """A drawing in SVG, whose texts are `legible`, as a picture."""
    return _compiled(PICTURE, drawing, "png")


def printable(value: object) -> object:
    """The same structure with texts that can be printed, and in which no word is longer than a line."""
    match value:
        case Drawing():
            return value
        case str():
            return legible(_breakable(value))
        case dict():
            return {key: printable(item) for key, item in value.items()}
        case list() | tuple():
            return [printable(item) for item in value]
        case _:
            return value


def legible(said: str) -> str:
    """A text of which every character has a font, or its name in brackets in its place."""
    return "".join(_shown(character) for character in said)


class Drawing(str):
    """SVG among the words: it goes to the template as it is."""

    __slots__ = ()


def _compiled(template: bytes, words: object, kind: Literal["pdf", "png"]) -> bytes:
    found = typst.compile(
        template,
        format=kind,
        ppi=DOTS_PER_INCH if kind == "png" else None,
        pdf_standards=["ua-1"] if kind == "pdf" else [],
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(words)},
    )
    assert isinstance(found, bytes)  # noqa: S101 - narrows the type: one file is asked for
    return found


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that come with typst: the same paper everywhere, whatever a machine has installed."""
    return typst.Fonts(include_system_fonts=False)


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
        _compiled(TRIAL, character, "pdf")
    except typst.TypstError:
        return False
    return True
