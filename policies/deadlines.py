"""When does a limit fall due, and why then? An instant comes in; an instant and its explanation come out.

Pure Python: no Django and no clock. The convention is in `docs/working-time.md`. Dates are counted on a London
calendar and the time of day is attached last, so that a clock change on the way moves nothing; elapsed hours are counted
in UTC, so that they are true hours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never

from core.errors import BadInput
from core.persons import NEUTRAL, Persons
from core.words import LONDON, clock, counted, london, long_date
from policies.calendar import ONE_DAY, Calendar, say_day
from policies.vocabulary import COUNTED_BACK, Start, Unit

OPENS, CLOSES, DAY_ENDS = time(9), time(17), time(23, 59)
UNCOUNTED = frozenset({Unit.SAME_WORKING_DAY, Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC})
ROLLED = frozenset({Unit.HOURS_AS_WORKING_DAYS, Unit.WORKING_DAYS, Unit.WORKING_WEEKS, Unit.SAME_WORKING_DAY})
"""The units in which a limit counted from receipt waits for the service window; hours and calendar days run through."""
WORKING_WEEK = 5
"""Working days."""

BEGINNINGS = {
    Start.ESCALATION: "Escalated",
    Start.RECEIPT: "Received",
    Start.RAISED: "Raised",
    Start.STAGE_ENTERED: "The stage began",
    Start.PREVIOUS_STAGE_ENDED: "The stage before ended",
    Start.NOTIFICATION: "The board’s office was told",
    Start.MET: "What comes before it was done",
    Start.BEFORE_MEETING: "The meeting is",
    Start.BEFORE_RELATED_MEETING: "The meeting from which it arises is",
}


@dataclass(frozen=True)
class Deadline:
    """When a limit falls due, and how that was worked out, day by day, in sentences for a person."""

    due_at: datetime
    """UTC. Met at or before this second, overdue after it."""
    explanation: tuple[str, ...]
    started_at: datetime
    """UTC: the instant from which the limit counts, after any move into the service window."""


@dataclass(frozen=True)
class _Count:
    """One limit to be counted: how much, from which instant (on the London clock), on which calendar."""

    amount: int
    unit: Unit
    start: datetime
    calendar: Calendar

    @property
    def days(self) -> int:
        """Working days, where the unit counts them."""
        return self.amount * (WORKING_WEEK if self.unit is Unit.WORKING_WEEKS else 1)


Answer = tuple[datetime, list[str]]
"""A due instant and the sentences that lead to it."""


def deadline(
    *,
    amount: int | None,
    unit: Unit,
    start: Start,
    started_at: datetime,
    calendar: Calendar,
    protective_at: datetime | None = None,
    compress: bool = False,
    begun: str = "",
    known_at: datetime | None = None,
    persons: Persons = NEUTRAL,
) -> Deadline | None:
    """When a limit of `amount` x `unit` falls due that counts from the event `start`, which happened at `started_at`.

    One that counts back from a meeting gets the meeting as `started_at`, and since when it has been known (and so the limit
    runs) as `known_at`; a day that was over by then becomes 5pm on the working day of `known_at`, and never after the meeting.

    `protective_at` is the date set to protect this child: the sooner of the two holds, and it is never moved to a working
    day. `compress` is what immediate risk does where the policy says so: working days become elapsed 24 hours. None
    if neither the unit nor the case gives a date. `begun` tells in the explanation what happened at `started_at`, where the
    start event does not say it well, and `persons` has the words for whom it is about. Raises BeyondHorizon past the bank holidays held, BadInput for an
    amount that is missing, below 1 or too large, and ValueError for a naive datetime. (docs/working-time.md)
    """
    _check_amount(amount, unit)
    began = london(started_at)
    try:
        if start in COUNTED_BACK:
            effective, sentences = (
                london(known_at or started_at),
                [f"{begun or BEGINNINGS[start]} on {long_date(began)} at {clock(began)}."],
            )
            answer: Answer | None = _before(_Count(amount or 0, unit, began, calendar), known_at=effective)
        else:
            effective, sentences = _effective_start(began, start, unit, calendar, compress=compress, begun=begun)
            answer = _answer(_Count(amount or 0, unit, effective, calendar), compress=compress)
        due = _sooner(answer[0] if answer else None, protective_at, sentences, answer[1] if answer else [])
    except OverflowError as error:
        limit = f"A limit of {amount} {unit.label} from {long_date(began)}"
        raise BadInput(f"{limit} is too long to be a date. Use a smaller amount or an earlier start.") from error
    if due is None:
        return None
    return Deadline(
        due_at=due.astimezone(UTC),
        explanation=tuple(persons.say(sentence) for sentence in sentences),
        started_at=effective.astimezone(UTC),
    )


def _check_amount(amount: int | None, unit: Unit) -> None:
    if unit in UNCOUNTED:
        return
    if amount is None or amount < 1:
        raise BadInput(f"A limit in {unit.value} needs an amount of 1 or more.")


# Where counting starts


def _effective_start(
    began: datetime, start: Start, unit: Unit, calendar: Calendar, *, compress: bool, begun: str
) -> tuple[datetime, list[str]]:
    """The instant from which the limit counts. Only receipt is ever moved, and only into the service window."""
    happened = f"{begun or BEGINNINGS[start]} on {long_date(began)} at {clock(began)}"
    if start is not Start.RECEIPT or compress or unit not in ROLLED:
        return began, [f"{happened}. The time counts from that moment."]
    today, at = began.date(), began.time()
    if calendar.is_working_day(today):
        if at < OPENS:
            return _at(today, OPENS), [f"{happened}, before 9am, so counting starts at 9am on the same day."]
        if at <= CLOSES:
            return began, [f"{happened}, between 9am and 5pm on a working day, so counting starts at that moment."]
    day = calendar.next_working_day(today)
    why = calendar.say_day_off(today) or ("after 5pm" if at.minute or at.hour > CLOSES.hour else "seconds after 5pm")
    return _at(day, OPENS), [
        f"{happened}, {why}, so counting starts at 9am on {long_date(day)}.",
        *calendar.say_days_off(today, day),
    ]


# Counting


def _answer(count: _Count, *, compress: bool) -> Answer | None:
    match count.unit:
        case Unit.HOURS_AS_WORKING_DAYS | Unit.WORKING_DAYS | Unit.WORKING_WEEKS:
            return _compressed(count) if compress else _working_days(count)
        case Unit.ELAPSED_HOURS:
            return _elapsed(count, count.amount, f"The limit is {counted(count.amount, 'hour')}, all of which count.")
        case Unit.CALENDAR_DAYS:
            return _calendar_days(count)
        case Unit.SAME_WORKING_DAY:
            return _same_day(count, every_day=compress)
        case Unit.AS_SOON_AS_POSSIBLE | Unit.CASE_SPECIFIC:
            return None
        case _ as never:  # pragma: no cover
            assert_never(never)


def _working_days(count: _Count) -> Answer:
    """`n x 24 h`: the same time of day n working days on. `n WD`: 5pm on the n-th one (docs/working-time.md, “Units”)."""
    hours = count.unit is Unit.HOURS_AS_WORKING_DAYS
    first = count.start.date()
    last = count.calendar.add_working_days(first, count.days)
    rule = (
        f"The limit is {_in_words(count)}: it ends at the same time of day."
        if hours
        else f"The limit is {_in_words(count)}, counted from the day after, and ends at 5pm."
    )
    ends = count.start.time() if hours else CLOSES
    return _at(last, ends), [rule, *_day_by_day(first, last, count)]


def _in_words(count: _Count) -> str:
    """How much it is: "24 hours, counted as 1 working day", "1 working week, that is 5 working days"."""
    days = counted(count.days, "working day")
    match count.unit:
        case Unit.HOURS_AS_WORKING_DAYS:
            return f"{counted(count.amount * 24, 'hour')}, counted as {days}"
        case Unit.WORKING_WEEKS:
            return f"{counted(count.amount, 'working week')}, that is {days}"
        case Unit.WORKING_DAYS:
            return days
        case Unit.CALENDAR_DAYS:
            return counted(count.amount, "calendar day")
        case _:
            return counted(count.amount, "hour")


def _before(count: _Count, *, known_at: datetime) -> Answer:
    """So long before a meeting, which is at `count.start`; where that was over when the meeting became known, at once.

    Working days are counted back from the day before the meeting, and end at 5pm; hours keep the time of day.
    """
    meeting, day = count.start, count.start.date()
    match count.unit:
        case Unit.ELAPSED_HOURS:
            due = (meeting.astimezone(UTC) - timedelta(hours=count.amount)).astimezone(LONDON)
        case Unit.CALENDAR_DAYS:
            due = _at(day - ONE_DAY * count.amount, DAY_ENDS)
        case Unit.HOURS_AS_WORKING_DAYS:
            due = _at(count.calendar.working_day_before(day, count.days), meeting.time())
        case _:
            due = _at(count.calendar.working_day_before(day, count.days), CLOSES)
    sentences = [f"The limit is {_in_words(count)} before it, that is {clock(due)} on {long_date(due)}."]
    if due > known_at:
        return due, sentences
    soon, _ = _same_day(_Count(0, Unit.SAME_WORKING_DAY, known_at, count.calendar), every_day=False)
    sentences.append("That was over when the meeting became known, so it is due at once: on the same working day.")
    return (min(soon, meeting) if meeting > known_at else soon), sentences


def _compressed(count: _Count) -> Answer:
    """Immediate risk: n working days become n x 24 elapsed hours, with no waiting for anything (docs/working-time.md)."""
    hours = count.days * 24
    become = "becomes" if count.days == 1 else "become"
    days = counted(count.days, "working day")
    rule = f"{{A person is}} at immediate risk, so {days} {become} {counted(hours, 'hour')}, all of which count."
    return _elapsed(count, hours, rule)


def _elapsed(count: _Count, hours: int, rule: str) -> Answer:
    due = (count.start.astimezone(UTC) + timedelta(hours=hours)).astimezone(LONDON)
    sentences = [rule, "Nights, weekends and bank holidays count too."]
    shift = (due.utcoffset() or timedelta()) - (count.start.utcoffset() or timedelta())
    if shift:
        way = "forward" if shift > timedelta() else "back"
        sentences.append(f"The clocks go {way} by an hour on the way, so the limit ends at another time of day.")
    return due, sentences


def _calendar_days(count: _Count) -> Answer:
    days = counted(count.amount, "calendar day")
    return _at(count.start.date() + ONE_DAY * count.amount, DAY_ENDS), [
        f"The limit is {days}, counted from the day after, and ends at 11:59pm.",
        "Weekends and bank holidays count too.",
    ]


def _same_day(count: _Count, *, every_day: bool) -> Answer:
    """5pm today, or on the next working day if it is later than that or nobody is at work (docs/working-time.md).

    At immediate risk every day counts as if it were a working day: it must not be slower than one working day is.
    """
    day, late = count.start.date(), count.start.time() > CLOSES
    if every_day:
        rule = "The limit is 5pm on the same day. {A person is} at immediate risk, so weekends and bank holidays count too."
        day += ONE_DAY * late
        return _at(day, CLOSES), [rule, *(["It is after 5pm, so the next day counts."] if late else [])]
    rule = "The limit is 5pm on the same working day."
    if count.calendar.is_working_day(day) and not late:
        return _at(day, CLOSES), [rule]
    why = count.calendar.say_day_off(day) or "after 5pm"
    due = count.calendar.next_working_day(day)
    return _at(due, CLOSES), [
        f"{rule} It began {why}, so the next working day counts.",
        *count.calendar.say_days_off(day, due),
    ]


def _at(day: date, ends: time) -> datetime:
    """A time of day on a London date. Of a time that comes twice, the first; used where none can be missing."""
    return datetime.combine(day, ends.replace(fold=0), tzinfo=LONDON)


# Saying it


def _sooner(
    limit: datetime | None, protective_at: datetime | None, sentences: list[str], counted_days: list[str]
) -> datetime | None:
    """The sooner of the limit and the protective date; adds to `sentences` how it came about (docs/working-time.md)."""
    sentences += counted_days
    due = limit
    if protective_at is not None:
        set_for = london(protective_at)
        said = f"{clock(set_for)} on {long_date(set_for)}"
        if limit is None:
            sentences.append(f"The procedure gives no date here. The date set to protect {{the person}} is {said}.")
        elif set_for < limit:
            sentences.append(f"The limit would end by {clock(limit)} on {long_date(limit)}.")
            sentences.append(f"The date set to protect {{the person}} is sooner: {said}. It holds as it is.")
        else:
            sentences.append(f"The date set to protect {{the person}}, {said}, is not sooner than the limit.")
        due = set_for if limit is None else min(limit, set_for)
    if due is not None:
        sentences.append(f"Due by {clock(due)} on {long_date(due)}.")
    return due


def _day_by_day(first: date, last: date, count: _Count) -> Iterator[str]:
    """A sentence for every day after `first` up to `last`, in order: the working days counted, and the days off."""
    from_day, number = first, 0
    while from_day < last:
        day = count.calendar.next_working_day(from_day)
        number += 1
        yield from count.calendar.say_days_off(from_day, day)
        yield f"{say_day(day, first)} is working day {number} of {count.days}."
        from_day = day


def sooner_of(found: Iterable[Deadline]) -> Deadline | None:
    """The earliest of the deadlines of one limit, and that another is later; None where there is none."""
    ordered = sorted(found, key=lambda each: each.due_at)
    if not ordered:
        return None
    first, *later = ordered
    ends = [f"{clock(each.due_at)} on {long_date(each.due_at)}" for each in later]
    says = [f"The other time allowed ends by {end}: the sooner holds." for end in ends]
    return replace(first, explanation=(*first.explanation, *says))


# Working time between two instants, for reminders


def working_time_midpoint(started_at: datetime, due_at: datetime, calendar: Calendar) -> datetime:
    """The instant (UTC) at which half of the working time between the two is gone: 9am to 5pm on working days.

    Where no working time lies between them (a protective date at a weekend), half of the elapsed time; where the limit
    is over when it starts, its end.
    """
    started_at, due_at = started_at.astimezone(UTC), due_at.astimezone(UTC)
    if due_at <= started_at:
        return due_at
    spans = list(_working_spans(started_at, due_at, calendar))
    left = sum((closes - opens for opens, closes in spans), timedelta()) / 2
    if not left:
        return started_at + (due_at - started_at) / 2
    index = 0
    while left > spans[index][1] - spans[index][0]:
        left -= spans[index][1] - spans[index][0]
        index += 1
    return spans[index][0] + left


def working_hours_before(due_at: datetime, hours: float, calendar: Calendar) -> datetime:
    """The last instant (UTC) from which `hours` of working time (9am to 5pm on working days) are left until `due_at`."""
    due = london(due_at)
    day, left = due.date(), timedelta(hours=hours)
    while True:
        opens, closes = _at(day, OPENS), min(_at(day, CLOSES), due)
        available = max(closes - opens, timedelta()) if calendar.is_working_day(day) else timedelta()
        if available and available >= left:
            return (closes - left).astimezone(UTC)
        left -= available
        day -= ONE_DAY


def working_mornings_after(instant: datetime, n: int, calendar: Calendar) -> list[datetime]:
    """The next `n` working mornings: 9am in London, strictly after the instant, in UTC."""
    day = london(instant).date()
    if instant >= _at(day, OPENS):
        day += ONE_DAY
    mornings: list[datetime] = []
    while len(mornings) < n:
        if calendar.is_working_day(day):
            mornings.append(_at(day, OPENS).astimezone(UTC))
        day += ONE_DAY
    return mornings


def _working_spans(first: datetime, last: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of working time between two instants, in UTC and in order."""
    day, end = london(first).date(), london(last).date()
    while day <= end:
        opens, closes = max(_at(day, OPENS).astimezone(UTC), first), min(_at(day, CLOSES).astimezone(UTC), last)
        if opens < closes and calendar.is_working_day(day):
            yield opens, closes
        day += ONE_DAY
