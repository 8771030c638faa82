"""Which pieces the periods of a report cut each other into: a year is its quarters, and two that overlap differ by a piece."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from reports.shape import Count, Link

DAY = timedelta(days=1)
Series = tuple[str, tuple[tuple[str, str], ...]]


def series_of(count: Count) -> Series:
    """What a count counts, whenever."""
    return count.measure, count.of


def in_order(counts: Iterable[Count]) -> list[Count]:
    """Counts in an order that depends on what they count alone, whatever table they stand in."""
    return sorted(counts, key=lambda count: (count.measure, count.of, count.first, count.last))


class Periods:
    """The periods of each series of counts."""

    def __init__(self, counts: Iterable[Count]) -> None:
        self.of: dict[Series, set[tuple[date, date]]] = defaultdict(set)
        for count in counts:
            self.of[series_of(count)].add((count.first, count.last))

    def pieces(self) -> Iterator[tuple[Count, list[Count]]]:
        """Each count whose days other periods of its series cut, with the pieces, which may stand in no table."""
        for (measure, of), periods in self.of.items():
            cuts = sorted({first for first, _ in periods} | {last + DAY for _, last in periods})
            for first, last in sorted(periods):
                inside = [cut for cut in cuts if first < cut <= last]
                if inside:
                    ends = zip([first, *inside], [*(cut - DAY for cut in inside), last], strict=True)
                    pieces = [Count(measure=measure, of=of, first=start, last=end) for start, end in ends]
                    yield Count(measure=measure, of=of, first=first, last=last), pieces

    def moved(self, links: Iterable[Link]) -> Iterator[Link]:
        """Each link for every other period for which all its counts are there."""
        for link in links:
            counts = (link.total, *link.parts)
            if len({(count.first, count.last) for count in counts}) == 1:
                for first, last in sorted(set.intersection(*(self.of[series_of(count)] for count in counts))):
                    total, *parts = (count.model_copy(update={"first": first, "last": last}) for count in counts)
                    yield Link(total=total, parts=tuple(parts), overlap=link.overlap)


def not_adding_up(values: Mapping[Count, int]) -> set[str]:
    """The measures whose periods do not add up (how many are open, not how many were raised), as their numbers tell."""
    found = set()
    for count, pieces in Periods(values).pieces():
        known = [values[piece] for piece in pieces if piece in values]
        if sum(known) > values[count] or (len(known) == len(pieces) and sum(known) != values[count]):
            found.add(count.measure)
    return found
