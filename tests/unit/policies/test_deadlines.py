"""When limits fall due: worked cases, every unit and start, and what always holds."""

from datetime import UTC, date, datetime

import pytest

from core.errors import BadInput
from policies.calendar import BeyondHorizon, instant_in_london, load
from policies.deadlines import deadline
from policies.vocabulary import COUNTED_BACK, CalendarName, Start, Unit

ENGLAND = load(CalendarName.ENGLAND_AND_WALES)
SCOTLAND = load(CalendarName.SCOTLAND)
KINGDOM = load(CalendarName.UNITED_KINGDOM)
HOURS, DAYS, ELAPSED = Unit.HOURS_AS_WORKING_DAYS, Unit.WORKING_DAYS, Unit.ELAPSED_HOURS
IN_WORKING_DAYS = (HOURS, DAYS)
FORWARD = [start for start in Start if start not in COUNTED_BACK]
NOT_ROLLED = [start for start in FORWARD if start is not Start.RECEIPT]

WORKED_CASES = [
    ("plain midweek", "2026-01-13T10:00", 1, HOURS, ENGLAND, "2026-01-14T10:00"),
    ("Friday afternoon", "2026-01-16T16:00", 1, HOURS, ENGLAND, "2026-01-19T16:00"),
    ("Friday after hours", "2026-01-16T17:30", 1, HOURS, ENGLAND, "2026-01-20T09:00"),
    ("early morning", "2026-01-19T07:30", 1, HOURS, ENGLAND, "2026-01-20T09:00"),
    ("Maundy Thursday", "2026-04-02T14:00", 1, HOURS, ENGLAND, "2026-04-07T14:00"),
    ("Maundy Thursday, a week", "2026-04-02T14:00", 5, DAYS, ENGLAND, "2026-04-13T17:00"),
    ("Boxing Day on a Saturday", "2026-12-23T12:00", 2, HOURS, ENGLAND, "2026-12-29T12:00"),
    ("both Christmas days substituted", "2027-12-24T12:00", 1, HOURS, ENGLAND, "2027-12-29T12:00"),
    ("one-off Coronation", "2023-05-05T10:00", 1, HOURS, ENGLAND, "2023-05-09T10:00"),
    ("moved for the Jubilee", "2022-06-01T10:00", 2, HOURS, ENGLAND, "2022-06-07T10:00"),
    ("clocks forward", "2026-03-27T15:00", 1, HOURS, ENGLAND, "2026-03-30T15:00"),
    ("clocks forward, elapsed", "2026-03-27T15:00", 72, ELAPSED, ENGLAND, "2026-03-30T16:00"),
    ("a working week", "2026-01-07T11:00", 5, DAYS, ENGLAND, "2026-01-14T17:00"),
    ("August bank holiday", "2026-08-27T15:00", 5, DAYS, ENGLAND, "2026-09-04T17:00"),
    ("Scotland's World Cup holiday", "2026-06-12T10:00", 1, HOURS, SCOTLAND, "2026-06-16T10:00"),
    ("the same day in England", "2026-06-12T10:00", 1, HOURS, ENGLAND, "2026-06-15T10:00"),
    ("night of a half-term Saturday", "2026-05-30T03:00", 1, HOURS, ENGLAND, "2026-06-02T09:00"),
]
FURTHER_CASES = [
    ("5pm to the second is inside", "2026-01-16T17:00", 1, HOURS, ENGLAND, "2026-01-19T17:00"),
    ("a second later is outside", "2026-01-16T17:00:01", 1, HOURS, ENGLAND, "2026-01-20T09:00"),
    ("9am to the second", "2026-01-19T09:00", 1, HOURS, ENGLAND, "2026-01-20T09:00"),
    ("just before 9am", "2026-01-19T08:59:59", 1, HOURS, ENGLAND, "2026-01-20T09:00"),
    ("midnight", "2026-01-19T00:00", 1, DAYS, ENGLAND, "2026-01-20T17:00"),
    ("seconds are kept", "2026-01-13T10:00:37", 1, HOURS, ENGLAND, "2026-01-14T10:00:37"),
    ("bank holiday morning", "2026-04-06T10:00", 1, HOURS, ENGLAND, "2026-04-08T09:00"),
    ("England's holiday counts in the kingdom", "2026-04-02T14:00", 1, HOURS, KINGDOM, "2026-04-07T14:00"),
    ("Scotland's holiday counts in the kingdom", "2026-06-12T10:00", 1, HOURS, KINGDOM, "2026-06-16T10:00"),
    ("Easter Monday is worked in Scotland", "2026-04-02T14:00", 1, HOURS, SCOTLAND, "2026-04-06T14:00"),
    ("over the year's end", "2026-12-31T18:00", 1, DAYS, ENGLAND, "2027-01-05T17:00"),
    ("over the year's end in Scotland", "2026-12-31T10:00", 1, DAYS, SCOTLAND, "2027-01-05T17:00"),
    ("clocks back", "2026-10-23T15:00", 1, HOURS, ENGLAND, "2026-10-26T15:00"),
    ("clocks back, elapsed", "2026-10-23T15:00", 72, ELAPSED, ENGLAND, "2026-10-26T14:00"),
    ("elapsed hours do not wait for office hours", "2026-01-16T17:30", 24, ELAPSED, ENGLAND, "2026-01-17T17:30"),
    ("calendar days", "2026-01-16T17:30", 3, Unit.CALENDAR_DAYS, ENGLAND, "2026-01-19T23:59"),
    ("calendar days over a clock change", "2026-03-28T10:00", 1, Unit.CALENDAR_DAYS, ENGLAND, "2026-03-29T23:59"),
    ("same working day", "2026-01-16T10:00", None, Unit.SAME_WORKING_DAY, ENGLAND, "2026-01-16T17:00"),
    ("same working day, before 9am", "2026-01-16T06:00", None, Unit.SAME_WORKING_DAY, ENGLAND, "2026-01-16T17:00"),
    ("same working day, at 5pm", "2026-01-16T17:00", None, Unit.SAME_WORKING_DAY, ENGLAND, "2026-01-16T17:00"),
    ("same working day, after 5pm", "2026-01-16T17:01", 1, Unit.SAME_WORKING_DAY, ENGLAND, "2026-01-19T17:00"),
    ("same working day, at a weekend", "2026-01-17T11:00", None, Unit.SAME_WORKING_DAY, ENGLAND, "2026-01-19T17:00"),
    ("the last day held", "2028-12-28T10:00", 1, DAYS, ENGLAND, "2028-12-29T17:00"),
]
FROM_THE_INSTANT = [
    ("Friday 17:30, 24 hours", "2026-01-16T17:30", 1, HOURS, "2026-01-19T17:30"),
    ("Saturday 11:00, 24 hours", "2026-01-17T11:00", 1, HOURS, "2026-01-19T11:00"),
    ("Sunday, 48 hours", "2026-01-18T23:30", 2, HOURS, "2026-01-20T23:30"),
    ("before 9am", "2026-01-19T07:30", 1, HOURS, "2026-01-20T07:30"),
    ("Friday evening, a week", "2026-01-16T17:30", 5, DAYS, "2026-01-23T17:00"),
    ("Saturday, a day", "2026-01-17T11:00", 1, DAYS, "2026-01-19T17:00"),
    ("bank holiday, a day", "2026-04-06T11:00", 1, DAYS, "2026-04-07T17:00"),
    ("the second of two half past ones", "2026-10-25T01:30:00+00:00", 1, HOURS, "2026-10-26T01:30"),
    ("the first of two half past ones", "2026-10-25T01:30:00+01:00", 1, HOURS, "2026-10-26T01:30"),
    ("same working day at a weekend", "2026-01-17T11:00", None, Unit.SAME_WORKING_DAY, "2026-01-19T17:00"),
    ("same working day after 5pm", "2026-01-16T17:30", None, Unit.SAME_WORKING_DAY, "2026-01-19T17:00"),
    ("same working day before 9am", "2026-01-16T07:30", None, Unit.SAME_WORKING_DAY, "2026-01-16T17:00"),
    ("elapsed", "2026-01-17T11:00", 24, ELAPSED, "2026-01-18T11:00"),
]


def at(text: str) -> datetime:
    """An instant from London time, or from a time with its offset."""
    when = datetime.fromisoformat(text)
    return when.astimezone(UTC) if when.tzinfo else instant_in_london(when)


def due(
    text: str, amount: int | None, unit: Unit, *, start: Start = Start.RECEIPT, calendar=ENGLAND, **more
) -> datetime:
    answer = deadline(amount=amount, unit=unit, start=start, started_at=at(text), calendar=calendar, **more)
    assert answer is not None
    assert answer.due_at.tzinfo is UTC
    assert answer.started_at.tzinfo is UTC
    return answer.due_at


def explained(text: str, amount: int | None, unit: Unit, *, start: Start = Start.RECEIPT, calendar=ENGLAND, **more):
    answer = deadline(amount=amount, unit=unit, start=start, started_at=at(text), calendar=calendar, **more)
    assert answer is not None
    return list(answer.explanation)


def by_title(cases: list) -> list:
    return [pytest.param(*case[1:], id=case[0]) for case in cases]


@pytest.mark.parametrize(("received", "amount", "unit", "calendar", "expected"), by_title(WORKED_CASES + FURTHER_CASES))
def test_from_receipt(received: str, amount: int | None, unit: Unit, calendar, expected: str) -> None:
    assert due(received, amount, unit, calendar=calendar) == at(expected)


@pytest.mark.parametrize("start", NOT_ROLLED)
@pytest.mark.parametrize(("sent", "amount", "unit", "expected"), by_title(FROM_THE_INSTANT))
def test_from_any_other_start_the_instant_counts(
    start: Start, sent: str, amount: int | None, unit: Unit, expected: str
) -> None:
    assert due(sent, amount, unit, start=start) == at(expected)


@pytest.mark.parametrize(
    ("received", "start", "expected"),
    [
        ("2026-01-16T17:30", Start.RECEIPT, "2026-01-19T09:00"),
        ("2026-01-19T07:30", Start.RECEIPT, "2026-01-19T09:00"),
        ("2026-01-16T16:30", Start.RECEIPT, "2026-01-16T16:30"),
        ("2026-01-16T17:30", Start.ESCALATION, "2026-01-16T17:30"),
    ],
)
def test_the_effective_start_is_told(received: str, start: Start, expected: str) -> None:
    answer = deadline(amount=1, unit=DAYS, start=start, started_at=at(received), calendar=ENGLAND)
    assert answer is not None
    assert answer.started_at == at(expected)


# Immediate risk


@pytest.mark.parametrize("unit", IN_WORKING_DAYS)
@pytest.mark.parametrize("start", FORWARD)
@pytest.mark.parametrize(
    ("sent", "amount", "expected"),
    [
        ("2026-01-16T17:30", 1, "2026-01-17T17:30"),
        ("2026-01-17T03:00", 2, "2026-01-19T03:00"),
        ("2026-03-28T15:00", 1, "2026-03-29T16:00"),
        ("2026-12-24T10:00", 5, "2026-12-29T10:00"),
    ],
)
def test_compressed_working_days_are_elapsed_hours(
    sent: str, amount: int, expected: str, start: Start, unit: Unit
) -> None:
    assert due(sent, amount, unit, start=start, compress=True) == at(expected)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2026-01-17T11:00", "2026-01-17T17:00"),
        ("2026-01-17T17:00", "2026-01-17T17:00"),
        ("2026-01-17T18:00", "2026-01-18T17:00"),
        ("2026-04-05T18:00", "2026-04-06T17:00"),
    ],
)
def test_compressed_same_day_takes_every_day(sent: str, expected: str) -> None:
    assert due(sent, None, Unit.SAME_WORKING_DAY, compress=True) == at(expected)


@pytest.mark.parametrize(
    ("unit", "amount", "expected"),
    [(ELAPSED, 5, "2026-01-17T16:00"), (Unit.CALENDAR_DAYS, 1, "2026-01-18T23:59")],
)
def test_compress_leaves_units_that_run_through(unit: Unit, amount: int, expected: str) -> None:
    assert due("2026-01-17T11:00", amount, unit, compress=True) == at(expected)


# The protective date


@pytest.mark.parametrize("unit", [Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC])
def test_some_units_carry_no_date_by_themselves(unit: Unit) -> None:
    limit = {"amount": None, "unit": unit, "start": Start.RECEIPT, "started_at": at("2026-01-17T11:00")}
    assert deadline(**limit, calendar=ENGLAND) is None
    assert deadline(**limit, calendar=ENGLAND, compress=True) is None
    with_date = deadline(**limit, calendar=ENGLAND, protective_at=at("2026-01-18T03:00"))
    assert with_date is not None
    assert with_date.due_at == at("2026-01-18T03:00")
    assert with_date.started_at == at("2026-01-17T11:00")
    assert with_date.explanation == (
        "Received on Saturday 17 January 2026 at 11am. The time counts from that moment.",
        "The procedure gives no date here. The date set to protect the person is 3am on Sunday 18 January 2026.",
        "Due by 3am on Sunday 18 January 2026.",
    )


def test_the_sooner_of_limit_and_protective_date_holds() -> None:
    received = "2026-01-16T17:30"  # five working days end on Monday 26 January at 5pm
    assert due(received, 5, DAYS, protective_at=at("2026-01-25T03:00")) == at("2026-01-25T03:00")
    assert due(received, 5, DAYS, protective_at=at("2026-01-26T17:01")) == at("2026-01-26T17:00")
    assert due(received, 5, DAYS, protective_at=at("2026-01-26T17:00")) == at("2026-01-26T17:00")
    assert explained(received, 5, DAYS, protective_at=at("2026-01-25T03:00"))[-3:] == [
        "The limit would end by 5pm on Monday 26 January 2026.",
        "The date set to protect the person is sooner: 3am on Sunday 25 January 2026. It holds as it is.",
        "Due by 3am on Sunday 25 January 2026.",
    ]
    assert "is not sooner" in explained(received, 5, DAYS, protective_at=at("2026-01-26T17:00"))[-2]
    assert explained(received, 5, DAYS, protective_at=at("2026-01-27T12:00"))[-2:] == [
        "The date set to protect the person, midday on Tuesday 27 January 2026, is not sooner than the limit.",
        "Due by 5pm on Monday 26 January 2026.",
    ]


# The explanation


def test_the_explanation_of_a_rolled_receipt() -> None:
    assert explained("2026-01-16T17:30", 1, HOURS) == [
        "Received on Friday 16 January 2026 at 5:30pm, after 5pm, so counting starts at 9am on Monday 19 January 2026.",
        "Saturday 17 and Sunday 18 January are a weekend.",
        "The limit is 24 hours, counted as 1 working day: it ends at the same time of day.",
        "Tuesday 20 January is working day 1 of 1.",
        "Due by 9am on Tuesday 20 January 2026.",
    ]


def test_the_explanation_goes_day_by_day() -> None:
    assert explained("2026-12-31T15:00", 3, DAYS, start=Start.NOTIFICATION, calendar=SCOTLAND) == [
        "The board’s office was told on Thursday 31 December 2026 at 3pm. The time counts from that moment.",
        "The limit is 3 working days, counted from the day after, and ends at 5pm.",
        "Friday 1 January 2027 is a bank holiday in Scotland.",
        "Saturday 2 and Sunday 3 January are a weekend.",
        "Monday 4 January 2027 is a bank holiday in Scotland.",
        "Tuesday 5 January 2027 is working day 1 of 3.",
        "Wednesday 6 January 2027 is working day 2 of 3.",
        "Thursday 7 January 2027 is working day 3 of 3.",
        "Due by 5pm on Thursday 7 January 2027.",
    ]


@pytest.mark.parametrize(
    ("received", "says"),
    [
        ("2026-01-16T17:00", "5pm, between 9am and 5pm on a working day, so counting starts at that moment."),
        ("2026-01-16T17:00:20", "5pm, seconds after 5pm, so counting starts at 9am on Monday 19 January 2026."),
        ("2026-01-16T18:00", "6pm, after 5pm, so counting starts at 9am on Monday 19 January 2026."),
        ("2026-01-16T09:00", "9am, between 9am and 5pm on a working day, so counting starts at that moment."),
        ("2026-01-16T08:00", "8am, before 9am, so counting starts at 9am on the same day."),
        ("2026-01-17T08:00", "8am, at the weekend, so counting starts at 9am on Monday 19 January 2026."),
        (
            "2026-04-03T08:00",
            "8am, a bank holiday in England and Wales, so counting starts at 9am on Tuesday 7 April 2026.",
        ),
    ],
)
def test_why_counting_starts_when_it_does(received: str, says: str) -> None:
    assert explained(received, 1, DAYS)[0].endswith(f" at {says}")


@pytest.mark.parametrize("start", FORWARD)
def test_each_start_is_named(start: Start) -> None:
    named = {
        Start.ESCALATION: "Escalated on",
        Start.RECEIPT: "Received on",
        Start.RAISED: "Raised on",
        Start.STAGE_ENTERED: "The stage began on",
        Start.PREVIOUS_STAGE_ENDED: "The stage before ended on",
        Start.NOTIFICATION: "The board’s office was told on",
        Start.MET: "What comes before it was done on",
    }
    assert explained("2026-01-13T10:00", 1, DAYS, start=start)[0].startswith(named[start])


def test_the_explanation_of_immediate_risk() -> None:
    assert explained("2026-03-28T15:00", 1, DAYS, start=Start.ESCALATION, compress=True) == [
        "Escalated on Saturday 28 March 2026 at 3pm. The time counts from that moment.",
        "Somebody is at immediate risk, so 1 working day becomes 24 hours, all of which count.",
        "Nights, weekends and bank holidays count too.",
        "The clocks go forward by an hour on the way, so the limit ends at another time of day.",
        "Due by 4pm on Sunday 29 March 2026.",
    ]
    assert "2 working days become 48 hours" in explained("2026-01-13T10:00", 2, HOURS, compress=True)[1]
    assert "The clocks go back" in explained("2026-10-24T15:00", 2, HOURS, compress=True)[3]


def test_the_explanation_of_the_same_day() -> None:
    assert explained("2026-01-16T18:00", None, Unit.SAME_WORKING_DAY, start=Start.RAISED)[1:] == [
        "The limit is 5pm on the same working day. It began after 5pm, so the next working day counts.",
        "Saturday 17 and Sunday 18 January are a weekend.",
        "Due by 5pm on Monday 19 January 2026.",
    ]
    assert explained("2026-01-17T18:00", None, Unit.SAME_WORKING_DAY, compress=True)[2] == (
        "It is after 5pm, so the next day counts."
    )


def test_the_explanation_of_a_closure_day() -> None:
    closed = ENGLAND.with_closures([date(2026, 1, 14)])
    assert explained("2026-01-13T10:00", 1, DAYS, calendar=closed)[2:4] == [
        "Wednesday 14 January is a local closure day.",
        "Thursday 15 January is working day 1 of 1.",
    ]


# Refusals


@pytest.mark.parametrize("unit", [HOURS, DAYS, ELAPSED, Unit.CALENDAR_DAYS])
@pytest.mark.parametrize("amount", [None, 0, -1])
def test_an_amount_below_one_is_refused(unit: Unit, amount: int | None) -> None:
    with pytest.raises(BadInput, match=f"A limit in {unit.value} needs an amount of 1 or more"):
        due("2026-01-13T10:00", amount, unit)


@pytest.mark.parametrize("unit", [ELAPSED, Unit.CALENDAR_DAYS])
@pytest.mark.parametrize("amount", [10**8, 10**15])
def test_an_amount_past_all_dates_is_refused(unit: Unit, amount: int) -> None:
    with pytest.raises(BadInput, match="too long to be a date"):
        due("2026-01-13T10:00", amount, unit)


@pytest.mark.parametrize("unit", [*IN_WORKING_DAYS, Unit.SAME_WORKING_DAY])
def test_past_the_horizon_is_refused(unit: Unit) -> None:
    with pytest.raises(BeyondHorizon):
        due("2028-12-29T17:30", 1, unit)
    with pytest.raises(BeyondHorizon):
        due("2018-12-31T10:00", 1, unit)


def test_units_that_run_through_need_no_calendar() -> None:
    assert due("2030-06-01T10:00", 24, ELAPSED) == at("2030-06-02T10:00")


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadline(
            amount=1,
            unit=DAYS,
            start=Start.RECEIPT,
            started_at=datetime.fromisoformat("2026-01-01T00:00"),
            calendar=ENGLAND,
        )
    with pytest.raises(ValueError, match="time zone"):
        due("2026-01-13T10:00", 1, DAYS, protective_at=datetime.fromisoformat("2026-01-01T00:00"))
