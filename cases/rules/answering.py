"""Who may say what became of a follow-up, and when: the rule of the verbs that answer one."""

from collections.abc import Callable

from cases.models import ProposalKind, State, Subject, SubjectKind
from cases.process.follow_ups import ANSWERS
from cases.situations import Situation
from cases.verbs import Verb
from core.errors import NotAllowed, ResolveError, WrongMoment
from core.words import long_date


def takes_part(s: Situation) -> ResolveError | None:
    """Whoever takes or took part for a party; not the board's side."""
    if s.standing.takes_part:
        return None
    return NotAllowed("Only those who take part for an agency can do this. You can add a note.")


def with_a_reference(s: Situation) -> list[Subject]:
    """Whom the case is about, by whom each agency has a reference of its own: not a theme."""
    return [subject for subject in s.case.subjects.all() if subject.kind != SubjectKind.THEME]


def about_somebody(s: Situation) -> ResolveError | None:
    """Whether there is anybody to have a reference for."""
    return None if with_a_reference(s) else WrongMoment("This is about a theme, and about no person.")


def may_thank(s: Situation) -> ResolveError | None:
    """The board's side, and whoever acts or has acted for a party: nobody thanks themselves."""
    if s.by.pk != s.case.raised_by_id and (s.standing.board or s.standing.held_parties):
        return None
    return NotAllowed("A manager, the board’s office or the chair can thank whoever raised it.")


def not_kept(s: Situation) -> ResolveError | None:
    """An action that another party agreed to is overdue, or said to be done."""
    if s.not_kept_by_others:
        return None
    return WrongMoment("No action that another agency agreed to is overdue, or recorded as done.")


def wrote_the_statement(s: Situation) -> ResolveError | None:
    """The outcome statement that waits was written by the person's own side."""
    proposal = s.open_proposal(ProposalKind.OUTCOME)
    if s.case.state != State.AWAITING_CONFIRMATION or proposal is None:
        return WrongMoment("There is no outcome statement that waits to be confirmed.")
    if proposal.proposed_by not in s.standing.holds:
        return NotAllowed(
            "Only the side that wrote the statement can change it or take it back. You can say what is wrong."
        )
    return None


def to_answer(verb: Verb) -> Callable[[Situation], ResolveError | None]:
    """The rule that something of the kinds which the verb answers is asked of the person now; also after the end."""

    def rule(s: Situation) -> ResolveError | None:
        if s.to_answer(verb):
            return None
        left = [f for f in s.follow_ups if f.kind in ANSWERS[verb] and not f.result]
        opens = next((f.opens_at for f in left if f.opens_at and s.follows_up(f)), None)
        if opens is not None:
            return WrongMoment(f"You are asked this later, from {long_date(opens)} on.")
        if left:
            return NotAllowed("What is to be followed up here is for somebody else.")
        return WrongMoment("Nothing is left to be followed up.")

    return rule
