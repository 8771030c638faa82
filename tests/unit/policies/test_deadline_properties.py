"""What holds of every deadline, for any instant, limit and calendar, and the moments of its reminders."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words import LONDON
from policies.calendar import instant_in_london, load
from policies.deadlines import deadline, working_hours_before, working_mornings_after, working_time_midpoint
from policies.vocabulary import COUNTED_BACK, CalendarName, Start, Unit

ENGLAND = load(CalendarName.ENGLAND_AND_WALES)
SCOTLAND = load(CalendarName.SCOTLAND)
KINGDOM = load(CalendarName.UNITED_KINGDOM)
HOURS, DAYS, ELAPSED = Unit.HOURS_AS_WORKING_DAYS, Unit.WORKING_DAYS, Unit.ELAPSED_HOURS
IN_WORKING_DAYS = (HOURS, DAYS)
FORWARD = [start for start in Start if start not in COUNTED_BACK]
NOT_ROLLED = [start for start in FORWARD if start is not Start.RECEIPT]


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


# What always holds

instants = st.datetimes(
    datetime.fromisoformat("2019-02-01T00:00"), datetime.fromisoformat("2028-09-30T00:00"), timezones=st.just(UTC)
)
calendars = st.sampled_from([load(name) for name in CalendarName])
starts = st.sampled_from(FORWARD)
working_units = st.sampled_from(IN_WORKING_DAYS)
dated_units = st.sampled_from([HOURS, DAYS, ELAPSED, Unit.CALENDAR_DAYS, Unit.SAME_WORKING_DAY])
amounts = st.integers(1, 15)


def fall_due(instant: datetime, amount: int, unit: Unit, start: Start, calendar, **more) -> datetime:
    answer = deadline(amount=amount, unit=unit, start=start, started_at=instant, calendar=calendar, **more)
    assert answer is not None
    return answer.due_at


@given(instants, st.timedeltas(timedelta(), timedelta(days=6)), amounts, dated_units, calendars)
def test_a_later_receipt_is_never_due_earlier(instant, delay, amount, unit, calendar) -> None:
    first = fall_due(instant, amount, unit, Start.RECEIPT, calendar)
    assert first <= fall_due(instant + delay, amount, unit, Start.RECEIPT, calendar)


@given(instants, amounts, working_units, starts, calendars)
def test_working_days_end_on_a_working_day(instant, amount, unit, start, calendar) -> None:
    assert calendar.is_working_day(fall_due(instant, amount, unit, start, calendar).astimezone(LONDON).date())


@given(instants, amounts, dated_units, starts, calendars, st.integers(0, 25))
def test_a_further_holiday_never_makes_it_earlier(instant, amount, unit, start, calendar, days_on) -> None:
    holiday = instant.astimezone(LONDON).date() + timedelta(days=days_on)
    more = calendar.with_closures([holiday])
    assert fall_due(instant, amount, unit, start, calendar) <= fall_due(instant, amount, unit, start, more)


@given(instants, amounts, dated_units.filter(lambda unit: unit is not Unit.SAME_WORKING_DAY), starts, calendars)
def test_a_longer_limit_ends_later(instant, amount, unit, start, calendar) -> None:
    shorter = fall_due(instant, amount, unit, start, calendar)
    assert shorter < fall_due(instant, amount + 1, unit, start, calendar)


@given(instants, amounts, starts, calendars)
def test_working_days_end_at_5pm_and_hours_at_the_time_of_day_they_began(instant, amount, start, calendar) -> None:
    days = fall_due(instant, amount, DAYS, start, calendar).astimezone(LONDON)
    assert days.time() == time(17)
    hours = deadline(amount=amount, unit=HOURS, start=start, started_at=instant, calendar=calendar)
    assert hours is not None
    assert hours.due_at.astimezone(LONDON).time() == hours.started_at.astimezone(LONDON).time()


@given(instants, amounts, dated_units, starts, calendars)
def test_receipt_alone_is_moved_and_only_into_the_service_window(instant, amount, unit, start, calendar) -> None:
    answer = deadline(amount=amount, unit=unit, start=start, started_at=instant, calendar=calendar)
    assert answer is not None
    if start is not Start.RECEIPT or unit in (ELAPSED, Unit.CALENDAR_DAYS):
        assert answer.started_at == instant
    else:
        local = answer.started_at.astimezone(LONDON)
        assert answer.started_at >= instant
        assert calendar.is_working_day(local.date())
        assert time(9) <= local.time() <= time(17)


@given(instants, amounts, dated_units, starts, calendars, st.booleans(), instants)
def test_the_protective_date_only_ever_brings_it_forward(instant, amount, unit, start, calendar, risk, protective):
    limit = fall_due(instant, amount, unit, start, calendar, compress=risk)
    both = fall_due(instant, amount, unit, start, calendar, compress=risk, protective_at=protective)
    assert both == min(limit, protective)


@given(instants, amounts, working_units, starts, calendars)
def test_compressed_is_true_elapsed_time(instant, amount, unit, start, calendar) -> None:
    due_at = fall_due(instant, amount, unit, start, calendar, compress=True)
    assert due_at - instant == timedelta(hours=24 * amount)


@given(instants, amounts, starts, calendars)
def test_every_day_is_accounted_for(instant, amount, start, calendar) -> None:
    """Each day after the start is counted or explained away: a weekend sentence stands for two days."""
    answer = deadline(amount=amount, unit=DAYS, start=start, started_at=instant, calendar=calendar)
    assert answer is not None
    said = [line for line in answer.explanation if " is working day " in line]
    assert len(said) == amount
    off = [line for line in answer.explanation if line.split(" is ")[-1].startswith(("at the weekend", "a bank"))]
    pairs = [line for line in answer.explanation if line.endswith("are a weekend.")]
    span = (answer.due_at.astimezone(LONDON).date() - instant.astimezone(LONDON).date()).days
    rolled = answer.started_at.astimezone(LONDON).date() != instant.astimezone(LONDON).date()
    assert len(said) + len(off) + 2 * len(pairs) + rolled == span


# Working time for reminders


@pytest.mark.parametrize(
    ("started", "ends", "half"),
    [
        ("2026-01-13T10:00", "2026-01-14T10:00", "2026-01-13T14:00"),
        ("2026-01-16T17:30", "2026-01-19T17:30", "2026-01-19T13:00"),
        ("2026-01-16T15:00", "2026-01-19T11:00", "2026-01-16T17:00"),
        ("2026-01-16T16:00", "2026-01-19T12:00", "2026-01-19T10:00"),
        ("2026-04-02T17:00", "2026-04-08T17:00", "2026-04-07T17:00"),
        ("2026-01-17T10:00", "2026-01-18T10:00", "2026-01-17T22:00"),
        ("2026-03-27T13:00", "2026-03-30T13:00", "2026-03-27T17:00"),
        ("2026-01-14T10:00", "2026-01-13T10:00", "2026-01-13T10:00"),
    ],
)
def test_half_of_the_working_time(started: str, ends: str, half: str) -> None:
    assert working_time_midpoint(at(started), at(ends), ENGLAND) == at(half)


@given(instants, amounts, working_units, calendars)
def test_the_midpoint_lies_between_and_in_working_time(instant, amount, unit, calendar) -> None:
    answer = deadline(amount=amount, unit=unit, start=Start.RECEIPT, started_at=instant, calendar=calendar)
    assert answer is not None
    middle = working_time_midpoint(answer.started_at, answer.due_at, calendar)
    assert answer.started_at < middle < answer.due_at
    assert calendar.is_working_day(middle.astimezone(LONDON).date())
    assert time(9) <= middle.astimezone(LONDON).time() <= time(17)


@pytest.mark.parametrize(
    ("ends", "hours", "expected"),
    [
        ("2026-01-14T17:00", 2, "2026-01-14T15:00"),
        ("2026-01-20T09:00", 2, "2026-01-19T15:00"),
        ("2026-01-19T09:00", 2, "2026-01-16T15:00"),
        ("2026-01-19T10:00", 2, "2026-01-16T16:00"),
        ("2026-01-19T11:00", 2, "2026-01-19T09:00"),
        ("2026-01-19T20:00", 2, "2026-01-19T15:00"),
        ("2026-01-18T03:00", 2, "2026-01-16T15:00"),
        ("2026-04-07T10:00", 10, "2026-04-01T16:00"),
        ("2026-07-14T17:00", 2, "2026-07-14T15:00"),
    ],
)
def test_working_hours_before(ends: str, hours: float, expected: str) -> None:
    assert working_hours_before(at(ends), hours, ENGLAND) == at(expected)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-04-02T17:00", ["2026-04-07T09:00", "2026-04-08T09:00"]),
        ("2026-04-07T09:00", ["2026-04-08T09:00", "2026-04-09T09:00"]),
        ("2026-04-07T08:59", ["2026-04-07T09:00", "2026-04-08T09:00"]),
        ("2026-04-05T08:00", ["2026-04-07T09:00", "2026-04-08T09:00"]),
        ("2026-03-27T12:00", ["2026-03-30T09:00", "2026-03-31T09:00"]),
    ],
)
def test_working_mornings_after(instant: str, expected: list[str]) -> None:
    assert working_mornings_after(at(instant), 2, ENGLAND) == [at(text) for text in expected]


def test_no_mornings_asked_for_none_given() -> None:
    assert working_mornings_after(at("2026-04-02T17:00"), 0, ENGLAND) == []


@given(instants, st.integers(1, 40), calendars)
def test_working_hours_before_leaves_just_that_much(instant, hours, calendar) -> None:
    earlier = working_hours_before(instant, hours, calendar)
    left = timedelta()
    day = earlier.astimezone(LONDON).date()
    while day <= instant.astimezone(LONDON).date():
        opens, closes = (datetime.combine(day, time(hour), tzinfo=LONDON) for hour in (9, 17))
        if calendar.is_working_day(day):
            left += max(min(closes, instant) - max(opens, earlier), timedelta())
        day += timedelta(days=1)
    assert left == timedelta(hours=hours)
