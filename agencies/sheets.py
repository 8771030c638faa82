"""What does a file of the directory say? YAML or CSV in, checked rows out, every mistake with its place and its mend.

A YAML file holds lists under `agencies`, `people`, `posts` and `memberships`; a CSV file one row each, whose column
`what` says which (agency, person, post, membership). Nothing is read from the database here.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from agencies.fields import normalised
from agencies.roles import MembershipRole
from policies.parsing.loading import NotYaml, load_yaml
from policies.parsing.mistakes import Mistake, did_you_mean
from policies.vocabulary import AgencyType, Role

LARGEST_FILE = 5_000_000
HIGHEST_RANK = 100
SEPARATOR = ";"
"""Between several areas in one cell of a CSV file."""

Read = Callable[[Any], Any]


class Kind(StrEnum):
    """What a row is, as YAML heads its list."""

    AGENCIES = "agencies"
    PEOPLE = "people"
    POSTS = "posts"
    MEMBERSHIPS = "memberships"


IN_CSV = {"agency": Kind.AGENCIES, "person": Kind.PEOPLE, "post": Kind.POSTS, "membership": Kind.MEMBERSHIPS}


class DirectoryMistakes(Exception):
    """Files of the directory that cannot be taken, with everything that is wrong with them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


@dataclass(frozen=True)
class Row:
    """One row: what it is, what it says, and where it stands for messages."""

    kind: Kind
    says: Mapping[str, Any]
    file: str
    place: str

    def mistake(self, field: str, sentence: str) -> Mistake:
        """What is wrong with one field of this row ("": with the row)."""
        joint = ": " if self.place.startswith("line ") else "."
        return Mistake(self.file, f"{self.place}{joint}{field}" if field else self.place, sentence)


def _text(most: int) -> Read:
    def read(given: Any) -> str:
        said = str(given).strip()
        if isinstance(given, list | dict) or not said:
            raise ValueError("it must be text: write something, or remove the key")
        if len(said) > most:
            raise ValueError(f"it is too long: use at most {most} characters")
        return said

    return read


def _word(words: type[StrEnum]) -> Read:
    def read(given: Any) -> Any:
        known = [word.value for word in words]
        if given not in known:
            raise ValueError(f"“{given}” is not known. {did_you_mean(given, known)}")
        return words(given)

    return read


def _address(given: Any) -> str:
    said = normalised(str(given))
    try:
        validate_email(said)
    except ValidationError as error:
        raise ValueError(f"“{given}” is no e-mail address: write it like name@example.org") from error
    return said


def _keys(given: Any) -> list[str]:
    keys = given.split(SEPARATOR) if isinstance(given, str) else given
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ValueError("it must be a list of keys of areas, like [anyshire]")
    return [key.strip() for key in keys]


def _rank(given: Any) -> int:
    said = str(given)
    if isinstance(given, bool) or not said.isdecimal() or int(said) > HIGHEST_RANK:
        raise ValueError(
            f"“{given}” is no rank: write a whole number from 0 (the foot of the ladder) to {HIGHEST_RANK}"
        )
    return int(said)


def _yes_or_no(given: Any) -> bool:
    if str(given).lower() not in {"true", "false"}:
        raise ValueError(f"“{given}” is neither true nor false: write one of them")
    return str(given).lower() == "true"


REQUIRED: dict[Kind, dict[str, Read]] = {
    Kind.AGENCIES: {"name": _text(160), "type": _word(AgencyType), "areas": _keys},
    Kind.PEOPLE: {"email": _address, "name": _text(120)},
    Kind.POSTS: {"agency": _text(160), "role": _word(Role), "rank": _rank, "title": _text(120)},
    Kind.MEMBERSHIPS: {"person": _address, "role": _word(MembershipRole)},
}
OPTIONAL: dict[Kind, dict[str, Read]] = {
    Kind.AGENCIES: {"relevant_service": _text(160), "email": _address},
    Kind.PEOPLE: {"job_title": _text(120), "phone": _text(40)},
    Kind.POSTS: {"holder": _address, "area": _text(60), "authority_to_resolve": _yes_or_no},
    Kind.MEMBERSHIPS: {"agency": _text(160), "area": _text(60)},
}
NAMED_BY = {Kind.AGENCIES: "name", Kind.PEOPLE: "email", Kind.POSTS: "title", Kind.MEMBERSHIPS: "person"}


def read(path: Path) -> list[Row]:
    """The rows of one file, in its order. Raises DirectoryMistakes."""
    file = str(path)
    raw = _of_csv(_content(path), file) if path.suffix.lower() == ".csv" else _of_yaml(_content(path), file)
    rows, mistakes = [], list[Mistake]()
    for row in raw:
        found = list(_faults(row))
        mistakes += found
        if not found:
            rows.append(Row(row.kind, _values(row), row.file, row.place))
    if mistakes:
        raise DirectoryMistakes(mistakes)
    return rows


def _content(path: Path) -> str:
    file = str(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DirectoryMistakes([Mistake(file, "", "the file is larger than 5 MB: split it")])
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DirectoryMistakes([Mistake(file, "", f"the file cannot be read ({error.strerror})")]) from error
    except UnicodeDecodeError as error:
        raise DirectoryMistakes([Mistake(file, "", "the file is not text in UTF-8: save it as UTF-8")]) from error


def _of_yaml(text: str, file: str) -> list[Row]:
    try:
        content = load_yaml(text)
    except NotYaml as error:
        raise DirectoryMistakes([Mistake(file, error.where, error.says)]) from error
    kinds = [kind.value for kind in Kind]
    if not isinstance(content, dict):
        says = f"the file must begin with one of these keys: {', '.join(f'{kind}:' for kind in kinds)}"
        raise DirectoryMistakes([Mistake(file, "", says)])
    mistakes = [
        Mistake(file, str(key), f"this key is not known here. {did_you_mean(key, kinds)}")
        for key in content
        if key not in kinds
    ]
    rows = []
    for key in [key for key in content if key in kinds]:
        items = content[key] if content[key] is not None else []
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            mistakes.append(Mistake(file, key, "it must be a list: begin each item with a dash, its keys indented"))
            continue
        rows += [Row(Kind(key), item, file, _place(Kind(key), number, item)) for number, item in enumerate(items)]
    if mistakes:
        raise DirectoryMistakes(mistakes)
    return rows


def _place(kind: Kind, number: int, item: Mapping[str, Any]) -> str:
    name = item.get(NAMED_BY[kind])
    return f"{kind.value}[{number}]{f' ({name})' if isinstance(name, str) else ''}"


def _of_csv(text: str, file: str) -> list[Row]:
    reader = csv.DictReader(StringIO(text, newline=""), strict=True, restkey="")
    rows, mistakes = [], list[Mistake]()
    try:
        if "what" not in (reader.fieldnames or ()):
            says = f"the first line must name the columns, and one of them “what” ({', '.join(IN_CSV)})"
            raise DirectoryMistakes([Mistake(file, "line 1", says)])
        for said in reader:
            place, what = f"line {reader.line_num}", (said.pop("what") or "").strip()
            cells = {key: cell for key, cell in said.items() if cell not in (None, "")}
            if what in IN_CSV:
                rows.append(Row(IN_CSV[what], cells, file, place))
            elif what or cells:
                says = f"“{what}” is not known. {did_you_mean(what, IN_CSV)}"
                mistakes.append(Mistake(file, f"{place}: what", says))
    except csv.Error as error:
        says = f"the table cannot be read ({error}): check commas and quotation marks"
        raise DirectoryMistakes([Mistake(file, f"line {reader.line_num}", says)]) from error
    if mistakes:
        raise DirectoryMistakes(mistakes)
    return rows


def _faults(row: Row) -> Iterator[Mistake]:
    known = REQUIRED[row.kind] | OPTIONAL[row.kind]
    for key in row.says:
        if key not in known:
            yield row.mistake(str(key), f"this key is not known here. {did_you_mean(key, known)}")
    for key in REQUIRED[row.kind]:
        if row.says.get(key) is None:
            yield row.mistake(key, "this key is missing: add it")
    for key, value in row.says.items():
        if key in known and value is not None:
            try:
                known[key](value)
            except ValueError as error:
                yield row.mistake(key, str(error))


def _values(row: Row) -> dict[str, Any]:
    known = REQUIRED[row.kind] | OPTIONAL[row.kind]
    return {key: known[key](value) for key, value in row.says.items() if value is not None}
