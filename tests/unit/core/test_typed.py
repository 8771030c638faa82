"""What people type as dates and times is read as they meant it, or refused with the parts to mend."""

from datetime import UTC, date, datetime, time

import pytest

from core.typed import Mistyped, instant, is_blank, read_date, read_month, read_time


def typed(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


@pytest.mark.parametrize("month", ["11", "Nov", "november", " NOV. ", "Novem"])
def test_a_date_is_read_with_its_month_in_numbers_or_words(month: str) -> None:
    assert read_date(typed("24", month, "2026")) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("entered", "says", "parts"),
    [
        (typed("24", "", "2026"), "must include a month", ("month",)),
        (typed("", "", "2026"), "must include a day and month", ("day", "month")),
        (typed("24", "11", " "), "must include a year", ("year",)),
        (typed("31", "2", "2026"), "must be a real date", ("day", "month", "year")),
        (typed("x", "2", "2026"), "must be a real date", ("day",)),
        (typed("1", "ju", "2026"), "must be a real date", ("month",)),
        (typed("1", "1", "26"), "must have a year of 4 numbers, like 2026", ("year",)),
        (typed("1", "1", "abcd"), "must be a real date", ("year",)),
        (typed("29", "2", "2027"), "must be a real date", ("day", "month", "year")),
        (typed("٣", "1", "2026"), "must be a real date", ("day",)),
    ],
)
def test_what_is_no_date_names_its_wrong_parts(entered: dict[str, str], says: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(Mistyped) as refused:
        read_date(entered)
    assert (refused.value.says, refused.value.parts) == (says, parts)


def test_an_abbreviation_is_three_letters_at_least() -> None:
    assert read_month("sept") == 9
    with pytest.raises(Mistyped):
        read_month("ma")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5pm", time(17)),
        ("2:05pm", time(14, 5)),
        ("2.05 pm", time(14, 5)),
        ("2:05 p.m.", time(14, 5)),
        ("14:05", time(14, 5)),
        ("1405", time(14, 5)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("Midday", time(12)),
        ("midnight", time(0)),
        ("00:00", time(0)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, meant: time) -> None:
    assert read_time(text) == meant


@pytest.mark.parametrize("text", ["", "5", "25:00", "14:60", "13pm", "0am", "5xm", "5 o'clock", "17m", "2:5pm"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Mistyped) as refused:
        read_time(text)
    assert refused.value.parts == ("time",)


def test_london_time_becomes_utc_in_winter_and_summer() -> None:
    assert instant(date(2026, 11, 24), time(17)) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert instant(date(2026, 6, 24), time(17)) == datetime(2026, 6, 24, 16, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_refused_in_a_sentence() -> None:
    with pytest.raises(Mistyped, match="cannot be 1:30am on Sunday 28 March 2027, because the clocks go forward"):
        instant(date(2027, 3, 28), time(1, 30))


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    assert instant(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_blank_is_nothing_but_spaces() -> None:
    assert is_blank(typed(" "))
    assert not is_blank(typed("1"))
