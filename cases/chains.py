"""Which limits begin, or end sooner, by something that happens within the stage? What follows upon another duty, or counts
back from a meeting that has been arranged."""

from datetime import datetime

from cases import clocks
from cases.models import Case, Obligation, Passage
from policies.schema import Obligation as PolicyObligation

PLACES_APART = 10
"""How far apart the numbers of a stage's obligations stand: the parties that owe the same one share what lies between."""


def go_on(case: Case, passage: Passage, *, at: datetime) -> None:
    """Time anew, at `at` (UTC), what is still owed at a passage and waited for what has just happened there."""
    items = case.policy.stage(passage.stage).obligations
    waiting = [item for item in items if item.limit is not None and not all(p.is_dated for p in item.limit.periods)]
    if not waiting:
        return
    for obligation in passage.obligations.filter(met_at=None, optional=False):
        item = item_of(obligation, items)
        if item is not None and item in waiting and item.limit is not None:
            clocks.carry_on(obligation, item.limit, case=case, passage=passage, at=at)


def item_of(obligation: Obligation, items: tuple[PolicyObligation, ...]) -> PolicyObligation | None:
    """What of the policy's stage an obligation stands for; None where it came of something that was done there."""
    place = obligation.number // PLACES_APART - 1
    found = items[place] if 0 <= place < len(items) else None
    return found if found is not None and found.what == obligation.duty else None
