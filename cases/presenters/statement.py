"""The structured statement of a case and its children, as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.models import Case, Entry, Side, SubjectKind, Visibility
from cases.record import body_of, is_erased
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import ERASED, PARENTS_AWARE, agencies_on, paragraphs_of, reasons_of
from cases.words.headings import HEADINGS
from cases.words.safety import METHODS
from core.words import long_date, moment

ORDER = (
    "kind_of_act",
    "decided_on",
    "what_is_disputed",
    "agreed_areas",
    "disputed_areas",
    "relevance_to_risk",
    "related_meeting",
    "threshold",
    "wanted",
    "tried_before",
    "method",
    "method_reason",
    "paper_how",
    "consulted",
    "support",
    "parents_aware",
    "parents_why",
    "protective_reason",
    "risk_action",
    "report_taken_by",
    "report_reference",
    "other_reason",
)


KINDS: dict[str, str] = {
    SubjectKind.CHILD: "Child",
    SubjectKind.UNBORN: "Unborn child",
    SubjectKind.ADULT: "Adult",
    SubjectKind.THEME: "Theme",
}
"""What a subject is called before its number."""


@dataclass(frozen=True)
class ChildLine:
    """One child as the reader may see it: with the reference of the reader's own party, and the raiser's."""

    number: int
    kind: str
    initials: str
    age_band: str
    status: str
    references: list[tuple[str, str]]


def statement_of(case: Case) -> list[tuple[str, list[str]]]:
    """Who disagrees with whom about what, and what the raiser wrote: (heading, paragraphs), in the order of the form."""
    entry = case.entries.filter(kind=Verb.RAISE.value, visibility=Visibility.SHARED).select_related("content").first()
    if not isinstance(entry, Entry):
        return []
    if is_erased(entry):
        return [*_heads(case, entry.facts), ("What was written", [ERASED])]
    body = body_of(entry)
    if "decided_on" in body:
        body["decided_on"] = long_date(date.fromisoformat(body["decided_on"]))
    if "method" in body:
        body["method"] = str(METHODS.get(body["method"], body["method"])).capitalize()
    if "parents_aware" in body:
        body["parents_aware"] = PARENTS_AWARE.get(body["parents_aware"], body["parents_aware"])
    ordered = {key: body[key] for key in ORDER if key in body}
    rest = {key: value for key, value in body.items() if key not in ordered and key in HEADINGS}
    return _heads(case, entry.facts) + paragraphs_of(ordered | rest, case)


def _heads(case: Case, facts: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What the raiser chose rather than wrote: the reasons, the sides, the risk, and until when it must be settled."""
    risk = "Yes, when it was raised" if facts["immediate_risk"] else "No"
    until = facts.get("protective_at")
    heads = [
        ("About", reasons_of(case, facts["reasons"])),
        ("Raised by", [agencies_on(case, Side.ESCALATING)]),
        ("Against", [agencies_on(case, Side.RECEIVING)]),
        ("Immediate risk", [risk]),
    ]
    if until:
        heads.append(
            (case.persons.say("To be settled, to protect {the person}, by"), [moment(datetime.fromisoformat(until))])
        )
    return heads


def children_of(s: Situation) -> list[ChildLine]:
    """The children of the case, each with every party's own reference."""
    lines = []
    for subject in s.case.subjects.prefetch_related("references__party__agency"):
        references = [(r.party.agency.name, r.reference) for r in subject.references.all()]
        lines.append(
            ChildLine(
                subject.number,
                KINDS[subject.kind],
                subject.initials,
                subject.age_band,
                subject.get_status_display() if subject.status else "",
                references,
            )
        )
    return lines
