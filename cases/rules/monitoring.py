"""What does a monitoring form hold, and which of its fields lack? Read from the record, for the form and for gates.

The issues that need resolution and the agreed outcome (BRIS-25); each agency’s position, the risk now, and how
outstanding issues are pursued (BRIS-33). Nothing is typed twice: who fills a field does what the procedure asks for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Entry, Party, Proposal, ProposalKind, Visibility
from cases.record import body_of, is_erased
from cases.rules.risk_said import words_of_risk
from cases.verbs import Verb
from cases.words.entries import ERASED, POSITIONS
from core.words import moment
from policies.vocabulary import Duty

POSITION_SAID_IN: dict[str, str] = {
    Verb.RESPOND: "response",
    Verb.RECORD_DISCUSSION: "said",
    Verb.REPORT_NO_AGREEMENT: "why",
    Verb.ESCALATE: "why",
    Verb.RAISE: "wanted",
}
"""Where an agency says where it stands: by verb, in which field. The newest of its own holds, never another’s account."""
ANSWERS = (Duty.ACKNOWLEDGE, Duty.RESPOND, Duty.DISCUSS)


@dataclass(frozen=True)
class Position:
    """Where one agency stands: in which words, since when; no words where it has said nothing."""

    agency: str
    lines: tuple[str, ...]
    at: datetime | None = None


@dataclass(frozen=True)
class Monitoring:
    """The fields of a monitoring form that people have to fill; each is empty while nothing on record fills it."""

    issues: tuple[str, ...]
    positions: tuple[Position, ...]
    risk: tuple[str, ...]
    outcome: tuple[str, ...]
    unsigned: tuple[str, ...]


def shared_entries(case: Case) -> list[Entry]:
    """The entries that everyone who takes part may read, oldest first, with what was written."""
    shared = case.entries.filter(visibility=Visibility.SHARED).order_by("number")
    return list(shared.select_related("content", "by", "on_behalf_of", "agency", "party", "passage"))


def monitoring(case: Case, entries: Iterable[Entry]) -> Monitoring:
    """What the shared `entries` of a case say for its monitoring form."""
    newest = list(entries)[::-1]
    decided = next((e for e in newest if e.kind == Verb.RECORD_DECISION or _corrects(e)), None)
    statement = case.proposals.filter(kind=ProposalKind.OUTCOME).order_by("-version").select_related("entry__content")
    proposed = statement.first()
    accepted = proposed if proposed is not None and proposed.accepted_at is not None else None
    outcome = _words(accepted.entry, "statement") if accepted else _words(decided, "decision")
    return Monitoring(
        issues=_first(newest, ((Verb.RECORD_DISCUSSION, "disputed"), (Verb.RAISE, "disputed_areas"))),
        positions=tuple(
            _position(party, newest) for party in case.parties.filter(passed_to=None).select_related("agency")
        ),
        risk=next((said for entry in newest if (said := words_of_risk(entry))), ()),
        outcome=outcome,
        unsigned=_unsigned(case, proposed),
    )


def _corrects(entry: Entry) -> bool:
    """Whether it is the decision as the chair corrected it."""
    return entry.kind == Verb.CONFIRM_DECISION and not entry.facts["is_so"]


@dataclass(frozen=True)
class Missing:
    """A field of the monitoring form that lacks: what it is called, and who fills it how (by which verbs).

    `party_id`: of which party it is, where it is of one. `said_on_going_on`: a case that goes on fills it by that.
    """

    says: str
    mend: str
    verbs: tuple[Verb, ...] = ()
    party_id: int | None = None
    said_on_going_on: bool = False


def missing(case: Case) -> list[Missing]:
    """The fields of the monitoring form of a case that lack while it is not settled; none where it is complete.

    The issues, every agency's position and the risk must be there.
    """
    found = monitoring(case, shared_entries(case))
    issues = Missing(
        "the issues that need resolution", "Record a discussion that says what is disputed.", (Verb.RECORD_DISCUSSION,)
    )
    risk = Missing(case.persons.say("the risk to {the person} now"), "Say it as you go on.", said_on_going_on=True)
    positions = [
        Missing(
            f"the position of {position.agency}",
            f"{position.agency} responds or reports that you could not agree, its limit passes, or a discussion is recorded.",
            (Verb.RECORD_DISCUSSION, Verb.CHASE),
            party.pk,
        )
        for party, position in zip(case.parties.filter(passed_to=None), found.positions, strict=True)
        if not position.lines
    ]
    return [*([] if found.issues else [issues]), *positions, *([] if found.risk else [risk])]


def lacking(case: Case, *, at_end: bool = False) -> list[str]:
    """The fields of the monitoring form of a case that lack, in words; `at_end` also the outcome, and who has not signed it."""
    fields = [one.says for one in missing(case)]
    if at_end:
        found = monitoring(case, shared_entries(case))
        fields += [] if found.outcome else ["the agreed outcome"]
        fields += [f"the signature of {agency}" for agency in found.unsigned]
    return fields


def _position(party: Party, newest: list[Entry]) -> Position:
    """Where an agency stands, by the latest that its own people wrote; or that it let its limit pass in silence (BRIS-25)."""
    for entry in newest:
        field = POSITION_SAID_IN.get(entry.kind) if entry.party_id == party.pk else None
        said = _words(entry, field) if field else ()
        if said:
            stand = f"{POSITIONS[entry.facts['position']]}." if entry.kind == Verb.RESPOND else ""
            return Position(party.agency.name, (*([stand] if stand else []), *said), entry.occurred_at)
    return _silence(party, newest)


def _silence(party: Party, newest: list[Entry]) -> Position:
    for entry in newest:
        passed = entry.kind == "limit-passed" and entry.facts.get("party") == party.number
        if passed and entry.facts["duty"] in ANSWERS:
            when = moment(entry.occurred_at)
            return Position(party.agency.name, (f"No response: its limit passed on {when}.",), entry.occurred_at)
    return Position(party.agency.name, ())


def _unsigned(case: Case, proposed: Proposal | None) -> tuple[str, ...]:
    signed = set(proposed.answers.filter(accepts=True).values_list("party_id", flat=True)) if proposed else set()
    return tuple(party.agency.name for party in case.present() if party.pk not in signed)


def _first(newest: list[Entry], wanted: Iterable[tuple[Verb, str]]) -> tuple[str, ...]:
    """The newest words of the first of these kinds that has any."""
    for kind, field in wanted:
        for entry in newest:
            if entry.kind == kind and (said := _words(entry, field)):
                return said
    return ()


def _words(entry: Entry | None, field: str) -> tuple[str, ...]:
    if entry is None:
        return ()
    if is_erased(entry):
        return (ERASED,)
    return tuple(line for line in str(body_of(entry).get(field, "")).splitlines() if line.strip())
