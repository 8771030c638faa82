"""“This is not for us”: to which agency a disagreement may be passed, who answers, and how it stands, in words."""

from collections.abc import Sequence

from agencies.models import Agency
from cases import record
from cases.models import Party, Proposal, ProposalKind, Side
from cases.situations import Situation, acts_instead
from core.errors import NotAllowed, ResolveError, WrongMoment
from policies.vocabulary import Sides


def waiting(s: Situation) -> Proposal | None:
    """The proposal to pass it to another agency that waits for the answer of the side that raised it."""
    return s.open_proposal(ProposalKind.REDIRECT)


def mine(s: Situation) -> Party | None:
    """The party for which the person may say so: one that received it."""
    return next((party for party in s.standing.holds if party.side == Side.RECEIVING), None)


def agencies(s: Situation) -> Sequence[Agency]:
    """To which agencies it may be passed: those of the area that are no party to it now."""
    parties = [party.agency_id for party in s.parties]
    return list(Agency.objects.filter(areas=s.case.area_id).exclude(pk__in=parties).order_by("name"))


# What may be done. Each answers with the error to raise, or None.


def may_say(s: Situation) -> ResolveError | None:
    """Who received it, before the board settles it, and while nobody else's proposal waits."""
    if s.stage.last is not None:
        return WrongMoment("At the last stage the board’s side settles between whom it is.")
    if s.stage.sides is Sides.RAISING:
        return WrongMoment("The other agency takes no part in this stage.")
    if mine(s) is None:
        otherwise = "Only the side that received the disagreement can say that it is for another agency."
        return NotAllowed(acts_instead(s, Side.RECEIVING) or otherwise)
    proposal = waiting(s)
    if proposal is not None and proposal.proposed_by not in s.standing.holds:
        who = proposal.proposed_by.agency.name
        return WrongMoment(f"{who} has said that it is for another agency, and that waits for its answer first.")
    return None


def waits(s: Situation) -> ResolveError | None:
    """There is something to answer."""
    return None if waiting(s) else WrongMoment("Nobody has said that it is for another agency.")


def lines_of(s: Situation) -> list[str]:
    """Who says that it is for whom, and why, while that waits for an answer; none elsewhere."""
    proposal = waiting(s)
    if proposal is None:
        return []
    why = str(record.body_of(proposal.entry).get("why", "")).splitlines()
    return [f"{said(proposal)}. {RUNS_ON}", *why]


RUNS_ON = "Until the side that raised it has answered, the time allowed runs on."


def said(proposal: Proposal) -> str:
    """Who says that it is for whom."""
    return f"{proposal.proposed_by.agency.name} says that it is for {proposal.redirect.agency.name}"
