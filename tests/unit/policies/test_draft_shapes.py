"""The forms follow the format: each of its keys has a field and plain words, and what the format learns has so at once."""

from typing import Annotated

import pytest
from pydantic import Field

from policies import schema
from policies.drafting.plain import as_yaml, content_of_draft
from policies.drafting.sections import SECTIONS
from policies.drafting.shapes import Kind, NoField, parts_of, whole
from policies.drafting.words import SAID, SHARED, said_of
from policies.parsing import parse, take
from policies.schema import Cited, Item, Policy
from policies.values import Key
from policies.vocabulary import AgencyType, Ground, Word
from tests.unit.policies.library import AREAS, policy_of
from tests.unit.policies.test_guide import westmere

PLACES = [
    place
    for place in vars(schema).values()
    if isinstance(place, type) and issubclass(place, Item) and place not in (Item, Cited)
]
RAW = ("_", "yaml", "null", "enum", "stage-entered")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_every_key_of_the_format_has_a_field(place: type[Item]) -> None:
    aliases = {field.alias or name for name, field in place.model_fields.items()}
    assert {part.key for part in parts_of(place)} == aliases


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_every_key_of_the_format_is_put_into_words(place: type[Item]) -> None:
    """A key without words would be shown by its name: add a line to policies/drafting/words/."""
    bare = [part.place for part in parts_of(place) if part.place not in SAID and part.key not in SHARED]
    assert bare == []


def test_no_words_are_left_of_keys_that_the_format_has_no_more() -> None:
    known = {part.place for place in PLACES for part in parts_of(place)}
    assert set(SAID) <= known


def test_the_words_are_for_people_who_have_never_seen_the_file() -> None:
    for say in SAID.values():
        assert not any(raw in f"{say.label} {say.hint}".lower() for raw in RAW), say
        assert not say.label.endswith(".")
        assert not say.hint or say.hint[0].isupper() or say.hint[0] in "“01"


def test_rows_have_a_name_for_one_of_them() -> None:
    rows = [
        part.place
        for place in PLACES
        for part in parts_of(place)
        if part.shape.kind in (Kind.ROWS, Kind.BY_WORD) and not said_of(part.place).noun
    ]
    assert rows == []


def test_every_key_at_the_top_stands_on_one_page() -> None:
    asked = [key for section in SECTIONS for key in section.keys]
    assert sorted(asked) == sorted(part.key for part in parts_of(Policy))


class Learnt(Cited):
    """What the format might learn next."""

    how: tuple[Ground, ...] = ()
    pairs: tuple[tuple[AgencyType, AgencyType], ...] = ()
    by_type: dict[AgencyType, tuple[Key, ...]] = {}
    often: Annotated[int, Field(ge=1)] | None = 3


def test_a_key_that_the_format_learns_has_a_field_by_what_it_holds() -> None:
    kinds = {part.key: part.shape.kind for part in parts_of(Learnt)}
    assert kinds == {
        "how": Kind.SET,
        "pairs": Kind.ROWS,
        "by_type": Kind.BY_WORD,
        "often": Kind.NUMBER,
        "cite": Kind.RULES,
    }
    assert said_of("Learnt.by_type").label == "By type"


class Strange(Item):
    """A key for which no field is known."""

    either: int | str


class Unsorted(Item):
    words: frozenset[Word]


@pytest.mark.parametrize("place", [Strange, Unsorted])
def test_a_kind_of_value_without_a_field_is_told_at_once(place: type[Item]) -> None:
    with pytest.raises(NoField):
        parts_of(place)


@pytest.mark.parametrize("area", [*AREAS, "westmere"])
def test_a_draft_says_the_same_as_the_version_that_it_was_begun_from(area: str) -> None:
    policy = westmere() if area == "westmere" else policy_of(area)
    content = content_of_draft(policy)
    assert take(content, file="draft") == policy
    assert parse(as_yaml(content), file="draft.yaml") == policy


def test_a_draft_as_a_file_has_its_keys_in_the_order_of_the_format() -> None:
    text = as_yaml(content_of_draft(policy_of(AREAS[0])))
    places = [text.index(f"\n{part.key}:") for part in whole().keys[1:] if f"\n{part.key}:" in text]
    assert places == sorted(places)
    assert text.startswith("area:\n  key:")
