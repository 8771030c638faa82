"""Which numbers of a report must be hidden, so that no small one can be worked out: see docs/adr/small-numbers.md.

Who knows all that is shown, now and before, how everything adds up, that counts are whole, and how it is chosen what is hidden
(which is never a zero), is left in doubt about each small number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.shape import Count, Link
from reports.suppression.choosing import Choice
from reports.suppression.start import ContradictionError, begin
from reports.suppression.system import Publication, Told

__all__ = ["ContradictionError", "Protection", "Publication", "protect"]


@dataclass(frozen=True)
class Protection:
    """What must be hidden: `first` because it is small, `second` so that no small number can be worked out.

    `exposed`: small numbers that follow from what was published before, whatever is hidden now.
    """

    first: frozenset[Count] = frozenset()
    second: frozenset[Count] = frozenset()
    exposed: frozenset[Count] = frozenset()

    @property
    def hidden(self) -> frozenset[Count]:
        """All that must be hidden."""
        return self.first | self.second


def protect(
    counts: Mapping[Count, int],
    links: Iterable[Link] = (),
    *,
    threshold: int = 5,
    shares: Iterable[tuple[Count, Count]] = (),
    earlier: Iterable[Publication] = (),
    moments: Iterable[str] = (),
) -> Protection:
    """Which of these counts must be hidden where those of 1 to the threshold are not to be known.

    `shares` are pairs of a count and the whole that it is a share of; `earlier` is what was published before, oldest first;
    `moments` are the measures that say how many there are at a moment, so that a year is not the sum of its quarters. Where
    the solver finds no way, all but zeros is hidden: then every number could be twice what it is.
    """
    small = frozenset(count for count, value in counts.items() if 1 <= value <= threshold)
    told = Told(
        dict(sorted(counts.items(), key=lambda item: repr(item[0]))),
        tuple(links),
        tuple(shares),
        apart=frozenset(moments),
    )
    earlier = tuple(earlier)
    system, values = begin(told, earlier)
    choice = Choice(system, values, threshold)
    choice.protect()
    name_at = {place: name for name, place in system.at.items()}
    chosen = frozenset(name_at[place].counted for place in choice.hidden - choice.first)
    exposed = small & {name_at[place].counted for place in choice.exposed}
    if choice.exposed and not earlier:
        return Protection(small, frozenset(count for count, value in counts.items() if value) - small)
    return Protection(small, chosen, exposed)
