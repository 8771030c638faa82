"""What the last stage came to, as pages show it: decisions and courses of action, with who made them and why."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Entry
from cases.record import body_of, is_erased
from cases.verbs import Verb
from cases.wording import ERASED, paragraphs_of, sentences_of


@dataclass(frozen=True)
class Decision:
    """One decision: what kind it is and whether it binds, when and by whom it was recorded, and its words."""

    heading: str
    sentences: list[str]
    at: datetime
    recorded_by: str
    paragraphs: list[tuple[str, list[str]]]


HEADINGS = {"course-of-action": "Course of action", "not-settled": "Not settled"}


def decisions_of(case: Case) -> list[Decision]:
    """Everything that the last stage has come to, newest first."""
    found = case.entries.filter(kind=Verb.RECORD_DECISION.value).select_related("by", "content")
    return [_decision(entry, case) for entry in found.order_by("-number")]


def _decision(entry: Entry, case: Case) -> Decision:
    return Decision(
        heading=HEADINGS.get(entry.facts["result"], "Decision"),
        sentences=sentences_of(entry, case),
        at=entry.occurred_at,
        recorded_by=entry.by.name if entry.by else "",
        paragraphs=[("Decision", [ERASED])] if is_erased(entry) else paragraphs_of(body_of(entry)),
    )
