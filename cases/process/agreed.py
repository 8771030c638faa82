"""What was agreed in writing is followed up: each action by its day, and what stays open when it is looked at again."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from agencies.models import User
from cases.models import Case, Entry, FollowUp, FollowUpKind, FollowUpResult, Party, Proposal, ProposalKind
from cases.process import clocks
from cases.process.follow_ups import Asked, ask_each
from core.words import LONDON
from policies.deadlines import DAY_ENDS


def follow_up_agreed(proposal: Proposal, parties: Iterable[Party], *, case: Case, at: datetime) -> None:
    """Ask each of these parties, from `at` (UTC) on, for its actions of an agreed plan or outcome, and for what stays open.

    An action of both sides is asked of each. Its limit is the end of the day that was agreed (BRENT-17, BRIS-33).
    """
    wanted, parties = [], sorted(parties, key=lambda party: party.number)
    says = (
        "The plan that was agreed names the day" if proposal.kind == ProposalKind.PLAN else "The outcome names the day"
    )
    for action in proposal.actions.select_related("party").order_by("number"):
        wanted += [
            Asked(FollowUpKind.ACTION, party, action=action, due_at=_end_of(action.due_on), begun=says)
            for party in parties
            if action.party_id in (None, party.pk)
        ]
    open_yet = proposal.entry.facts.get("outstanding")
    if open_yet:
        due_at = _end_of(date.fromisoformat(open_yet["on"]))
        wanted += [
            Asked(FollowUpKind.OUTSTANDING, party, due_at=due_at, begun="The outcome says when it is looked at again")
            for party in parties
            if open_yet["party"] in (None, party.number)
        ]
    ask_each(wanted, case=case, at=at, entry=proposal.entry)


def let_older_plans_go(proposal: Proposal, *, case: Case, by: User, entry: Entry, at: datetime) -> None:
    """A plan that is agreed takes the place of the one before: what is still open of that is needed no longer."""
    older = FollowUp.objects.filter(
        case=case, kind=FollowUpKind.ACTION, result="", action__proposal__kind=ProposalKind.PLAN
    ).exclude(action__proposal=proposal)
    for found in older:
        found.result, found.answered_at = FollowUpResult.NOT_NEEDED, at
        found.answered_by, found.answered_in = by, entry
        found.save(update_fields=["result", "answered_at", "answered_by", "answered_in"])
        clocks.stop_follow_up(found, at=at)


def _end_of(day: date) -> datetime:
    """The end of a London day, in UTC."""
    return datetime.combine(day, DAY_ENDS, tzinfo=LONDON).astimezone(UTC)
