"""What a person enters in the form of a verb when nothing about it matters to the test, and which action takes it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from agencies.models import Agency, Membership, User
from cases.access import visible_to
from cases.actions import (
    agreeing,
    approving,
    chasing,
    confirming,
    deciding,
    excluding,
    following,
    learning,
    linking,
    looking_back,
    moving,
    offering,
    own_references,
    redirecting,
    referring,
    returning,
    rewriting,
    safety,
    screening,
    scrutiny,
    seating,
    sitting,
    talking,
    timing,
    triage,
)
from cases.actions.deciding import Result
from cases.actions.door import Request
from cases.actions.excluding import who_can_be_kept_out
from cases.actions.looking_back import Debrief, Recorded
from cases.actions.returning import Cause
from cases.actions.stating import Action
from cases.actions.timing import Proposed
from cases.models import Case, FollowUpResult, OutcomeCode, SeatRole, Side
from cases.process.risk import Referral
from cases.required_means import required_here
from cases.rules import approvals, gates, redirects
from cases.rules.approvals import Matter
from cases.rules.board_rules import way_of
from cases.rules.declaring import Declared
from cases.rules.refusals import grounds, refusal_in
from cases.rules.ways import destination
from cases.rules.who_may_sit import Member, body_of
from cases.situations import Situation, situation
from cases.verbs import STEP_DUTIES, Verb
from cases.words.gates import DECLARED
from cases.words.triage import Then, Urgency
from policies.vocabulary import Ground, LastStageKind, LearningKind

Words = Mapping[str, Any]
DAY = timedelta(days=1)


def _discussion(s: Situation) -> Words:
    required = required_here(s.case)
    return {
        "held_at": s.at,
        "method": required.any_of[0].value if required else "telephone",
        "took_part": sorted(name for side in Side for name in s.names_of(side)),
        "said": "We went through it.",
        "result": "not-agreed",
    }


def _meeting(s: Situation) -> Words:
    when = {"meeting_at": s.at + 10 * DAY} if s.stage.counts_back_from_its_meeting else {}
    return {"said": "It was done.", **when}


def _by_when(s: Situation) -> Words:
    return {"protective_at": s.at + 5 * DAY, "protective_why": "The contact visit is then."}


def _escalation(s: Situation) -> Words:
    possible = grounds(s)
    ground = possible[0] if possible else Ground.NOT_AGREED
    said = {"ground": ground, "why": "It is not settled.", "tried": "We rang twice and met once."}
    said["risk_now"] = "She is seen by nobody."
    said["without"] = "They know of it and have not answered."
    going = destination(s, ground)
    asked = gates.gates_on(s, ground, going.stage) if going else []
    said["declared"] = tuple(Declared(g.kind, s.at, None, "The duty manager") for g in asked if g.kind in DECLARED)
    return {**said, "time_accepted": True, **_by_when(s)}


def _another_agency(s: Situation) -> Agency | None:
    return next(iter(redirects.agencies(s)), None)


def _key(matters: list[Matter]) -> str:
    return next((matter.key for matter in matters), "")


def _back(s: Situation) -> Words:
    to = next(iter(s.case.stages_behind()), "")
    return {"to": to, "why": "They can settle it.", "time_accepted": True, **_by_when(s)}


def _follow_up(s: Situation) -> Words:
    number = next((found.number for found in s.to_answer(Verb.FOLLOW_UP)), 0)
    return {"number": number, "result": FollowUpResult.DONE, "followed_up": "We rang twice."}


def _referral(s: Situation) -> Words:
    number = next((found.number for found in s.to_answer(Verb.RECORD_REFERRAL)), 0)
    return {"number": number, "referral": Referral("The duty desk", s.at, "R-80")}


def _let_in(s: Situation) -> Words:
    out = s.case.exclusions.first()
    return {"person": out.person if out else s.by, "why": "It is settled."}


def _decision(s: Situation) -> Words:
    way = way_of(s)
    kind = way.kind if way else s.stage.last.options[0].kind if s.stage.last else None
    said = {"decided_by": "The chair", "decision": "Visit", "reasons": "The risk.", "outcome": OutcomeCode.UPHELD}
    return {"kind": kind, "result": Result.DECIDED, "decision_by": s.at + 5 * DAY, **said}


def _seats(s: Situation) -> Words:
    """Who sits as any of the procedures would have it: of the parties on a panel, else of an agency that is none."""
    way = way_of(s)
    kind = way.kind if way else LastStageKind.PANEL
    disputing = [party.agency for party in s.parties]
    others = Agency.objects.filter(areas=s.case.area_id).exclude(pk__in=[agency.pk for agency in disputing])
    of_parties, outside = (
        [agency for agency in found if body_of(agency, s.case.area_id).member]
        for found in (disputing, others.order_by("pk"))
    )
    role = {LastStageKind.MEDIATION: SeatRole.MEDIATOR, LastStageKind.CHAIRED_MEETING: SeatRole.CHAIR}.get(kind)
    agencies = outside[:1] if role else [*of_parties, *outside][:3]
    wanted = (way.composition.agencies if way and way.composition else None) or 1
    why = {} if len(agencies) >= wanted else {"beyond_why": "There is nobody else."}
    return {
        "members": [
            Member(f"Member {a.pk}", a, role or SeatRole.MEMBER, stands_as="Board member")
            for a in agencies or of_parties[:1]
        ],
        **why,
    }


def _colleague(s: Situation) -> User:
    membership = Membership.objects.filter(user=s.by, agency__isnull=False).first()
    if membership is None:
        return s.by
    others = Membership.objects.filter(agency=membership.agency).exclude(user=s.by)
    others = others.exclude(user__holdings__passage__case=s.case).exclude(user__exclusions__case=s.case)
    other = others.order_by("pk").last()
    return other.user if other else s.by


def _decide(case: Case, request: Request, **said: Any) -> Case:
    """Record a decision, after appointing who sits where the procedure holds to that and nobody was."""
    s = situation(Case.objects.select_related("area", "policy_version").get(pk=case.pk), by=request.by, at=request.at)
    way = next((o for o in (s.stage.last.options if s.stage.last else ()) if o.kind == said["kind"]), None)
    held = way is not None and way.composition is not None and way.composition.enforced == "block"
    may = refusal_in(s, Verb.RECORD_DECISION) is None and request.seen is None
    if may and held and said["result"] is Result.DECIDED and not (s.sitting and s.sitting.seats.exists()):
        plain = Request(request.by, request.at)
        if way_of(s) is None:
            sitting.choose_way(case, plain, kind=said["kind"], why="It suits the matter.", as_chosen=True)
            s = situation(s.case, by=request.by, at=request.at)
        sitting.appoint(case, plain, **_seats(s))
    return deciding.record_decision(case, request, **said)


USUAL: dict[Verb, Callable[[Situation], Words]] = {
    Verb.ACKNOWLEDGE: lambda s: {"timetable": "We will answer by Friday.", "timetable_at": s.at + 10 * DAY},
    Verb.RESPOND: lambda _: {"position": "disagree", "response": "We stand by it."},
    Verb.RECORD_DISCUSSION: _discussion,
    Verb.PROPOSE_TIMETABLE: lambda s: {"proposed": Proposed(s.at + 10 * DAY, "She is away.", "A daily call.")},
    Verb.COUNTER_TIMETABLE: lambda s: {"proposed": Proposed(s.at + 7 * DAY, "Sooner is possible.", "A daily call.")},
    Verb.REFUSE_TIMETABLE: lambda _: {"why": "It is too long."},
    Verb.TAKE_BACK_TIMETABLE: lambda _: {"why": "We can answer today."},
    Verb.BRING_FORWARD: lambda s: {"protective_at": s.at + timedelta(hours=2), "protective_why": "She goes home."},
    Verb.END_PAUSE: lambda _: {"why": "The report is here."},
    Verb.PROPOSE_PLAN: lambda s: {
        "actions": [Action("Visit", None, s.at.date() + DAY)],
        "plan_fits": "in-line" if s.stage.links_to_plan else "",
    },
    Verb.RETURN_PLAN: lambda _: {"why": "It is too late."},
    Verb.PROPOSE_OUTCOME: lambda _: {
        "outcome": OutcomeCode.COMPROMISE,
        "statement": "We agreed on a joint visit.",
        "nothing_open": True,
        "actions": [Action("Visit", None, date(2027, 1, 4))],
    },
    Verb.RETURN_OUTCOME: lambda _: {"why": "The visit was not agreed."},
    Verb.CLOSE_UNCONFIRMED: lambda _: {"outcome": OutcomeCode.COMPROMISE, "why": "Nobody answered."},
    Verb.REPORT_NO_AGREEMENT: lambda _: {"why": "We differ on the threshold.", "step_up": True},
    Verb.WITHDRAW: lambda _: {"why": "The child has moved."},
    Verb.CHASE: lambda here: {
        "tried_at": here.at,
        "method": "telephone",
        "whom": None,
        "of": next(party for party in here.parties if party.side == Side.RECEIVING),
        "reached": False,
        "came_of_it": "Nobody picked up.",
    },
    Verb.FLAG_RISK: lambda _: {"risk_now": "She is alone tonight.", "risk_action": "Rang the duty team at 9am."},
    Verb.LOWER_RISK: lambda _: {"why": "He has moved out."},
    Verb.ADD_NOTE: lambda _: {"text": "A note.", "private": False},
    Verb.FOLLOW_UP: _follow_up,
    Verb.RECORD_REFERRAL: _referral,
    Verb.REPLACE_OUTCOME: lambda _: {
        "outcome": OutcomeCode.UPHELD,
        "statement": "A visit this week.",
        "nothing_open": True,
        "actions": [],
    },
    Verb.TAKE_BACK_OUTCOME: lambda _: {"why": "We wrote the wrong week."},
    Verb.REPORT_NOT_KEPT: lambda s: {
        "number": next((found.number for found in s.not_kept_by_others), 0),
        "why": "Nobody came.",
    },
    Verb.GIVE_REFERENCES: lambda s: {"references": {1: f"T-{s.at:%H%M}"}},
    Verb.RECORD_DISSENT: lambda s: {
        "meeting": "Strategy discussion",
        "held_on": s.at.date(),
        "dissent": "The threshold.",
    },
    Verb.RECORD_LEARNING: lambda _: {"of": LearningKind.GAP, "learning": "No policy says who rings."},
    Verb.THANK: lambda _: {"thanks": "It was clear and kind."},
    Verb.CONFIRM_RECORDED: lambda s: {
        "recorded": [Recorded(f.number, s.at.date(), "H-77") for f in s.to_answer(Verb.CONFIRM_RECORDED)]
    },
    Verb.SAY_CONCERN: lambda _: {"continues": False, "why": "", "satisfied": FollowUpResult.YES},
    Verb.SAY_HELPED: lambda _: {"helped": FollowUpResult.YES, "changed": "She is seen each week."},
    Verb.CONFIRM_SCREENING: lambda s: {
        "number": next((found.number for found in s.to_answer(Verb.CONFIRM_SCREENING)), 0),
        "is_so": True,
    },
    Verb.RECORD_DEBRIEF: lambda s: {"debrief": Debrief.HELD, "held_on": s.at.date()},
    Verb.LINK: lambda s: {
        "reference": str(visible_to(s.by).exclude(pk=s.case.pk).values_list("reference", flat=True).first())
    },
    Verb.KEEP_OUT: lambda s: {
        "person": next(iter(who_can_be_kept_out(s).values()), s.by),
        "why": "It is about them.",
    },
    Verb.LET_IN: _let_in,
    Verb.STEP_DOWN: _back,
    Verb.TRIAGE: lambda _: {"doubts": {}, "urgency": Urgency.USUAL, "then": Then.ACCEPT},
    Verb.REOPEN: lambda s: {
        "cause": Cause.SOMETHING_NEW,
        "why": "She has been seen again.",
        "time_accepted": True,
        **_by_when(s),
    },
    Verb.SAY_NOT_OURS: lambda s: {"agency": _another_agency(s), "why": "They decided it."},
    Verb.KEEP_WITH: lambda _: {"why": "They decided it together."},
    Verb.ASK_OFFICE: lambda s: {"matter": _key(approvals.matters(s)), "why": "It would be the same two people."},
    Verb.ANSWER_AS_OFFICE: lambda s: {
        "matter": _key(approvals.answerable(s)),
        "granted": True,
        "why": "It would be the same two people.",
    },
    Verb.ESCALATE: _escalation,
    Verb.HAND_OVER: lambda s: {"to": _colleague(s), "why": "I am away."},
    Verb.CHOOSE_WAY: lambda s: {
        "kind": s.stage.last.options[0].kind if s.stage.last else None,
        "why": "It fits.",
        "as_chosen": True,
    },
    Verb.APPOINT: _seats,
    Verb.DECLARE_CONFLICT: lambda _: {"conflict": "She worked with the family."},
    Verb.ASK_FOR_PAPERS: lambda s: {"papers_by": s.at + 2 * DAY},
    Verb.SAY_ASSENT: lambda _: {"agrees": True},
    Verb.ANSWER_OFFER: lambda _: {"accepts": True},
    Verb.CONFIRM_DECISION: lambda _: {"is_so": True},
    Verb.HAND_IN_PAPER: lambda _: {"paper": "Our view of it."},
    Verb.RECORD_REPRESENTATIONS: lambda s: {"party": s.parties[0], "heard": "The head", "represented": "As written."},
    Verb.REFER_FOR_SCRUTINY: lambda _: {"why": "It shows a gap."},
    Verb.RECORD_FINDINGS: lambda _: {"findings": "The threshold is read in two ways."},
    Verb.RECORD_DECISION: _decision,
    **dict.fromkeys(STEP_DUTIES, lambda _: {"said": "It was done."}),
    Verb.CONVENE_MEETING: _meeting,
}
"""By verb: the words that any procedure takes. A verb that asks for nothing is not among them."""

CALLS: dict[Verb, Any] = {
    Verb.ACKNOWLEDGE: talking.acknowledge,
    Verb.RESPOND: talking.respond,
    Verb.RECORD_DISCUSSION: talking.record_discussion,
    Verb.REPORT_NO_AGREEMENT: talking.report_no_agreement,
    Verb.HAND_OVER: talking.hand_over,
    Verb.FOLLOW_UP: following.follow_up,
    Verb.RECORD_REFERRAL: referring.record_referral,
    Verb.REPLACE_OUTCOME: rewriting.replace_outcome,
    Verb.TAKE_BACK_OUTCOME: rewriting.take_back_outcome,
    Verb.REPORT_NOT_KEPT: following.report_not_kept,
    Verb.GIVE_REFERENCES: own_references.give_references,
    Verb.RECORD_DISSENT: learning.record_dissent,
    Verb.RECORD_LEARNING: learning.record_learning,
    Verb.THANK: learning.thank,
    Verb.CONFIRM_RECORDED: looking_back.confirm_recorded,
    Verb.SAY_CONCERN: looking_back.say_concern,
    Verb.SAY_HELPED: looking_back.say_helped,
    Verb.CONFIRM_SCREENING: screening.confirm_screening,
    Verb.RECORD_DEBRIEF: looking_back.record_debrief,
    Verb.KEEP_OUT: excluding.keep_out,
    Verb.LET_IN: excluding.let_in,
    Verb.TRIAGE: triage.triage,
    Verb.CHASE: chasing.chase,
    Verb.FLAG_RISK: safety.flag_risk,
    Verb.LOWER_RISK: safety.lower_risk,
    Verb.LINK: linking.link,
    Verb.ADD_NOTE: talking.add_note,
    Verb.PROPOSE_TIMETABLE: timing.propose_timetable,
    Verb.ACCEPT_TIMETABLE: timing.accept_timetable,
    Verb.COUNTER_TIMETABLE: timing.counter_timetable,
    Verb.REFUSE_TIMETABLE: timing.refuse_timetable,
    Verb.TAKE_BACK_TIMETABLE: timing.take_back_timetable,
    Verb.BRING_FORWARD: timing.bring_forward,
    Verb.END_PAUSE: timing.end_pause,
    Verb.PROPOSE_PLAN: agreeing.propose_plan,
    Verb.AGREE_PLAN: agreeing.agree_plan,
    Verb.RETURN_PLAN: agreeing.return_plan,
    Verb.PROPOSE_OUTCOME: agreeing.propose_outcome,
    Verb.CONFIRM_OUTCOME: agreeing.confirm_outcome,
    Verb.RETURN_OUTCOME: agreeing.return_outcome,
    Verb.CLOSE_UNCONFIRMED: agreeing.close_unconfirmed,
    Verb.ESCALATE: moving.escalate,
    Verb.WITHDRAW: moving.withdraw,
    Verb.SAY_NOT_OURS: redirecting.say_not_ours,
    Verb.PASS_ON: redirecting.pass_on,
    Verb.KEEP_WITH: redirecting.keep_with,
    Verb.ASK_OFFICE: approving.ask_office,
    Verb.ANSWER_AS_OFFICE: approving.answer_as_office,
    Verb.STEP_DOWN: returning.step_down,
    Verb.REOPEN: returning.reopen,
    Verb.CHOOSE_WAY: sitting.choose_way,
    Verb.APPOINT: sitting.appoint,
    Verb.DECLARE_CONFLICT: seating.declare_conflict,
    Verb.ASK_FOR_PAPERS: seating.ask_for_papers,
    Verb.SAY_ASSENT: seating.say_assent,
    Verb.ANSWER_OFFER: offering.answer_offer,
    Verb.CONFIRM_DECISION: confirming.confirm_decision,
    Verb.HAND_IN_PAPER: sitting.hand_in_paper,
    Verb.RECORD_REPRESENTATIONS: sitting.record_representations,
    Verb.ACKNOWLEDGE_DECISION: scrutiny.acknowledge_decision,
    Verb.REFER_FOR_SCRUTINY: scrutiny.refer_for_scrutiny,
    Verb.RECORD_FINDINGS: scrutiny.record_findings,
    Verb.RECORD_DECISION: _decide,
    **{verb: partial(talking.record_step, verb=verb) for verb in STEP_DUTIES},
}
"""By verb: its action."""
