"""Quality assurance beside the stages: a case, settled or not, is referred to the chair, whose findings decide nothing."""

from django.db import transaction

from cases.actions.door import Request, enter
from cases.models import Case, FollowUpKind
from cases.process import notices
from cases.process.follow_ups import Asked, ask, settle
from cases.rules.board_rules import owing_of
from cases.verbs import Verb
from policies.vocabulary import Ground, Owner


@transaction.atomic
def refer_for_scrutiny(case: Case, request: Request, *, why: str) -> Case:
    """Refer a case to the chair for quality assurance, through the board's office (BUCKS-13, BUCKS-14, O-28).

    How the case stands does not change: a settled one stays settled, and nothing is asked of the sides.
    """
    act = enter(case, Verb.REFER_FOR_SCRUTINY, request)
    notices.involve_board(act.case, at=request.at)
    entry = act.write(facts={"ground": Ground.QA_SCRUTINY, "state": act.case.state}, content={"why": why})
    ask(Asked(FollowUpKind.SCRUTINY, owner=Owner.CHAIR), case=act.case, at=request.at, entry=entry)
    todo = "see that a referral for quality assurance reaches the chair"
    office = notices.board_side(act.case)
    notices.tell(office, case=act.case, kind=act.verb.value, todo=todo, at=request.at)
    act.tell_others("see that it was referred for quality assurance")
    return act.case


@transaction.atomic
def record_findings(case: Case, request: Request, *, findings: str, learning: str = "") -> Case:
    """Record what the quality assurance found. It decides nothing between the parties (O-38): the case stays as it is."""
    act = enter(case, Verb.RECORD_FINDINGS, request)
    entry = act.write(facts={"state": act.case.state}, content={"findings": findings, "learning": learning})
    referred = [f for f in act.situation.follow_ups if f.kind == FollowUpKind.SCRUTINY]
    settle(referred, by=request.by, entry=entry)
    act.tell_others("read the findings of the quality assurance")
    return act.case


@transaction.atomic
def acknowledge_decision(case: Case, request: Request) -> Case:
    """Say for one's party that it has read what was decided (BRENT-16); one acknowledgement is for all that waits."""
    act = enter(case, Verb.ACKNOWLEDGE_DECISION, request)
    s = act.situation
    parties = owing_of(s, FollowUpKind.READING)
    entry = act.write(facts={"party": parties[0].number})
    settle(
        [f for f in s.follow_ups if f.kind == FollowUpKind.READING and f.party in parties], by=request.by, entry=entry
    )
    notices.tell(
        notices.board_side(act.case),
        case=act.case,
        kind=act.verb.value,
        todo="see who has acknowledged the decision",
        at=request.at,
    )
    return act.case
