"""Where several agencies received a disagreement, one may agree while the case goes on with the others."""

from collections.abc import Iterable
from datetime import datetime

from cases.actions.door import Act
from cases.models import Case, Obligation, Party, Proposal, ProposalKind, Side
from cases.process import clocks
from cases.process.agreed import follow_up_agreed


def agreed_alone(proposal: Proposal | None) -> list[Party]:
    """The receiving parties that have confirmed an outcome statement which another has not, as the case goes on.

    None where the side that raised it has not accepted the statement itself: then nothing is agreed with anyone.
    """
    if proposal is None:
        return []
    accepted = [answer.party for answer in proposal.answers.filter(accepts=True).select_related("party")]
    if not any(party.side == Side.ESCALATING for party in accepted):
        return []
    return [party for party in accepted if party.side == Side.RECEIVING]


def part_with(act: Act) -> list[Party]:
    """Who has agreed alone, as the case goes on without them; what they agreed is followed up from now on."""
    statement = act.situation.open_proposal(ProposalKind.OUTCOME)
    agreed = agreed_alone(statement)
    if statement is not None:
        follow_up_agreed(statement, agreed, case=act.case, at=act.request.at)
    return agreed


def let_go(parties: Iterable[Party], *, case: Case, at: datetime) -> None:
    """Note that the part of these parties has ended at `at` (UTC): they owe nothing more, and the case goes on without them."""
    for party in parties:
        case.forget_parties()
        clocks.stop(Obligation.objects.filter(party=party, passage__closed_at=None, met_at=None), at=at)
        party.part_ended_at = at
        party.save(update_fields=["part_ended_at"])
