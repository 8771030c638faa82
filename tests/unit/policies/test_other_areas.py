"""What the format can say beyond the library's five areas: each example is read, and walked to its last stage."""

from datetime import datetime
from typing import Any

import pytest

from policies.calendar import instant_in_london
from policies.parsing import read
from policies.presenters import words
from policies.schema import Item, Policy
from policies.simulator import Question, walk
from policies.vocabulary import (
    AgencyType,
    Audience,
    Breach,
    CalendarName,
    Event,
    LastStageKind,
    Owner,
    Sides,
    Start,
    Strength,
    Subject,
    Unit,
    Word,
)
from tests.policies import AREAS, FOLDER


def example(area: str) -> Policy:
    return read(FOLDER / f"{area}.yaml")[0]


def london(text: str) -> datetime:
    return instant_in_london(datetime.fromisoformat(text))


def walked(area: str, **more: Any) -> dict[str, Any]:
    question = Question(AgencyType.HEALTH, AgencyType.POLICE, london("2026-11-24T09:30"), **more)
    return walk(example(area), question, digest="a-digest")


def dues(found: dict[str, Any], stage: str) -> dict[str, str | None]:
    row = next(row for row in found["stages"] if row["key"] == stage)
    return {item["what"]: item["due"] and item["due"][:16] for item in row["obligations"]}


@pytest.mark.parametrize("area", AREAS)
def test_an_example_is_walked_to_its_last_stage(area: str) -> None:
    policy = example(area)
    assert walked(area)["stages"][-1]["key"] == policy.stages[-1].key


def words_in(value: Any) -> set[Word]:
    """Every word of a closed table that stands in a procedure."""
    if isinstance(value, Word):
        return {value}
    if isinstance(value, Item):
        return {word for name in type(value).model_fields for word in words_in(getattr(value, name))}
    return {word for one in value for word in words_in(one)} if isinstance(value, tuple) else set()


@pytest.mark.parametrize(
    "table",
    [Audience, Breach, CalendarName, Event, LastStageKind, Owner, Sides, Start, Strength, Subject, Unit],
    ids=lambda table: table.__name__,
)
def test_each_word_of_a_table_stands_in_a_made_up_area(table: type[Word]) -> None:
    """What nobody has written down nobody has tried. Each kind of duty and of gate is driven by a test of its own."""
    said = set[Word]().union(*(words_in(example(area)) for area in AREAS))
    assert set(table) - said == set()


class TestEastvale:
    def test_a_duty_that_follows_counts_from_the_end_of_the_one_before(self) -> None:
        found = walked("eastvale")
        assert dues(found, "talk") == {
            "acknowledge": "2026-11-24T17:00",
            "respond": "2026-12-01T17:00",
            "discuss": "2026-12-08T23:59",
        }
        assert any("another duty waits for" in said for said in found["assumptions"])
        assert any("priority “Standard”" in said for said in found["assumptions"])

    def test_an_urgent_case_takes_its_own_way(self) -> None:
        found = walked("eastvale", priority="urgent")
        assert [row["key"] for row in found["stages"]] == ["talk", "directors", "meeting"]
        assert dues(found, "talk")["respond"] == "2026-11-24T13:30"

    def test_what_counts_back_from_a_meeting(self) -> None:
        found = walked("eastvale", meeting_at=london("2026-12-18T10:00"))
        assert dues(found, "talk")["discuss"] == "2026-12-04T17:00"
        without = walked("eastvale")
        assert any("No meeting is given" in said for said in without["assumptions"])
        assert dues(without, "meeting")["review-file"] is None

    def test_a_meeting_that_is_over_is_not_the_one_that_is_arranged_later(self) -> None:
        found = walked("eastvale", meeting_at=london("2026-12-02T10:00"))
        assert dues(found, "talk")["discuss"]
        assert dues(found, "meeting")["review-file"] is None
        assert any("is over before a stage that arranges one" in said for said in found["assumptions"])

    def test_it_is_told_in_words(self) -> None:
        talk, *_, meeting = example("eastvale").stages
        said = [words.limit_in_words(item.limit) for item in (*talk.obligations, *meeting.obligations) if item.limit]
        assert said == [
            "On the same working day",
            "1 working week from when this is done: acknowledge",
            "4 hours from the escalation",
            "14 calendar days from the escalation, or 10 working days before the meeting from which it arises, whichever is sooner",
            "2 working days from when the board’s office was told",
            "5 working days before the meeting that is arranged",
        ]
        assert words.stage_label(talk.number) == ""
        assert words.stage_in_a_sentence(talk) == "“Talking it over”"
