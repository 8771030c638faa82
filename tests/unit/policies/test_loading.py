"""What YAML would run, grow, drop or turn into something else, and what the loader makes of it."""

import pytest

from policies.parsing import PolicyMistakes, parse
from policies.vocabulary import Event
from tests.unit.policies.library import SMALL, small, small_policy


def refused(text: str) -> list[str]:
    """What is said of a file with this text."""
    with pytest.raises(PolicyMistakes) as caught:
        parse(text, file="f.yaml")
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("!!python/object/apply:os.system [ls]", "the tag “!!python/object/apply:os.system” is not taken: remove it"),
        ("a: !mine x", "the tag “!mine” is not taken: remove it"),
        ("a: !!set {x}", "the tag “!!set” is not taken: remove it"),
        ("a: !!int x", "“x” is not a whole number"),
        ("a: !!int ''", "“” is not a whole number"),
        ("a: !!bool x", "“x” is not true or false"),
        ("a: !!timestamp x", "“x” is not a date: write it like 2026-04-01"),
        ('a: "\\0"', "the text holds a character that cannot be shown (U+0000): remove it"),
        ('a: "\\x1b[31m"', "the text holds a character that cannot be shown (U+001B): remove it"),
        ('a: "\\uD800"', "the text holds a character that cannot be shown (U+D800): remove it"),
    ],
)
def test_what_yaml_would_take_and_we_do_not(text: str, says: str) -> None:
    assert refused(text) == [f"f.yaml: line 1: {says}"]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("a: !!map x", "!!map"),
        ("a: !!map [[x, y]]", "!!map"),
        ("!!map x", "!!map"),
        ("a: !!seq x", "!!seq"),
        ("a: !!seq {x: y}", "!!seq"),
        ("a: !!str [x]", "!!str"),
        ("a: !!str {x: y}", "!!str"),
        ("a: !!int [1]", "!!int"),
        ("a: !!bool {x: y}", "!!bool"),
        ("a: !!timestamp []", "!!timestamp"),
        ("a: !!null {}", "!!null"),
        ("? !!map x\n: y", "!!map"),
    ],
)
def test_a_tag_that_does_not_fit_what_it_stands_on_is_refused(text: str, tag: str) -> None:
    assert refused(text) == [f"f.yaml: line 1: the tag “{tag}” does not fit what stands here: remove it"]


@pytest.mark.parametrize("on", ["x", "[x]", "{x: y}"])
@pytest.mark.parametrize("tag", ["!!set", "!!omap", "!!pairs", "!!binary", "!!merge", "!!value"])
def test_the_other_tags_of_yaml_are_refused_on_anything(tag: str, on: str) -> None:
    assert refused(f"a: {tag} {on}") == [f"f.yaml: line 1: the tag “{tag}” is not taken: remove it"]


def test_a_tag_that_says_what_is_so_does_no_harm() -> None:
    assert small_policy(**{"  name: Anyshire": "  name: !!str Anyshire"}).area.name == "Anyshire"


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    assert refused("\n".join(lines)) == ["f.yaml: line 2: aliases (*) are not taken: write it out"]


def test_keys_cannot_be_merged_in_from_elsewhere() -> None:
    assert refused(small(**{"  name: Anyshire": "  name: Anyshire\n  <<: {key: other}"}))[0].startswith(
        "f.yaml: line 4: area.<<: this key is not known here."
    )


def test_on_is_a_key_and_not_a_yes() -> None:
    told = small_policy(**{"    band: board": "    band: board\n    tells: [{who: chair, on: breach}]"}).stages[1].tells
    assert [tell.on for tell in told] == [Event.BREACH]


def test_a_number_with_a_nought_before_it_is_no_octal() -> None:
    limit = small_policy(**{"amount: 2": "amount: 010"}).stages[0].obligations[0].limit
    assert limit is not None
    assert limit.amount == 10


def test_letters_of_any_script_are_text() -> None:
    assert small_policy(**{"name: Anyshire": "name: Sir Fôn 🙂 تجربة"}).area.name == "Sir Fôn 🙂 تجربة"


def test_a_long_wrong_value_is_not_repeated_whole() -> None:
    (told,) = refused(small(**{'number: "1"': f'number: "{"1" * 5000}"'}))
    assert len(told) < 250


def test_the_keys_that_are_known_are_those_of_the_very_place() -> None:
    roles = "acts_at_source: {default: {role: director, title: D, titl: x}}"
    told = refused(f"{SMALL}routes:\n  - {{from: managers, to: chair, says: x, {roles}}}\n")
    assert told[-1].endswith("Did you mean “title”? Use one of: cite, role, title, alternatives")
    told = refused(f"{SMALL}routes:\n  - {{form: x, from: managers, to: chair, says: x}}\n")
    assert told[0].endswith(
        "Use one of: cite, from, to, pairs, grounds, acts_at_source, needs_discussion, priority, at_risk, roles, bypass, approved_by_office, says"
    )
