"""What a procedure has referred outside while its stages go on: asked for once in a case, and owed until it is recorded."""

from cases.models import SIDES_OF_OWNER, Case, Entry, FollowUpKind, Party, Passage
from cases.process.follow_ups import Asked, ask_each
from policies.vocabulary import Owner

BEGUN = "The stage began at which it is asked for"


def ask_to_refer(passage: Passage, *, case: Case, entry: Entry) -> None:
    """Ask for the referrals of a stage that begins with `entry`; a stage that comes again, or has rungs, asks once."""
    asked_already = case.follow_ups.filter(kind=FollowUpKind.REFERRAL, asked_in__passage__stage=passage.stage)
    if asked_already.exists():
        return
    asked = [
        Asked(FollowUpKind.REFERRAL, party, owner=item.owner, limit=item.within, begun=BEGUN, step=place)
        for place, item in enumerate(case.policy.stage(passage.stage).referrals)
        for party in _owing(case, item.owner)
    ]
    ask_each(asked, case=case, at=passage.opened_at, entry=entry)


def _owing(case: Case, owner: Owner) -> list[Party | None]:
    """The parties that owe it; None for the board's side."""
    sides = SIDES_OF_OWNER.get(owner)
    return [None] if sides is None else list(case.parties.filter(side__in=sides, part_ended_at=None).order_by("number"))
