"""What is counted of an area over some days: whole months from what was counted of them before, the rest from the facts.

A month is counted under the lock of whoever makes facts, and forgotten in the transaction that changes one of its facts; so
what is kept of it is what the facts say.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncMonth

from core.words import london
from policies.models import Area
from reports.models import (
    Beside,
    BesideFact,
    CaseFact,
    FactsMark,
    LimitFact,
    MonthCount,
    PairFact,
    ReasonFact,
    StageFact,
)

FLAGS = ("immediate_risk", "silence", "delay", "bypass", "extended")
"""What a case had in it, as a column of its facts says."""

Days = tuple[date, date]
ONE_DAY = timedelta(days=1)
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Measure:
    """What is counted: the rows of a table, by the day in one of their columns and by the values of some others."""

    model: Any
    day: str
    fields: tuple[str, ...]
    only: dict[str, str] = field(default_factory=dict)

    def rows(self, area: Area, among: QuerySet[CaseFact] | None = None) -> QuerySet[Any]:
        """Its rows in an area; of these cases only, where they are given."""
        rows: QuerySet[Any] = self.model.objects.filter(area=area, **self.only)
        if among is not None:
            rows = rows.filter(**{"pk__in" if self.model is CaseFact else "fact__in": among.values("pk")})
        return rows


MEASURES: dict[str, Measure] = {
    "places": Measure(CaseFact, "raised_on", ("stage", "band")),
    "raisers": Measure(CaseFact, "raised_on", ("raising",)),
    "needs": Measure(CaseFact, "raised_on", ("need",)),
    "flags": Measure(CaseFact, "raised_on", FLAGS),
    "pairs": Measure(PairFact, "raised_on", ("raising", "receiving")),
    "reasons": Measure(ReasonFact, "raised_on", ("reason",)),
    "closed": Measure(CaseFact, "ended_on", ("ending", "outcome", "helped")),
    "times": Measure(CaseFact, "ended_on", ("working_days",)),
    "visits": Measure(StageFact, "closed_on", ("stage", "working_days")),
    "limits": Measure(LimitFact, "due_on", ("stage", "agency", "owner", "kept", "why")),
    "learning": Measure(BesideFact, "began_on", ("kind", "became"), {"what": Beside.LEARNING}),
    "actions": Measure(BesideFact, "began_on", ("became",), {"what": Beside.ACTIONS}),
    "sittings": Measure(BesideFact, "began_on", ("kind",), {"what": Beside.SITTINGS}),
}
"""All that a period is counted by."""


def counted(
    area: Area, periods: Sequence[Days], *, among: QuerySet[CaseFact] | None = None
) -> dict[str, list[Counter[Any]]]:
    """By measure: for each period (first and last day, both included), how many by the values of its fields, as a tuple.

    The periods do not overlap.
    At most a query for each measure, and two more. `among`: of these cases only, which is counted from the facts.
    """
    kept = _kept(area, periods) if among is None else {}
    began = _began(area)
    found = {}
    for name, measure in MEASURES.items():
        counts: list[Counter[Any]] = [Counter() for _ in periods]
        left = []
        for place, period in enumerate(periods):
            for days in months_of(period):
                if began is None or days[1] < began:
                    continue
                groups = kept.get((name, days))
                if groups is None:
                    left.append((place, days))
                else:
                    counts[place].update({tuple(values): number for *values, number in groups})
        for place, *values, number in _of_days(measure.rows(area, among), measure, left) if left else ():
            counts[place][tuple(values)] += number
        found[name] = counts
    return found


def _began(area: Area) -> date | None:
    """The day on which an area raised its first case: before that there is nothing to count."""
    return CaseFact.objects.filter(area=area).order_by("raised_on").values_list("raised_on", flat=True).first()


def months_of(days: Days) -> list[Days]:
    """The days in pieces, none of which reaches over the end of a month."""
    first, last = days
    found = []
    while first <= last:
        end = min(_end(first), last)
        found.append((first, end))
        first = end + ONE_DAY
    return found


def _end(day: date) -> date:
    """The last day of the month of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def _kept(area: Area, periods: Sequence[Days]) -> dict[tuple[str, Days], list[list[Any]]]:
    """What was counted before of the whole months in these periods."""
    pieces = chain.from_iterable(months_of(period) for period in periods)
    whole = {first: last for first, last in pieces if first.day == 1 and last == _end(first)}
    rows = MonthCount.objects.filter(area=area, month__in=whole)
    return {
        (name, (month, whole[month])): groups for name, month, groups in rows.values_list("measure", "month", "counted")
    }


def _of_days(rows: QuerySet[Any], measure: Measure, pieces: Iterable[tuple[int, Days]]) -> Iterable[tuple[Any, ...]]:
    """How many in each of these pieces of periods, by the place of the period and the values; one query."""
    ranges = [(place, Q(**{f"{measure.day}__range": days})) for place, days in _joined(pieces)]
    any_of = Q()
    for _, within in ranges:
        any_of |= within
    place = Case(*(When(within, then=Value(place)) for place, within in ranges), output_field=IntegerField())
    counting = rows.filter(any_of).annotate(period=place).order_by()
    found: Iterable[tuple[Any, ...]] = counting.values_list("period", *measure.fields).annotate(number=Count("pk"))
    return found


def _joined(pieces: Iterable[tuple[int, Days]]) -> list[tuple[int, Days]]:
    """The pieces, those that follow upon each other as one."""
    found: list[tuple[int, Days]] = []
    for place, (first, last) in pieces:
        if found and found[-1][0] == place and found[-1][1][1] + ONE_DAY == first:
            found[-1] = (place, (found[-1][1][0], last))
        else:
            found.append((place, (first, last)))
    return found


# Keeping it.


def forget(months: Collection[tuple[int, date]]) -> None:
    """Forget what was counted of the months of these days, by the id of the area."""
    by_area: defaultdict[int, set[date]] = defaultdict(set)
    for area_id, day in months:
        by_area[area_id].add(day.replace(day=1))
    for area_id, firsts in by_area.items():
        MonthCount.objects.filter(area=area_id, month__in=firsts).delete()


def count_months(*, at: datetime, most: int | None = None) -> int:
    """Count the months that nobody has counted since their facts changed, up to a year ahead; returns how many.

    At `most` so many, the newest first: the others are counted from the facts until their turn comes.
    """
    missing = _missing(at)[:most]
    by_area: defaultdict[Area, list[date]] = defaultdict(list)
    for area, month in missing:
        by_area[area].append(month)
    for area, months in by_area.items():
        _count(area, sorted(months))
    return len(missing)


@transaction.atomic
def _count(area: Area, months: list[date]) -> None:
    FactsMark.objects.select_for_update().get(pk=FactsMark.objects.get_or_create(pk=1)[0].pk)
    forget([(area.pk, month) for month in months])
    spans = [days for _, days in _joined((0, (month, _end(month))) for month in months)]
    rows = []
    for name, measure in MEASURES.items():
        groups: dict[date, list[list[Any]]] = {month: [] for month in months}
        within = Q()
        for days in spans:
            within |= Q(**{f"{measure.day}__range": days})
        counting = measure.rows(area).filter(within).annotate(in_month=TruncMonth(measure.day)).order_by()
        for month, *values, number in counting.values_list("in_month", *measure.fields).annotate(number=Count("pk")):
            groups[month].append([*values, number])
        rows += [MonthCount(area=area, month=month, measure=name, counted=counts) for month, counts in groups.items()]
    MonthCount.objects.bulk_create(rows)


def _missing(at: datetime) -> list[tuple[Area, date]]:
    """The months of each area that are not counted, from its first case to a year ahead: those gone by first, the newest before the others."""
    first = CaseFact.objects.filter(area=OuterRef("pk")).order_by("raised_on").values("raised_on")[:1]
    areas = Area.objects.annotate(began_on=Subquery(first)).filter(began_on__isnull=False).order_by("pk")
    have = set(MonthCount.objects.filter(measure="places").values_list("area", "month"))
    today = london(at).date()
    until = _end(today + A_YEAR)
    every = [(area, days[0]) for area in areas for days in months_of((area.began_on.replace(day=1), until))]
    missing = sorted((one for one in every if (one[0].pk, one[1]) not in have), key=lambda one: one[1], reverse=True)
    return sorted(missing, key=lambda one: one[1] > today)
