"""What is waited for in a case, and what can be done next: the sentence above the buttons of its page."""

from collections.abc import Iterable
from datetime import datetime

from cases.models import LIVE_STATES, Obligation, ProposalKind, Side, State
from cases.presenters.duties import undated_limit
from cases.process.notices import TODO_OF_DUTY
from cases.rules import timetables
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import agencies_on, stage_name, who_in_a_sentence, who_owes
from core.words import listed, moment
from policies.presenters.words import lower_first
from policies.vocabulary import Sides


def waiting(s: Situation, verbs: list[Verb]) -> str:
    """For whom and what this case waits; where nobody owes anything, what can be done next and by whom."""
    if s.case.state not in LIVE_STATES:
        left = [
            f"{who_owes(o, s.case)} still owes it: {TODO_OF_DUTY[o.duty]}." for o in s.obligations if not o.optional
        ]
        return " ".join([f"This case has ended: {s.case.get_ending_display().lower()}.", *left])
    if s.case.state == State.OPEN and s.unanswered(ProposalKind.PLAN):
        return "A plan waits for your answer: agree it, or send it back."
    if s.case.state == State.OPEN and s.unanswered(ProposalKind.TIMETABLE):
        return f"A timetable waits for your answer: accept it, propose another date, or refuse it. {timetables.RUNS_ON}"
    if s.case.state == State.OPEN and s.unanswered(ProposalKind.REDIRECT):
        return "It is said to be for another agency: pass it on, or leave it with the agency that was asked."
    owed = [o for o in s.obligations if s.is_asked_now(o)]
    if any(s.is_mine(o) and not o.optional for o in owed):
        return ""
    others = [
        *_plan_with_others(s),
        *_timetable_with_others(s),
        *_owed_sentences([o for o in owed if not o.optional], s),
    ]
    if others:
        return " ".join(["Nothing is owed by you now.", *others])
    return f"Nothing is owed by anyone now. {_next_step(s, verbs)}".strip()


def _plan_with_others(s: Situation) -> list[str]:
    plan = s.open_proposal(ProposalKind.PLAN)
    if plan is None or s.case.state != State.OPEN:
        return []
    answered = {answer.party_id for answer in plan.answers.all()}
    silent = [h.party.agency.name for h in s.holdings if h.party.part_ended_at is None and h.party_id not in answered]
    return [f"A plan waits for the answer of {listed(silent)}."] if silent else []


def _timetable_with_others(s: Situation) -> list[str]:
    """Whose answer the timetable waits for, or that one was refused and what may follow (BRIS-9)."""
    proposal = timetables.waiting(s)
    if s.case.state != State.OPEN:
        return []
    if proposal is not None:
        return [f"A timetable waits for the answer of {listed(timetables.silent(s, proposal))}. {timetables.RUNS_ON}"]
    return []


def _owed_sentences(owed: Iterable[Obligation], s: Situation) -> list[str]:
    """Who owes what by the soonest limit, by the limits after it, and without one; each said by itself."""
    groups: dict[tuple[datetime | None, str], list[str]] = {}
    limits: dict[str, str] = {}
    for o in owed:
        clock = getattr(o, "clock", None)
        groups.setdefault((clock.due_at if clock else None, o.duty), []).append(who_in_a_sentence(o, s.case))
        limits[o.duty] = undated_limit(o, s)
    dated = sorted((due, duty, who) for (due, duty), who in groups.items() if due is not None)
    undated = [(duty, who) for (due, duty), who in groups.items() if due is None]
    said = []
    for due, duty, who in dated:
        names, todo = listed(dict.fromkeys(who)), TODO_OF_DUTY[duty]
        if due < s.at:
            said.append(f"Waiting for {names} to {todo}: it was due by {moment(due)}.")
        elif due == dated[0][0]:
            said.append(f"Waiting for {names} to {todo} by {moment(due)}.")
        else:
            said.append(f"After that, {names} to {todo} by {moment(due)}.")
    start = "No date is set for" if dated else "Waiting for"
    for duty, who in undated:
        counts = f": {lower_first(limits[duty])}" if limits[duty] else ""
        said.append(f"{start} {listed(dict.fromkeys(who))} to {TODO_OF_DUTY[duty]}{counts}.")
    return said


def _next_step(s: Situation, verbs: list[Verb]) -> str:
    if s.stage.last is not None:
        return "You can record the decision." if Verb.RECORD_DECISION in verbs else "The board’s side settles it."
    to = _where_to(s)
    raiser = agencies_on(s.case, Side.ESCALATING)
    may_escalate = to and Verb.ESCALATE in verbs
    if s.stage.sides is Sides.RAISING:
        return f"{'You' if may_escalate else raiser} can now take it to {to}." if to else ""
    write = "If you have agreed, write down what was agreed."
    write = write if Verb.PROPOSE_OUTCOME in verbs else "Either side can write down what was agreed."
    if not to:
        return write
    return f"{write} If not, {'you' if may_escalate else raiser} can escalate it to {to}."


def _where_to(s: Situation) -> str:
    """The stage, or the rung of it, that comes next."""
    if s.further_rung and s.passage is not None:
        return stage_name(s.case, s.case.stage, s.passage.rung + 1)
    return next(
        (stage_name(s.case, way.stage.key) for way in s.case.ways_on(rungs=s.rungs) if way.stage is not None), ""
    )
