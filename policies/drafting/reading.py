"""From the fields of a form to plain data, as they stand: what cannot be taken is kept as it was typed, and is told later."""

import re
import unicodedata
from typing import Any, Protocol

from policies.drafting.places import Path, name_of
from policies.drafting.plain import plain
from policies.drafting.shapes import Kind, Part, Shape

HERE, ROWS, NEW = ":here", ":rows", ":new"
"""Behind the name of a field: that keys of its own stand there; the rows that it has; the word of the row to be added."""
KEY, READ_AS, LONGEST_NAME = "key", ("label", "title", "name"), 60
"""The short name of a row, what people read in its place, and how many characters it may have."""
DATE_PARTS = ("year", "month", "day")
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
SPOKEN: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class Sent(Protocol):
    """What was sent: the form's fields by name."""

    def getlist(self, key: str) -> list[str]: ...

    def __contains__(self, key: str) -> bool: ...


class Left:
    """What was left out."""


LEFT = Left()


def read(shape: Shape, sent: Sent, path: Path) -> Any:
    """The plain data that was sent for this shape at this path; LEFT for nothing."""
    return _READ[shape.kind](shape, sent, path)


def read_part(part: Part, sent: Sent, path: Path) -> Any:
    """The same for one key, whose default may be left out of the file; LEFT where it is."""
    found = read(part.shape, sent, path)
    if isinstance(found, Left):
        was_asked = name_of(path) in sent
        return None if part.empties_to_null and was_asked else LEFT
    if part.required:
        return found
    return LEFT if _goes_without_saying(part, found) else found


def _goes_without_saying(part: Part, found: Any) -> bool:
    """Whether it is what holds where nothing is said. What was chosen from a list stays chosen."""
    if part.shape.kind in (Kind.MAYBE, Kind.CHOICE):
        return False
    return bool(found == plain(part.default) or (found in ([], {}) and not part.default))


def _text(sent: Sent, name: str) -> str:
    """The text of a field without what no one can see in it."""
    typed = "".join(sent.getlist(name)[-1:]).replace("\r\n", "\n")
    return "".join(sign for sign in typed if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()


def _line(_: Shape, sent: Sent, path: Path) -> Any:
    return _text(sent, name_of(path)) or LEFT


def _number(_: Shape, sent: Sent, path: Path) -> Any:
    said = _text(sent, name_of(path))
    return int(said) if WHOLE_NUMBER.fullmatch(said) else said or LEFT


def _date(_: Shape, sent: Sent, path: Path) -> Any:
    parts = [_text(sent, f"{name_of(path)}-{part}").replace("-", " ") for part in DATE_PARTS]
    if not any(parts):
        return LEFT
    year, month, day = parts
    return f"{year.zfill(4) if year.isdecimal() else year}-{_two(month)}-{_two(day)}"


def _two(said: str) -> str:
    return said.zfill(2) if said.isdecimal() else said


def _flag(_: Shape, sent: Sent, path: Path) -> Any:
    return name_of(path) in sent


def _choice(shape: Shape, sent: Sent, path: Path) -> Any:
    said = _text(sent, name_of(path))
    if dict(shape.choices).keys() >= set(SPOKEN) and said in SPOKEN:
        return SPOKEN[said]
    return said or LEFT


def _several(_: Shape, sent: Sent, path: Path) -> Any:
    return [said for said in sent.getlist(name_of(path)) if said]


def _lines(_: Shape, sent: Sent, path: Path) -> Any:
    return [line.strip() for line in _text(sent, name_of(path)).splitlines() if line.strip()]


def _rules(_: Shape, sent: Sent, path: Path) -> Any:
    return [rule for rule in re.split(r"[\s,;]+", _text(sent, name_of(path))) if rule] or LEFT


def _group(shape: Shape, sent: Sent, path: Path) -> Any:
    found = {part.key: read_part(part, sent, (*path, part.key)) for part in shape.keys}
    given = {key: value for key, value in found.items() if not isinstance(value, Left)}
    is_nameless = KEY in found and KEY not in given
    return ({KEY: name} if is_nameless and (name := _short_name(given)) else {}) | given


def _short_name(given: dict[str, Any]) -> str:
    """A short name made of what people read, for who gave none."""
    said = next((str(given[key]) for key in READ_AS if given.get(key)), "")
    return re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:LONGEST_NAME].strip("-")


def _maybe(shape: Shape, sent: Sent, path: Path) -> Any:
    return _group(shape, sent, path) if f"{name_of(path)}{HERE}" in sent else LEFT


def _rows(shape: Shape, sent: Sent, path: Path) -> Any:
    numbers = [int(row) for row in sent.getlist(f"{name_of(path)}{ROWS}") if row.isascii() and row.isdecimal()]
    return [_or_nothing(read(shape.row, sent, (*path, number))) for number in numbers]


def _by_word(shape: Shape, sent: Sent, path: Path) -> Any:
    words = [word for word in sent.getlist(f"{name_of(path)}{ROWS}") if word in dict(shape.choices)]
    return {word: _or_nothing(read(shape.row, sent, (*path, word))) for word in words}


def _or_nothing(found: Any) -> Any:
    return "" if isinstance(found, Left) else found


_READ = {
    Kind.LINE: _line,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.SET: _several,
    Kind.ORDER: _several,
    Kind.LINES: _lines,
    Kind.RULES: _rules,
    Kind.GROUP: _group,
    Kind.MAYBE: _maybe,
    Kind.ROWS: _rows,
    Kind.BY_WORD: _by_word,
}
