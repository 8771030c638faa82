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

    `acknowledged` says of each side whether it has read it, `members` of those who sat whether they agreed, and `confirmed`
    whether the chair, for whom somebody else recorded it, has confirmed it.
    """

    heading: str
    sentences: list[str]
    at: datetime
    recorded_by: str
    paragraphs: list[tuple[str, list[str]]]
    acknowledged: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)


HEADINGS = {"course-of-action": "Course of action", "not-settled": "Not settled"}
HEADINGS_OF_KIND = {
    Verb.RECORD_FINDINGS.value: "Findings of the quality assurance",
    Verb.CONFIRM_DECISION.value: "Decision, as the chair corrected it",
}
KINDS = (Verb.RECORD_DECISION.value, Verb.CONFIRM_DECISION.value, Verb.RECORD_FINDINGS.value)
ASKED_OF_IT = (FollowUpKind.READING, FollowUpKind.ASSENT, FollowUpKind.HAND)


def decisions_of(case: Case) -> list[Decision]:
    """Everything that the last stage has come to, and what quality assurance found, newest first; in a fixed number of
    queries.
    """
    found = case.entries.filter(kind__in=KINDS).exclude(kind=Verb.CONFIRM_DECISION, facts__is_so=True)
    found = found.select_related("by", "content")
    asked = case.follow_ups.filter(kind__in=ASKED_OF_IT)
    by_entry: dict[int | None, list[FollowUp]] = {}
    for one in asked.select_related("party__agency", "person", "answered_by", "answered_in__content"):
        by_entry.setdefault(one.asked_in_id, []).append(one)
    return [_decision(entry, case, by_entry.get(entry.pk, [])) for entry in found.order_by("-number")]


def _decision(entry: Entry, case: Case, asked: Iterable[FollowUp]) -> Decision:
    content = getattr(entry, "content", None)
    heading = HEADINGS_OF_KIND.get(entry.kind, "Decision")
    of = {kind: [one for one in asked if one.kind == kind] for kind in ASKED_OF_IT}
    return Decision(
        heading=HEADINGS.get(entry.facts.get("result"), heading),
        sentences=sentences_of(entry, case),
        at=entry.occurred_at,
        recorded_by=entry.by.name if entry.by else "",
        paragraphs=paragraphs_of(content.body, case) if content else [],
        acknowledged=[_reading(f) for f in of[FollowUpKind.READING] if f.result != FollowUpResult.NOT_NEEDED],
        members=[line for found in of[FollowUpKind.ASSENT] for line in _assent(found)],
        confirmed=[_hand(found, case) for found in of[FollowUpKind.HAND]],
    )


def _reading(found: FollowUp) -> str:
    who = found.party.agency.name if found.party else ""
    if found.result == FollowUpResult.DONE and found.answered_at is not None:
        return f"{who} acknowledged it on {moment(found.answered_at)}."
    return f"{who} has not acknowledged it yet."


def _assent(found: FollowUp) -> list[str]:
    """Whether somebody who sat agreed, and if not, with what not; nothing where that was set aside."""
    name = found.person.name if found.person else ""
    if not found.result:
        return [f"{name} has not said yet whether they agreed."]
    if found.result == FollowUpResult.NOT_NEEDED:
        return []
    if found.result == FollowUpResult.YES:
        return [f"{name} agreed."]
    content = getattr(found.answered_in, "content", None)
    why = content.body.get("dissent", "") if content else ""
    return [f"{name} did not agree: {why}" if why else f"{name} did not agree."]


def _hand(found: FollowUp, case: Case) -> str:
    chair = case.policy.area.chair
    if not found.result or found.answered_by is None or found.answered_at is None:
        return f"The {chair} has not confirmed yet that it is as decided."
    did = "confirmed it" if found.result == FollowUpResult.YES else "corrected it: the corrected version holds"
    return f"{found.answered_by.name}, {chair}, {did}, {moment(found.answered_at)}."
