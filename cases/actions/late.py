"""What was done on paper before now, and is entered later (docs/adr/entered-from-paper.md)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cases.actions.door import Act
from cases.models import Obligation, Visibility
from cases.verbs import Verb
from core.errors import BadInput
from core.words import moment

BESIDE = (
    *(Verb.ADD_NOTE, Verb.LINK, Verb.CHASE, Verb.HAND_OVER, Verb.KEEP_OUT, Verb.LET_IN),
    *(Verb.GIVE_REFERENCES, Verb.RECORD_DISSENT, Verb.RECORD_LEARNING, Verb.THANK),
)
"""What may be done to a case after it has gone on on paper, and before that is entered."""


def check_late(act: Act, happened_at: datetime | None, *, how: str | None = None) -> None:
    """Whether something can have been done at `happened_at` (UTC; None: now): in the past, and within the present stage.

    `how` is how it reached the other side, where that is asked. Raises BadInput with the field.
    """
    if happened_at is None:
        if how:
            says = "Enter when it was done: you have said how it reached the other side"
            raise BadInput(f"{says}.", {"happened_at": [says]})
        return
    faults: dict[str, list[str]] = {}
    passage = act.situation.passage
    began = passage.opened_at if passage else act.case.raised_at
    if happened_at > act.request.at:
        faults["happened_at"] = ["The time at which it was done must be in the past"]
    elif happened_at < began.replace(second=0, microsecond=0):
        faults["happened_at"] = [f"This stage began on {moment(began)}: what was done before is entered as a note"]
    if how is not None and not how.strip():
        faults["given_how"] = ["Enter how it reached the other side: only then was it done at that time"]
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)


def check_not_before(happened_at: datetime | None, there_since: datetime) -> None:
    """An answer on paper comes after what it answers. Raises BadInput with the field."""
    if happened_at is not None and happened_at < there_since.replace(second=0, microsecond=0):
        says = f"What this answers was written on {moment(there_since)}: it cannot have been answered before"
        raise BadInput(f"{says}.", {"happened_at": [says]})


def check_after_all_here(act: Act, happened_at: datetime | None) -> None:
    """A case leaves a stage after all that was done there. Raises BadInput with the field."""
    passage = act.situation.passage
    if happened_at is None or passage is None:
        return
    entries = passage.entries.filter(by__isnull=False, visibility=Visibility.SHARED)
    done = entries.exclude(kind__in=BESIDE).order_by("occurred_at").last()
    if done is not None and happened_at < done.occurred_at.replace(second=0, microsecond=0):
        says = f"Something was done at this stage on {moment(done.occurred_at)}: it went on after that"
        raise BadInput(f"{says}.", {"happened_at": [says]})


def facts_of_late(happened_at: datetime | None, owed: Iterable[Obligation]) -> dict[str, Any]:
    """For the record: that it was done on paper, and which limits it kept that are on record as passed."""
    if happened_at is None:
        return {}
    return {"on_paper": True, **kept_limits(happened_at, owed)}


def kept_limits(happened_at: datetime, owed: Iterable[Obligation]) -> dict[str, Any]:
    """The limits that were noted as passed, although what they asked for had been done in time."""
    clocks = [o.clock for o in owed if hasattr(o, "clock")]
    kept = [c.due_at.isoformat() for c in clocks if c.breached_at is not None and happened_at <= c.due_at]
    return {"kept_limits": sorted(set(kept))} if kept else {}
