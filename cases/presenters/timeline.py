"""The record as a person may read it: the timeline of a case, entry by entry."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import User
from cases import record
from cases.models import Case, Entry, Visibility
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import ERASED, HANDS, board_owner_of, paragraphs_of, sentences_of, title_of
from cases.words.sorts import SORTS

ENTRY_PARTS = ("by", "on_behalf_of", "agency", "content", "passage")


@dataclass(frozen=True)
class Event:
    """One entry of the timeline. `number` counts the entries that the reader may read; `passage` is the visit it belongs to."""

    title: str
    by: str
    at: datetime
    recorded_at: datetime | None
    sentences: list[str]
    paragraphs: list[tuple[str, list[str]]]
    private: bool
    number: int
    passage: int


def timeline(s: Situation, *, newest_first: bool = True, sort: str = "") -> list[Event]:
    """The record as this person may read it (shared entries, and their own side's), numbered anew; of one sort if asked."""
    seen = list(record.readable(s.case, s.standing.own_parties).select_related(*ENTRY_PARTS))
    _, wanted = SORTS.get(sort, SORTS[""])
    known = _known(seen, s.case)
    events = [_event(entry, s.case, known, n) for n, entry in enumerate(seen, start=1) if wanted(entry.kind)]
    return events[::-1] if newest_first else events


@dataclass(frozen=True)
class _Known:
    """What the codes of entries stand for: people by id, and the date that protects the child by number of passage."""

    names: dict[int, str]
    protective: dict[int, datetime | None]


def _known(entries: list[Entry], case: Case) -> _Known:
    people = {entry.facts.get(key) for entry in entries if entry.kind in HANDS for key in HANDS[entry.kind]}
    found = User.objects.filter(pk__in=[pk for pk in people if isinstance(pk, int)])
    return _Known(
        dict(found.values_list("pk", "name")), dict(case.passages.order_by().values_list("number", "protective_at"))
    )


def _more(entry: Entry, case: Case, known: _Known) -> dict[str, str]:
    """What an entry's codes stand for, for its sentences."""
    facts, more = entry.facts, {}
    for key in HANDS.get(entry.kind, ()):
        more[f"{key}_name"] = known.names.get(facts.get(key), "")
    if entry.kind == Verb.HAND_OVER:
        more["from_name"] = entry.by.name if entry.by else ""
        more["for_agency"] = entry.agency.name if entry.agency else ""
    if entry.kind == "limit-passed" and entry.passage is not None:
        more["owner"] = board_owner_of(facts["duty"], entry.passage.stage, case)
    if entry.kind in (Verb.ESCALATE, Verb.FLAG_RISK) and "to" in facts and entry.passage is not None:
        date = known.protective.get(entry.passage.number + 1)
        more["protective_at"] = date.isoformat() if date else ""
    return more


def _event(entry: Entry, case: Case, known: _Known, number: int) -> Event:
    return Event(
        title=title_of(entry, case),
        by=author_of(entry),
        at=entry.occurred_at,
        recorded_at=entry.recorded_at if entry.recorded_at != entry.occurred_at else None,
        sentences=sentences_of(entry, case, _more(entry, case, known)),
        paragraphs=[("Erased", [ERASED])] if record.is_erased(entry) else _paragraphs(entry, case),
        private=entry.visibility == Visibility.PARTY,
        number=number,
        passage=entry.passage.number if entry.passage else 0,
    )


def _paragraphs(entry: Entry, case: Case) -> list[tuple[str, list[str]]]:
    """What was written; what the raiser wrote stands on a page of its own."""
    return [] if entry.kind == Verb.RAISE else paragraphs_of(record.body_of(entry), case)


def author_of(entry: Entry) -> str:
    """Who wrote an entry, for whom, and from which agency; Resolve itself where the clock did."""
    if entry.by is None:
        return "Resolve"
    behalf = f" for {entry.on_behalf_of.name}" if entry.on_behalf_of else ""
    agency = f", {entry.agency.name}" if entry.agency else ""
    return f"{entry.by.name}{behalf}{agency}"
