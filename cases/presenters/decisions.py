"""What the last stage came to, as pages show it: decisions, courses of action and findings, and who acknowledged them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cases.models import Case, Entry, FollowUp, FollowUpKind, FollowUpResult
from cases.verbs import Verb
from cases.words.entries import paragraphs_of, sentences_of
from core.words import moment


@dataclass(frozen=True)
class Decision:
    """One decision: what kind it is and whether it binds, when and by whom it was recorded, and its words.

    `acknowledged` says of each side whether it has read it.
    """

    heading: str
    sentences: list[str]
    at: datetime
    recorded_by: str
    paragraphs: list[tuple[str, list[str]]]
    acknowledged: list[str] = field(default_factory=list)


HEADINGS = {"course-of-action": "Course of action", "not-settled": "Not settled"}
KINDS = (Verb.RECORD_DECISION.value, Verb.RECORD_FINDINGS.value)


def decisions_of(case: Case) -> list[Decision]:
    """Everything that the last stage has come to, and what quality assurance found, newest first; in a fixed number of
    queries.
    """
    found = case.entries.filter(kind__in=KINDS).select_related("by", "content")
    asked = case.follow_ups.filter(kind=FollowUpKind.READING).select_related("party__agency")
    by_entry: dict[int | None, list[FollowUp]] = {}
    for reading in asked:
        by_entry.setdefault(reading.asked_in_id, []).append(reading)
    return [_decision(entry, case, by_entry.get(entry.pk, [])) for entry in found.order_by("-number")]


def _decision(entry: Entry, case: Case, readings: Iterable[FollowUp]) -> Decision:
    content = getattr(entry, "content", None)
    heading = "Findings of the quality assurance" if entry.kind == Verb.RECORD_FINDINGS else "Decision"
    return Decision(
        heading=HEADINGS.get(entry.facts.get("result"), heading),
        sentences=sentences_of(entry, case),
        at=entry.occurred_at,
        recorded_by=entry.by.name if entry.by else "",
        paragraphs=paragraphs_of(content.body, case) if content else [],
        acknowledged=[_reading(found) for found in readings],
    )


def _reading(found: FollowUp) -> str:
    who = found.party.agency.name if found.party else ""
    if found.result == FollowUpResult.DONE and found.answered_at is not None:
        return f"{who} acknowledged it on {moment(found.answered_at)}."
    return f"{who} has not acknowledged it yet."
