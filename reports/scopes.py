"""What is counted: the cases of an area over a period, narrowed by what the reader chose; and the period before.

A case is raised on the London day on which it was raised, and closed on the one on which it ended.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.typed import instant
from policies.models import Area
from reports.models import CaseFact, LimitFact, PairFact, ReasonFact, StageFact
from reports.shape import Count, count_of

Row = TypeVar("Row", PairFact, ReasonFact, StageFact, LimitFact)

MONTHS = 12
APRIL = 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """The days from `first` to `last` (both included) in an area, and what narrows it: agencies by id, the rest by key.

    `agency` took part in the case on either side. `stage` is the furthest that a case reached.
    """

    area: Area
    first: date
    last: date
    raising: int | None = None
    receiving: int | None = None
    agency: int | None = None
    stage: str = ""
    reason: str = ""
    need: str = ""

    @property
    def before(self) -> "Scope":
        """The same over the period before: as many months before where it is of whole months, else as many days."""
        first, last = period_before(self.first, self.last)
        return replace(self, first=first, last=last)

    @property
    def narrowed(self) -> dict[str, str]:
        """What narrows it, by dimension."""
        return {name: str(value) for name in NARROWING if (value := getattr(self, name))}

    def count(self, measure: str, **of: str) -> Count:
        """The Count of a measure here, of those with these further values.

        What an agency raised is the same number whether or not only its own part is counted.
        """
        values = {**self.narrowed, **of}
        if values.get("agency") in (values.get("raising", ""), values.get("receiving", "")):
            values.pop("agency")
        return count_of(measure, self.first, self.last, area=self.area.key, **values)


NARROWING = ("raising", "receiving", "agency", "stage", "reason", "need")


def period_before(first: date, last: date) -> tuple[date, date]:
    """The period to compare with: of the same length, and ending the day before `first`; whole months count as months.

    A reporting year of which not all is over is compared with the same days a year earlier.
    """
    if (first.day, first.month) == (1, APRIL) and last < reporting_year(first)[1]:
        return _a_year_earlier(first), _a_year_earlier(last)
    whole = first.day == 1 and (last + ONE_DAY).day == 1
    if not whole:
        return first - (last - first) - ONE_DAY, first - ONE_DAY
    months = (last.year - first.year) * MONTHS + last.month - first.month + 1
    return _months_earlier(first, months), first - ONE_DAY


def reporting_year(on: date) -> tuple[date, date]:
    """The year from 1 April to 31 March in which a day lies."""
    start = date(on.year if on.month >= APRIL else on.year - 1, APRIL, 1)
    return start, date(start.year + 1, APRIL, 1) - ONE_DAY


def quarters(first: date, last: date) -> list[tuple[date, date]]:
    """The quarters of three months, from that which begins in the month of `first` to the one in which `last` lies."""
    found, start = [], first.replace(day=1)
    while start <= last:
        end = _months_earlier(start, -2)
        end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        found.append((start, end))
        start = end + ONE_DAY
    return found


def london_span(first: date, last: date) -> tuple[datetime, datetime]:
    """The instant (UTC) at which the first of these London days begins, and that at which the last is over."""
    return instant(first, time.min), instant(last + ONE_DAY, time.min)


def _a_year_earlier(day: date) -> date:
    """The same day a year before; the day before where there was none."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _months_earlier(day: date, months: int) -> date:
    """The first of the month so many months before that of a day."""
    at = day.year * MONTHS + day.month - 1 - months
    return date(at // MONTHS, at % MONTHS + 1, 1)


def facts(scope: Scope) -> QuerySet[CaseFact]:
    """The cases of an area, narrowed; of any time."""
    found = CaseFact.objects.filter(area=scope.area)
    if scope.raising:
        found = found.filter(raising=scope.raising)
    if scope.receiving:
        found = found.filter(Exists(_pairs(receiving=scope.receiving)))
    if scope.agency:
        found = found.filter(Q(raising=scope.agency) | Exists(_pairs(receiving=scope.agency)))
    if scope.reason:
        found = found.filter(Exists(ReasonFact.objects.filter(fact=OuterRef("pk"), reason=scope.reason)))
    same = {name: getattr(scope, name) for name in ("stage", "need") if getattr(scope, name)}
    return found.filter(**same)


def _pairs(receiving: int) -> QuerySet[PairFact]:
    return PairFact.objects.filter(fact=OuterRef("pk"), receiving=receiving)


def raised(scope: Scope, days: tuple[date, date] | None = None) -> QuerySet[CaseFact]:
    """The cases that were raised in the period, or in these days."""
    return facts(scope).filter(raised_on__range=days or (scope.first, scope.last))


def closed(scope: Scope, days: tuple[date, date] | None = None) -> QuerySet[CaseFact]:
    """The cases that ended in the period, or in these days."""
    return facts(scope).filter(ended_on__range=days or (scope.first, scope.last))


def still_open(scope: Scope) -> QuerySet[CaseFact]:
    """The cases that were open when the last day of the period was over."""
    return facts(scope).filter(Q(ended_on=None) | Q(ended_on__gt=scope.last), raised_on__lte=scope.last)


def how_many_open(scope: Scope) -> tuple[int, int]:
    """How many were open when the last day of the period was over, and of the one before; five quick counts.

    Counted back from those that are open now, because those raised or closed since are few beside all that there ever were.
    """
    every = facts(scope)
    now = every.filter(ended_on=None).count()
    closed_since, raised_since = (
        [every.filter(**{f"{day}__gt": one.last}).count() for one in (scope, scope.before)]
        for day in ("ended_on", "raised_on")
    )
    back = [now + closed - raised for closed, raised in zip(closed_since, raised_since, strict=True)]
    return back[0], back[1]


def reasons(scope: Scope, days: tuple[date, date]) -> QuerySet[ReasonFact]:
    """The reasons of the cases that were raised in these days."""
    return _of(scope, ReasonFact.objects.filter(area=scope.area, raised_on__range=days))


def visits(scope: Scope, days: tuple[date, date]) -> QuerySet[StageFact]:
    """The visits to a stage that ended in these days."""
    return _of(scope, StageFact.objects.filter(area=scope.area, closed_on__range=days))


def limits(scope: Scope, days: tuple[date, date]) -> QuerySet[LimitFact]:
    """The limits that were due, by the original maximum, in these days."""
    return _of(scope, LimitFact.objects.filter(area=scope.area, due_on__range=days))


def _of(scope: Scope, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those rows whose case is one of the scope's; asked only where something narrows it."""
    return rows.filter(fact__in=facts(scope).values("pk")) if scope.narrowed else rows
