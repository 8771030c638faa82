"""A sentence about a file in the words of the forms: keys and words of the format are said as their fields are labelled."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.drafting.places import Path
from policies.drafting.shapes import Kind, Part, Shape, whole
from policies.drafting.words import said_of
from policies.vocabulary import Word

FOR_FORMS = (
    (
        re.compile(r'write it in digits and in quotation marks, like "1", or leave'),
        "write it in digits, like 1, or leave",
    ),
    (re.compile(r", without quotation marks"), ""),
    (re.compile(r": write it like 2026-04-01"), ": it must be a real date, like 1 4 2026"),
    (re.compile(r"remove this key"), "leave this out"),
    (re.compile(r"write “edition: (\d+)” below “version:”"), r"enter \1 as “Edition of the file”"),
    (re.compile(r"(?<=: )add for example “amount: 2”"), "enter how many, for example 2"),
    (re.compile(r"remove “amount”"), "empty “How many”"),
)
QUOTED = re.compile(r"“([a-z][a-z_-]*)(?::( [a-z0-9-]+)?)?”")
USED = re.compile(r"(?<=use |add |ere | is )([a-z]+(?:-[a-z]+)*)(?=$|[.,:;])|(?<=limit in )([a-z-]+)")
ONE_OF = re.compile(r"(?<=Use one of: )(.*)$")


@dataclass(frozen=True)
class Near:
    """What a sentence may speak of at its place: the labels of the keys there, the words of its field, the names that

    the draft gave to its own stages, reasons and ways, which are left as they are, and the words of fields `held` there.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    held: Mapping[str, str] = field(default_factory=dict)


def part_of(path: Path) -> Part | None:
    """The key of the format that a path leads to, or through which it leads last."""
    found = [part for part, _, _ in _along(path)]
    return found[-1] if found else None


def near(path: Path, content: Any) -> Near:
    """What a sentence about this place of a draft may speak of."""
    steps = list(_along(path))
    beside, inside = (steps[-1][1], steps[-1][2]) if steps else ((), whole())
    held = inside.keys if inside.model is not None else ()
    keys = {part.key: said_of(part.place).label for part in (*beside, *held)}
    below = {value: label for part in held for value, label in part.shape.choices}
    return Near(keys, dict(inside.choices), frozenset(_names_in(content)), below)


def _names_in(content: Any) -> Iterator[str]:
    rows = [row for key in ("stages", "reasons", "methods") for row in _list(content.get(key))]
    return (str(row["key"]) for row in rows if isinstance(row, dict) and row.get("key"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _along(path: Path) -> Iterator[tuple[Part, tuple[Part, ...], Shape]]:
    """The keys that a path leads through, each with those beside it and with what is held where the path goes on."""
    shape, last = whole(), None
    for step in path:
        if shape.kind in (Kind.GROUP, Kind.MAYBE):
            part = next((one for one in shape.keys if one.key == step), None)
            if part is None:
                break
            last, shape = (part, shape.keys), part.shape
        elif shape.inner is not None:
            shape = shape.row
        if last is not None:
            yield *last, shape


def in_form_words(said: str, at: Near | None = None) -> str:
    """The sentence in the words of the forms, at a place of a draft."""
    at = at or Near()
    for pattern, instead in FOR_FORMS:
        said = pattern.sub(instead, said)
    said = QUOTED.sub(lambda found: f"“{_spoken(at, found[1], found[2])}”", said)
    said = ONE_OF.sub(lambda found: ", ".join(_word(at, word) for word in found[1].split(", ")), said)
    return USED.sub(lambda found: _quoted(at, found[0]), said)


def _word(at: Near, word: str) -> str:
    return at.words.get(word) or (word if word in at.own else at.held.get(word) or _WORDS.get(word, word))


def _quoted(at: Near, word: str) -> str:
    label = _word(at, word)
    return word if label == word else f"“{label}”"


def _spoken(at: Near, key: str, value: str | None) -> str:
    if value is None and (key in at.words or key in at.own or key in at.held):
        return at.words.get(key) or (key if key in at.own else at.held[key])
    label = at.keys.get(key) or _KEYS.get(key) or _WORDS.get(key) or key
    return f"{label}: {_WORDS.get(value.strip(), value.strip())}" if value else label


def _shapes() -> Iterator[Shape]:
    """All shapes of the format, those nearest to its top first; each place once."""
    waiting, seen = [whole()], set()
    while waiting:
        shape = waiting.pop(0)
        yield shape
        if shape.inner is not None:
            waiting.append(shape.inner)
        if shape.model is not None and shape.model not in seen:
            seen.add(shape.model)
            waiting += [part.shape for part in shape.keys]


def _labels_of_keys() -> dict[str, str]:
    """What each key is called at the place that is nearest to the top."""
    parts = [part for shape in _shapes() if shape.model is not None for part in shape.keys]
    return {part.key: said_of(part.place).label for part in reversed(parts)}


def _labels_of_words() -> dict[str, str]:
    of_tables = {word.value: word.label for table in reversed(Word.__subclasses__()) for word in table}
    of_fields = {value: label for shape in _shapes() for value, label in shape.choices}
    return {value: label for value, label in (of_fields | of_tables).items() if value != "other"}


_KEYS = _labels_of_keys()
_WORDS = _labels_of_words()
