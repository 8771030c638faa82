"""What whoever sits may do (docs/adr/seats.md): each rule with one sentence."""

from cases.composition import WITHOUT_SEATS
from cases.models import LIVE_STATES
from cases.process.follow_ups import FOR_THE_CHAIR
from cases.rules.board_rules import way_of
from cases.situations import Situation
from cases.verbs import Verb
from core.errors import NotAllowed, ResolveError, WrongMoment

FOR_A_SIDE = (
    "You sit in this case and act for no side: this is for the people of the two sides, or for the board’s office."
)


def sits_now(s: Situation) -> ResolveError | None:
    """Whoever sits, and only while it is not over."""
    if s.case.state in LIVE_STATES and s.standing.sits:
        return None
    return NotAllowed(
        "Only whoever sits on the panel or at the meeting, or mediates, can do this, until it is decided."
    )


def sits_or_board(s: Situation) -> ResolveError | None:
    """Whoever sits, and the board's office and the chair."""
    if s.standing.board or s.standing.sits:
        return None
    return NotAllowed("Only whoever sits, the board’s office and the chair can do this.")


def leads_or_board(s: Situation) -> ResolveError | None:
    """Whoever mediates, or chairs the meeting or the panel; and the board's office and the chair."""
    if s.standing.board or (s.standing.leads and s.standing.sits):
        return None
    return NotAllowed(
        "Only whoever mediates, or chairs the meeting or panel, the board’s office and the chair can do this."
    )


def somebody_sits(s: Situation) -> ResolveError | None:
    """Papers are for those who sit: they are asked for once it is chosen how it is settled, and not where the chair decides."""
    way = way_of(s)
    if way is None:
        return WrongMoment("Choose first how it is settled.")
    if way.kind in WITHOUT_SEATS:
        return WrongMoment("Nobody sits here, so no papers are asked for.")
    return None


def chair_waits(s: Situation) -> ResolveError | None:
    """Only the chair says whether what was recorded in the chair's name is so, and only where it was."""
    if s.to_answer(Verb.CONFIRM_DECISION):
        return None
    if any(f.kind in FOR_THE_CHAIR and not f.result for f in s.follow_ups):
        return NotAllowed("Only the chair says whether the decision is as the chair made it.")
    return WrongMoment("No decision that was recorded for the chair waits to be confirmed.")
