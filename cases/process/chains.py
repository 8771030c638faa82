"""Which limits begin, or end sooner, by something that happens within the stage? What follows upon another duty, or counts
back from a meeting that has been arranged."""

from datetime import datetime

from cases.models import Case, Passage
from cases.process import clocks
from cases.process.due_times import item_of


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
