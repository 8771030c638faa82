"""Each key of the format, wrong in each way in which it can be: the message has the file, the line, the key as the author

wrote it, what is wrong and how to mend it, and no word of the machinery. The keys come from the schema.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import pytest
from annotated_types import MaxLen, MinLen
from pydantic import StringConstraints

from policies.parsing import Mistake, PolicyMistakes, parse
from policies.parsing.coherence import CHECKS
from policies.parsing.loading import NotYaml, load_yaml
from policies.schema import Item, Policy
from tests.unit.policies import test_coherence, test_mistakes
from tests.unit.policies.every_key import WHOLE, Path, Place, as_text, copy, each_once, key_of, small_example
from tests.unit.policies.library import small

MACHINERY = re.compile(
    r"Input|valid|NoneType|\bNone\b|\bdict|\bint\b|\bstr\b|\bbool|\btuple|\bmodel\b|pydantic|\bTrue\b|\bFalse\b|instance|"
    r"\[type|ctx|enum|literal|token|scalar|mapping|sequence|parser|\bmust match\b"
)
MEND = re.compile(r"\b(add|write|use|remove|put|give|name|say|list|describe|move|check|close)\b", re.IGNORECASE)
GONE = object()
PLACES = each_once()


def assert_is_clear(mistake: Mistake) -> None:
    """It says where, what and how, in words for whoever wrote the file."""
    said = str(mistake)
    assert said.startswith("harrowdale.yaml: "), said
    assert re.search(r": line [0-9]+: ", said) or "missing" in said, said
    assert not MACHINERY.search(mistake.says), said
    assert MEND.search(mistake.says), said
    assert len(said) < 600, said


def mistakes_in(text: str) -> list[Mistake]:
    with pytest.raises(PolicyMistakes) as refused:
        parse(text, file="harrowdale.yaml")
    return list(refused.value.mistakes)


def as_written(path: Path) -> str:
    """The path without the keys that stand beside the numbers: stages[0].who.default.role."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def with_value(path: Path, value: Any) -> tuple[str, int]:
    """A file with this value at this place, and the line at which it begins to differ from the sound one."""
    good = small_example(path)
    bad = copy(good)
    *above, last = path
    holder = bad
    for step in above:
        holder = holder[step]
    if value is GONE:
        del holder[last]
    else:
        holder[last] = copy(value)
    before, after = as_text(good).splitlines(), as_text(bad).splitlines()
    differs = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
    return as_text(bad), differs + 1


def wrong(place: Place) -> Iterator[tuple[str, Any]]:
    """What may not stand at this key: in a word, and the thing itself."""
    if place.field.is_required():
        yield "missing", GONE
    if NoneType not in get_args(place.field.annotation):
        yield "nothing", None
    yield from _of_kind(place)


def _of_kind(place: Place) -> Iterator[tuple[str, Any]]:
    kind, limits = place.kind, [*place.field.metadata, *_said_of(place.field.annotation)]
    origin = get_origin(kind) or kind
    if origin is tuple:
        yield from (("a word", "3 words" if place.path[-1] == "cite" else "words"), ("keys", {"a": "b"}))
        yield "holds nothing", [None]
        if any(isinstance(one, MinLen) for one in limits):
            yield "is empty", []
    elif origin is dict:
        yield from (("a word", "words"), ("a word that is not known", {"scool": next(iter(_at(place.path).values()))}))
    elif origin is Literal or issubclass(origin, Enum):
        word = str(_at(place.path))
        yield from (("a near miss", f"{word}x"), ("another word", "zzz"), ("a number", 7), ("a list", [word]))
    elif issubclass(origin, Item):
        first = key_of(*next((n, f) for n, f in origin.model_fields.items() if n != "cite"))
        yield from (("a word", "words"), ("a list", ["words"]), ("a number", 3))
        yield "a key that is not known", {**_at(place.path), f"{first}x": "words"}
    else:
        yield from _plain(origin, limits)


def _plain(kind: type, limits: list[Any]) -> Iterator[tuple[str, Any]]:
    if kind is bool:
        yield from (("yes", "yes"), ("one", 1), ("quoted", "true"), ("a list", [True]))
    elif kind is int:
        yield from (("a word", "five"), ("a part", 2.5), ("a flag", True), ("too much", 99999), ("too little", -1))
    elif kind is date:
        yield from (
            ("in words", "1 April 2026"),
            ("no such day", "2026-02-31"),
            ("a number", 20260401),
            ("a list", ["x"]),
        )
    elif kind is str:
        yield from (("a number", 999), ("a flag", True), ("a list", ["words"]), ("keys", {"words": None}))
        if any(getattr(one, "min_length", 0) or getattr(one, "pattern", None) for one in limits):
            yield "is empty", ""
        if any(getattr(one, "max_length", None) for one in limits):
            yield "too long", "x" * 500
        if any(getattr(one, "pattern", None) for one in limits):
            yield "in capitals", "Line Managers"
    else:
        pytest.fail(f"Nothing is known that would be wrong for a {kind}: add it to this test")


def _said_of(annotation: Any) -> Iterator[Any]:
    for one in get_args(annotation):
        if isinstance(one, StringConstraints | MinLen | MaxLen):
            yield one
        yield from _said_of(one)


def _at(path: Path) -> Any:
    found: Any = WHOLE
    for step in path:
        found = found[step]
    return found


def test_the_example_of_everything_is_of_the_right_form() -> None:
    assert set(WHOLE) == set(Policy.model_fields)
    Policy.model_validate(WHOLE)
    assert len(PLACES) > 150


@pytest.mark.parametrize("place", PLACES, ids=lambda place: as_written(place.path))
def test_whatever_is_wrong_at_a_key_is_told_there_with_its_mend(place: Place) -> None:
    for how, value in wrong(place):
        text, line = with_value(place.path, value)
        found = mistakes_in(text)
        keys = [re.sub(r" \([^)]*\)", "", mistake.key) for mistake in found]
        assert all(key.startswith(as_written(place.path)) for key in keys), (how, keys)
        for mistake in found:
            assert_is_clear(mistake)
            assert mistake.line <= line + 1, (how, str(mistake))
            assert value is GONE or mistake.line >= line - 1, (how, str(mistake))
        if how == "a near miss":
            assert f"Did you mean “{_at(place.path)}”?" in found[0].says
        if how == "a key that is not known":
            assert "this key is not known here. Did you mean “" in found[0].says


def test_a_key_that_is_not_known_at_the_top_is_told_with_the_one_that_was_meant() -> None:
    (found,) = mistakes_in(as_text({**small_example(("area",)), "areas": "x"}))
    assert_is_clear(found)
    assert "Did you mean “area”?" in found.says


DUTY = "      - {what: discuss, owner: both, limit: {amount: 2, unit: working-days}}"
URGENT = "priorities:\n  - {key: urgent, label: Urgent}\n  - {key: standard, label: Standard}\n"
SIGNS = (
    "*bold*",
    "%x",
    "`x`",
    "- x",
    "? x",
    "|x",
    "> x",
    "[Ring] 999",
    '"Ring" 999',
    "{x: y",
    "'Don't wait'",
    "Ring: now",
)
FURTHER = [
    (f"{test_coherence.DECIDES}, decided_by: chair, binding: true", test_coherence.TELLS),
    ("    band: first-line", "    band: first-line\n    referrals: [{to: Front door, says: x, owner: panel}]"),
    (
        "reasons:",
        "methods: [{key: email, label: E, discouraged: true}]\ndiscussed_by: {any_of: [email, email]}\nreasons:",
    ),
    ("reasons:", "discussed_by: {any_of: [email], mode: 'off'}\nreasons:"),
    ("reasons:", "subjects: []\nreasons:"),
    ("reasons:", "subjects: [child, child]\nreasons:"),
    ("reasons:", "sign_posts:\n  - {key: disagreement, label: A, where: B}\nreasons:"),
    (
        "reasons:",
        f"{URGENT}routes:\n  - {{from: managers, to: chair, priority: urgnt, grounds: [delay], says: x}}\nreasons:",
    ),
    (f"{DUTY}", f"{DUTY.replace('limit', 'priority: urgent, limit')}"),
    ("reasons:", f"{URGENT.replace('standard', 'urgent')}reasons:"),
    (DUTY, DUTY.replace("unit: working-days", "unit: working-days, start: met, after: respond")),
    (DUTY, DUTY.replace("unit: working-days", "unit: working-days, start: before-meeting")),
    (DUTY, DUTY.replace("unit: working-days", "unit: working-days, or_sooner: {amount: 2, unit: working-days}")),
    (
        "reasons:",
        "overall_limit: {says: x, limit: {amount: 5, unit: working-days, start: met, after: respond}}\nreasons:",
    ),
    ("reasons:", "routes:\n  - {from: managers, to: chair, says: x, bypass: true, grounds: [delay]}\nreasons:"),
    ("reasons:", "routes:\n  - {from: managers, to: chair, says: x}\nreasons:"),
]
"""What the tables of the other tests do not show."""
TABLES: list[tuple[str, str]] = [
    *((old, new) for old, new, *_ in (*test_mistakes.WORDS, *test_mistakes.VALUES, *test_mistakes.REMINDERS)),
    *((old, new) for old, new, *_ in test_mistakes.LAYOUT),
    *(("title: Line managers", f"title: {said}") for said in SIGNS),
    ("  name: Anyshire", "  name:Anyshire"),
    ("  name: Anyshire", "  name Anyshire"),
    ("  name: Anyshire", "   name: Anyshire"),
    ("  name: Anyshire", " name: Anyshire"),
    ("    - {name: Police", "    -{name: Police"),
    ("name: Police, phone", "name: Police phone"),
    ("name: Police, phone", "name: Police, the county, phone"),
    ("name: Police, phone: ", "name: Police, phone:"),
    ('phone: "999"', 'phone: "999'),
]
TEXTS = [
    small(**{DUTY: DUTY.replace("limit", "priority: urgent, limit"), "reasons:": f"{URGENT}reasons:"}),
    small(**{
        "what: discuss": "what: respond",
        "reasons:": "routes:\n  - {from: managers, to: chair, says: x, pairs: [[school, police]], needs_discussion: true}\nreasons:",
    }),
]  # fmt: skip
"""What takes two changes."""
UNFITTING: list[tuple[str, str]] = [
    *((old, new) for old, new, *_ in (*test_mistakes.FITTING, *test_coherence.WITHIN)),
    *(("reasons:", f"{further}\nreasons:") for further, _ in test_coherence.BESIDE),
    *FURTHER,
]


ALL = [*(small(**{old: new}) for old, new in (*TABLES, *UNFITTING)), *TEXTS]


@pytest.mark.parametrize("text", ALL)
def test_what_does_not_fit_together_is_told_as_clearly(text: str) -> None:
    for mistake in mistakes_in(text):
        assert_is_clear(mistake)


def test_every_check_of_what_fits_together_is_shown_by_one_of_them() -> None:
    showing = set()
    for text in ALL:
        try:
            policy = Policy.model_validate(load_yaml(text))
        except (NotYaml, ValueError):
            continue
        showing |= {check.__name__ for check in CHECKS if list(check(policy))}
    assert {check.__name__ for check in CHECKS} - showing == set(), (
        "show it in FURTHER, or in the tables of the other tests"
    )
