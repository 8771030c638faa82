"""What is wrong with a draft, where, and in the words of the forms: the mistakes of a file, told to who sees no file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from policies.drafting.places import Path, path_in_words
from policies.drafting.shapes import Kind, Part, Shape, whole
from policies.drafting.words import said_of
from policies.parsing import Mistake, PolicyMistakes, take
from policies.publishing import Sound, published_otherwise
from policies.schema import Policy
from policies.vocabulary import Word

DRAFT = "draft"
UNFINISHED = {"missing", "too_short", "string_too_short", "value_error", ""}
"""Mistakes of a draft that is sound as far as it goes; all others are of a file that the forms cannot show."""


@dataclass(frozen=True)
class Wrong:
    """One mistake of a draft: where, and what is wrong with its mend."""

    path: Path
    says: str


@dataclass(frozen=True)
class Checked:
    """What came of checking a draft: the policy, if it is whole and sound by itself, and everything that is wrong."""

    policy: Policy | None
    wrong: tuple[Wrong, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be published."""
        return self.policy is not None and not self.wrong


def check(content: dict[str, Any], *, area_key: str | None = None) -> Checked:
    """The policy that a draft says, and everything that is wrong with it; `area_key` where the area is published already."""
    try:
        policy = take(content, file=DRAFT)
    except PolicyMistakes as refused:
        return Checked(None, tuple(_unlike_others(_wrong(mistake) for mistake in refused.mistakes)))
    other = published_otherwise(Sound(File(DRAFT), policy, ""))
    wrong = [_wrong(mistake) for mistake in other]
    if area_key is not None and policy.area.key != area_key:
        says = f"This is the next version of “{area_key}”: its short name stays as it is"
        wrong.append(Wrong(("area", "key"), says))
    return Checked(policy, tuple(wrong))


def unfit(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The mistakes that no form can show: keys that the format does not know, lists where none can be, and the like."""
    return [mistake for mistake in mistakes if mistake.kind not in UNFINISHED]


def _unlike_others(found: Iterable[Wrong]) -> list[Wrong]:
    return list(dict.fromkeys(found))


def _wrong(mistake: Mistake) -> Wrong:
    path = mistake.place or path_in_words(mistake.key)
    return Wrong(tuple(path), _in_words(mistake, tuple(path)))


def part_of(path: Path) -> Part | None:
    """The key of the format that a path leads to, or through which it leads last."""
    shape, found = whole(), None
    for step in path:
        if shape.kind in (Kind.GROUP, Kind.MAYBE):
            part = next((one for one in shape.keys if one.key == step), None)
            if part is None:
                return found
            shape, found = part.shape, part
        elif shape.inner is not None:
            shape = shape.row
    return found


def _in_words(mistake: Mistake, path: Path) -> str:
    part = part_of(path)
    label = said_of(part.place).label if part is not None else ""
    is_empty = mistake.kind in {"missing", "string_too_short"} or "nothing stands here" in mistake.says
    if part is not None and is_empty:
        return f"{_verb(part.shape)} {_as_named(label)}"
    if mistake.kind == "too_short":
        return f"{label}: add at least one"
    said = mistake.says.partition(" Use one of: ")[0] if mistake.kind in {"enum", "literal_error"} else mistake.says
    return _capital(in_form_words(said))


def _verb(shape: Shape) -> str:
    chosen = shape.kind in (Kind.CHOICE, Kind.SET, Kind.ORDER)
    return "Select" if chosen else "Add" if shape.kind in (Kind.ROWS, Kind.MAYBE, Kind.GROUP) else "Enter"


def _as_named(label: str) -> str:
    return f"“{label}”"


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


FOR_FORMS = (
    (re.compile(r'write it in digits and in quotation marks, like "1"'), "write it in digits, like 1"),
    (re.compile(r", without quotation marks"), ""),
    (re.compile(r": write it like 2026-04-01"), ": it must be a real date, like 1 4 2026"),
    (re.compile(r"remove this key"), "empty this field"),
    (re.compile(r"write “edition: (\d+)” below “version:”"), r"enter \1 as “Edition of the file”"),
    (re.compile(r"(?<=: )add for example “amount: 2”"), "enter how many, for example 2"),
    (re.compile(r"remove “amount”"), "empty “How many”"),
)
QUOTED = re.compile(r"“([a-z][a-z_-]*):?( [a-z0-9-]+)?”")
USED = re.compile(r"(?<=use |add |ere )([a-z]+(?:-[a-z]+)*)(?=$|[.,:;])")


def in_form_words(said: str) -> str:
    """A sentence about a file in the words of the forms: keys and words of the format are said as they are labelled."""
    for pattern, instead in FOR_FORMS:
        said = pattern.sub(instead, said)
    said = QUOTED.sub(lambda found: f"“{_spoken(found[1], found[2])}”", said)
    return USED.sub(lambda found: f"“{_WORDS[found[1]]}”" if found[1] in _WORDS else found[0], said)


def _spoken(key: str, value: str | None) -> str:
    label = _KEYS.get(key) or _WORDS.get(key) or key
    return f"{label}: {_WORDS.get(value.strip(), value.strip())}" if value else label


def _labels_of_keys() -> dict[str, str]:
    """What each key is called, where it is called alike at every place that can be meant."""
    found: dict[str, str] = {}
    waiting, seen = [whole()], set()
    while waiting:
        shape = waiting.pop(0)
        if shape.model is not None and shape.model not in seen:
            seen.add(shape.model)
            for part in shape.keys:
                found.setdefault(part.key, said_of(part.place).label)
                waiting.append(part.shape)
        if shape.inner is not None:
            waiting.append(shape.inner)
    return found


def _labels_of_words() -> dict[str, str]:
    tables = Word.__subclasses__()
    return {word.value: word.label for table in reversed(tables) for word in table}


_KEYS = _labels_of_keys()
_WORDS = _labels_of_words()
