"""What is owed at a stage, row by row: by whom, what, until when, how it stands, and whether it is the reader's."""

from dataclasses import dataclass

from agencies.selectors import areas_overseen_by, chaired_areas
from cases.models import Obligation
from cases.presenters.due import Due, Tag, due_of_clock
from cases.situations import Situation
from cases.words.entries import who_owes
from core.words import moment
from policies.presenters.words import limit_in_words
from policies.schema import Obligation as Owed
from policies.vocabulary import KNOWN_LATER, SEATED, Duty, Owner


@dataclass(frozen=True)
class Duties:
    """One row of what is owed: by whom, what, until when, and how it stands."""

    what: str
    who: str
    due: Due | None
    tag: Tag
    mine: bool
    you: bool
    note: str
    duty: Duty
    no_due: str


def parts_played(s: Situation) -> set[str]:
    """Which parts of the board the person plays; whoever leads a sitting plays the mediator's, or the panel's."""
    if not s.standing.board:
        return set(SEATED) if s.standing.leads else set()
    area = s.case.area_id
    played = {
        Owner.BOARD_OFFICE: areas_overseen_by(s.by).filter(pk=area).exists(),
        Owner.CHAIR: chaired_areas(s.by).filter(pk=area).exists(),
    }
    return {owner.value for owner, plays in played.items() if plays}


def duty_row(o: Obligation, s: Situation, parts: set[str]) -> Duties:
    clock = getattr(o, "clock", None)
    still = clock is not None and clock.stands_still
    due = None if still else due_of_clock(clock, at=s.at, policy=s.case.policy)
    mine = s.is_asked_now(o) and s.is_mine(o)
    item = said_of(o, s)
    until = clock.paused_until if clock is not None and still else None
    return Duties(
        what=Duty(o.duty).label,
        who=who_owes(o, s.case),
        due=due,
        tag=Tag("Paused", "yellow") if still or not (o.met_at or s.is_asked_now(o)) else _duty_tag(o, due),
        mine=mine,
        you=mine and (o.party_id is not None or o.owner in parts),
        note=item.note if item is not None else "",
        duty=Duty(o.duty),
        no_due=f"Stands still until {moment(until)}" if until else undated_limit(o, s) or "No deadline",
    )


def said_of(o: Obligation, s: Situation) -> Owed | None:
    """What the procedure says of an obligation in a case of this priority."""
    owed = (item for item in s.stage.obligations if item.applies(s.case.priority))
    return next((item for item in owed if item.what == o.duty and item.owner == o.owner), None)


def undated_limit(o: Obligation, s: Situation) -> str:
    """The limit, in words, of what has no date yet because it counts from something still to come; "" where it is none."""
    item = said_of(o, s)
    if item is None or item.limit is None or not any(each.start in KNOWN_LATER for each in item.limit.periods):
        return ""
    return limit_in_words(item.limit, s.case.persons)


def _duty_tag(o: Obligation, due: Due | None) -> Tag:
    if o.met_at is not None:
        late = due is not None and o.met_at > due.at
        return Tag("Done late", "yellow") if late else Tag("Done", "green")
    if due is not None and due.overdue:
        return Tag("Overdue", "red")
    if o.optional:
        return Tag("If useful", "grey")
    return Tag("Due soon", "orange") if due is not None and due.soon else Tag("To do", "blue")
