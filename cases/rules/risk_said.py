"""What is the risk to the child, in the words of whoever raised a case, took it on or said more of it since? (BRIS-4)

Each escalation says what the risk is, and that stands with the stage to which it led.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.models import Case, Entry, Visibility
from cases.record import body_of, is_erased
from cases.verbs import Verb
from cases.words.entries import ERASED
from core.words import moment

SAID_IN: Mapping[str, tuple[str, ...]] = {
    Verb.ESCALATE: ("risk_now", "why"),
    Verb.FLAG_RISK: ("risk_now",),
    Verb.LOWER_RISK: ("why",),
    Verb.SAY_CONCERN: ("why",),
    Verb.RECORD_DISCUSSION: ("relevance_to_risk",),
    Verb.RAISE: ("relevance_to_risk",),
}
"""By verb: in which field it is said, the first that there is; before the risk had one of its own, the reason said it."""


@dataclass(frozen=True)
class Said:
    """The risk as it was said last: the words, line by line, and by whom and when, in a sentence."""

    lines: tuple[str, ...]
    by: str


def words_of_risk(entry: Entry) -> tuple[str, ...]:
    """What an entry says of the risk, line by line; nothing where it is of another kind, or says nothing of it."""
    fields = SAID_IN.get(entry.kind, ())
    if fields and is_erased(entry):
        return (ERASED,)
    found = (str(body_of(entry).get(field, "")) for field in fields)
    words = next((text for text in found if text.strip()), "")
    return tuple(line for line in words.splitlines() if line.strip())


def risk_on_coming_to(number: int, entries: Iterable[Entry]) -> tuple[str, ...]:
    """What the risk was said to be last, of `entries` oldest first, before the visit to a stage of this number began."""
    before = [entry for entry in entries if (entry.passage.number if entry.passage else 0) < number]
    return next((said for entry in reversed(before) if (said := words_of_risk(entry))), ())


def latest(case: Case) -> Entry | None:
    """The newest entry that says what the risk is; one query."""
    found = case.entries.filter(kind__in=list(SAID_IN), visibility=Visibility.SHARED).order_by("-number")
    return next((entry for entry in found.select_related("content", "by", "agency") if words_of_risk(entry)), None)


def risk_now(case: Case) -> Said | None:
    """The risk as it was said last, for whoever acts at the present stage; None where nobody said it."""
    entry = latest(case)
    if entry is None:
        return None
    who = ", ".join(filter(None, [entry.by.name if entry.by else "", entry.agency.name if entry.agency else ""]))
    return Said(words_of_risk(entry), f"Said by {who} on {moment(entry.occurred_at)}.")
