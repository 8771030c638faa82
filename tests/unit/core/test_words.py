"""The words for dates, deadlines, counts and lists."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template

from core import words
from core.errors import BadInput


class WeekdaysOnly:
    """A calendar that knows weekends, one holiday, and nothing from 2030 on."""

    holiday = date(2026, 4, 6)

    def is_working_day(self, day: date) -> bool:
        if day.year >= 2030:
            raise BadInput("Not known.")
        return day.weekday() < 5 and day != self.holiday

    def next_working_day(self, day: date) -> date:
        day += timedelta(days=1)
        return day if self.is_working_day(day) else self.next_working_day(day)

    def working_days_between(self, first: date, last: date) -> int:
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


CALENDAR = WeekdaysOnly()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=words.LONDON).astimezone(UTC)


def test_dates_and_moments_in_full() -> None:
    assert words.long_date(at("2026-11-24T17:00")) == "Tuesday 24 November 2026"
    assert words.long_date(date(2026, 11, 4)) == "Wednesday 4 November 2026"
    assert words.day_and_month(date(2026, 11, 4)) == "Wednesday 4 November"
    assert words.day_and_month(at("2026-11-24T17:00")) == "Tuesday 24 November"
    assert words.moment(at("2026-11-24T17:00")) == "Tuesday 24 November 2026, 5pm"
    assert words.short_moment(at("2026-11-24T14:05")) == "Tue 24 November, 2:05pm"


def test_instants_are_said_in_london_time() -> None:
    assert words.moment(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July 2026, 12:30am"
    assert words.long_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "Wednesday 1 July 2026"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("00:00", "midnight"),
        ("00:01", "12:01am"),
        ("09:00", "9am"),
        ("11:59", "11:59am"),
        ("12:00", "midday"),
        ("12:30", "12:30pm"),
        ("14:05", "2:05pm"),
        ("17:00:59", "5pm"),
        ("23:59", "11:59pm"),
    ],
)
def test_the_clock(time: str, said: str) -> None:
    assert words.clock(at(f"2026-07-01T{time}")) == said


@pytest.mark.parametrize("say", [words.long_date, words.clock, words.moment, words.short_moment, words.day_and_month])
def test_an_instant_without_a_zone_is_refused(say) -> None:
    with pytest.raises(ValueError, match="time zone"):
        say(datetime.fromisoformat("2026-07-01T10:00"))


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), ((1, 2), "1 and 2")],
)
def test_lists(items, said: str) -> None:
    assert words.listed(items) == said


def test_a_list_of_choices() -> None:
    assert words.listed(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "working day", "0 working days"),
        (1, "working day", "1 working day"),
        (3, "working day", "3 working days"),
        (1, "agency,agencies", "1 agency"),
        (2, "agency,agencies", "2 agencies"),
        (1200, "case", "1,200 cases"),
    ],
)
def test_counts(number: int, noun: str, said: str) -> None:
    assert words.counted(number, noun) == said


# 1 April 2026 is a Wednesday; Monday 6 April is the holiday
@pytest.mark.parametrize(
    ("due", "now", "said"),
    [
        ("2026-04-01T17:00", "2026-04-01T09:00", "Due today by 5pm"),
        ("2026-04-01T17:00", "2026-04-01T17:00", "Due today by 5pm"),
        ("2026-04-04T17:00", "2026-04-04T09:00", "Due today by 5pm"),
        ("2026-04-02T17:00", "2026-04-01T23:59", "Due tomorrow"),
        ("2026-04-07T17:00", "2026-04-06T09:00", "Due tomorrow"),
        ("2026-04-13T17:00", "2026-04-10T09:00", "Due Monday (next working day)"),
        ("2026-04-13T17:00", "2026-04-11T09:00", "Due Monday (next working day)"),
        ("2026-04-07T17:00", "2026-04-03T09:00", "Due Tuesday (next working day)"),
        ("2026-04-03T17:00", "2026-04-01T09:00", "Due in 2 working days"),
        ("2026-04-08T17:00", "2026-04-01T09:00", "Due in 4 working days"),
        ("2026-04-08T17:00", "2026-04-04T09:00", "Due in 2 working days"),
        ("2026-04-04T12:00", "2026-04-03T09:00", "Due Saturday (not a working day)"),
        ("2026-04-06T12:00", "2026-04-01T09:00", "Due Monday (not a working day)"),
        ("2026-04-12T12:00", "2026-04-01T09:00", "Due in 6 working days"),
        ("2026-04-01T14:00", "2026-04-01T14:00:01", "Overdue since 2pm today"),
        ("2026-04-03T17:00", "2026-04-04T09:00", "Overdue since 5pm on Friday"),
        ("2026-04-03T17:00", "2026-04-06T09:00", "Overdue since 5pm on Friday"),
        ("2026-04-03T17:00", "2026-04-07T09:00", "1 working day overdue"),
        ("2026-04-01T17:00", "2026-04-08T09:00", "4 working days overdue"),
        ("2030-04-01T17:00", "2029-12-20T09:00", "Due on Monday 1 April 2030"),
        ("2029-12-31T17:00", "2030-01-02T09:00", "Overdue since Monday 31 December 2029"),
    ],
)
def test_the_deadline_phrase(due: str, now: str, said: str) -> None:
    assert words.deadline_phrase(due_at=at(due), at=at(now), calendar=CALENDAR) == said


def test_no_deadline() -> None:
    assert words.deadline_phrase(due_at=None, at=at("2026-04-01T09:00"), calendar=CALENDAR) == "No deadline"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ when|long_date }}", "Tuesday 24 November 2026"),
        ("{{ when|day_and_month }}", "Tuesday 24 November"),
        ("{{ when|clock }}", "5pm"),
        ("{{ when|moment }}", "Tuesday 24 November 2026, 5pm"),
        ("{{ when|short_moment }}", "Tue 24 November, 5pm"),
        ("{{ names|listed }}", "Ann, Bea &amp; Co and Cy"),
        ('{{ names|listed:"or" }}', "Ann, Bea &amp; Co or Cy"),
        ('{{ 3|counted:"working day" }}', "3 working days"),
        ("{% deadline_phrase due_at=when at=when calendar=calendar %}", "Due today by 5pm"),
        *[(f"{{{{ nothing|{name} }}}}", "") for name in ("long_date", "day_and_month", "clock", "moment")],
    ],
)
def test_in_templates(source: str, said: str) -> None:
    context = {
        "when": at("2026-11-24T17:00"),
        "names": ["Ann", "Bea & Co", "Cy"],
        "nothing": None,
        "calendar": CALENDAR,
    }
    assert Template("{% load words %}" + source).render(Context(context)) == said
