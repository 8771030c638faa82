"""Which days are working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from policies.calendar import BeyondHorizon, came_twice, instant_in_london, load
from policies.vocabulary import CalendarName

ENGLAND = load(CalendarName.ENGLAND_AND_WALES)
SCOTLAND = load(CalendarName.SCOTLAND)
IRELAND = load(CalendarName.NORTHERN_IRELAND)
KINGDOM = load(CalendarName.UNITED_KINGDOM)

days = st.dates(date(2019, 2, 1), date(2028, 10, 31))
calendars = st.sampled_from([load(name) for name in CalendarName])

CUT_SHORT = {
    "england-and-wales": ["2026-04-03", "2026-05-04"],
    "scotland": ["2026-01-02", "2026-12-28"],
    "northern-ireland": ["2025-12-26", "2026-07-13"],
}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 16), None),
        (date(2026, 1, 17), "a Saturday"),
        (date(2026, 1, 18), "a Sunday"),
        (date(2026, 4, 3), "a bank holiday"),
        (date(2022, 5, 30), None),  # moved to Thursday 2 June for the Platinum Jubilee
        (date(2022, 6, 2), "a bank holiday"),
        (date(2022, 9, 19), "a bank holiday"),  # one-off: the late Queen's funeral
        (date(2027, 12, 27), "a bank holiday"),  # substitute
        (date(2026, 12, 26), "a Saturday"),  # Boxing Day on a Saturday is its Monday's holiday
    ],
)
def test_why_a_day_is_no_working_day(day: date, why: str | None) -> None:
    assert ENGLAND.why_not_working(day) == why
    assert ENGLAND.is_working_day(day) is (why is None)


@pytest.mark.parametrize(
    ("day", "keepers"),
    [
        (date(2026, 6, 15), {SCOTLAND}),
        (date(2026, 1, 2), {SCOTLAND}),
        (date(2026, 4, 6), {ENGLAND, IRELAND}),
        (date(2026, 3, 17), {IRELAND}),
        (date(2026, 8, 31), {ENGLAND, IRELAND}),
        (date(2026, 12, 25), {ENGLAND, SCOTLAND, IRELAND}),
        (date(2026, 6, 16), set()),
    ],
)
def test_each_division_keeps_its_own_holidays_and_the_kingdom_keeps_them_all(day: date, keepers: set[object]) -> None:
    for calendar in (ENGLAND, SCOTLAND, IRELAND):
        assert calendar.is_working_day(day) is (calendar not in keepers)
    assert KINGDOM.is_working_day(day) is (not keepers)


def test_a_day_off_is_said_with_the_divisions_that_keep_it() -> None:
    assert KINGDOM.say_day_off(date(2026, 4, 6)) == "a bank holiday in England and Wales and Northern Ireland"
    assert SCOTLAND.say_day_off(date(2026, 6, 15)) == "a bank holiday in Scotland"
    assert SCOTLAND.say_day_off(date(2026, 6, 14)) == "at the weekend"
    assert SCOTLAND.say_day_off(date(2026, 6, 16)) is None


def test_days_off_share_a_sentence_only_as_a_whole_weekend() -> None:
    assert list(ENGLAND.say_days_off(date(2026, 1, 30), date(2026, 2, 2))) == [
        "Saturday 31 January and Sunday 1 February are a weekend."
    ]
    assert list(ENGLAND.say_days_off(date(2026, 1, 17), date(2026, 1, 19))) == ["Sunday 18 January is at the weekend."]
    assert list(ENGLAND.say_days_off(date(2026, 12, 31), date(2027, 1, 2))) == [
        "Friday 1 January 2027 is a bank holiday in England and Wales."
    ]
    assert list(ENGLAND.say_days_off(date(2026, 1, 13), date(2026, 1, 14))) == []


def test_a_closure_day_counts_only_where_it_was_added() -> None:
    closed = ENGLAND.with_closures([date(2026, 8, 10)])
    assert closed.why_not_working(date(2026, 8, 10)) == closed.say_day_off(date(2026, 8, 10)) == "a local closure day"
    assert ENGLAND.is_working_day(date(2026, 8, 10))
    assert not closed.with_closures([date(2026, 8, 11)]).is_working_day(date(2026, 8, 10))


def test_working_days_are_added_after_the_day() -> None:
    assert ENGLAND.add_working_days(date(2026, 4, 2), 5) == date(2026, 4, 13)
    assert ENGLAND.next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert ENGLAND.next_working_day(date(2026, 1, 13)) == date(2026, 1, 14)


@pytest.mark.parametrize("number", [0, -1])
def test_working_days_are_counted_from_one(number: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        ENGLAND.add_working_days(date(2026, 4, 2), number)


def test_working_days_between() -> None:
    assert ENGLAND.working_days_between(date(2026, 4, 2), date(2026, 4, 13)) == 5
    assert ENGLAND.working_days_between(date(2026, 4, 13), date(2026, 4, 2)) == -5
    assert ENGLAND.working_days_between(date(2026, 4, 2), date(2026, 4, 2)) == 0
    assert ENGLAND.working_days_between(date(2026, 4, 2), date(2026, 4, 6)) == 0


@given(days, st.integers(1, 40), calendars)
def test_adding_and_counting_agree(day: date, number: int, calendar) -> None:
    end = calendar.add_working_days(day, number)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(day, end) == number
    assert calendar.working_days_between(day, end - timedelta(days=1)) == number - 1


@given(days)
def test_a_working_day_of_the_kingdom_is_one_everywhere(day: date) -> None:
    everywhere = all(calendar.is_working_day(day) for calendar in (ENGLAND, SCOTLAND, IRELAND))
    assert KINGDOM.is_working_day(day) is everywhere


@pytest.mark.parametrize("name", CalendarName)
def test_the_shipped_dates_speak_for_whole_years(name: CalendarName) -> None:
    calendar = load(name)
    assert (calendar.first_date_held, calendar.last_date_held) == (date(2019, 1, 1), date(2028, 12, 31))
    assert load(name) is calendar


@pytest.mark.parametrize("day", [date(2029, 1, 1), date(2029, 1, 6), date(2035, 6, 6)])
def test_past_the_last_date_it_refuses_and_says_what_to_do(day: date) -> None:
    with pytest.raises(BeyondHorizon) as refusal:
        ENGLAND.is_working_day(day)
    assert "Sunday 31 December 2028" in refusal.value.sentence
    assert "add newer dates from GOV.UK" in refusal.value.sentence
    assert refusal.value.code == "beyond_horizon"


def test_before_the_first_date_it_refuses() -> None:
    with pytest.raises(BeyondHorizon, match="start on Tuesday 1 January 2019"):
        ENGLAND.is_working_day(date(2018, 12, 31))


def test_counting_stops_at_the_horizon() -> None:
    assert ENGLAND.add_working_days(date(2028, 12, 28), 1) == date(2028, 12, 29)
    with pytest.raises(BeyondHorizon):
        ENGLAND.add_working_days(date(2028, 12, 28), 2)
    with pytest.raises(BeyondHorizon):
        ENGLAND.add_working_days(date(2026, 1, 1), 10**9)


def test_a_list_cut_short_speaks_only_for_its_own_span() -> None:
    england = load(CalendarName.ENGLAND_AND_WALES, CUT_SHORT)
    assert (england.first_date_held, england.last_date_held) == (date(2026, 4, 3), date(2026, 5, 4))
    scotland = load(CalendarName.SCOTLAND, CUT_SHORT)
    assert (scotland.first_date_held, scotland.last_date_held) == (date(2026, 1, 1), date(2026, 12, 31))


def test_the_kingdom_is_held_only_where_all_divisions_are() -> None:
    kingdom = load(CalendarName.UNITED_KINGDOM, CUT_SHORT)
    assert (kingdom.first_date_held, kingdom.last_date_held) == (date(2026, 4, 3), date(2026, 5, 4))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"scotland": ["2026-02-30"]}, "of Scotland is not a real date"),
        ({"scotland": []}, "no bank holidays for Scotland"),
        ({}, "no bank holidays for Scotland"),
    ],
)
def test_bad_dates_are_refused(data: dict[str, list[str]], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        load(CalendarName.SCOTLAND, data)


@pytest.mark.parametrize(
    ("at", "months"),
    [
        (datetime(2027, 12, 31, 12, tzinfo=UTC), 12),
        (datetime(2028, 1, 1, 12, tzinfo=UTC), 12),
        (datetime(2028, 1, 2, 12, tzinfo=UTC), 11),
        (datetime(2028, 12, 31, 12, tzinfo=UTC), 0),
        (datetime(2031, 1, 1, tzinfo=UTC), 0),
    ],
)
def test_months_held(at: datetime, months: int) -> None:
    assert ENGLAND.months_held(at) == months


def test_a_london_time_becomes_an_instant() -> None:
    assert instant_in_london(datetime.fromisoformat("2026-01-16T17:30")) == datetime(2026, 1, 16, 17, 30, tzinfo=UTC)
    assert instant_in_london(datetime.fromisoformat("2026-07-16T17:30")) == datetime(2026, 7, 16, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_time_that_never_was_is_refused(minute: int) -> None:
    with pytest.raises(BadInput, match=r"There was no 1(:\d\d)?am on Sunday 29 March 2026"):
        instant_in_london(datetime.fromisoformat(f"2026-03-29T01:{minute:02}"))


def test_the_hours_round_the_missing_one_are_real() -> None:
    assert instant_in_london(datetime.fromisoformat("2026-03-29T00:59")) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert instant_in_london(datetime.fromisoformat("2026-03-29T02:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_a_time_that_came_twice_the_first_is_meant() -> None:
    twice = datetime.fromisoformat("2026-10-25T01:30")
    assert came_twice(twice)
    assert instant_in_london(twice) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant_in_london(twice.replace(fold=1)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "once",
    [
        datetime.fromisoformat("2026-10-25T02:00"),
        datetime.fromisoformat("2026-10-25T00:59"),
        datetime.fromisoformat("2026-06-01T00:00"),
    ],
)
def test_other_times_came_once(once: datetime) -> None:
    assert not came_twice(once)


def test_a_time_with_a_zone_is_no_london_clock_face() -> None:
    with pytest.raises(ValueError, match="already carries a zone"):
        instant_in_london(datetime(2026, 1, 1, tzinfo=UTC))
