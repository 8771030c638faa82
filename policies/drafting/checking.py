"""What is wrong with a draft, where, and in the words of the forms: the mistakes of a file, told to who sees no file."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from core.words import listed
from policies.drafting.places import Path, at
from policies.drafting.rewording import in_form_words, near, part_of
from policies.drafting.shapes import Kind, Shape
from policies.drafting.words import said_of
from policies.parsing import Mistake, PolicyMistakes, take
from policies.parsing.lines import path_in_words
from policies.publishing import Sound, published_otherwise
from policies.schema import Policy

DRAFT = "draft"
UNFINISHED = {"missing", "too_short", "string_too_short", "value_error", ""}
"""Mistakes of a draft that is sound as far as it goes; all others are of a file that the forms cannot show."""


@dataclass(frozen=True)
class Wrong:
    """One mistake of a draft: where, and what is wrong with its mend. `unfilled`: nothing stands there yet."""

    path: Path
    says: str
    unfilled: bool = False


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
        return Checked(None, tuple(_unlike_others(_wrong(mistake, content) for mistake in refused.mistakes)))
    wrong = wrong_in(published_otherwise(Sound(File(DRAFT), policy, "")), content)
    if area_key is not None and policy.area.key != area_key:
        says = f"This is the next version of “{area_key}”: its short name stays as it is"
        wrong.append(Wrong(("area", "key"), says))
    return Checked(policy, tuple(wrong))


def wrong_in(mistakes: Iterable[Mistake], content: dict[str, Any]) -> list[Wrong]:
    """These mistakes as those of a draft."""
    return [_wrong(mistake, content) for mistake in mistakes]


def in_a_sentence(wrong: Iterable[Wrong]) -> str:
    """What is wrong, each with the name of its field, where no field is at hand to stand beside."""
    return " ".join(f"{_field(one.path)}{one.says.removesuffix('.')}." for one in wrong)


def _field(path: Path) -> str:
    part = part_of(path)
    return f"{_as_named(said_of(part.place).label)}: " if part is not None else ""


def unfit(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The mistakes that no form can show: keys that the format does not know, lists where none can be, and the like."""
    return [mistake for mistake in mistakes if mistake.kind not in UNFINISHED]


def _unlike_others(found: Iterable[Wrong]) -> list[Wrong]:
    return list(dict.fromkeys(found))


def _wrong(mistake: Mistake, content: Any) -> Wrong:
    path = mistake.place or path_in_words(mistake.key)
    return Wrong(
        tuple(path), _in_words(mistake, tuple(path), content), _is_empty(mistake) or mistake.kind == "too_short"
    )


def _is_empty(mistake: Mistake) -> bool:
    return mistake.kind in {"missing", "string_too_short"} or "nothing stands here" in mistake.says


def _in_words(mistake: Mistake, path: Path, content: Any) -> str:
    part = part_of(path)
    label = said_of(part.place).label if part is not None else ""
    if part is not None and _is_empty(mistake):
        return f"{_verb(part.shape)} {_as_named(label)}"
    if mistake.kind == "too_short":
        return f"{label}: add at least one"
    if mistake.kind.startswith("date_") and isinstance(said := at(content, path), str):
        return _not_a_date(label, said)
    said = mistake.says.partition(" Use one of: ")[0] if mistake.kind in {"enum", "literal_error"} else mistake.says
    return _capital(in_form_words(said, near(path, content)))


def _not_a_date(label: str, said: str) -> str:
    """What is wrong with a day that was typed in three fields: what is missing of it, or that there is none such."""
    year, month, day = [*said.split("-"), "", ""][:3]
    missing = [name for name, part in (("a day", day), ("a month", month), ("a year", year)) if not part]
    if missing:
        return f"{_as_named(label)} lacks {listed(missing)}: enter it"
    return f"“{day.lstrip('0')} {month.lstrip('0')} {year}” is not a date: it must be a real date, like 1 4 2026"


def _verb(shape: Shape) -> str:
    chosen = shape.kind in (Kind.CHOICE, Kind.SET, Kind.ORDER)
    return "Select" if chosen else "Add" if shape.kind in (Kind.ROWS, Kind.MAYBE, Kind.GROUP) else "Enter"


def _as_named(label: str) -> str:
    return f"“{label}”"


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"
