"""What follows once a child is said to be at immediate risk: limits shrink, it is reported, people are told, a way on is offered."""

from dataclasses import dataclass
from datetime import datetime

from agencies.ladder import who_stands
from agencies.models import User
from cases.access import admit
from cases.models import Capacity, Case, Entry, Exclusion, FollowUp, FollowUpKind, Party, Passage, Side
from cases.process import clocks, follow_ups, limits, notices
from cases.process.follow_ups import Asked
from cases.process.told import tell_and_record
from policies.vocabulary import Audience, Event, Ground

SAYS_SO = ("raise", "flag-risk", "escalate")
"""Kinds of entries by which somebody may have said that a child is at immediate risk."""


@dataclass(frozen=True)
class Referral:
    """The report that a procedure asks for at immediate risk: who took it, when (UTC), and their reference (BHAM-7)."""

    taken_by: str
    at: datetime
    reference: str = ""


def said_by(case: Case) -> int | None:
    """The party (its id) whose people said last that a child is at immediate risk; None for the board's, or for nobody.

    Where it was passed on from that party, the one that stands in its place.
    """
    said = case.entries.filter(kind__in=SAYS_SO).select_related("party").order_by("-number")
    party = next((entry.party for entry in said if _says_so(entry)), None)
    while party is not None and party.passed_to is not None:
        party = party.passed_to
    return party.pk if party is not None else None


def _says_so(entry: Entry) -> bool:
    return (
        entry.kind == "flag-risk"
        or entry.facts.get("immediate_risk") is True
        or entry.facts.get("ground") == Ground.IMMEDIATE_RISK
    )


def set_in_motion(case: Case, passage: Passage, *, party: Party, at: datetime, entry: Entry, reported: bool) -> None:
    """Do what the policy says of immediate risk, for the `party` whose people said so in `entry` at `at` (UTC).

    Running limits shrink (BRIS-6); what was not `reported` yet is asked for at once (BHAM-7), beside the procedure and
    without holding it up (BHAM-8); the chain of people to be told begins (BRENT-5); the next stage is offered. The board
    is told where the policy names it, or where it takes part already; else its office is alerted that there is such a case.
    """
    risk = case.policy.immediate_risk
    limits.end_pauses(case, at=at, at_once=True)
    if risk.compress:
        clocks.compress(passage, case=case, at=at)
    if risk.refer and not reported:
        begun = "It was said that {a person is} at immediate risk"
        asked = Asked(FollowUpKind.REFER, party, limit=risk.refer_within, begun=begun)
        follow_ups.ask(asked, case=case, at=at, entry=entry)
    tell_next(case, party=party, step=0, at=at, entry=entry, person=None)
    _offer(case, passage, at=at)
    tell_and_record(Event.IMMEDIATE_RISK, case=case, passage=passage, at=at)
    if case.board_involved_at is not None:
        board = [person for person in notices.whole_board(case) if person.pk != entry.by_id]
        notices.tell(board, case=case, kind="risk", todo="read at once what has been reported", at=at)
    else:
        _alert_office(case, at=at, entry=entry)


def _alert_office(case: Case, *, at: datetime, entry: Entry) -> None:
    """Tell the board's office that there is such a case, and nothing of it: it sees the outline until it is involved."""
    who, found = notices.of_the_board(case, Audience.BOARD_OFFICE, Audience.CHAIR)
    people = [person for person in found if person.pk != entry.by_id]
    todo = f"look at once at the outline of a case of {case.area.name}"
    path = "" if who is Audience.BOARD_OFFICE else "/"  # the chair sees no outline
    notices.tell(people if found else [None], case=case, kind="risk-alert", todo=todo, at=at, path=path)


def tell_next(
    case: Case, *, party: Party, step: int, at: datetime, entry: Entry, person: User | None
) -> FollowUp | None:
    """Ask for one hop of the chain of people to be told, of `person` or whoever acts; None where it has ended (BRENT-5).

    Whoever holds the post to which the hop leads is told by Resolve as well, and reads the case from then on.
    """
    chain = case.policy.immediate_risk.tell
    if step >= len(chain):
        return None
    told = _post_holder(case, party=party, step=step, at=at)
    if told is not None:
        admit(case, told, party=party, at=at, capacity=Capacity.TOLD)
        todo = "read at once what has been reported"
        notices.tell([told], case=case, kind="risk-told", todo=todo, at=at, moment=f"{entry.number}:{step}")
    begun = "It was said that {a person is} at immediate risk" if step == 0 else "The person before was told"
    limit = case.policy.immediate_risk.tell_within
    asked = Asked(FollowUpKind.TELL, party, limit=limit, begun=begun, person=person, step=step)
    return follow_ups.ask(asked, case=case, at=at, entry=entry)


def after_hop(found: FollowUp, *, case: Case, at: datetime, entry: Entry) -> None:
    """Open the next hop once one has been answered: of whoever was told by it, while the risk stands (BRENT-5)."""
    if found.kind != FollowUpKind.TELL or found.party is None or not case.immediate_risk:
        return
    told = _post_holder(case, party=found.party, step=found.step, at=at)
    tell_next(case, party=found.party, step=found.step + 1, at=at, entry=entry, person=told)


def _post_holder(case: Case, *, party: Party, step: int, at: datetime) -> User | None:
    """Who holds, or covers, the post to which a hop leads; None where it leads out of the agency, or nobody can be had."""
    role = case.policy.immediate_risk.tell[step].role
    if role is None:
        return None
    kept_out = set(Exclusion.objects.filter(case=case).values_list("person_id", flat=True))
    return who_stands(agency=party.agency, roles=[role], area=case.area, at=at, conflicted=kept_out).person


def _offer(case: Case, passage: Passage, *, at: datetime) -> None:
    """Offer the next stage now, once at each passage, to the side that raised it."""
    if passage.offered_at is not None or not limits.leads_on(case, passage):
        return
    passage.offered_at = at
    passage.save(update_fields=["offered_at"])
    people = [*notices.holders(passage, Side.ESCALATING), case.raised_by]
    notices.tell(people, case=case, kind="offer", todo="decide whether to escalate", at=at)
