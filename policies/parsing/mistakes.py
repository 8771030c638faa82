"""What is wrong with a policy file, for the person who wrote it: the file, the key, and the mend."""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic_core import ErrorDetails

from policies.schema import Item, Policy

LONGEST_QUOTED = 60
"""Characters of what was written that a message repeats."""


@dataclass(frozen=True)
class Mistake:
    """One mistake: where it is, what is wrong, and how to mend it.

    `kind` is Pydantic's name for it, and `place` the way to the value, for those that come from the format itself.
    """

    file: str
    key: str
    says: str
    kind: str = field(default="", compare=False)
    place: tuple[int | str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.says}" if self.key else f"{self.file}: {self.says}"


class PolicyMistakes(Exception):
    """A policy file that cannot be taken, with everything that is wrong with it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def mistakes_of(details: Iterable[ErrorDetails], content: Any, file: str) -> Iterator[Mistake]:
    """Pydantic's errors on this content as mistakes; one that only follows from another is left out."""
    for detail in details:
        if detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
            continue
        yield Mistake(file, _key(detail["loc"], content), _says(detail), detail["type"], detail["loc"])


def did_you_mean(given: object, known: Iterable[str]) -> str:
    """The nearest known word if one is near, and all of them: “Did you mean …? Use one of …”."""
    words = list(known)
    near = difflib.get_close_matches(str(given), words, n=1)
    hint = f"Did you mean “{near[0]}”? " if near else ""
    return f"{hint}Use one of: {', '.join(words)}"


def _key(location: tuple[int | str, ...], content: Any) -> str:
    """The place as people find it: stages[2] (stage-two).obligations[0].owner."""
    key, here = "", content
    for part in location:
        if isinstance(part, int):
            key += f"[{part}]"
        elif part != "[key]":
            said = _short(part) or "“”"
            key += f".{said}" if key else said
        here = _inside(here, part)
        if isinstance(part, int) and isinstance(here, dict) and isinstance(here.get("key"), str):
            key += f" ({here['key']})"
    return key


def _inside(here: Any, part: int | str) -> Any:
    if isinstance(here, dict):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None


def _says(detail: ErrorDetails) -> str:
    say = SENTENCES.get(detail["type"])
    if say is not None:
        return say(detail["input"], detail)
    return f"{detail['msg'][:1].lower()}{detail['msg'][1:]}"


def _unknown_key(_: Any, detail: ErrorDetails) -> str:
    return f"this key is not known here. {did_you_mean(detail['loc'][-1], _fields_at(detail['loc'][:-1]))}"


def _unknown_word(given: Any, detail: ErrorDetails) -> str:
    if given is None:
        return f"nothing stands here. {did_you_mean('', _words_of(detail))}"
    return f"“{_short(given)}” is not known. {did_you_mean(given, _words_of(detail))}"


def _words_of(detail: ErrorDetails) -> list[str]:
    expected = str(detail["ctx"]["expected"])
    return [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",")]


def _short(given: Any) -> str:
    """What was written, as the author wrote it: true and not True."""
    plain = given is None or isinstance(given, bool | list | dict)
    said = json.dumps(given, ensure_ascii=False, default=str) if plain else str(given)
    return said if len(said) <= LONGEST_QUOTED else f"{said[:LONGEST_QUOTED]}…"


def _fields_at(location: tuple[int | str, ...]) -> dict[str, Any]:
    """The keys that the format knows at a place, with what each may hold."""
    model: type[Item] = Policy
    for part in location:
        fields = _fields_of(model)
        if isinstance(part, str) and part in fields:
            model = _item_in(fields[part]) or model
    return _fields_of(model)


def _fields_of(model: type[Item]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _item_in(annotation: Any) -> type[Item] | None:
    if isinstance(annotation, type) and issubclass(annotation, Item):
        return annotation
    return next((found for part in get_args(annotation) if (found := _item_in(part))), None)


FORMS = {
    r"^[a-z0-9][a-z0-9-]*$": "write it in small letters, digits and hyphens, like stage-one",
    r"^[0-9]{1,2}$": 'write it in digits and in quotation marks, like "1"',
    r"^[A-Z]+-[0-9]+$": "write it like BHAM-19",
}
"""The patterns of the format, in words."""


def _wrong_form(given: Any, detail: ErrorDetails) -> str:
    pattern = detail["ctx"]["pattern"]
    return f"“{_short(given)}” has not the right form: {FORMS.get(pattern, f'it must match {pattern}')}"


def _no_text(given: Any, _: ErrorDetails) -> str:
    if given is None:
        return "nothing stands here: write something, or remove the key"
    return f"“{_short(given)}” must be text: put it in quotation marks"


def _no_flag(given: Any, detail: ErrorDetails) -> str:
    *place, key = detail["loc"]
    may_be_open = type(None) in get_args(_fields_at(tuple(place)).get(str(key)))
    words = "true, false or null" if may_be_open else "true or false"
    if given is None:
        return f"nothing stands here: write {words}"
    if str(given).lower() in {"true", "false"}:
        return f"“{given}” is text here: write {words}, without quotation marks"
    return f"“{_short(given)}” is neither true nor false: write {words}"


def _no_number(given: Any, _: ErrorDetails) -> str:
    if given is None:
        return "nothing stands here: write a whole number like 5"
    return f"“{_short(given)}” is not a whole number: write it like 5, without quotation marks"


def _no_date(given: Any, _: ErrorDetails) -> str:
    wrong = "nothing stands here" if given is None else f"“{_short(given)}” is not a date"
    return f"{wrong}: write it like 2026-04-01"


def _keep(sentence: str) -> "Say":
    return lambda given, detail: sentence.format(given=_short(given), **detail.get("ctx", {}))


Say = Callable[[Any, ErrorDetails], str]

_LIST = _keep("it must be a list: begin each item with a dash, on a line of its own")
_KEYS = _keep("it must hold keys of its own, indented below it")

SENTENCES: dict[str, Say] = {
    "missing": _keep("this key is missing: add it"),
    "extra_forbidden": _unknown_key,
    "enum": _unknown_word,
    "literal_error": _unknown_word,
    "string_pattern_mismatch": _wrong_form,
    "value_error": _keep("{error}"),
    "date_from_datetime_parsing": _no_date,
    "date_parsing": _no_date,
    "date_type": _no_date,
    "string_type": _no_text,
    "string_too_short": _keep("it is empty: write something, or remove the key"),
    "string_too_long": _keep("it is too long: use at most {max_length} characters"),
    "too_short": _keep("it is empty: add at least {min_length}"),
    "too_long": _keep("it has {actual_length} items: use at most {max_length}"),
    "tuple_type": _LIST,
    "model_type": _KEYS,
    "dict_type": _KEYS,
    "int_type": _no_number,
    "greater_than_equal": _keep("{given} is too small: use at least {ge}"),
    "less_than_equal": _keep("{given} is too large: use at most {le}"),
    "bool_type": _no_flag,
}
