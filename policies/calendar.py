"""Which days are working days? The bank holidays of GOV.UK's three divisions, held as dates and never worked out by rule.

Pure Python: no Django and no clock. The dates stand in `data/bank_holidays.json`, taken from GOV.UK's own list
(https://www.gov.uk/bank-holidays.json), where substitute and one-off days are explicit. Outside the dates held the
calendar refuses to answer (`BeyondHorizon`): a silent answer would count a bank holiday as a working day.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from core.errors import BadInput
from core.words import LONDON, clock_face, day_and_month, listed, london, long_date
from policies.vocabulary import CalendarName

DATA = Path(__file__).parent / "data" / "bank_holidays.json"
DIVISIONS = (CalendarName.ENGLAND_AND_WALES, CalendarName.SCOTLAND, CalendarName.NORTHERN_IRELAND)
ONE_DAY = timedelta(days=1)
SATURDAY = 5

Dates = Mapping[str, Sequence[str]]
"""Division -> ISO dates of its bank holidays."""


class BeyondHorizon(BadInput):
    """The day lies outside the bank-holiday dates held, so that whether it is a working day is not known."""

    code = "beyond_horizon"


@dataclass(frozen=True, eq=False)
class Calendar:
    """The working days of one division, or of the whole kingdom, between the first and the last date held."""

    name: CalendarName
    holidays: Mapping[date, tuple[str, ...]]
    """Bank holiday -> the divisions that keep it, in words."""
    first_date_held: date
    last_date_held: date
    closures: frozenset[date] = field(default=frozenset())
    """Days on which the partnership is closed besides; none unless an area asks for them."""

    def is_working_day(self, day: date) -> bool:
        """Whether people are at work on the day. Raises BeyondHorizon outside the dates held."""
        return self.why_not_working(day) is None

    def why_not_working(self, day: date) -> str | None:
        """What the day is instead of a working day ("a Saturday", "a bank holiday"); None if it is one."""
        self._check_held(day)
        if day.weekday() >= SATURDAY:
            return f"a {day:%A}"
        if day in self.holidays:
            return "a bank holiday"
        return "a local closure day" if day in self.closures else None

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after the day."""
        return self.add_working_days(day, 1)

    def add_working_days(self, day: date, number: int) -> date:
        """The `number`-th working day after the day (which itself does not count); `number` is 1 or more."""
        if number < 1:
            raise ValueError("Working days are counted from 1.")
        while number:
            day += ONE_DAY
            number -= self.is_working_day(day)
        return day

    def working_day_before(self, day: date, number: int) -> date:
        """The `number`-th working day before the day (which itself does not count); `number` is 1 or more."""
        if number < 1:
            raise ValueError("Working days are counted from 1.")
        while number:
            day -= ONE_DAY
            number -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and including `last`; negative if `last` is the earlier."""
        if last < first:
            return -self.working_days_between(last, first)
        return sum(self.is_working_day(first + ONE_DAY * step) for step in range(1, (last - first).days + 1))

    def months_held(self, at: datetime) -> int:
        """Whole months of dates held after the moment `at`, for the warning when fewer than 12 are left; 0 if none."""
        today, last = london(at).date(), self.last_date_held + ONE_DAY
        months = (last.year - today.year) * 12 + last.month - today.month - (last.day < today.day)
        return max(months, 0)

    def with_closures(self, days: Iterable[date]) -> "Calendar":
        """The same calendar with days on which the partnership is closed besides."""
        return replace(self, closures=self.closures.union(days))

    def say_day_off(self, day: date) -> str | None:
        """What the day is, to follow its name: "at the weekend", "a bank holiday in Scotland"; None for a working day."""
        why = self.why_not_working(day)
        if why and day.weekday() >= SATURDAY:
            return "at the weekend"
        return f"{why} in {listed(self.holidays[day])}" if day in self.holidays else why

    def say_days_off(self, after: date, before: date) -> Iterator[str]:
        """A sentence for each day strictly between two dates, none of them a working day, on why it does not count.

        A Saturday and its Sunday share a sentence."""
        day = after + ONE_DAY
        while day < before:
            is_pair = day.weekday() == SATURDAY and day + ONE_DAY < before
            yield _say_weekend(day) if is_pair else f"{say_day(day, after)} is {self.say_day_off(day)}."
            day += ONE_DAY * (2 if is_pair else 1)

    def _check_held(self, day: date) -> None:
        if day < self.first_date_held:
            raise BeyondHorizon(
                f"Working days cannot be counted on {long_date(day)}: the bank holidays held start on "
                f"{long_date(self.first_date_held)}. Use a date on or after it."
            )
        if day > self.last_date_held:
            raise BeyondHorizon(
                f"Working days cannot be counted as far as {long_date(day)}: the bank holidays held end on "
                f"{long_date(self.last_date_held)}. Use an earlier date, or add newer dates from GOV.UK."
            )


def load(name: CalendarName, data: Dates | None = None) -> Calendar:
    """The calendar of that name: from the dates that ship with the product, or from `data` (division -> ISO dates).

    Raises BadInput when the data lacks a division or a date is not real.
    """
    return _shipped(name) if data is None else _build(name, data)


@cache
def _shipped(name: CalendarName) -> Calendar:
    return _build(name, json.loads(DATA.read_text(encoding="utf-8"))["divisions"])


def _build(name: CalendarName, data: Dates) -> Calendar:
    """A calendar from bank-holiday dates. For the United Kingdom a holiday in any division counts, and dates are held
    only where all three divisions hold them."""
    divisions = DIVISIONS if name is CalendarName.UNITED_KINGDOM else (name,)
    places: defaultdict[date, list[str]] = defaultdict(list)
    spans = []
    for division in divisions:
        days = _days(division, data)
        spans.append(_span(days))
        for day in days:
            places[day].append(division.label)
    return Calendar(
        name=name,
        holidays={day: tuple(where) for day, where in sorted(places.items())},
        first_date_held=max(first for first, _ in spans),
        last_date_held=min(last for _, last in spans),
    )


def _days(division: CalendarName, data: Dates) -> list[date]:
    try:
        days = sorted({date.fromisoformat(text) for text in data.get(division, ())})
    except ValueError as error:
        raise BadInput(f"A bank holiday of {division.label} is not a real date: {error}.") from error
    if not days:
        raise BadInput(f"There are no bank holidays for {division.label} in the data.")
    return days


def _span(days: list[date]) -> tuple[date, date]:
    """The days that a list of holidays speaks for.

    GOV.UK publishes whole years, so a list that has a year's Christmas speaks for it up to 31 December, and one that
    has its New Year (at the latest 4 January, as a substitute) from 1 January. A list cut short speaks only for what
    lies between its own dates.
    """
    first, last = days[0], days[-1]
    return (
        first.replace(day=1) if (first.month, first.day) <= (1, 4) else first,
        last.replace(day=31) if (last.month, last.day) >= (12, 25) else last,
    )


def say_day(day: date, since: date) -> str:
    """A day of an explanation, without its year unless the year has turned since the other one."""
    return day_and_month(day) if day.year == since.year else long_date(day)


def _say_weekend(saturday: date) -> str:
    sunday = saturday + ONE_DAY
    first = f"Saturday {saturday.day}" if saturday.month == sunday.month else day_and_month(saturday)
    return f"{first} and {day_and_month(sunday)} are a weekend."


def instant_in_london(local: datetime) -> datetime:
    """The UTC instant of a time read off a London clock (naive).

    A time that came twice, as the clocks went back, is the first of the two unless `fold` says the second. Raises
    BadInput for a time that never was, as the clocks went forward, and ValueError if it already carries a zone.
    """
    if local.tzinfo is not None:
        raise ValueError("The time already carries a zone.")
    instant = local.replace(tzinfo=LONDON).astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != local:
        raise BadInput(
            f"There was no {clock_face(local.time())} on {long_date(local.date())}: "
            "the clocks went forward by an hour that night. Use a time an hour later, or give the offset."
        )
    return instant


def came_twice(local: datetime) -> bool:
    """Whether a time read off a London clock (naive) came twice, as the clocks went back."""
    first, second = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    return first.utcoffset() > second.utcoffset()  # type: ignore[operator]
