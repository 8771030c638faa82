"""How are dates, deadlines, counts and lists said to a person? One place, so that every page says them alike.

Pure Python: no Django and no clock. Instants come in aware, in any zone; they are said in London time.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from core.errors import ResolveError

LONDON = ZoneInfo("Europe/London")
DAYS_KNOWN_BY_WEEKDAY_ALONE = 6


class WorkingCalendar(Protocol):
    """What a deadline phrase asks of a calendar; `core` does not know whose holidays it holds."""

    def is_working_day(self, day: date) -> bool: ...

    def next_working_day(self, day: date) -> date: ...

    def working_days_between(self, first: date, last: date) -> int: ...


def london(instant: datetime) -> datetime:
    """The instant on a London clock. Raises ValueError for a naive datetime, which would silently be taken as local."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return instant.astimezone(LONDON)


def _day_of(when: date) -> date:
    return london(when).date() if isinstance(when, datetime) else when


def long_date(when: date) -> str:
    """A date, or an instant's London date, in full: "Tuesday 24 November 2026"."""
    day = _day_of(when)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def day_and_month(when: date) -> str:
    """A date, or an instant's London date, without its year: "Tuesday 24 November"."""
    day = _day_of(when)
    return f"{day:%A} {day.day} {day:%B}"


def clock(instant: datetime) -> str:
    """The London time of day on a 12-hour clock: "5pm", "2:05pm", "midday", "midnight". Seconds are left out."""
    return clock_face(london(instant).time())


def clock_face(at: time) -> str:
    """A time of day, whatever its zone, on a 12-hour clock: "5pm", "2:05pm", "midday", "midnight"."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'pm' if at.hour >= 12 else 'am'}"


def moment(instant: datetime) -> str:
    """An instant in full: "Tuesday 24 November 2026, 5pm"."""
    return f"{long_date(instant)}, {clock(instant)}"


def short_moment(instant: datetime) -> str:
    """An instant for a narrow column: "Tue 24 November, 5pm"."""
    at = london(instant)
    return f"{at:%a} {at.day} {at:%B}, {clock(at)}"


def listed(items: Iterable[object], joiner: str = "and") -> str:
    """Several things in a sentence: "a", "a and b", "a, b and c"; nothing for none."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 working day", "3 working days". An irregular plural follows a comma: "agency,agencies"."""
    one, _, many = noun.partition(",")
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def deadline_phrase(*, due_at: datetime | None, at: datetime, calendar: WorkingCalendar) -> str:
    """How near a deadline is at the moment `at`, in working days. The page shows the date itself beside it.

    "Tomorrow" is said only of a working day; on a Friday, Monday is
    "Monday (next working day)". A limit is met at or before its due second and overdue after it (docs/working-time.md).
    A due date outside the calendar's dates is named without counting, so that a page never fails over it.
    """
    if due_at is None:
        return "No deadline"
    due, now = london(due_at), london(at)
    try:
        return _overdue(due, now, calendar) if now > due else _still_due(due, now, calendar)
    except ResolveError:
        return f"{'Overdue since' if now > due else 'Due on'} {long_date(due)}"


def _still_due(due: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    if due.date() == now.date():
        return f"Due today by {clock(due)}"
    if not calendar.is_working_day(due.date()):
        return _due_on_a_day_off(due, now, calendar)
    if due.date() != calendar.next_working_day(now.date()):
        return f"Due in {counted(calendar.working_days_between(now.date(), due.date()), 'working day')}"
    if due.date() == now.date() + timedelta(days=1):
        return "Due tomorrow"
    return f"Due {due:%A} (next working day)"


def _due_on_a_day_off(due: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    """Protective dates, elapsed hours and calendar days may fall due when nobody is at work: that is said."""
    if (due.date() - now.date()).days <= DAYS_KNOWN_BY_WEEKDAY_ALONE:
        return f"Due {due:%A} (not a working day)"
    return f"Due in {counted(calendar.working_days_between(now.date(), due.date()), 'working day')}"


def _overdue(due: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    if due.date() == now.date():
        return f"Overdue since {clock(due)} today"
    days = calendar.working_days_between(due.date(), now.date())
    return f"{counted(days, 'working day')} overdue" if days else f"Overdue since {clock(due)} on {due:%A}"
