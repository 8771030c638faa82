"""The walks of the five areas, against dates worked out by hand; and what is true of every walk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words import LONDON
from policies.calendar import instant_in_london
from policies.simulator import Question, walk
from policies.vocabulary import AgencyType
from tests.unit.policies.library import AREAS, policy_of, small_policy

FRIDAY_EVENING = "2026-01-16T17:30"


def walked(area: str, raising: str, receiving: str, at: str, *, risk: bool = False) -> dict[str, Any]:
    instant = instant_in_london(datetime.fromisoformat(at))
    question = Question(AgencyType(raising), AgencyType(receiving), instant, risk)
    return walk(policy_of(area), question, digest="a-digest")


def way(walk: dict[str, Any]) -> list[tuple[str, str]]:
    """Each stage with the moment at which it is entered, to the minute."""
    return [(stage["key"], stage["entered"][:16]) for stage in walk["stages"]]


def dues(stage: dict[str, Any]) -> dict[str, str | None]:
    return {item["what"]: item["due"] and item["due"][:16] for item in stage["obligations"]}


def roles(walk: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    return [(stage["raising_role"], stage["receiving_role"]) for stage in walk["stages"]]


def test_a_walk_has_the_keys_that_others_script_against() -> None:
    found = walked("bristol", "health", "police", FRIDAY_EVENING)
    assert list(found) == ["policy", "assumptions", "stages"]
    assert found["policy"] == {"area": "bristol", "version": "2020-03-12", "hash": "a-digest"}
    assert list(found["stages"][0]) == [
        "key", "number", "title", "raising_role", "raising_title", "receiving_role", "receiving_title", "entered",
        "obligations", "binding",
    ]  # fmt: skip
    assert list(found["stages"][0]["obligations"][0]) == ["what", "owner", "due", "explanation"]
    assert found["stages"][0]["entered"] == "2026-01-16T17:30:00+00:00"


def test_bristol_from_a_friday_evening_over_a_weekend() -> None:
    """24 h from the escalation: Monday 17:30; 48 h more: Wednesday 17:30. That is after 5pm, so receipt is on Thursday at
    9am, and 5 working days more are Thursday the 29th, 5pm; at 5pm sharp the window is open: 48 h more is Monday, 5pm."""
    found = walked("bristol", "health", "police", FRIDAY_EVENING)
    assert way(found) == [
        ("stage-1", "2026-01-16T17:30"),
        ("stage-2", "2026-01-19T17:30"),
        ("stage-3", "2026-01-21T17:30"),
        ("stage-4", "2026-01-29T17:00"),
    ]
    assert dues(found["stages"][3]) == {"acknowledge": "2026-02-02T17:00", "offer-mediation": None, "decide": None}
    assert [stage["binding"] for stage in found["stages"]] == [None, None, None, True]
    assert found["stages"][3]["raising_role"] is None


def test_bristol_compresses_at_immediate_risk_and_skips_nothing() -> None:
    found = walked("bristol", "health", "school", FRIDAY_EVENING, risk=True)
    assert way(found) == [
        ("stage-1", "2026-01-16T17:30"),
        ("stage-2", "2026-01-17T17:30"),
        ("stage-3", "2026-01-19T17:30"),
        ("stage-4", "2026-01-24T17:30"),
    ]
    assert any("n × 24 hours" in sentence for sentence in found["assumptions"])


def test_birmingham_over_christmas_goes_through_its_six_stages() -> None:
    """22 December 2025 is a Monday; 25 and 26 December and 1 January are bank holidays: the week ends on the 31st."""
    found = walked("birmingham", "health", "childrens-social-care", "2025-12-22T10:00")
    assert way(found) == [
        ("informal", "2025-12-22T10:00"),
        ("stage-one", "2025-12-31T17:00"),
        ("stage-two", "2026-01-08T17:00"),
        ("stage-three", "2026-01-15T17:00"),
        ("stage-four", "2026-01-22T17:00"),
        ("stage-five", "2026-01-29T17:00"),
    ]
    assert [stage["number"] for stage in found["stages"]] == ["0", "1", "2", "3", "4", "5"]
    assert [receiving for _, receiving in roles(found)] == [
        "practitioner", "line-manager", "head-of-service", "assistant-director", "executive-director", None,
    ]  # fmt: skip
    assert found["stages"][-1]["binding"] is False
    explanation = " ".join(found["stages"][0]["obligations"][0]["explanation"])
    assert "Thursday 25 December" in explanation
    assert "bank holiday" in explanation


@pytest.mark.parametrize(
    ("raising", "receiving", "acting"),
    [
        ("school", "school", ("head-teacher", "head-teacher")),
        ("self-employed", "school", ("safeguarding-lead", "head-teacher")),
        ("school", "self-employed", ("head-teacher", "safeguarding-lead")),
    ],
)
def test_birmingham_goes_from_one_to_five_for_these_pairs(
    raising: str, receiving: str, acting: tuple[str, str]
) -> None:
    found = walked("birmingham", raising, receiving, FRIDAY_EVENING)
    assert way(found) == [
        ("informal", "2026-01-16T17:30"),
        ("stage-one", "2026-01-23T17:00"),
        ("stage-five", "2026-01-30T17:00"),
    ]
    assert roles(found)[1] == acting


def test_birmingham_keeps_its_ladder_for_two_self_employed_professionals() -> None:
    found = walked("birmingham", "self-employed", "self-employed", FRIDAY_EVENING)
    assert [stage["number"] for stage in found["stages"]] == ["0", "1", "2", "3", "4", "5"]
    assert set(roles(found)[1:5]) == {("safeguarding-lead", "safeguarding-lead")}


def test_brent_counts_its_week_from_the_day_raised_over_easter() -> None:
    """1 April 2026 is a Wednesday; Good Friday is the 3rd and Easter Monday the 6th: the fifth working day is the 10th."""
    found = walked("brent", "health", "school", "2026-04-01T10:00")
    assert way(found) == [
        ("stage-one", "2026-04-01T10:00"),
        ("stage-two", "2026-04-01T10:00"),
        ("stage-three", "2026-04-10T17:00"),
        ("stage-four", "2026-04-17T17:00"),
        ("stage-five", "2026-04-24T17:00"),
    ]
    assert roles(found) == [
        ("practitioner", None),
        ("practitioner", "practitioner"),
        ("line-manager", "line-manager"),
        ("operations-manager", "operations-manager"),
        (None, None),
    ]
    assert found["stages"][1]["entered"].endswith("+01:00")
    assert found["stages"][-1]["binding"] is True


def test_buckinghamshire_starts_at_stage_1_at_immediate_risk_and_climbs_its_rungs() -> None:
    """From Saturday 17 January 2026, 11am: a protective date of five working days is Friday the 23rd, 5pm."""
    found = walked("buckinghamshire", "health", "police", "2026-01-17T11:00", risk=True)
    assert way(found) == [
        ("stage-1", "2026-01-17T11:00"),
        ("stage-2", "2026-01-23T17:00"),
        ("stage-2", "2026-01-30T17:00"),
        ("stage-3", "2026-02-06T17:00"),
        ("stage-3", "2026-02-13T17:00"),
        ("stage-4", "2026-02-20T17:00"),
    ]
    climbed = [raising for raising, _ in roles(found)[1:5]]
    assert climbed == ["escalation-manager", "head-of-service", "strategic-head", "director"]  # BUCKS-9, BUCKS-12
    assert (
        "The answer is yes to “Does the other agency disagree that the child is at imminent risk?”"
        in found["assumptions"]
    )
    assert "“Senior management” may be passed over with a reason; the walk goes through it." in found["assumptions"]
    assert "“Senior staff” names no limit: 5 working days are taken for it here." in found["assumptions"]


def test_the_protective_date_that_is_assumed_is_explained_day_by_day() -> None:
    stage = walked("buckinghamshire", "health", "police", "2026-01-17T11:00")["stages"][0]
    assert dues(stage) == {"discuss": "2026-01-23T17:00"}
    assert stage["obligations"][0]["explanation"] == [
        "The procedure names no limit here: this is the protective date that is assumed, 5 working days from the start of the stage.",
        "The stage began on Saturday 17 January 2026 at 11am. The time counts from that moment.",
        "The limit is 5 working days, counted from the day after, and ends at 5pm.",
        "Sunday 18 January is at the weekend.",
        "Monday 19 January is working day 1 of 5.",
        "Tuesday 20 January is working day 2 of 5.",
        "Wednesday 21 January is working day 3 of 5.",
        "Thursday 22 January is working day 4 of 5.",
        "Friday 23 January is working day 5 of 5.",
        "Due by 5pm on Friday 23 January 2026.",
    ]


def test_buckinghamshire_starts_with_talking_otherwise() -> None:
    found = walked("buckinghamshire", "health", "police", "2026-01-17T11:00")
    assert found["stages"][0]["number"] == "0"
    assert [stage["number"] for stage in found["stages"]] == ["0", "1", "2", "2", "3", "3", "4"]


def test_the_flowchart_repeats_its_third_stage_and_the_shorter_ladder_keeps_its_top() -> None:
    found = walked("flowchart", "health", "school", FRIDAY_EVENING)
    assert way(found) == [
        ("stage-1", "2026-01-16T17:30"),
        ("stage-2", "2026-01-20T17:30"),
        ("stage-3", "2026-01-27T17:00"),
        ("stage-3", "2026-02-03T17:00"),
        ("stage-4", "2026-02-10T17:00"),
        ("stage-5", "2026-02-12T17:00"),
    ]
    assert roles(found)[2:4] == [("service-manager", "head-teacher"), ("head-of-service", "head-teacher")]
    assert dues(found["stages"][-1]) == {"offer-mediation": "2026-02-19T17:00", "decide": None}
    assert found["stages"][-1]["binding"] is None


def test_the_flowchart_counts_past_christmas_and_the_substitute_day() -> None:
    """23 December 2026 is a Wednesday; the 25th is a holiday, the 28th stands in for Saturday the 26th: two working days
    at noon are Tuesday the 29th. Five more, past New Year's Day, are Wednesday 6 January."""
    found = walked("flowchart", "school", "voluntary", "2026-12-23T12:00")
    assert way(found)[:3] == [
        ("stage-1", "2026-12-23T12:00"),
        ("stage-2", "2026-12-29T12:00"),
        ("stage-3", "2027-01-06T17:00"),
    ]
    assert [stage["key"] for stage in found["stages"]].count("stage-3") == 1


def test_what_is_offered_and_not_owed_has_no_limit_and_says_so() -> None:
    found = walked("flowchart", "health", "police", FRIDAY_EVENING)
    optional = found["stages"][1]["obligations"][3]
    assert (optional["what"], optional["due"]) == ("convene-meeting", None)
    assert optional["explanation"] == ["It is offered and not owed, so it has no limit."]
    soon = found["stages"][0]["obligations"][1]
    assert soon["explanation"] == ["It is due as soon as possible; the procedure names no time."]
    decide = walked("bristol", "health", "police", FRIDAY_EVENING)["stages"][3]["obligations"][2]
    assert decide["explanation"] == ["The procedure names no limit for it."]


INSTANTS = st.datetimes(
    min_value=datetime(2024, 1, 2),  # noqa: DTZ001 - given its zone below
    max_value=datetime(2027, 6, 30),  # noqa: DTZ001
    timezones=st.just(LONDON),
)


@given(
    area=st.sampled_from(AREAS),
    raising=st.sampled_from(list(AgencyType)),
    receiving=st.sampled_from(list(AgencyType)),
    at=INSTANTS,
    risk=st.booleans(),
)
def test_every_walk_ends_at_the_last_stage_and_never_goes_back_in_time(
    area: str, raising: AgencyType, receiving: AgencyType, at: datetime, risk: bool
) -> None:
    policy = policy_of(area)
    found = walk(policy, Question(raising, receiving, at, risk), digest="d")
    entered = [datetime.fromisoformat(stage["entered"]) for stage in found["stages"]]
    assert entered == sorted(entered)
    assert abs(entered[0] - at) < timedelta(seconds=1)
    assert found["stages"][-1]["key"] == policy.stages[-1].key
    numbers = [int(stage["number"]) for stage in found["stages"]]
    assert numbers == sorted(numbers)
    for stage in found["stages"][:-1]:
        assert stage["raising_role"]
        assert stage["binding"] is None
        for item in stage["obligations"]:
            assert item["explanation"]
            assert item["due"] is None or datetime.fromisoformat(item["due"]) >= datetime.fromisoformat(
                stage["entered"]
            )


def test_what_waits_for_something_undated_is_not_said_to_have_no_limit() -> None:
    dated = "{what: review-file, owner: chair, limit: {amount: 5, unit: working-days}}"
    after = "{what: report, owner: both, limit: {amount: 5, unit: working-days, start: met, after: decide}}"
    policy = small_policy(**{"on_breach: remind}": f"on_breach: remind}}\n      - {dated}\n      - {after}"})
    question = Question(AgencyType.SCHOOL, AgencyType.POLICE, instant_in_london(datetime.fromisoformat(FRIDAY_EVENING)))
    decide, _, report = walk(policy, question, digest="a-digest")["stages"][-1]["obligations"]
    assert decide["explanation"] == ["The procedure names no limit for it."]
    assert report["explanation"] == ["It counts from when what comes before it is done, and that has no date here."]
