"""How it went with each limit, and if it was not kept, why: by the codes of the record."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from cases.models import Clock, Entry, Obligation, Passage, PassageEnd, Visibility
from cases.unanswered import ANSWERING
from core.words import london
from reports.facts.reading import Spoken, Told
from reports.models import Kept, LimitFact, Why

NOT_KEPT = (Kept.LATE, Kept.MISSED)


def limits_of(told: Told) -> list[LimitFact]:
    """A fact for each limit of something owed at a stage of a case, without the reasons for lateness (`say_why`)."""
    numbers = {passage.pk: passage for passage in told.passages}
    agencies = {party.pk: party.agency_id for party in told.parties}
    return [
        _limit(told, clock, clock.obligation, numbers[clock.obligation.passage_id], agencies)
        for clock in told.clocks
        if clock.obligation is not None
    ]


def _limit(told: Told, clock: Clock, owed: Obligation, passage: Passage, agencies: Mapping[int, int]) -> LimitFact:
    return LimitFact(
        clock=clock,
        fact_id=told.case.pk,
        area_id=told.case.area_id,
        agency_id=agencies[owed.party_id] if owed.party_id else None,
        owner=owed.owner,
        stage=passage.stage,
        band=told.policy.stage(passage.stage).band,
        duty=owed.duty,
        due_on=london(clock.original_due_at).date(),
        kept=kept(clock, owed, passage, agreed=passage.pk in told.agreed),
    )


def kept(clock: Clock, owed: Obligation, passage: Passage, *, agreed: bool) -> Kept:
    """How it went with a limit; `agreed`: another date, or a pause, was agreed at its passage."""
    if owed.met_at is not None:
        if owed.met_at > clock.due_at and clock.paused_at is None:
            return Kept.LATE
        allowed = max(clock.original_due_at, clock.redated_to or clock.original_due_at)
        return Kept.BY_AGREEMENT if agreed and owed.met_at > allowed else Kept.KEPT
    if clock.breached_at is not None and _had_passed(clock, passage):
        return Kept.MISSED
    return Kept.OPEN if clock.stopped_at is None else Kept.LAPSED


def _had_passed(clock: Clock, passage: Passage) -> bool:
    """Whether a limit that is on record as passed had passed when what it asked for was no longer owed.

    It had not where the case had gone on before that on paper. The clock moves a case on in the due second itself.
    """
    if clock.stopped_at is None or clock.stopped_at > clock.due_at:
        return True
    return clock.stopped_at == clock.due_at and passage.end == PassageEnd.ADVANCED


def say_why(facts: Iterable[LimitFact], told: Told, spoken: Mapping[int, Spoken]) -> None:
    """Put the reason to each limit of a case that was not kept."""
    numbers = {party.pk: party.number for party in told.parties}
    for fact in facts:
        owed = fact.clock.obligation
        if fact.kept in NOT_KEPT and owed is not None:
            number = numbers[owed.party_id] if owed.party_id else None
            fact.why = _why(fact, owed, number, told, spoken.get(owed.passage_id, Spoken()))


def _why(fact: LimitFact, owed: Obligation, number: int | None, told: Told, spoken: Spoken) -> Why:
    theirs = [entry for entry in spoken.entries if _is_of(entry, number)]
    if owed.party_id is not None and _nobody_stood(spoken, owed.party_id, number, at=fact.clock.due_at):
        return Why.NO_HOLDER
    if owed.passage_id in told.paused:
        return Why.PAUSED
    if fact.kept == Kept.LATE:
        return Why.ON_PAPER if any(_met_on_paper(entry, owed) for entry in theirs) else Why.ANSWERED_LATE
    return Why.OTHER_WORD if theirs else Why.NO_WORD


def _is_of(entry: Entry, number: int | None) -> bool:
    """Whether an entry is a word of the party of this number that the others can read; without one, of the board's side."""
    if entry.visibility != Visibility.SHARED or entry.by_id is None:
        return False
    if number is None:
        return entry.party_id is None
    said = entry.party is not None and entry.party.number == number and entry.kind in ANSWERING
    return said or number in entry.facts.get("parties", ())


def _met_on_paper(entry: Entry, owed: Obligation) -> bool:
    return entry.occurred_at == owed.met_at and entry.facts.get("on_paper") is True


def _nobody_stood(spoken: Spoken, party_id: int, number: int | None, *, at: datetime) -> bool:
    """Whether nobody stood for a party at `at` (UTC), by the entries that say who does; else by who stands there now."""
    known: int | None = None
    found = False
    for entry in spoken.entries:
        if entry.occurred_at > at:
            continue
        for who in _who_stands(entry):
            if who["party"] == number:
                known, found = who["person"], True
    if found:
        return known is None
    return any(holding.party_id == party_id and holding.person_id is None for holding in spoken.holdings)


def _who_stands(entry: Entry) -> list[dict[str, int | None]]:
    if entry.kind == "stage-opened":
        return list(entry.facts["holders"])
    if entry.kind == "holder-changed":
        return [{"party": entry.facts["party"], "person": entry.facts["to"]}]
    return []
