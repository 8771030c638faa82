"""A child is said to be at immediate risk, at any time and stage, by either side; and that the risk is over."""

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.models import Case, Entry, Party, Side
from cases.process import risk
from cases.process.risk import Referral
from cases.verbs import Verb


@transaction.atomic
def flag_risk(
    case: Case, request: Request, *, risk_now: str, risk_action: str, referral: Referral | None = None
) -> Case:
    """Say that a child is at immediate risk: what the risk is, and what was done about it (BRIS-6, BHAM-7, BRENT-5).

    What the policy says of immediate risk begins at once; `referral` is the report that it asks for, where it was made.
    """
    act = enter(case, Verb.FLAG_RISK, request)
    case = act.case
    entry = act.write(
        facts=facts_of(referral),
        content={"risk_now": risk_now, "risk_action": risk_action, **words_of(referral)},
    )
    case.immediate_risk = True
    case.save()
    begin(act, entry, referral)
    act.tell_others("read at once what has been reported")
    return case


@transaction.atomic
def lower_risk(case: Case, request: Request, *, why: str) -> Case:
    """Say why the child is no longer at immediate risk. Limits that have been shortened stay as they are."""
    act = enter(case, Verb.LOWER_RISK, request)
    act.write(content={"why": why})
    act.case.immediate_risk = False
    act.case.save()
    act.tell_others("see what has changed")
    return act.case


def begin(act: Act, entry: Entry, referral: Referral | None) -> None:
    """Set in motion what the policy says of immediate risk, at the present stage, for the side that says so."""
    passage = act.case.passages.get(closed_at=None)
    reported = referral is not None
    risk.set_in_motion(act.case, passage, party=_side(act), at=act.request.at, entry=entry, reported=reported)


def facts_of(referral: Referral | None) -> dict[str, str]:
    """When it was reported, as the record keeps it."""
    return {"reported_at": referral.at.isoformat()} if referral else {}


def words_of(referral: Referral | None) -> dict[str, str]:
    """Who took the report, and their reference, as the record keeps them."""
    return {"report_taken_by": referral.taken_by, "report_reference": referral.reference} if referral else {}


def _side(act: Act) -> Party:
    """The party for which the person speaks; for somebody of the board, the one that raised it."""
    raising = next(party for party in act.situation.parties if party.side == Side.ESCALATING)
    return act.situation.speaks_for or raising
