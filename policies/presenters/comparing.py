"""Two versions of a procedure side by side: what changed, in words, part by part. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from core.words import long_date
from policies.drafting.drawing import Drawing
from policies.drafting.places import Path
from policies.drafting.plain import plain
from policies.drafting.sections import SECTIONS, STAGES, Section, stage_section
from policies.drafting.shapes import Kind, Part, Shape
from policies.drafting.words import said_of

NOTHING = "Nothing"
SPOKEN = {True: "Yes", False: "No", None: "Not stated"}


@dataclass(frozen=True)
class Change:
    """One difference: where it is, and what stands there on each side, in lines."""

    where: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class Changed:
    """One part of the procedure that differs."""

    title: str
    changes: list[Change]


@dataclass(frozen=True)
class Comparison:
    """All that differs, and the parts in which nothing does."""

    changed: list[Changed]
    same: list[str]


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """What differs between two procedures as plain data; they need not be whole."""
    found = [(section, list(_of_section(section, before, after))) for section in SECTIONS]
    changed = [Changed(section.title, changes) for section, changes in found if changes]
    return Comparison(changed, [section.title for section, changes in found if not changes])


def _of_section(section: Section, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for part in section.parts:
        start = () if part.key == STAGES else (said_of(part.place).label,)
        yield from _part(part, before, after, start)


def _part(part: Part, before: dict[str, Any], after: dict[str, Any], where: Path) -> Iterator[Change]:
    """What differs in one key of two places; what is left out stands for its default."""
    old, new = (place[part.key] if part.key in place else plain(part.default) for place in (before, after))
    yield from _shape(part.shape, old, new, where, said_of(part.place).noun)


def _shape(shape: Shape, before: Any, after: Any, where: Path, noun: str = "") -> Iterator[Change]:
    if _same(before, after):
        return
    if shape.model is not None and isinstance(before, dict) and isinstance(after, dict):
        for part in shape.keys:
            yield from _part(part, before, after, (*where, said_of(part.place).label))
    elif shape.kind is Kind.ROWS:
        yield from _rows(shape, _list(before), _list(after), where, noun)
    elif shape.kind is Kind.BY_WORD:
        labels, old, new = dict(shape.choices), _dict(before), _dict(after)
        for word in dict.fromkeys((*old, *new)):
            yield from _shape(shape.row, old.get(word), new.get(word), (*where, labels.get(word, word)), noun)
    else:
        yield Change(_trail(where), describe(shape, before), describe(shape, after))


def _rows(shape: Shape, before: list[Any], after: list[Any], where: Path, noun: str) -> Iterator[Change]:
    pairs = _pairs(before, after)
    for old, new in pairs:
        row = new if new is not None else old
        yield from _shape(shape.row, old, new, (*where, _row_name(shape.row, row, noun, where)), noun)
    kept = [old for old, new in pairs if old is not None and new is not None]
    moved = [old for old in sorted(kept, key=before.index) if old in kept]
    if [json.dumps(row) for row in kept] != [json.dumps(row) for row in moved]:
        titles = [[_row_name(shape.row, row, noun, where) for row in rows] for rows in (moved, kept)]
        yield Change(_trail((*where, "The order")), *titles)


def _pairs(before: list[Any], after: list[Any]) -> list[tuple[Any, Any]]:
    """Each row with the one that it became: by its key where rows have keys, else by what they have in common."""
    keys = [_key(row) for row in (*before, *after)]
    if all(keys):
        old = {_key(row): row for row in before}
        new = {_key(row): row for row in after}
        gone = [(row, None) for key, row in old.items() if key not in new]
        return [*((old.get(key), row) for key, row in new.items()), *gone]
    found: list[tuple[Any, Any]] = []
    texts = [[json.dumps(row, sort_keys=True) for row in rows] for rows in (before, after)]
    for _, a, b, c, d in SequenceMatcher(a=texts[0], b=texts[1], autojunk=False).get_opcodes():
        length = max(b - a, d - c)
        olds = [*before[a:b], *[None] * (length - (b - a))]
        found += zip(olds, [*after[c:d], *[None] * (length - (d - c))], strict=True)
    return found


def _key(row: Any) -> str:
    return str(row.get("key") or "") if isinstance(row, dict) else ""


def _row_name(shape: Shape, row: Any, noun: str, where: Path) -> str:
    if not where and isinstance(row, dict):
        return stage_section(0, {STAGES: [row]}).title
    return Drawing({}).title_of(shape, row) or noun.capitalize() or NOTHING


def describe(shape: Shape, value: Any) -> list[str]:
    """What stands at a place, in lines; one line “Nothing” where nothing does."""
    if value is None and shape.kind is not Kind.CHOICE:
        return [NOTHING]
    if shape.model is not None and isinstance(value, dict):
        return [line for part in shape.keys if part.key in value for line in _labelled(part, value[part.key])] or [
            NOTHING
        ]
    if shape.kind is Kind.ROWS:
        return [line for row in _list(value) for line in describe(shape.row, row)] or [NOTHING]
    if shape.kind is Kind.BY_WORD:
        labels = dict(shape.choices)
        lines = [(labels.get(word, word), describe(shape.row, row)) for word, row in _dict(value).items()]
        return [f"{label}: {'; '.join(said)}" for label, said in lines] or [NOTHING]
    return [_plainly(shape, value)]


def _labelled(part: Part, value: Any) -> list[str]:
    label, said = said_of(part.place).label, describe(part.shape, value)
    return [f"{label}: {'; '.join(said)}"]


def _plainly(shape: Shape, value: Any) -> str:
    labels = dict(shape.choices)
    if isinstance(value, bool) or value is None:
        return SPOKEN[value]
    if isinstance(value, list):
        return ", ".join(labels.get(str(word), str(word)) for word in value) or NOTHING
    if shape.kind is Kind.DATE:
        return _day(str(value))
    return labels.get(str(value), str(value)) or NOTHING


def _day(said: str) -> str:
    try:
        return long_date(date.fromisoformat(said))
    except ValueError:
        return said


def _same(before: Any, after: Any) -> bool:
    empty: tuple[Any, ...] = (None, "", [], {})
    return bool(before == after) or (before in empty and after in empty)


def _trail(where: Sequence[int | str]) -> str:
    return ", ".join(str(step) for step in where if step != "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
