"""The structured statement of a case and its children, as pages show them."""

from dataclasses import dataclass
from datetime import date

from cases.models import Case, Entry, Visibility
from cases.situations import Situation
from cases.verbs import Verb
from cases.wording import HEADINGS, METHODS, paragraphs_of
from core.words import long_date

ORDER = (
    "kind_of_act",
    "decided_on",
    "what_is_disputed",
    "agreed_areas",
    "disputed_areas",
    "relevance_to_risk",
    "threshold",
    "wanted",
    "tried_before",
    "method",
    "method_reason",
    "support",
    "protective_reason",
    "risk_action",
    "other_reason",
)


@dataclass(frozen=True)
class ChildLine:
    """One child as the reader may see it: with the reference of the reader's own party, and the raiser's."""

    number: int
    kind: str
    initials: str
    age_band: str
    references: list[tuple[str, str]]


def statement_of(case: Case) -> list[tuple[str, list[str]]]:
    """What the raiser wrote: (heading, paragraphs), in the order of the form."""
    entry = case.entries.filter(kind=Verb.RAISE.value, visibility=Visibility.SHARED).select_related("content").first()
    content = getattr(entry, "content", None) if isinstance(entry, Entry) else None
    if content is None:
        return []
    body = dict(content.body)
    if "decided_on" in body:
        body["decided_on"] = long_date(date.fromisoformat(body["decided_on"]))
    if "method" in body:
        body["method"] = str(METHODS.get(body["method"], body["method"])).capitalize()
    ordered = {key: body[key] for key in ORDER if key in body}
    rest = {key: value for key, value in body.items() if key not in ordered and key in HEADINGS}
    return paragraphs_of(ordered | rest)


def children_of(s: Situation) -> list[ChildLine]:
    """The children of the case, each with every party's own reference."""
    lines = []
    for subject in s.case.subjects.prefetch_related("references__party__agency"):
        references = [(r.party.agency.name, r.reference) for r in subject.references.all()]
        lines.append(
            ChildLine(subject.number, subject.get_kind_display(), subject.initials, subject.age_band, references)
        )
    return lines
