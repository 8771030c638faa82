"""Which cases stand behind a number? The rows of a Count, so that a reader may open those that are theirs to see."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import FollowUp, FollowUpKind, LearningPoint, Sitting
from policies.models import Area
from reports import scopes
from reports.facts.months import FLAGS
from reports.models import Kept, PairFact
from reports.scopes import NARROWING, Scope

IDS = ("raising", "receiving", "agency")
LATE = (Kept.LATE, Kept.MISSED)
OF_LIMITS: Mapping[str, tuple[Kept, ...]] = {
    "due": (Kept.KEPT, Kept.BY_AGREEMENT, *LATE),
    "in-time": (Kept.KEPT,),
    "agreed": (Kept.BY_AGREEMENT,),
    "late": LATE,
}
PLAIN = ("band", "ending", "outcome", "helped", "need")
"""Dimensions that are columns of a case's facts; a level of need is one here where none was given."""

Finder = Callable[[Scope, Mapping[str, str]], QuerySet[Any]]

MEASURES: dict[str, str] = {
    "raised": "Raised",
    "closed": "Closed",
    "open": "Open at the end",
    "pairs": "Raised",
    "due": "With a limit that was due",
    "in-time": "With a limit kept in the time allowed",
    "agreed": "With a limit kept by an agreed later date",
    "late": "With a limit that was late or not done",
    "visits": "With a stage that ended",
    "learning": "With a learning point",
    "actions": "With an action to be done",
    "sittings": "With a way of settling chosen",
}
"""What a measure counts, as the heading of the list of its cases."""


def cases_behind(area: Area, measure: str, first: date, last: date, of: Mapping[str, str]) -> QuerySet[Any]:
    """The ids of the cases that a Count counts. Raises KeyError for a measure or dimension that there is not, and ValueError
    for an agency that is no number.
    """
    chosen: dict[str, Any] = {name: of[name] for name in NARROWING if of.get(name)}
    chosen |= {name: int(chosen[name]) for name in IDS if name in chosen}
    rest = {name: value for name, value in of.items() if name not in chosen and name != "area"}
    return FINDERS[measure](Scope(area, first, last, **chosen), rest)


def _of_facts(rows: Callable[[Scope], QuerySet[Any]]) -> Finder:
    def found(scope: Scope, rest: Mapping[str, str]) -> QuerySet[Any]:
        wanted = Q()
        for name, value in rest.items():
            wanted &= _condition(name, value)
        return rows(scope).filter(wanted).values("case")

    return found


def _condition(name: str, value: str) -> Q:
    if name in PLAIN:
        return Q(**{name: value})
    if name == "flag" and value in FLAGS:
        return Q(**{value: True})
    if name == "from_type":
        return Q(raising__type=value)
    if name == "to_type":
        return Q(Exists(PairFact.objects.filter(fact=OuterRef("pk"), receiving__type=value)))
    raise KeyError(name)


def _of_limits(kept: tuple[Kept, ...]) -> Finder:
    def found(scope: Scope, rest: Mapping[str, str]) -> QuerySet[Any]:
        rows = scopes.limits(scope, (scope.first, scope.last)).filter(kept__in=kept)
        columns = {"at": "stage", "owing": "agency", "why": "why"}
        values = {name: None if value == str(None) else value for name, value in rest.items()}
        return rows.filter(**{columns[name]: value for name, value in values.items()}).values("fact")

    return found


def _of_visits(scope: Scope, rest: Mapping[str, str]) -> QuerySet[Any]:
    rows = scopes.visits(scope, (scope.first, scope.last))
    return rows.filter(**{{"at": "stage"}[name]: value for name, value in rest.items()}).values("fact")


def _of_rows(rows: Callable[[], QuerySet[Any]], moment: str, dimensions: tuple[str, ...], case: str = "case") -> Finder:
    def found(scope: Scope, rest: Mapping[str, str]) -> QuerySet[Any]:
        if set(rest) - set(dimensions):
            raise KeyError(*set(rest) - set(dimensions))
        begins, is_over = scopes.london_span(scope.first, scope.last)
        days = {f"{moment}__gte": begins, f"{moment}__lt": is_over}
        return rows().filter(**days, **rest, **{f"{case}__in": scopes.facts(scope).values("pk")}).values(case)

    return found


FINDERS: dict[str, Finder] = {
    "raised": _of_facts(scopes.raised),
    "pairs": _of_facts(scopes.raised),
    "closed": _of_facts(scopes.closed),
    "visits": _of_visits,
    **{measure: _of_limits(kept) for measure, kept in OF_LIMITS.items()},
    "open": _of_facts(scopes.still_open),
    "learning": _of_rows(LearningPoint.objects.all, "recorded_at", ("kind", "became")),
    "actions": _of_rows(lambda: FollowUp.objects.filter(kind=FollowUpKind.ACTION), "asked_at", ("result",)),
    "sittings": _of_rows(Sitting.objects.all, "chosen_at", ("kind",), "passage__case"),
}
