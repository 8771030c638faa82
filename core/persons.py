"""In which words does a fixed text speak of whom a case is about? Of a child, an adult, a person; of people, where it is a theme.

    ADULT.say("When must it be settled to protect {the person}?")     # "When must it be settled to protect the adult?"

A fixed text holds a placeholder for each turn of phrase that differs; what a procedure or a person wrote holds none. The
words of a procedure are `Policy.persons`, those of a case `Case.persons`; `NEUTRAL` is for where neither is in view.
"""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Persons:
    """The words for one kind of whom or what it is about, by placeholder."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def say(self, text: str) -> str:
        """A fixed text with its placeholders in these words; one with a capital begins a sentence. Other braces stay."""
        return PLACEHOLDER.sub(self._word, text) if "{" in text else text

    def _word(self, found: re.Match[str]) -> str:
        key = found[1]
        said = self.words.get(f"{key[:1].lower()}{key[1:]}")
        if said is None:
            return found[0]
        return said if key[:1].islower() else f"{said[:1].upper()}{said[1:]}"


def _of(noun: str, plural: str, *, one: str = "", any_one: str = "") -> Persons:
    """The words for a kind of persons; `one` and `any_one` where "a child" is said otherwise, as it is or in a question."""
    one = one or f"a {noun}"
    return Persons(
        {
            "whom": "whom",
            "person": noun,
            "the subject": f"the {noun}",
            "a person": one,
            "a person is": f"{one} is",
            "is a person": f"is {any_one or one}",
            "the person": f"the {noun}",
            "the person is": f"the {noun} is",
            "is the person": f"is the {noun}",
            "the person needs": f"the {noun} needs",
            "the person’s": f"the {noun}’s",
            "person’s": f"{noun}’s",
            "the person’s file": f"the {noun}’s file",
            "the person’s record": f"the {noun}’s record",
            "each person": f"each {noun}",
            "each person’s": f"each {noun}’s",
            "each person’s record": f"each {noun}’s record",
            "the record of each person": f"the record of each {noun}",
            "anybody": "anybody",
            "people": plural,
            "the parents or carers": f"the {noun} or their carers",
            "does the person live": f"does the {noun} live",
            "where the person lives": f"where the {noun} lives",
            "reference for the person": f"reference for the {noun}",
            "reference for a person": f"reference for {one}",
        }
    )


CHILD = Persons(
    {
        **_of("child", "children").words,
        "the parents or carers": "the parents or carers",
        "anybody": "the child, a family or a person",
    }
)
ADULT = _of("adult", "adults", one="an adult")
NEUTRAL = _of("person", "people", one="somebody", any_one="anybody")
THEME = Persons(
    {
        **NEUTRAL.words,
        "whom": "what",
        "person": "subject",
        "the subject": "the theme",
        "the parents or carers": "those concerned",
        "does the person live": "does it arise",
        "where the person lives": "where it arises",
        "the person": "people",
        "the person is": "people are",
        "is the person": "are people",
        "the person needs": "people need",
        "the person’s": "people’s",
        "person’s": "your",
        "the person’s file": "the file",
        "the person’s record": "the agency’s record",
        "each person": "each subject",
        "each person’s": "each subject’s",
        "each person’s record": "the agency’s record",
        "the record of each person": "its record",
        "reference for the person": "reference for it",
        "reference for a person": "reference for it",
    }
)
"""A theme has no person of its own, yet people may be at risk for it."""
