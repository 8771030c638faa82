"""Who may answer what was written down: a plan, or an outcome statement that waits for the parties' confirmation."""

from cases.models import ProposalKind, State
from cases.situations import Situation
from core.errors import NotAllowed, ResolveError, WrongMoment
from policies.vocabulary import Duty


def plan_waits(s: Situation) -> ResolveError | None:
    """A plan waits, for a party of the person."""
    if s.open_proposal(ProposalKind.PLAN) is None:
        return WrongMoment("There is no plan that waits for an answer.")
    return _answers_for_another(s, ProposalKind.PLAN, "Your side has answered this plan already.")


def outcome_waits(s: Situation) -> ResolveError | None:
    """An outcome statement waits, for a party of the person."""
    if s.case.state != State.AWAITING_CONFIRMATION:
        return WrongMoment("There is no outcome statement that waits to be confirmed.")
    return _answers_for_another(s, ProposalKind.OUTCOME, "Your side has confirmed this statement already.")


def _answers_for_another(s: Situation, kind: ProposalKind, answered: str) -> ResolveError | None:
    """Whoever wrote a proposal does not answer it as well, for another party that they happen to stand for."""
    proposal = s.open_proposal(kind)
    if not s.unanswered(kind):
        return WrongMoment(answered)
    if proposal is not None and proposal.entry.by_id == s.by.pk:
        return NotAllowed(
            "You wrote it, so somebody else answers for the other party. Hand that part to a colleague who can."
        )
    return None


def confirmation_overdue(s: Situation) -> ResolveError | None:
    """An outcome statement waits past the limit of its confirmation."""
    if s.case.state != State.AWAITING_CONFIRMATION:
        return WrongMoment("There is no outcome statement that waits to be confirmed.")
    if not confirmation_breached(s):
        return WrongMoment("The other side still has time to confirm the outcome.")
    return None


def confirmation_breached(s: Situation) -> bool:
    """Whether some party has let the limit of its confirmation pass."""
    waiting = s.case.state == State.AWAITING_CONFIRMATION
    return waiting and any(s.breached(o) for o in s.owed(Duty.CONFIRM_OUTCOME))
