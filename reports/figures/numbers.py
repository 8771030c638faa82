"""All that is counted for a period and the one before it: whole months as they were counted before (`reports.facts.months`).

Whatever a table shows is put together from these in Python, so that a page asks the same few questions however much it shows.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports import scopes
from reports.facts import months
from reports.facts.months import FLAGS
from reports.scopes import Scope


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
    """Count it all: a fixed number of queries at most, whatever the scope."""
    before = scope.before
    among = scopes.facts(scope) if scope.narrowed else None
    periods = ((scope.first, scope.last), (before.first, before.last))
    counted = {name: Two(*both) for name, both in months.counted(scope.area, periods, among=among).items()}
    kinds = counted["places"]
    return Numbers(
        scope=scope,
        raised=kinds.by_all,
        flags=_flags(counted["flags"]),
        stages=kinds.by(0),
        bands=kinds.by(1),
        places=kinds,
        raisers=counted["raisers"].by(0),
        needs=counted["needs"].by(0),
        pairs=counted["pairs"],
        reasons=counted["reasons"].by(0),
        closed=counted["closed"],
        times=counted["times"].by(0),
        visits=counted["visits"],
        limits=counted["limits"],
        learning=counted["learning"],
        actions=counted["actions"].by(0),
        sittings=counted["sittings"].by(0),
        still_open=scopes.how_many_open(scope),
    )


def _flags(counted: Two) -> Two:
    """How many of the cases raised had each of the flags, from how many had which together."""
    return Two(
        *(
            Counter(
                {flag: sum(number for had, number in one.items() if had[place]) for place, flag in enumerate(FLAGS)}
            )
            for one in counted
        )
    )


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
