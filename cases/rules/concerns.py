"""Who still thinks that the child is at risk? Whoever takes or took part may say so at any time, each for themselves (BRIS-5)."""

from collections.abc import Iterable

from cases.models import Case, Entry, FollowUpResult, Visibility
from cases.verbs import Verb

KINDS = (Verb.SAY_CONCERN.value, Verb.REOPEN.value)


def continuing(entries: Iterable[Entry]) -> list[Entry]:
    """Of `entries`, oldest first: those by which a concern stands. What the same person said later takes its place.

    Where a case was taken up again, nothing stands of what was said before.
    """
    newest: dict[int | None, Entry] = {}
    for entry in entries:
        if entry.kind == Verb.REOPEN:
            newest = {}
        elif entry.kind == Verb.SAY_CONCERN:
            newest[entry.by_id] = entry
    return [entry for entry in newest.values() if entry.facts["result"] == FollowUpResult.YES]


def concerns_of(case: Case) -> list[Entry]:
    """The concerns that stand in a case, with their words; one query."""
    shared = case.entries.filter(kind__in=KINDS, visibility=Visibility.SHARED).order_by("number")
    return continuing(shared.select_related("content", "by", "agency"))
