"""Which parties left a stage unanswered? Who is past a limit there, and wrote nothing that answers the other side (BRIS-17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, Entry, Obligation, Party, Passage, Side, State, Visibility
from cases.verbs import Verb
from policies.vocabulary import Duty

IN_WRITING: tuple[Verb, ...] = (
    Verb.RESPOND,
    Verb.RECORD_DISCUSSION,
    Verb.PROPOSE_PLAN,
    Verb.AGREE_PLAN,
    Verb.RETURN_PLAN,
    Verb.PROPOSE_OUTCOME,
    Verb.CONFIRM_OUTCOME,
    Verb.RETURN_OUTCOME,
    Verb.REPLACE_OUTCOME,
    Verb.REPORT_NO_AGREEMENT,
)
"""The verbs by which a party puts in writing where it stands."""

ANSWERING: tuple[Verb, ...] = (
    *IN_WRITING,
    Verb.ACKNOWLEDGE,
    Verb.REVIEW_FILE,
    Verb.TAKE_BACK_OUTCOME,
    Verb.PROPOSE_TIMETABLE,
    Verb.ACCEPT_TIMETABLE,
    Verb.COUNTER_TIMETABLE,
    Verb.REFUSE_TIMETABLE,
    Verb.TAKE_BACK_TIMETABLE,
    Verb.SAY_NOT_OURS,
    Verb.CONVENE_MEETING,
    Verb.SAY_CONCERN,
    Verb.ADD_NOTE,
)
"""What a party does in writing that the other side can read as an answer: where it stands, and more. Telling one's own manager
is none, nor is handing on."""

ANSWERS_OWED: tuple[Duty, ...] = (Duty.ACKNOWLEDGE, Duty.RESPOND)
"""Duties that are answers themselves: past their limit they are wanting, whatever else the party wrote."""


@dataclass(frozen=True)
class Unanswering:
    """A party that let a limit pass. `owes`: the answers that it owed; `last`: what it did at the stage last, if anything."""

    party: Party
    owes: tuple[Duty, ...]
    last: Entry | None


def overdue(obligation: Obligation, *, at: datetime) -> bool:
    """Whether its limit has passed and it is still owed; at the due second itself it is in time."""
    clock = getattr(obligation, "clock", None)
    if obligation.met_at is not None or clock is None:
        return False
    ends: datetime = min(clock.stopped_at or at, clock.paused_at or at, at)
    return bool(clock.due_at < ends)


def unanswering(
    case: Case, passage: Passage, obligations: Iterable[Obligation], *, at: datetime
) -> tuple[Unanswering, ...]:
    """The parties that have not answered at an open passage, by number, at `at` (UTC).

    One that received it is among them past any limit where it wrote nothing that answers, and past the limit of an answer
    whatever it wrote. While an outcome waits to be confirmed: whoever is past the limit for that, of either side.
    """
    waits = case.state == State.AWAITING_CONFIRMATION
    late: dict[int, list[Obligation]] = {}
    for owed in obligations:
        if owed.party is not None and _counts(owed, waits=waits) and overdue(owed, at=at):
            late.setdefault(owed.party.number, []).append(owed)
    if not late:
        return ()
    last, found = _last_answers(passage), []
    for number, owing in sorted(late.items()):
        answers = tuple(Duty(o.duty) for o in owing if waits or o.duty in ANSWERS_OWED)
        if owing[0].party is not None and (answers or number not in last):
            found.append(Unanswering(owing[0].party, answers, last.get(number)))
    return tuple(found)


def _counts(owed: Obligation, *, waits: bool) -> bool:
    if owed.party is None or owed.party.part_ended_at is not None:
        return False
    return owed.duty == Duty.CONFIRM_OUTCOME if waits else owed.party.side == Side.RECEIVING


def _last_answers(passage: Passage) -> dict[int, Entry]:
    """By the number of the party: the last by which it answered at a passage. A discussion is of all who took part in it."""
    written = passage.entries.filter(kind__in=ANSWERING, visibility=Visibility.SHARED).select_related("party")
    found: dict[int, Entry] = {}
    for entry in written.order_by("number"):
        who = [entry.party.number] if entry.party else []
        found |= dict.fromkeys([*who, *entry.facts.get("parties", ())], entry)
    return found
