"""A world that agrees with all that was told: for each number that we do not know either, something that it may be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reports.shape import Count
from reports.suppression.periods import not_adding_up
from reports.suppression.solving import ENDLESS, Problem, Solver, whole_numbers
from reports.suppression.system import Publication, System, Told, states_of, system_of


class ContradictionError(ValueError):
    """The numbers in hand do not add up as their own links say: nothing is published of them."""


def begin(told: Told, earlier: Iterable[Publication]) -> tuple[System, list[int]]:
    """What an outsider faces, tied together as closely as it can be true, with a value for each number."""
    for assumed in assumptions(told, tuple(earlier)):
        system = system_of(assumed)
        values = some_world(system)
        if values is not None:
            return system, values
    message = "The numbers of this report do not add up as its tables say."
    raise ContradictionError(message)


def assumptions(told: Told, earlier: tuple[Publication, ...]) -> Iterator[Told]:
    """What an outsider may take for granted, from the most to the least: what contradicts the numbers is not believed."""
    apart = told.apart | not_adding_up(told.counts)
    every = apart | {count.measure for each in (told.counts, *(p.shown for p in earlier)) for count in each}
    states = tuple(states_of(earlier))
    alone = tuple((publication,) for publication in earlier)
    for measures in (apart, every):
        for same in (True, False) if can_be_same(told.counts, states) else (False,):
            yield replace(told, states=states, same=same, apart=measures)
        yield replace(told, states=states, same=False, apart=measures, grows=False)
    yield replace(told, states=alone, same=False, apart=every, grows=False)
    yield replace(told, states=(), same=False, apart=every)


def can_be_same(counts: Mapping[Count, int], states: tuple[tuple[Publication, ...], ...]) -> bool:
    """That nothing of the last state of the record that was published differs from the numbers in hand."""
    return bool(states) and all(publication.agrees(counts) for publication in states[-1])


def some_world(system: System) -> list[int] | None:
    """A value for each number, with which all rows hold; None where there is none."""
    unknown = {
        place: column
        for column, place in enumerate(p for p, number in enumerate(system.numbers) if number.value is None)
    }
    rows = []
    for row in system.rows:
        terms = [(unknown[place], factor) for place, factor in row.terms if place in unknown]
        known = sum(factor * (system.numbers[place].value or 0) for place, factor in row.terms)
        if not terms and not row.low <= known <= row.high:
            return None
        rows.append((terms, row.low - known, row.high - known))
    if not unknown:
        return [number.value or 0 for number in system.numbers]
    found = point_of(Problem([system.numbers[place].low for place in unknown], [ENDLESS] * len(unknown), rows))
    if found is None:
        return None
    return [found[unknown[p]] if p in unknown else number.value or 0 for p, number in enumerate(system.numbers)]


def point_of(problem: Problem) -> list[int] | None:
    """A point of a problem in whole numbers: mostly a corner has them, and else they are searched for."""
    for whole in (False, True):
        point = Solver(problem, whole=whole).solve()
        found = point and whole_numbers(point)
        if point is None or found:
            return found or None
    return None
