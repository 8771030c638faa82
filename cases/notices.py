"""Who is told what when something happens to a case. A notice holds the reference, what to do, by when and a link: no more."""

from collections.abc import Iterable
from datetime import datetime

from agencies.models import User
from agencies.selectors import board_office_of, chairs_of
from cases.models import Case, Exclusion, Passage, Side
from notifications import outbox
from policies.vocabulary import Audience, Duty, Event, Owner

TODO_OF_DUTY: dict[str, str] = {
    Duty.RAISE: "raise it with your opposite number",
    Duty.CONSULT: "talk to your manager and record it",
    Duty.ACKNOWLEDGE: "acknowledge it",
    Duty.REVIEW_FILE: "review the concern and record the review",
    Duty.RESPOND: "respond",
    Duty.DISCUSS: "discuss it and record what was said",
    Duty.AGREE_PLAN: "agree a plan",
    Duty.CONVENE_MEETING: "arrange the meeting",
    Duty.PROPOSE_OUTCOME: "write the outcome again, or go on without one",
    Duty.CONFIRM_OUTCOME: "confirm the outcome or say what is wrong",
    Duty.NOTIFY_BOARD: "record that the board’s office was told",
    Duty.INFORM_CHAIR: "tell the chair",
    Duty.OFFER_MEDIATION: "offer mediation",
    Duty.DECIDE: "record the decision",
    Duty.REPORT: "report back",
}


def tell(
    people: Iterable[User | None],
    *,
    case: Case,
    kind: str,
    todo: str,
    at: datetime,
    due: datetime | None = None,
    moment: str = "",
) -> int:
    """Put a notice to each of these people (None is skipped) into the outbox; once per person, kind and moment.

    `moment` tells apart notices of the same kind; by default it is the number of the last entry. Excluded people get
    none. Returns how many were new. Must be called inside the transaction of the change.
    """
    excluded = set(Exclusion.objects.filter(case=case).values_list("person_id", flat=True))
    recipients = {person.pk: person for person in people if person is not None and person.pk not in excluded}
    new = outbox.enqueue_many(
        outbox.Notice(
            recipient=person,
            key=f"case:{case.pk}:{kind}:{moment or case.revision}:{person.pk}",
            kind=kind,
            reference=str(case.reference),
            todo=todo,
            due=due,
            path=f"/cases/{case.reference}/",
            at=at,
        )
        for person in recipients.values()
    )
    return len(new)


def holders(passage: Passage, side: str | None = None) -> list[User]:
    """The people who act at this passage, of one side or of both."""
    found = passage.holdings.filter(person__isnull=False).select_related("person", "party")
    return [h.person for h in found if h.person is not None and side in (None, h.party.side)]


def board_side(case: Case) -> list[User]:
    """The board's office of the case's area; where it has nobody, its chair."""
    return board_office_of(case.area) or chairs_of(case.area)


def whole_board(case: Case) -> list[User]:
    """The board's office and the chairs of the case's area."""
    return [*board_office_of(case.area), *chairs_of(case.area)]


def owing(owner: str, *, case: Case) -> list[User]:
    """The people of the board's side who owe what this owner owes: the chair's is the chair's, all else the office's."""
    return (chairs_of(case.area) if owner == Owner.CHAIR else []) or board_side(case)


def audience(who: Audience, *, case: Case, passage: Passage) -> list[User]:
    """The people whom a policy means by an audience, now; where an audience is empty, the board's office."""
    match who:
        case Audience.RAISER:
            return [case.raised_by]
        case Audience.BOTH_SIDES:
            return holders(passage)
        case Audience.CHAIR:
            return chairs_of(case.area) or board_side(case)
        case Audience.SAFEGUARDING_LEAD:
            return holders(passage, Side.ESCALATING)
        case _:
            return board_side(case)


def tell_as_policy_says(event: Event, *, case: Case, passage: Passage, at: datetime) -> list[str]:
    """Tell whom the stage names for this event; returns the audiences told, for the record (BRIS-23, BHAM-27)."""
    told: list[str] = []
    for item in (*case.policy.tells, *case.policy.stage(passage.stage).tells):
        if item.on is not event:
            continue
        people = audience(item.who, case=case, passage=passage)
        tell(people, case=case, kind=f"told-{event.value}", todo="read what has happened", at=at)
        told.append(item.who.value)
    return told
