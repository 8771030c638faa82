"""How a case goes on or is given up: escalated by a person, advanced by the clock, or withdrawn."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cases import record
from cases.actions import safety
from cases.actions.by_when import faults_of_time
from cases.actions.door import Act, Request, enter
from cases.actions.going import ask_for_what_follows, go_on
from cases.actions.late import check_after_all_here, check_late, facts_of_late
from cases.actions.parting import part_with
from cases.models import Case, Clock, OutcomeCode, Passage, PassageEnd, State
from cases.process import clocks
from cases.process.passages import Entrance, close_passage
from cases.process.risk import Referral
from cases.process.told import tell_and_record
from cases.record import Author, Draught
from cases.rules import declaring, gates, timetables
from cases.rules.declaring import Declared
from cases.rules.gates import Said
from cases.rules.refusals import ground_refusal
from cases.rules.ways import Destination, destination, ways
from cases.silence import silent_facts
from cases.situations import Situation
from cases.unanswered import unanswering
from cases.verbs import Verb
from core.errors import BadInput, WrongMoment
from policies.routes import grounds_at, passed_over
from policies.vocabulary import Event, Ground

GRACE = timedelta(minutes=5)
"""A move by the clock that is made within this time takes effect at the due instant; later, when it is made.

So does one that comes after somebody did something at the stage: what was done there stays within the stage."""


@transaction.atomic
def escalate(
    case: Case,
    request: Request,
    *,
    ground: Ground,
    why: str,
    risk_now: str,
    to: str = "",
    tried: str = "",
    problem_and_aim: str = "",
    without: str = "",
    declared: tuple[Declared, ...] = (),
    happened_at: datetime | None = None,
    given_how: str = "",
    protective_at: datetime | None = None,
    protective_why: str = "",
    time_accepted: bool = False,
    referral: Referral | None = None,
) -> Case:
    """Take the case on to its next stage or rung on a ground that the policy allows.

    `risk_now` is what the risk to the child is as it goes on (BRIS-4). `to` chooses where the policy leaves a choice ("" takes what it does by itself). `tried` is the evidence of what was
    done at this stage, `problem_and_aim` is needed where neither was written down before, and `without` is why the case goes
    on although something lacks of which the policy warns (`cases.rules.gates`). `declared` says who screened or endorsed it; whoever is
    named is asked whether it is so. `protective_at` (UTC) the time by which it must be settled where the next stage names none
    (BUCKS-8, O-8) or sooner than its own; `time_accepted` says that its own is soon enough (BRIS-8). `referral` is the report that the policy asks for at immediate risk, where it was made (BHAM-7).
    `happened_at` (UTC): it went on on paper then, and reached the other side as `given_how` says: the next stage begins then.
    Where a side did not answer, the entry holds the dated proof, whichever the ground (BRIS-17).
    """
    act = enter(case, Verb.ESCALATE, request)
    case = act.case
    then = _as_it_was(act, happened_at, given_how)
    refused = ground_refusal(then, ground)
    if refused is not None:
        raise refused
    going = _destination(act, ground, to)
    said = Said(tried, problem_and_aim, declared)
    wrong = gates.faults(act.situation, ground, going.stage, said, without=without) | _misdeclared(act, declared)
    waits = ground is not Ground.IMMEDIATE_RISK
    time = faults_of_time(act, going.stage, protective_at, accepted=time_accepted, waits=waits)
    unsaid = {} if risk_now.strip() else {"risk_now": [case.persons.say("Enter what the risk to {the person} is now")]}
    _check(why, unsaid | wrong | time)
    passed = gates.passed(act.situation, ground, going.stage, said)
    agreed = part_with(act)
    entry = act.write(
        facts={
            "ground": ground,
            "from": case.stage,
            "to": going.stage,
            "rung": going.rung,
            "agreed": [party.number for party in agreed],
            **safety.facts_of(referral),
            "refused_timetable": _refused_timetable(act, ground),
            "time_accepted": time_accepted and protective_at is None,
            **_passing_over(act, ground, going),
            **({"gates": passed} if passed else {}),
            **declaring.facts_of(declared),
            **silent_facts(case, act.passage, then.unanswering),
            **facts_of_late(happened_at, ()),
        },
        content={
            "why": why,
            "risk_now": risk_now,
            "tried": tried,
            "problem_and_aim": problem_and_aim,
            "without": without if gates.with_a_reason(passed) else "",
            **declaring.words_of(declared),
            "protective_why": protective_why,
            **safety.words_of(referral),
            "given_how": given_how,
        },
        occurred_at=happened_at,
    )
    new_risk = ground is Ground.IMMEDIATE_RISK and not case.immediate_risk
    if new_risk:
        case.immediate_risk = True
    if case.state == State.AWAITING_CONFIRMATION:
        case.return_outcome()
    entrance = Entrance(ground=ground, rung=going.rung, protective_at=protective_at)
    case.climb(to=going.stage, ground=ground, rung=act.passage.rung)
    entered = request.at if happened_at else None
    go_on(case, act.passage, entrance, at=happened_at or request.at, by=request.by, recorded_at=entered, agreed=agreed)
    ask_for_what_follows(case, gates.to_follow(passed), entry=entry, at=request.at)
    if act.situation.speaks_for is not None:
        declaring.ask_to_confirm(declared, case=case, party=act.situation.speaks_for, entry=entry, at=request.at)
    if new_risk:
        safety.begin(act, entry, referral)
    return case


def _as_it_was(act: Act, happened_at: datetime | None, given_how: str) -> Situation:
    """The situation in which it went on: the present one, or on paper that of then. Raises BadInput where it cannot have been."""
    check_late(act, happened_at, how=given_how)
    check_after_all_here(act, happened_at)
    return replace(act.situation, at=happened_at) if happened_at else act.situation


def _destination(act: Act, ground: Ground, to: str) -> Destination:
    found = destination(act.situation, ground, to)
    if found is None:
        raise WrongMoment("The procedure opens no way from here to that stage on this ground.")
    return found


def _misdeclared(act: Act, declared: tuple[Declared, ...]) -> dict[str, list[str]]:
    """What is wrong with what is said of a screening or an endorsement: who may do that, and when it was."""
    party = act.situation.speaks_for
    if party is None or not declared:
        return {}
    out = declaring.may_not_know(act.case, party)
    kinds = {one.kind for one in declared}
    people = {kind: declaring.who_may(kind, party.agency, act.case.area, without=out) for kind in kinds}
    return declaring.faults_of(declared, people, at=act.request.at)


def _passing_over(act: Act, ground: Ground, going: Destination) -> dict[str, Any]:
    """For the record: the stages that the case does not visit on its way, and whether that is a bypass, to be counted."""
    between = passed_over(act.case.policy, source=act.case.stage, target=going.stage)
    if not between:
        return {}
    return {"passed_over": between, "bypass": going.stage in ways(act.situation, ground).bypasses}


@transaction.atomic
def advance(clock: Clock, *, at: datetime) -> Case | None:
    """Move a case on because a limit has passed and its policy says that the case then moves by itself.

    Called by the sweep with the breached clock, its case locked. Gates do not hold it: silence must not. Returns None where
    there is nowhere to go. The record carries both moments: when the limit passed, and when the move was made. The ground is
    that nobody answered only where a side did not (BRIS-17); else that it was not agreed.
    """
    case = clock.case
    passage = case.passages.filter(closed_at__isnull=True).select_for_update().first()
    obligation = clock.obligation
    if passage is None or obligation is None or obligation.passage_id != passage.pk or case.state != State.OPEN:
        return None
    owed = list(passage.obligations.select_related("party", "clock"))
    silent = unanswering(case, passage, owed, at=at)
    moves = ((ground, _next(case, passage, ground)) for ground in _grounds_of_the_clock(case, silent=bool(silent)))
    ground, going = next((move for move in moves if move[1] is not None), (Ground.NO_RESPONSE, None))
    if going is None:
        return None
    in_time = at - clock.due_at <= GRACE and not _anything_done_since(clock.due_at, passage)
    effective = clock.due_at if in_time else at
    missing = [o for o in owed if o.met_at is None and not o.optional and not (o.party and o.party.part_ended_at)]
    facts = {
        "ground": ground,
        "from": case.stage,
        "to": going.stage,
        "rung": going.rung,
        "limit_passed_at": clock.due_at.isoformat(),
        "not_met": [{"duty": o.duty, "party": o.party.number if o.party else None} for o in missing],
        **silent_facts(case, passage, silent),
    }
    record.write(Draught("advanced", facts), case=case, at=effective, recorded_at=at, author=Author(), passage=passage)
    case.climb(to=going.stage, ground=ground, rung=passage.rung)
    go_on(case, passage, Entrance(ground=ground, rung=going.rung), at=effective, by=None, recorded_at=at)
    return case


def _anything_done_since(due_at: datetime, passage: Passage) -> bool:
    """Whether anything but passed limits was written down at a passage after `due_at` (UTC)."""
    return passage.entries.filter(recorded_at__gt=due_at).exclude(kind="limit-passed").exists()


@transaction.atomic
def withdraw(case: Case, request: Request, *, why: str, outcome: OutcomeCode = OutcomeCode.WITHDRAWN) -> Case:
    """Give the disagreement up, with a reason and what became of it; everyone who takes part is told."""
    act = enter(case, Verb.WITHDRAW, request)
    case = act.case
    act.write(facts={"outcome": outcome}, content={"why": why})
    case.withdraw(at=request.at, outcome=outcome)
    case.save()
    close_passage(act.passage, PassageEnd.WITHDRAWN, at=request.at)
    clocks.stop_overall(case, at=request.at)
    act.tell_others("see that it was withdrawn")
    tell_and_record(Event.CLOSED, case=case, passage=act.passage, at=request.at)
    return case


def _refused_timetable(act: Act, ground: Ground) -> str | None:
    """Until when (ISO) a timetable would have run that was refused at this stage, where the case goes on for delay."""
    refused = timetables.refused_here(act.situation) if ground is Ground.DELAY else None
    return refused.timetable.until.isoformat() if refused else None


def _grounds_of_the_clock(case: Case, *, silent: bool) -> tuple[Ground, ...]:
    """The grounds on which a passed limit moves a case, the fitting one first; want of a response it brings itself."""
    if silent or Ground.NOT_AGREED not in grounds_at(case.policy, case.policy_stage):
        return (Ground.NO_RESPONSE,)
    return (Ground.NOT_AGREED, Ground.NO_RESPONSE)


def _next(case: Case, passage: Passage, ground: Ground) -> Destination | None:
    rungs = case.rungs()
    if rungs.further and not rungs.declined:
        return Destination(case.stage, passage.rung + 1)
    ways_on = case.ways_on(ground, rungs=rungs)
    stages = [way.stage for way in ways_on if way.stage is not None and not way.bypass]
    return Destination(stages[0].key, 0) if stages else None


def _check(why: str, faults: dict[str, list[str]]) -> None:
    """Raise all that is wrong by field: with what the gates and the time found, that nothing says why."""
    if not why.strip():
        faults = {"why": ["Enter why it needs to go on"]} | faults
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)
