"""The facts keep step with the cases: made anew for those that have moved, and found cheaply.

Whatever changes a case writes an entry, so that `Case.revision` tells whether its facts are old. A limit that passes is
noted by the sweep as an entry: nothing of the facts changes with time alone.

No case is locked: a verb never waits for the figures. What was read is kept only of cases whose revision was the same before and
after, and facts are made by one at a time, under the lock of `FactsMark`.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from cases.models import Case, Entry
from reports.facts import months
from reports.facts.limits import NOT_KEPT, say_why
from reports.facts.making import Rows, rows_of
from reports.facts.reading import Told, batches, read, read_spoken
from reports.models import BesideFact, CaseFact, FactsMark, LimitFact, PairFact, ReasonFact, StageFact

logger = logging.getLogger(__name__)

BATCH = 500
"""Cases whose facts are made in one transaction."""
COMPARED = 10_000
"""Cases whose revisions are compared at a time."""
ON_ITS_WAY = timedelta(minutes=10)
"""How long a transaction may take: what was written in it may be seen only then, behind what was written later."""
TRIES = 3
MONTHS = 60
"""Months of areas that are counted anew in one turn."""
MADE = (
    (PairFact, ("raised_on",)),
    (ReasonFact, ("raised_on",)),
    (StageFact, ("closed_on",)),
    (LimitFact, ("due_on",)),
    (BesideFact, ("began_on",)),
    (CaseFact, ("raised_on", "ended_on")),
)
"""The facts that are made, those that hang on others first, with the columns of the days on which they are counted."""


def catch_up(*, at: datetime) -> int:
    """Make the facts of every case that has moved since they were made; returns of how many. Cheap where nothing has.

    Only what was written lately is looked at (`FactsMark`); `compare` looks at every case.
    """
    mark = _mark()
    if mark.entry is None:
        return compare(at=at)
    newest = _newest_entry()
    moved = Entry.objects.filter(pk__gt=mark.entry).order_by().values_list("case", flat=True).distinct()
    made = sum(refresh(_behind(ids)) for ids in batches(list(moved), BATCH))
    _move_mark(newest, at=at)
    months.count_months(at=at, most=MONTHS)
    return made


def compare(*, at: datetime, anew: bool = False) -> int:
    """Compare every case with its facts, and make them where they are missing or older, or `anew` of all; returns of how many."""
    newest = _newest_entry()
    made = 0
    for ids in _all_cases():
        wanted = ids if anew else _behind(ids)
        made += sum(refresh(some) for some in batches(wanted, BATCH))
    _move_mark(newest, at=at)
    months.count_months(at=at)
    return made


def refresh(case_ids: Collection[int]) -> int:
    """Make the facts of these cases anew, in one transaction and a fixed number of queries; returns of how many.

    One that moves meanwhile is tried again. One whose facts cannot be made is logged, and keeps those that it has.
    """
    left = set(case_ids)
    for _ in range(TRIES):
        if left:
            left = _make(left)
    return len(set(case_ids)) - len(left)


@transaction.atomic
def _make(case_ids: set[int]) -> set[int]:
    """Make the facts of these cases; returns those that moved meanwhile, whose facts were left as they are."""
    FactsMark.objects.select_for_update().get(pk=_mark().pk)
    told = read(case_ids)
    rows = {pk: made for pk, one in told.items() if (made := _rows_of(one)) is not None}
    late = [fact for made in rows.values() for fact in made.limits if fact.kept in NOT_KEPT]
    spoken = read_spoken({fact.clock.obligation.passage_id for fact in late if fact.clock.obligation})
    now = dict(Case.objects.filter(pk__in=told).values_list("pk", "revision"))
    steady = Rows()
    for pk, made in rows.items():
        if now.get(pk) == told[pk].case.revision:
            say_why(made.limits, told[pk], spoken)
            steady.add(made)
    _write(steady)
    return {pk for pk in told if now.get(pk) != told[pk].case.revision}


def _rows_of(told: Told) -> Rows | None:
    try:
        return rows_of(told)
    except Exception:
        logger.exception("The facts of the case with the id %s could not be made", told.case.pk)
        return None


def _write(rows: Rows) -> None:
    """Put these facts in the place of those that there are, and forget what was counted of the months that they are in."""
    ids = [fact.case_id for fact in rows.cases]
    touched = {(fact.area_id, day) for made in rows.all for fact in made for day in _days(fact)}
    for model, days in MADE:
        old = model.objects.filter(**{"pk__in" if model is CaseFact else "fact__in": ids})
        for area_id, *when in old.order_by().values_list("area", *days).distinct():
            touched |= {(area_id, day) for day in when if day is not None}
        old.delete()
    for made in rows.all:
        if made:
            type(made[0]).objects.bulk_create(made)
    months.forget(touched)


def _days(fact: Any) -> list[date]:
    """The days on which a fact is counted."""
    columns = next(days for model, days in MADE if isinstance(fact, model))
    return [day for column in columns if (day := getattr(fact, column)) is not None]


def _all_cases() -> Iterator[list[int]]:
    last = 0
    while ids := list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:COMPARED]):
        yield ids
        last = ids[-1]


def _behind(case_ids: Iterable[int]) -> list[int]:
    """Those of these cases whose facts are missing or older than their record."""
    ids = list(case_ids)
    made = dict(CaseFact.objects.filter(pk__in=ids).values_list("pk", "revision"))
    now = Case.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "revision")
    return [pk for pk, revision in now if made.get(pk) != revision]


def _newest_entry() -> int:
    return Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _mark() -> FactsMark:
    return FactsMark.objects.get_or_create(pk=1)[0]


@transaction.atomic
def _move_mark(newest: int, *, at: datetime) -> None:
    """Note that the record has been followed up to the entry `newest`, which counts once nothing can be on its way any more."""
    mark = FactsMark.objects.select_for_update().get(pk=_mark().pk)
    if mark.newest_at is not None and at - mark.newest_at < ON_ITS_WAY:
        return
    if mark.newest_at is not None:
        mark.entry = mark.newest
    mark.newest, mark.newest_at = newest, at
    mark.save()
