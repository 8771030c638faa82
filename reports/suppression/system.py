"""What an outsider may put together: every number that was shown or hidden, or follows from them, and how they hang together.

A number is a `Count` at a state of the record. Numbers of the same name are one number while nothing that was shown says
otherwise. Beside those of the tables there are some that stand in none, and follow: the piece by which two periods differ, what
is left of a whole without one of its parts, and by how much a number changed since it was published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from reports.shape import Count, Link
from reports.suppression.periods import Periods, in_order

ENDLESS = float("inf")


@dataclass(frozen=True)
class Publication:
    """What was published of the same record before: the numbers shown, those hidden, and how its tables add up."""

    shown: Mapping[Count, int]
    hidden: frozenset[Count] = frozenset()
    links: tuple[Link, ...] = ()

    def agrees(self, other: Mapping[Count, int]) -> bool:
        """That nothing in the other is seen to differ: no number shown in both, and none that was hidden is now nothing."""
        return all(other[count] == value for count, value in self.shown.items() if count in other) and all(
            other.get(count) != 0 for count in self.hidden
        )


@dataclass(frozen=True)
class Told:
    """What an outsider is to face: the numbers in hand, how they add up, which are shares of which, and what was published.

    `states`: what was published, by state of the record; `same`: that the last of them is that of the numbers in hand.
    `apart`: the measures of which a period is not the sum of its pieces; `grows`: that no number falls as the record goes on.
    """

    counts: Mapping[Count, int]
    links: tuple[Link, ...]
    shares: tuple[tuple[Count, Count], ...]
    states: tuple[tuple[Publication, ...], ...] = ()
    same: bool = False
    apart: frozenset[str] = frozenset()
    grows: bool = True

    @property
    def now(self) -> int:
        """The state of the numbers in hand."""
        return len(self.states) - (1 if self.same else 0)

    def published(self, state: int) -> tuple[Publication, ...]:
        """What was published of this state."""
        return self.states[state] if state < len(self.states) else ()


class Name(NamedTuple):
    """Which number: a count at a state; less one of its parts; or less itself at an earlier state."""

    state: int
    counted: Count
    part: Count | None = None
    since: int | None = None


@dataclass(frozen=True)
class Number:
    """One unknown of the outsider. `value`: what it is, None where we do not know either; `low`: what it cannot be below.

    `fixed`: known to everybody, because it was shown before, or is zero. `choice`: stands in the tables in hand, and may be hidden.
    """

    value: int | None = None
    low: float = 0
    fixed: bool = False
    choice: bool = False


@dataclass(frozen=True)
class Row:
    """What holds of numbers: the sum of each times its factor lies between `low` and `high`."""

    terms: tuple[tuple[int, int], ...]
    low: float = 0
    high: float = 0


@dataclass
class System:
    """All numbers, in the order in which they were met, and the rows that tie them."""

    numbers: list[Number] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    at: dict[Name, int] = field(default_factory=dict)

    def add(self, name: Name, number: Number | None = None) -> int:
        """The place of a number, which is new only the first time. One of which nothing is said stands in no table."""
        if name not in self.at:
            self.at[name] = len(self.numbers)
            self.numbers.append(number or Number())
        return self.at[name]

    def differ(self, name: Name, whole: int, part: int, *, low: float = 0) -> None:
        """A number of its own for what a whole has more than a part, where that is neither known nor the whole itself."""
        known = self.numbers[part].fixed and (self.numbers[whole].fixed or self.numbers[part].value == 0)
        if name not in self.at and not known:
            rest = self.add(name, Number(low=low))
            self.rows.append(Row(((whole, 1), (part, -1), (rest, -1))))

    def of(self, state: int) -> list[Count]:
        """The counts of a state, by name."""
        return [name.counted for name in self.at if name.state == state and name.part is None and name.since is None]


def states_of(earlier: Iterable[Publication]) -> list[tuple[Publication, ...]]:
    """The earlier publications, those together that may have been of the same state of the record."""
    states: list[list[Publication]] = []
    seen: dict[Count, int] = {}
    for publication in earlier:
        if not states or not publication.agrees(seen):
            states.append([])
            seen = {}
        states[-1].append(publication)
        seen.update(publication.shown)
    return [tuple(state) for state in states]


def system_of(told: Told) -> System:
    """All that ties what is told together."""
    system = System()
    shown = {count for publication in told.published(told.now) for count in publication.shown}
    for count in in_order(told.counts):
        value = told.counts[count]
        fixed = value == 0 or count in shown
        system.add(Name(told.now, count), Number(value, low=min(value, 1), fixed=fixed, choice=not fixed))
    for state, publications in enumerate(told.states):
        for publication in publications:
            add_published(system, state, publication)
    for state in range(told.now + 1):
        links = [link for publication in told.published(state) for link in publication.links]
        tie(system, state, [*links, *(told.links if state == told.now else ())], apart=told.apart)
    for part, whole in told.shares:
        name = Name(told.now, whole, part)
        system.differ(name, system.add(Name(told.now, whole)), system.add(Name(told.now, part)))
    add_changes(system, grows=told.grows)
    return system


def add_published(system: System, state: int, publication: Publication) -> None:
    """The numbers of an earlier publication: what was shown is known to everybody; what was hidden was not nothing."""
    for count, value in publication.shown.items():
        system.add(Name(state, count), Number(value, fixed=True))
    for count in in_order(publication.hidden - publication.shown.keys()):
        system.add(Name(state, count), Number(low=1))


def tie(system: System, state: int, links: Iterable[Link], *, apart: frozenset[str]) -> None:
    """Tie together the numbers of one state of the record: by periods, by links, and as parts of wholes."""
    links = list(dict.fromkeys(links))
    for count, pieces in Periods(count for count in system.of(state) if count.measure not in apart).pieces():
        places = [system.add(Name(state, piece)) for piece in pieces]
        system.rows.append(Row(((system.at[Name(state, count)], 1), *((place, -1) for place in places))))
    links = list(dict.fromkeys([*links, *Periods(system.of(state)).moved(links)]))
    for whole, part in nested(system.of(state), links):
        system.differ(Name(state, whole, part), system.at[Name(state, whole)], system.at[Name(state, part)])
    for link in links:
        total, *parts = (system.add(Name(state, count)) for count in (link.total, *link.parts))
        system.rows.extend(rows_of(total, parts, overlap=link.overlap))


def rows_of(total: int, parts: Sequence[int], *, overlap: bool) -> Iterator[Row]:
    """What a link says."""
    if not overlap:
        yield Row(((total, 1), *((part, -1) for part in parts)))
        return
    yield Row(((total, -1), *((part, 1) for part in parts)), high=ENDLESS)
    for part in parts:
        yield Row(((total, 1), (part, -1)), high=ENDLESS)


def nested(counts: Iterable[Count], links: Iterable[Link]) -> Iterator[tuple[Count, Count]]:
    """Each count with the nearest wholes that it is a part of, by what it is `of`, unless a link says so already."""
    linked = {(link.total, part) for link in links for part in link.parts}
    known = set(counts)
    for part in in_order(known):
        for fewer in range(len(part.of) - 1, -1, -1):
            wholes = [part.model_copy(update={"of": of}) for of in combinations(part.of, fewer)]
            found = [whole for whole in wholes if whole in known]
            yield from ((whole, part) for whole in found if (whole, part) not in linked)
            if found:
                break


def add_changes(system: System, *, grows: bool) -> None:
    """By how much each number changed from one state of the record to the next in which it stands."""
    last: dict[Count, int] = {}
    for state in range(1 + max((name.state for name in system.at), default=0)):
        for count in system.of(state):
            if count in last:
                before, place = system.at[Name(last[count], count)], system.at[Name(state, count)]
                system.differ(Name(state, count, since=last[count]), place, before, low=0 if grows else -ENDLESS)
            last[count] = state
