"""What is wrong with a policy file, for the person who wrote it: the file, the key, and the mend."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from pydantic_core import ErrorDetails

from core.words import listed
from policies.parsing.lines import Lines, line_of, path_in_words
from policies.schema import Item, Period, Policy

LONGEST_QUOTED = 60
"""Characters of what was written that a message repeats."""


@dataclass(frozen=True)
class Mistake:
    """One mistake: where it is, what is wrong, and how to mend it.

    `kind` is Pydantic's name for it, and `place` the way to the value, for those that come from the format itself. `line`
    is 0 where there is no text, or none that holds it.
    """

    file: str
    key: str
    says: str
    kind: str = field(default="", compare=False)
    place: tuple[int | str, ...] = field(default=(), compare=False)
    line: int = field(default=0, compare=False)

    @property
    def where(self) -> str:
        """Where it is within the file: its line and its key, as far as they are known."""
        return ": ".join(filter(None, (f"line {self.line}" if self.line else "", self.key)))

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.file, self.where, self.says)))


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


def on_their_lines(mistakes: Iterable[Mistake], lines: Lines) -> list[Mistake]:
    """The mistakes with the line of each, from the top of the file down."""
    found = [replace(one, line=line_of(one.place or path_in_words(one.key), lines)) for one in mistakes]
    return sorted(found, key=lambda one: one.line)


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
    return f"“{_short(detail['input'])}” cannot stand here: see this key in the author’s guide, and write it like there"


NO_KEY = re.compile(r"[^a-z_]")
"""What stands in no key of the format: whoever wrote it wrote a text in which a comma stands."""


def _unknown_key(given: Any, detail: ErrorDetails) -> str:
    said = str(detail["loc"][-1])
    if given is None and re.search(r":\S", said):
        return "it runs into what follows it: put a space after the colon"
    if given is None and NO_KEY.search(said):
        return "this key is not known here: if it belongs to the text before it, put that whole text in quotation marks"
    return f"this key is not known here. {did_you_mean(said, _fields_at(detail['loc'][:-1]))}"


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
    return _fields_of(_model_at(location))


def _model_at(location: tuple[int | str, ...]) -> type[Item]:
    """What stands at a place, or what holds it."""
    model: type[Item] = Policy
    for part in location:
        fields = _fields_of(model)
        if isinstance(part, str) and part in fields:
            model = _item_in(fields[part]) or model
    return model


def _fields_of(model: type[Item]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _item_in(annotation: Any) -> type[Item] | None:
    if isinstance(annotation, type) and issubclass(annotation, Item):
        return annotation
    return next((found for part in get_args(annotation) if (found := _item_in(part))), None)


NAME = r"^[a-z0-9][a-z0-9-]*$"
FORMS = {
    NAME: "write it in small letters, digits and hyphens, like {like}",
    r"^[0-9]{1,2}$": 'write it in digits and in quotation marks, like "1", or leave it out',
    r"^[A-Z]+-[0-9]+$": "write it like BHAM-19",
}
"""The patterns of the format, in words."""


def _wrong_form(given: Any, detail: ErrorDetails) -> str:
    like = re.sub(r"[^a-z0-9]+", "-", str(given).lower()).strip("-") or "stage-one"
    form = FORMS[detail["ctx"]["pattern"]].format(like=_short(like))
    return f"“{_short(given)}” has not the right form: {form}"


def _no_text(given: Any, detail: ErrorDetails) -> str:
    if given is None:
        return f"nothing stands here: write something{_or_remove(detail)}"
    if isinstance(given, list | dict):
        return "it must be text, and brackets or keys below it make something else of it: put it in quotation marks"
    return f"“{_short(given)}” must be text: put it in quotation marks"


def _empty(_: Any, detail: ErrorDetails) -> str:
    return f"it is empty: write something{_or_remove(detail)}"


def _or_remove(detail: ErrorDetails) -> str:
    """The other mend, where what stands there may be left out."""
    *place, key = detail["loc"]
    field = _model_at(tuple(place)).model_fields.get(str(key))
    return "" if field is not None and field.is_required() else ", or remove the key"


def _no_list(given: Any, detail: ErrorDetails) -> str:
    key = next(part for part in reversed(detail["loc"]) if isinstance(part, str))
    if key == "cite":
        return f"“{_short(given)}” has not the right form: {FORMS[r'^[A-Z]+-[0-9]+$']}"
    if key == "pairs":
        return PAIRS
    return "it must be a list: begin each item with a dash, on a line of its own"


PAIRS = "each pair is two types of agency in brackets of their own: write it like [[school, police]]"


def _missing(_: Any, detail: ErrorDetails) -> str:
    return "this key is missing: add it" if isinstance(detail["loc"][-1], str) else PAIRS


def _no_keys(_: Any, detail: ErrorDetails) -> str:
    model = _model_at(detail["loc"])
    if issubclass(model, Period):
        return "it must hold keys of its own, indented below it: write it like {amount: 2, unit: working-days}"
    needed = [field.alias or name for name, field in model.model_fields.items() if field.is_required()]
    these = listed(needed) if needed and detail["type"] != "dict_type" else "them"
    return f"it must hold keys of its own, indented below it: add {these}"


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

SENTENCES: dict[str, Say] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "enum": _unknown_word,
    "literal_error": _unknown_word,
    "string_pattern_mismatch": _wrong_form,
    "value_error": _keep("{error}"),
    "date_from_datetime_parsing": _no_date,
    "date_parsing": _no_date,
    "date_type": _no_date,
    "string_type": _no_text,
    "string_too_short": _empty,
    "string_too_long": _keep("it is too long: use at most {max_length} characters"),
    "too_short": _keep("it is empty: add at least {min_length}"),
    "too_long": _keep("it has {actual_length} items: use at most {max_length}"),
    "tuple_type": _no_list,
    "model_type": _no_keys,
    "dict_type": _no_keys,
    "int_type": _no_number,
    "greater_than_equal": _keep("{given} is too small: use at least {ge}"),
    "less_than_equal": _keep("{given} is too large: use at most {le}"),
    "bool_type": _no_flag,
}
