"""`manage.py deadline`: JSON for a good question, a sentence and exit 1 for a bad one, and never a database."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from policies.management.commands import deadline as command

GOOD = {"received": "2026-01-16T17:30", "amount": "1", "unit": "hours-as-working-days", "calendar": "england-and-wales"}


def ask(**changes: str | None) -> dict[str, object]:
    """The command's answer to the good question with some options changed, or left out (None)."""
    out = StringIO()
    options = {**GOOD, **changes}
    call_command("deadline", *[f"--{name}={value}" for name, value in options.items() if value is not None], stdout=out)
    answer: dict[str, object] = json.loads(out.getvalue())
    return answer


def refused(**changes: str | None) -> str:
    with pytest.raises(CommandError) as refusal:
        ask(**changes)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def test_the_answer() -> None:
    assert ask() == {
        "due": "2026-01-20T09:00:00+00:00",
        "explanation": [
            "Received on Friday 16 January 2026 at 5:30pm, after 5pm, so counting starts at 9am on Monday 19 January 2026.",
            "Saturday 17 and Sunday 18 January are a weekend.",
            "The limit is 24 hours, counted as 1 working day: it ends at the same time of day.",
            "Tuesday 20 January is working day 1 of 1.",
            "Due by 9am on Tuesday 20 January 2026.",
        ],
    }


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"start": "escalation"}, "2026-01-19T17:30:00+00:00"),
        ({"start": "receipt"}, "2026-01-20T09:00:00+00:00"),
        ({"received": "2026-07-16T17:30"}, "2026-07-20T09:00:00+01:00"),
        ({"received": "2026-07-16T16:30+00:00"}, "2026-07-20T09:00:00+01:00"),
        ({"received": "2026-07-16T15:30Z"}, "2026-07-17T16:30:00+01:00"),
        ({"received": "2026-01-13 10:00:30"}, "2026-01-14T10:00:30+00:00"),
        ({"unit": "working-days", "amount": "5"}, "2026-01-26T17:00:00+00:00"),
        ({"unit": "elapsed-hours", "amount": "72", "received": "2026-03-27T15:00"}, "2026-03-30T16:00:00+01:00"),
        ({"unit": "calendar-days", "amount": "2"}, "2026-01-18T23:59:00+00:00"),
        ({"unit": "same-working-day", "amount": None}, "2026-01-19T17:00:00+00:00"),
        ({"unit": "same-working-day", "amount": "0"}, "2026-01-19T17:00:00+00:00"),
        ({"unit": "same-working-day", "amount": "1"}, "2026-01-19T17:00:00+00:00"),
        ({"received": "2026-06-12T10:00", "calendar": "scotland"}, "2026-06-16T10:00:00+01:00"),
        ({"received": "2026-06-12T10:00", "calendar": "united-kingdom"}, "2026-06-16T10:00:00+01:00"),
        ({"received": "2026-07-10T10:00", "calendar": "northern-ireland"}, "2026-07-14T10:00:00+01:00"),
    ],
)
def test_units_calendars_starts_and_offsets(changes: dict[str, str | None], due: str) -> None:
    assert ask(**changes)["due"] == due


def test_a_time_that_came_twice_is_the_first_and_that_is_said() -> None:
    answer = ask(received="2026-10-25T01:30", unit="elapsed-hours", amount="3")
    assert answer["due"] == "2026-10-25T03:30:00+00:00"
    assert answer["explanation"][0] == (  # type: ignore[index]
        "1:30am on Sunday 25 October 2026 came twice, as the clocks went back an hour. The first of the two is meant."
    )
    second = ask(received="2026-10-25T01:30+00:00", unit="elapsed-hours", amount="3")
    assert second["due"] == "2026-10-25T04:30:00+00:00"
    assert second["explanation"][0].startswith("Received on")  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"received": None}, "--received is missing. Give a date and time, for example 2026-01-16T17:30."),
        ({"received": "2026-02-30T10:00"}, "--received cannot be “2026-02-30T10:00”: it is not a real date and time."),
        ({"received": "2026-01-16T24:30"}, "it is not a real date and time."),
        ({"received": "2026-01-16"}, "it is not a real date and time."),
        ({"received": "yesterday"}, "Write it as year-month-dayThour:minute, for example 2026-01-16T17:30."),
        ({"received": ""}, "it is not a real date and time."),
        ({"received": "9999-12-31T23:30-05:00"}, "use a year from 1900 to 2999."),
        ({"received": "0001-01-01T00:00+14:00"}, "use a year from 1900 to 2999."),
        ({"received": "20260116T1730"}, "it is not a real date and time."),
        ({"received": "2026-03-29T01:30"}, "There was no 1:30am on Sunday 29 March 2026: the clocks went forward"),
        ({"received": "2029-01-02T10:00"}, "the bank holidays held end on Sunday 31 December 2028."),
        ({"received": "2018-12-31T10:00"}, "the bank holidays held start on Tuesday 1 January 2019."),
        ({"amount": None}, "--amount is missing. A limit in hours-as-working-days needs a whole number of 1 or more."),
        ({"amount": "-1"}, "--amount cannot be -1. Use a whole number of 1 or more."),
        ({"amount": "0"}, "--amount cannot be 0. Use a whole number of 1 or more."),
        ({"amount": "1.5"}, "--amount cannot be “1.5”. Use a whole number of 1 or more."),
        ({"amount": "-1", "unit": "same-working-day"}, "--amount cannot be -1."),
        (
            {"amount": "999999999999", "unit": "elapsed-hours"},
            "is too long to be a date. Use a smaller amount or an earlier start.",
        ),
        ({"amount": "9999999"}, "the bank holidays held end on"),
        (
            {"unit": "weeks"},
            "--unit cannot be “weeks”. Use hours-as-working-days, working-days, working-weeks, elapsed-hours,",
        ),
        ({"unit": "case-specific"}, "--unit cannot be “case-specific”."),
        ({"unit": None}, "--unit is missing. Use hours-as-working-days,"),
        ({"calendar": "wales"}, "--calendar cannot be “wales”. Use england-and-wales, scotland, northern-ireland or"),
        ({"calendar": None}, "--calendar is missing."),
        ({"start": "later"}, "--start cannot be “later”. Use receipt or escalation."),
        ({"start": "raised"}, "--start cannot be “raised”. Use receipt or escalation."),
        (
            {"amount": "3", "unit": "same-working-day"},
            "--amount cannot be 3: same-working-day counts nothing. Leave it out.",
        ),
    ],
)
def test_bad_input_is_answered_by_what_is_wrong_and_how_to_mend_it(changes: dict[str, str | None], says: str) -> None:
    assert says in refused(**changes)


def test_a_limit_without_a_date_is_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "deadline", lambda **_: None)
    assert refused() == "A limit in hours-as-working-days has no date by itself."
