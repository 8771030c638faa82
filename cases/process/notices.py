"""Who is told what when something happens to a case. A notice holds the reference, what to do, by when and a link: no more."""

from collections.abc import Iterable
from datetime import datetime

from agencies.models import User
from agencies.selectors import board_office_of, chairs_of
from cases.access import kept_out
from cases.models import Case, Passage
from cases.process.seats import leaders
from notifications import outbox
from policies.vocabulary import SEATED, Audience, Duty, Owner

TODO_OF_DUTY: dict[str, str] = {
    Duty.RAISE: "tell your own manager and record it",
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

COPY = "nothing: this is a copy for your information"
"""What a copy asks of whoever gets it."""


def tell(
    people: Iterable[User | None],
    *,
    case: Case,
    kind: str,
    todo: str,
    at: datetime,
    due: datetime | None = None,
    moment: str = "",
    path: str = "",
) -> int:
    """Put a notice to each of these people into the outbox; once per person, kind and moment.

    None is nobody: it is skipped beside others, and alone it makes a notice that has failed, for people to see. `moment`
    tells apart notices of the same kind; by default it is the number of the last entry. Excluded people get none.
    `path`: where it leads, if not to the case; `todo` is a fixed text, said in the words of the case. Returns how many were new. Must be called inside the transaction of the change.
    """
    excluded, wanted = kept_out(case), list(people)
    recipients: dict[int | str, User | None] = {
        person.pk: person for person in wanted if person is not None and person.pk not in excluded
    }
    if wanted and not any(wanted):
        recipients = {"nobody": None}
    phone = case.office_phone if recipients else ""
    new = outbox.enqueue_many(
        outbox.Notice(
            recipient=person,
            key=f"case:{case.pk}:{kind}:{moment or case.revision}:{who}",
            kind=kind,
            reference=str(case.reference),
            todo=case.persons.say(todo),
            due=due,
            path=path or f"/cases/{case.reference}/",
            at=at,
            office_phone=phone,
        )
        for who, person in recipients.items()
    )
    return len(new)


def holders(passage: Passage, side: str | None = None) -> list[User]:
    """The people who act at this passage, of one side or of both."""
    found = passage.holdings.filter(person__isnull=False, party__passed_to=None).select_related("person", "party")
    return [h.person for h in found if h.person is not None and side in (None, h.party.side)]


def board_side(case: Case) -> list[User | None]:
    """The board's office of the case's area; where it has nobody, its chair; where there is none, nobody (None)."""
    return list(of_the_board(case, Audience.BOARD_OFFICE, Audience.CHAIR)[1]) or [None]


def whole_board(case: Case) -> list[User]:
    """The board's office and the chairs of the case's area."""
    return [*board_office_of(case.area), *chairs_of(case.area)]


def owing(owner: str, *, case: Case) -> list[User | None]:
    """The people of the board's side who owe what this owner owes.

    The chair's is the chair's, the mediator's and the panel's that of whoever mediates or chairs it and has an account, all
    else the office's.
    """
    leading = leaders(case) if owner in SEATED else []
    if leading:
        return list(leading)
    if owner == Owner.CHAIR:
        return list(of_the_board(case, Audience.CHAIR, Audience.BOARD_OFFICE)[1]) or [None]
    return board_side(case)


def of_the_board(case: Case, *wanted: Audience) -> tuple[Audience, list[User]]:
    """Whom of the board can be told: the first of these that has anybody; whoever is kept out of the case does not count."""
    out = kept_out(case)
    for who in wanted:
        people = chairs_of(case.area) if who is Audience.CHAIR else board_office_of(case.area)
        found = [person for person in people if person.pk not in out]
        if found:
            return who, found
    return wanted[0], []


def involve_board(case: Case, *, at: datetime) -> None:
    """From now on the board's office and the chair see the content of the case; once is enough."""
    if case.board_involved_at is None:
        case.board_involved_at = at
        case.save(update_fields=["board_involved_at"])
