"""A program that attacks what is published, by another road than the one that protects it.

It knows nothing of links, tables or totals. Its world are the cases themselves: unknown whole numbers of them, by everything that
a count can ask (who raised it, who received it, the reasons, the quarter). Each number that was ever shown says one thing of
these, each hidden one that it is not zero. From that it works out, exactly, the least and the most that any number can be.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import NamedTuple

import highspy

from reports.shape import Count, Link

QUARTERS = tuple(
    (date(year, month, 1), date(year, month + 2, 30 if month in (4, 7) else 31))
    for year, month in ((2024, 4), (2024, 7), (2024, 10), (2025, 1), (2025, 4), (2025, 7), (2025, 10), (2026, 1))
)
YEAR, BEFORE = (QUARTERS[4][0], QUARTERS[7][1]), (QUARTERS[0][0], QUARTERS[3][1])
AGENCIES = ("a", "b", "c")
REASONS = ("delay", "threshold", "safety")


class Kind(NamedTuple):
    """What cases are alike in, as far as anything counts."""

    raising: str
    receiving: str
    reasons: tuple[str, ...]
    quarter: int


Cases = Counter[Kind]


def kinds(quarters: Iterable[int] = range(4, 8)) -> list[Kind]:
    """All that a case may be."""
    sets = [of for size in (1, 2) for of in combinations(REASONS, size)]
    return [Kind(a, b, of, q) for a in AGENCIES for b in AGENCIES for of in sets for q in quarters]


def drawn(seed: int, number: int, quarters: Iterable[int] = range(4, 8)) -> Cases:
    """So many cases at random, of few kinds more than of others."""
    draw = random.Random(seed)
    every = kinds(quarters)
    weights = [draw.expovariate(1) ** 2 for _ in every]
    return Counter(draw.choices(every, weights, k=number))


def counts(kind: Kind, count: Count) -> bool:
    """Whether such a case is counted."""
    first, last = QUARTERS[kind.quarter]
    return (
        count.first <= first
        and last <= count.last
        and all(
            value in getattr(kind, name + "s", ()) or value == getattr(kind, name, None) for name, value in count.of
        )
    )


def number(cases: Cases, count: Count) -> int:
    """How many there truly are."""
    return sum(times for kind, times in cases.items() if counts(kind, count))


@dataclass
class Sheet:
    """The counts of a report, and what its tables say of how they add up."""

    counts: list[Count] = field(default_factory=list)
    tables: list[list[Link]] = field(default_factory=list)

    @property
    def links(self) -> list[Link]:
        return [link for table in self.tables for link in table]

    def truth(self, cases: Cases) -> dict[Count, int]:
        return {count: number(cases, count) for count in dict.fromkeys(self.counts)}

    def table(self, total: Count, parts: Iterable[Count], *, overlap: bool = False) -> "Sheet":
        link = Link(total=total, parts=tuple(parts), overlap=overlap)
        self.counts += [*link.parts, link.total]
        self.tables.append([link])
        return self


def of(period: tuple[date, date] = YEAR, /, **values: str) -> Count:
    return Count(measure="raised", of=tuple(sorted(values.items())), first=period[0], last=period[1])


def by_agency(sheet: Sheet, period: tuple[date, date] = YEAR) -> Sheet:
    return sheet.table(of(period), [of(period, raising=a) for a in AGENCIES])


def by_reason(sheet: Sheet, period: tuple[date, date] = YEAR, **scope: str) -> Sheet:
    return sheet.table(of(period, **scope), [of(period, reason=r, **scope) for r in REASONS], overlap=True)


def by_quarter(sheet: Sheet, **scope: str) -> Sheet:
    sheet.counts += [of(quarter, **scope) for quarter in QUARTERS[4:]]
    return sheet


def matrix(sheet: Sheet) -> Sheet:
    links = [Link(total=of(raising=a), parts=tuple(of(raising=a, receiving=b) for b in AGENCIES)) for a in AGENCIES]
    links += [Link(total=of(receiving=b), parts=tuple(of(raising=a, receiving=b) for a in AGENCIES)) for b in AGENCIES]
    links += [
        Link(total=of(), parts=tuple(of(YEAR, **{side: a}) for a in AGENCIES)) for side in ("raising", "receiving")
    ]
    sheet.counts += [count for link in links for count in (*link.parts, link.total)]
    sheet.tables.append(links)
    return sheet


@dataclass(frozen=True)
class Seen:
    """What one publication tells: numbers shown, and those that are hidden and so not zero."""

    shown: Mapping[Count, int]
    hidden: frozenset[Count]


class Attack:
    """The least and the most that a number can be, from everything seen.

    `growing`: each publication is of the record as it then was, and no case was taken out of it since; else all are of one record.
    """

    def __init__(self, seen: Iterable[Seen], every: list[Kind], *, growing: bool = False) -> None:
        self.seen, self.every, self.growing = list(seen), every, growing
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        for _ in range(len(self.seen) if growing else 1):
            for _ in every:
                self.highs.addVar(0, 60)
        for column in range(self.highs.getNumCol()):
            self.highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for state, publication in enumerate(self.seen):
            for count, value in publication.shown.items():
                self.say(state, count, value, value)
            for count in publication.hidden:
                self.say(state, count, 1, 10_000)
        for column in range(len(every), self.highs.getNumCol()):
            self.highs.addRow(0, 60, 2, [column - len(every), column], [-1, 1])

    def columns(self, state: int, count: Count) -> list[int]:
        """Which unknowns a count adds up."""
        start = state * len(self.every) if self.growing else 0
        return [start + place for place, kind in enumerate(self.every) if counts(kind, count)]

    def say(self, state: int, count: Count, low: int, high: int) -> None:
        columns = self.columns(state, count)
        self.highs.addRow(low, high, len(columns), columns, [1.0] * len(columns))

    def range_of(self, *wanted: tuple[int, Count, int]) -> tuple[int, int]:
        """Between what the sum of some counts (state, count, factor) lies."""
        return self.bound(wanted, 1), -self.bound(wanted, -1)

    def bound(self, wanted: Iterable[tuple[int, Count, int]], sign: int) -> int:
        for column in range(self.highs.getNumCol()):
            self.highs.changeColCost(column, 0)
        costs: Counter[int] = Counter()
        for state, count, factor in wanted:
            for column in self.columns(state, count):
                costs[column] += sign * factor
        for column, cost in costs.items():
            self.highs.changeColCost(column, cost)
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal, self.highs.getModelStatus()
        return round(self.highs.getInfo().objective_function_value)


Protect = Callable[..., frozenset[Count]]


def seen_of(truth: Mapping[Count, int], hidden: frozenset[Count]) -> Seen:
    return Seen({count: value for count, value in truth.items() if count not in hidden}, hidden & truth.keys())


def small(truth: Mapping[Count, int], threshold: int) -> Iterator[Count]:
    return (count for count, value in truth.items() if 1 <= value <= threshold)


def found_out(attack: Attack, truth: Mapping[Count, int], threshold: int, state: int = 0) -> list[Count]:
    """The small numbers that the attack recovers exactly."""
    return [c for c in small(truth, threshold) if len(set(attack.range_of((state, c, 1)))) == 1]
