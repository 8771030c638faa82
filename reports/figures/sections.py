"""The sections of a report, in their order: each made from the same numbers, and headed by what it found."""

from collections.abc import Callable, Collection
from datetime import date

from policies.models import Area
from reports.figures import agencies, outcomes, timeliness, volume
from reports.figures.findings import with_finding
from reports.figures.names import Names, names_of
from reports.figures.numbers import Numbers, gather
from reports.scopes import Scope
from reports.shape import Section

VERSION = 1
"""Raised whenever a figure is counted otherwise than before: a report says by which version its figures were counted."""

SECTIONS: dict[str, tuple[str, Callable[[Numbers, Names], Section]]] = {
    "volume": ("How many", volume.volume),
    "stages": ("How far they went", volume.stages),
    "agencies": ("Who raised them, and with whom", agencies.agencies),
    "reasons": ("What they were about", volume.reasons),
    "in-time": ("Answered in time", timeliness.in_time),
    "times": ("Where the time goes", timeliness.time_taken),
    "concerns": ("Silence, delay and risk", volume.concerns),
    "outcomes": ("What became of them", outcomes.outcomes),
    "learning": ("What was learned and done", outcomes.learning),
}
"""By key: the title, and what makes it."""


def report_sections(area: Area, first: date, last: date) -> tuple[Section, ...]:
    """All sections of a report on an area, from `first` to `last` (London days, both included), with true numbers."""
    return sections_of(Scope(area, first, last))


def sections_of(scope: Scope, only: Collection[str] = ()) -> tuple[Section, ...]:
    """These sections (all, unless some are named) of what a scope counts, with true numbers; a fixed number of queries."""
    numbers = gather(scope)
    names = names_of(scope.area, besides=_agencies_in(numbers))
    return tuple(with_finding(make(numbers, names)) for key, (_, make) in SECTIONS.items() if not only or key in only)


def _agencies_in(numbers: Numbers) -> set[int]:
    return {pk for tally in numbers.pairs for pair in tally for pk in pair}
