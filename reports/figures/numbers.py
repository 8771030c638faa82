"""All that is counted for a period and the one before it: a handful of queries, each over both periods at once.

Whatever a table shows is put together from these in Python, so that a page asks the same few questions however much it shows.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from agencies.models import Agency
from cases.models import FollowUp, FollowUpKind, LearningPoint, Sitting
from core.words import LONDON
from reports import scopes
from reports.models import CaseFact
from reports.scopes import ONE_DAY, Scope

FLAGS = ("immediate_risk", "silence", "delay", "bypass", "extended")
"""What a case had in it, as a column of its facts says."""

Tally = Mapping[Hashable, int]


class Two(NamedTuple):
    """What was counted in the period, and in the one before: by one thing, or by several in a tuple."""

    now: Counter[Any]
    before: Counter[Any]

    def by(self, *places: int) -> "Two":
        """The same counted by some of its keys only: their places in the tuple."""
        return Two(_summed(self.now, places), _summed(self.before, places))

    @property
    def by_all(self) -> "Two":
        """All of them together, under the key ()."""
        return Two(*(Counter({(): counted.total()}) for counted in self))


@dataclass(frozen=True)
class Numbers:
    """What there is to show of a scope. Each is a `Two`; keys as the facts hold them, agencies by id.

    `raised`: () -> all; `flags`: flag -> cases; `stages`, `bands`, `raisers`, `needs`: of the cases raised; `places`: (stage,
    band). `pairs`: (raising,
    receiving). `closed`: (ending, outcome, helped). `times`: working days to the end -> cases. `visits`: (stage, working days).
    `limits`: (stage, agency or None, owner, kept, why). `learning`: (kind, became). `actions`: result. `sittings`: kind.
    `still_open`: the number at the end of each period.
    """

    scope: Scope
    raised: Two
    flags: Two
    stages: Two
    bands: Two
    places: Two
    raisers: Two
    needs: Two
    pairs: Two
    reasons: Two
    closed: Two
    times: Two
    visits: Two
    limits: Two
    learning: Two
    actions: Two
    sittings: Two
    still_open: tuple[int, int]


def gather(scope: Scope) -> Numbers:
    """Count it all: a fixed number of queries, whatever the scope."""
    days = scope.both
    raised, closed = scopes.raised(scope, days), scopes.closed(scope, days)
    kinds = _tally(scope, raised, "raised_on", "stage", "band")
    return Numbers(
        scope=scope,
        raised=kinds.by_all,
        flags=_flags(scope, raised),
        stages=kinds.by(0),
        bands=kinds.by(1),
        places=kinds,
        raisers=_tally(scope, raised, "raised_on", "raising").by(0),
        needs=_tally(scope, raised, "raised_on", "need").by(0),
        pairs=_tally(scope, scopes.pairs(scope, days), "raised_on", "raising", "receiving"),
        reasons=_tally(scope, scopes.reasons(scope, days), "raised_on", "reason").by(0),
        closed=_tally(scope, closed, "ended_on", "ending", "outcome", "helped"),
        times=_tally(scope, closed, "ended_on", "working_days").by(0),
        visits=_tally(scope, scopes.visits(scope, days), "closed_on", "stage", "working_days"),
        limits=_tally(scope, scopes.limits(scope, days), "due_on", "stage", "agency", "owner", "kept", "why"),
        learning=_of_cases(scope, LearningPoint.objects.all(), "recorded_at", "kind", "became"),
        actions=_of_cases(scope, FollowUp.objects.filter(kind=FollowUpKind.ACTION), "asked_at", "result").by(0),
        sittings=_of_cases(scope, Sitting.objects.all(), "chosen_at", "kind", case="passage__case").by(0),
        still_open=(scopes.still_open(scope).count(), scopes.still_open(scope.before).count()),
    )


def agencies_of(scope: Scope) -> dict[int, Agency]:
    """The agencies of the area, by id and in the order of their names: also those that raised nothing."""
    return {agency.pk: agency for agency in Agency.objects.filter(areas=scope.area).order_by("name")}


def _tally(scope: Scope, rows: QuerySet[Any], day: str, *fields: str) -> Two:
    """The rows by these fields, in the period and in the one before, as `day` says; one query."""
    return _split(rows.annotate(is_now=_is_now(f"{day}__gte", scope.first)), fields)


def _of_cases(scope: Scope, rows: QuerySet[Any], moment: str, *fields: str, case: str = "case") -> Two:
    """The same for rows of the cases themselves, by the London day of a moment."""
    first, last = scope.both
    found = rows.filter(
        **{f"{case}__area": scope.area, f"{moment}__gte": midnight(first), f"{moment}__lt": midnight(last + ONE_DAY)}
    )
    if scope.narrowed:
        found = found.filter(**{f"{case}__in": scopes.facts(scope).values("pk")})
    return _split(found.order_by().annotate(is_now=_is_now(f"{moment}__gte", midnight(scope.first))), fields)


def midnight(day: date) -> datetime:
    """The first instant of a London day."""
    return datetime.combine(day, time.min, LONDON)


def _is_now(lookup: str, first: date | datetime) -> Case:
    return Case(When(**{lookup: first}, then=Value(True)), default=Value(False), output_field=BooleanField())


def _split(rows: QuerySet[Any], fields: tuple[str, ...]) -> Two:
    found = Two(Counter(), Counter())
    for is_now, *keys, number in rows.values_list("is_now", *fields).annotate(number=Count("pk")):
        (found.now if is_now else found.before)[tuple(keys)] += number
    return found


def _flags(scope: Scope, rows: QuerySet[CaseFact]) -> Two:
    """How many of the cases raised had each of the flags; one query."""
    counts = {
        f"{flag}_{when}": Count("pk", filter=Q(**{flag: True}) & during)
        for flag in FLAGS
        for when, during in (("now", Q(raised_on__gte=scope.first)), ("before", Q(raised_on__lt=scope.first)))
    }
    found = rows.aggregate(**counts)
    return Two(*(Counter({flag: found[f"{flag}_{when}"] for flag in FLAGS}) for when in ("now", "before")))


def _summed(counted: Counter[Any], places: tuple[int, ...]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, number in counted.items():
        found[key[places[0]] if len(places) == 1 else tuple(key[place] for place in places)] += number
    return found


def middle(counted: Mapping[int, int], share: float = 0.5) -> float | None:
    """The value below which this share of the cases lie, from how often each was counted; None for none.

    As the nearest rank above; the middle of an even number lies half-way between the two in the middle.
    """
    ordered = sorted((value, number) for value, number in counted.items() if number)
    total = sum(number for _, number in ordered)
    if not total:
        return None
    at = share * total
    ranks = (int(at), int(at) + 1) if at == int(at) else (int(at) + 1,) * 2
    low, high = (_at_rank(ordered, max(1, rank)) for rank in ranks)
    return (low + high) / 2 if share == 0.5 else float(low)


def _at_rank(ordered: list[tuple[int, int]], rank: int) -> int:
    seen = 0
    for value, number in ordered:
        seen += number
        if seen >= rank:
            return value
    return ordered[-1][0]
