"""A child is said to be at immediate risk, at any time and stage, by either side; and that the risk is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cases.actions.by_when import faults_of_time
from cases.actions.door import Act, Request, enter
from cases.actions.going import ask_for_what_follows, go_on
from cases.actions.parting import part_with
from cases.models import Case, Entry, Party, Side, State
from cases.process import risk
from cases.process.passages import Entrance
from cases.process.risk import Referral
from cases.rules import gates
from cases.rules.gates import NOTHING, to_follow
from cases.rules.skipping import skips_to
from cases.silence import silent_facts
from cases.verbs import Verb
from core.errors import BadInput
from policies.vocabulary import Ground


@transaction.atomic
def flag_risk(
    case: Case,
    request: Request,
    *,
    risk_now: str,
    risk_action: str,
    referral: Referral | None = None,
    skip_confirmed: bool = False,
    protective_at: datetime | None = None,
    protective_why: str = "",
) -> Case:
    """Say that a child is at immediate risk: what the risk is, and what was done about it (BRIS-6, BHAM-7, BRENT-5).

    What the policy says of immediate risk begins at once; `referral` is the report that it asks for, where it was made.
    `skip_confirmed`: what the policy asks besides holds too, so that the case goes on to the stage at which it would have
    started (BUCKS-3); by when that must be settled says `protective_at` (UTC), where the procedure names no limit there.
    """
    act = enter(case, Verb.FLAG_RISK, request)
    case = act.case
    asked = skips_to(act.situation)
    to = asked if skip_confirmed else None
    faults = faults_of_time(act, to, protective_at, accepted=False, waits=False) if to else {}
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)
    agreed = part_with(act) if to else []
    entry = act.write(
        facts={
            **facts_of(referral),
            **({"skip_confirmed": skip_confirmed} if asked else {}),
            **(_going(act, to, agreed) if to else {}),
        },
        content={
            "risk_now": risk_now,
            "risk_action": risk_action,
            "protective_why": protective_why if to else "",
            **words_of(referral),
        },
    )
    case.immediate_risk = True
    case.save()
    if to:
        _skip(act, protective_at, agreed)
    ask_for_what_follows(case, to_follow(entry.facts.get("gates", ())), entry=entry, at=act.request.at)
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


def _going(act: Act, to: str, agreed: Sequence[Party]) -> dict[str, Any]:
    """For the record: where immediate risk takes the case, which gates that passes, and who did not answer (BRIS-17)."""
    s, ground = act.situation, Ground.IMMEDIATE_RISK
    passed = gates.passed(s, ground, to, NOTHING)
    return {
        "ground": ground,
        "from": act.case.stage,
        "to": to,
        "rung": 0,
        "agreed": [party.number for party in agreed],
        **({"gates": passed} if passed else {}),
        **silent_facts(act.case, act.passage, s.unanswering),
    }


def _skip(act: Act, protective_at: datetime | None, agreed: Sequence[Party]) -> None:
    case = act.case
    if case.state == State.AWAITING_CONFIRMATION:
        case.return_outcome()
    case.skip()
    entrance = Entrance(ground=Ground.IMMEDIATE_RISK, protective_at=protective_at)
    go_on(case, act.passage, entrance, at=act.request.at, by=act.request.by, agreed=agreed)


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
