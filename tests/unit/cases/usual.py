"""What a person enters in the form of a verb when nothing about it matters to the test, and which action takes it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from agencies.models import Membership, User
from cases.access import visible_to
from cases.actions import (
    agreeing,
    chasing,
    deciding,
    excluding,
    following,
    learning,
    linking,
    looking_back,
    moving,
    returning,
    rewriting,
    safety,
    talking,
    timing,
)
from cases.actions.agreeing import Action
from cases.actions.deciding import Result
from cases.actions.excluding import who_can_be_kept_out
from cases.actions.looking_back import Debrief, Recorded
from cases.actions.returning import Cause
from cases.actions.timing import Proposed
from cases.models import FollowUpResult, OutcomeCode, Side
from cases.rules import grounds
from cases.situations import Situation
from cases.verbs import STEP_DUTIES, Verb
from policies.vocabulary import Ground, LearningKind

Words = Mapping[str, Any]
DAY = timedelta(days=1)


def _discussion(s: Situation) -> Words:
    return {
        "held_at": s.at,
        "method": "telephone",
        "took_part": sorted(name for side in Side for name in s.names_of(side)),
        "said": "We went through it.",
        "result": "not-agreed",
    }


def _by_when(s: Situation) -> Words:
    return {"protective_at": s.at + 5 * DAY, "protective_why": "The contact visit is then."}


def _escalation(s: Situation) -> Words:
    possible = grounds(s)
    ground = possible[0] if possible else Ground.NOT_AGREED
    said = {"ground": ground, "why": "It is not settled.", "tried": "We rang twice and met once."}
    return {**said, "time_accepted": True, **_by_when(s)}


def _back(s: Situation) -> Words:
    return {"to": next(iter(s.case.stages_behind()), ""), "why": "They can settle it.", **_by_when(s)}


def _follow_up(s: Situation) -> Words:
    number = next((found.number for found in s.to_answer(Verb.FOLLOW_UP)), 0)
    return {"number": number, "result": FollowUpResult.DONE, "followed_up": "We rang twice."}


def _let_in(s: Situation) -> Words:
    out = s.case.exclusions.first()
    return {"person": out.person if out else s.by, "why": "It is settled."}


def _decision(s: Situation) -> Words:
    kind = s.stage.last.options[0].kind if s.stage.last else None
    said = {"decided_by": "The chair", "decision": "Visit", "reasons": "The risk."}
    return {"kind": kind, "result": Result.DECIDED, **said}


def _colleague(s: Situation) -> User:
    membership = Membership.objects.filter(user=s.by, agency__isnull=False).first()
    if membership is None:
        return s.by
    others = Membership.objects.filter(agency=membership.agency).exclude(user=s.by)
    others = others.exclude(user__holdings__passage__case=s.case).exclude(user__exclusions__case=s.case)
    other = others.order_by("pk").last()
    return other.user if other else s.by


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
    Verb.PROPOSE_PLAN: lambda s: {"actions": [Action("Visit", None, s.at.date() + DAY)]},
    Verb.RETURN_PLAN: lambda _: {"why": "It is too late."},
    Verb.PROPOSE_OUTCOME: lambda _: {
        "outcome": OutcomeCode.COMPROMISE,
        "statement": "We agreed on a joint visit.",
        "actions": [Action("Visit", None, date(2027, 1, 4))],
    },
    Verb.RETURN_OUTCOME: lambda _: {"why": "The visit was not agreed."},
    Verb.CLOSE_UNCONFIRMED: lambda _: {"why": "Nobody answered."},
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
    Verb.REPLACE_OUTCOME: lambda _: {"outcome": OutcomeCode.UPHELD, "statement": "A visit this week.", "actions": []},
    Verb.TAKE_BACK_OUTCOME: lambda _: {"why": "We wrote the wrong week."},
    Verb.REPORT_NOT_KEPT: lambda s: {
        "number": next((found.number for found in s.not_kept_by_others), 0),
        "why": "Nobody came.",
    },
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
    Verb.REOPEN: lambda s: {"cause": Cause.SOMETHING_NEW, "why": "She has been seen again.", **_by_when(s)},
    Verb.ESCALATE: _escalation,
    Verb.HAND_OVER: lambda s: {"to": _colleague(s), "why": "I am away."},
    Verb.RECORD_DECISION: _decision,
    **dict.fromkeys(STEP_DUTIES, lambda _: {"said": "It was done."}),
}
"""By verb: the words that any procedure takes. A verb that asks for nothing is not among them."""

CALLS: dict[Verb, Any] = {
    Verb.ACKNOWLEDGE: talking.acknowledge,
    Verb.RESPOND: talking.respond,
    Verb.RECORD_DISCUSSION: talking.record_discussion,
    Verb.REPORT_NO_AGREEMENT: talking.report_no_agreement,
    Verb.HAND_OVER: talking.hand_over,
    Verb.FOLLOW_UP: following.follow_up,
    Verb.REPLACE_OUTCOME: rewriting.replace_outcome,
    Verb.TAKE_BACK_OUTCOME: rewriting.take_back_outcome,
    Verb.REPORT_NOT_KEPT: following.report_not_kept,
    Verb.RECORD_DISSENT: learning.record_dissent,
    Verb.RECORD_LEARNING: learning.record_learning,
    Verb.THANK: learning.thank,
    Verb.CONFIRM_RECORDED: looking_back.confirm_recorded,
    Verb.SAY_CONCERN: looking_back.say_concern,
    Verb.SAY_HELPED: looking_back.say_helped,
    Verb.RECORD_DEBRIEF: looking_back.record_debrief,
    Verb.KEEP_OUT: excluding.keep_out,
    Verb.LET_IN: excluding.let_in,
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
    Verb.STEP_DOWN: returning.step_down,
    Verb.REOPEN: returning.reopen,
    Verb.RECORD_DECISION: deciding.record_decision,
    **{verb: partial(talking.record_step, verb=verb) for verb in STEP_DUTIES},
}
"""By verb: its action."""
