"""Was it answered in time, where did the time go, and why was it late?"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any

from reports.figures.names import Names
from reports.figures.numbers import Numbers, Two, middle
from reports.figures.tables import (
    TOTAL,
    Compared,
    columns_add_up,
    days,
    in_order,
    number,
    rows_add_up,
    share,
    where_and_when,
)
from reports.models import Kept, Why
from reports.scopes import Scope
from reports.shape import Count, Row, Section, Table

STAGE, AGENCY, OWNER, KEPT, WHY = range(5)
"""Where what stands in the key of a counted limit."""
IN_TIME, AGREED, LATE = "kept", "by-agreement", "late"
GROUPS: dict[str, str] = {Kept.KEPT: IN_TIME, Kept.BY_AGREEMENT: AGREED, Kept.LATE: LATE, Kept.MISSED: LATE}
"""How the table groups how it went; what is not yet due, or was no longer owed, is not counted."""
COUNTED = (0, 1, 2, 3)
NINE_IN_TEN = 0.9


def in_time(numbers: Numbers, names: Names) -> Section:
    """Limits that were due: kept as the procedure allows, by agreement, or not; by stage and by who owed it; and why not."""
    scope = numbers.scope
    limits = numbers.limits.now
    by_stage = _kept_table(
        scope,
        limits,
        key="limits-by-stage",
        title="Answered in time, by stage",
        head="Stage",
        rows=[(key, label) for key, label in names.stages.items() if any(limit[STAGE] == key for limit in limits)],
        of=lambda limit: limit[STAGE],
        dimension="at",
    )
    owing = list(dict.fromkeys(limit[AGENCY] for limit in limits))
    by_agency = _kept_table(
        scope,
        limits,
        key="limits-by-agency",
        title="Answered in time, by who owed it",
        head="Agency",
        rows=sorted(((pk, names.agency(pk)) for pk in owing), key=lambda row: (row[0] is None, row[1])),
        of=lambda limit: limit[AGENCY],
        dimension="owing",
    )
    late = Two(*(_late_by_reason(counted) for counted in numbers.limits))
    why = Compared(
        key="lateness",
        title="Why it was late",
        what="Limits that were not kept, nor by agreement",
        head="What the record says",
        measure="late",
        dimension="why",
        rows=in_order({why.value: str(why.label) for why in Why}, late.now, late.before),
        counted=late,
        whole=late.by_all,
        drawn=None,
    )
    return Section(
        key="in-time",
        title="Answered in time",
        finding="",
        says="Each limit of the procedure counts in the period in which it was first due. It is “in the time allowed” where it "
        "was done by the date that the procedure gave at first, and “by an agreed later date” where both sides had agreed "
        "one. A limit whose stage ended before it was due is not counted.",
        tables=(by_stage, by_agency, why.of(scope)),
    )


def time_taken(numbers: Numbers, names: Names) -> Section:
    """How many working days each stage took, and the whole."""
    scope = numbers.scope
    rows = [
        _time_row(key, label, _times(numbers.visits.now, key), scope.count("visits", at=key))
        for key, label in names.stages.items()
        if any(stage == key for stage, _ in numbers.visits.now)
    ]
    ended = {time: cases for time, cases in numbers.times.now.items() if time is not None}
    rows.append(_time_row(TOTAL, "From raising to the end", ended, scope.count("closed")))
    table = Table(
        key="times",
        title="Working days at each stage, and from raising to the end",
        subtitle=where_and_when(scope, "Stages that ended, and disagreements closed"),
        head="Stage",
        columns=("Number", "Half took no longer than (working days)", "Nine in ten took no longer than (working days)"),
        rows=tuple(rows),
        notes=("The day on which it began does not count. A stage that was visited again counts each time.",),
        drawn=None,
    )
    return Section(
        key="times",
        title="Where the time goes",
        finding="",
        says="A stage counts in the period in which it ended. Half of them took no longer than the first number of working "
        "days (the median), nine in ten no longer than the second.",
        tables=(table,),
    )


def _kept_table(
    scope: Scope,
    limits: Counter[Any],
    *,
    key: str,
    title: str,
    head: str,
    rows: Iterable[tuple[Any, str]],
    of: Callable[[tuple[Any, ...]], Hashable],
    dimension: str,
) -> Table:
    """A row for each value of a dimension: how many limits were due, and how it went with them."""
    groups: dict[Hashable, Counter[str]] = {}
    for limit, times in limits.items():
        group = GROUPS.get(limit[KEPT])
        if group is not None:
            groups.setdefault(of(limit), Counter())[group] += times
    made = [
        _kept_row(str(value), label, groups[value], partial(_count, scope, dimension, value))
        for value, label in rows
        if value in groups
    ]
    whole: Counter[str] = sum(groups.values(), Counter())
    made.append(_kept_row(TOTAL, "All", whole, scope.count, total=True))
    return Table(
        key=key,
        title=title,
        subtitle=where_and_when(scope, "Limits that were first due"),
        head=head,
        columns=(
            "Due",
            "In the time allowed",
            "By an agreed later date",
            "Late or not done",
            "Share late or not done",
            "Share in the time allowed",
        ),
        rows=tuple(made),
        links=(*columns_add_up(made, COUNTED), *rows_add_up(made, 0, COUNTED[1:])),
        drawn=None,
    )


def _count(scope: Scope, dimension: str, value: object, measure: str) -> Count:
    return scope.count(measure, **{dimension: str(value)})


def _kept_row(key: str, label: str, groups: Counter[str], count: Callable[[str], Count], *, total: bool = False) -> Row:
    due = groups.total()
    cells = (
        number(due, count("due")),
        number(groups[IN_TIME], count("in-time")),
        number(groups[AGREED], count("agreed")),
        number(groups[LATE], count("late")),
        share(groups[LATE], due, count("late"), count("due")),
        share(groups[IN_TIME], due, count("in-time"), count("due")),
    )
    return Row(key=key, label=label, cells=cells, total=total)


def _late_by_reason(limits: Counter[Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for limit, times in limits.items():
        if GROUPS.get(limit[KEPT]) == LATE:
            found[limit[WHY]] += times
    return found


def _times(visits: Counter[Any], key: str) -> dict[int, int]:
    return {time: cases for (stage, time), cases in visits.items() if stage == key and time is not None}


def _time_row(key: str, label: str, times: dict[int, int], count: Count) -> Row:
    cells = (
        number(sum(times.values()), count),
        days(middle(times), count),
        days(middle(times, NINE_IN_TEN), count),
    )
    return Row(key=key, label=label, cells=cells, total=key == TOTAL)
