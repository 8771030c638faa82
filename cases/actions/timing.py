"""Time by agreement: a timetable is proposed, answered and taken back; a pause ends; a date is brought forward."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.models import Answer, Case, Entry, Obligation, Party, Proposal, ProposalKind, Timetable
from cases.process import clocks, limits
from cases.rules import timetables
from cases.verbs import Verb
from core.errors import BadInput, WrongMoment
from core.words import moment
from policies.vocabulary import Duty

FURTHEST = timedelta(days=366)
"""How far ahead a timetable may reach: whoever needs longer proposes again."""


@dataclass(frozen=True)
class Proposed:
    """What is proposed: `until` (UTC) is the new limit or, where it `pauses`, when the limits run on; why; and what keeps

    the child `safe` until then.
    """

    until: datetime
    why: str
    safety: str
    pauses: bool = False


@transaction.atomic
def propose_timetable(case: Case, request: Request, *, proposed: Proposed) -> Case:
    """Propose another date for what is owed at this stage, or that its limits stand still for a while (BRIS-10).

    Nothing changes until the other side accepts: the time allowed runs on. It takes the place of what one's own side
    proposed before. Who received the disagreement and proposes has received it.
    """
    act = enter(case, Verb.PROPOSE_TIMETABLE, request)
    _check(act, proposed)
    _set_aside(act, timetables.waiting(act.situation))
    _propose(act, proposed)
    act.meet_for_my_side(Duty.ACKNOWLEDGE)
    return act.case


@transaction.atomic
def counter_timetable(case: Case, request: Request, *, proposed: Proposed) -> Case:
    """Answer a timetable with another date, which then waits for the answer of those who proposed the first (BRIS-10)."""
    act = enter(case, Verb.COUNTER_TIMETABLE, request)
    before = _waiting(act)
    _check(act, proposed)
    if proposed.pauses == before.timetable.pauses and proposed.until == before.timetable.until:
        sentence = "This is the date that was proposed: accept it, or give another"
        raise BadInput(f"{sentence}.", {"until": [sentence]})
    _set_aside(act, before)
    _propose(act, proposed)
    return act.case


@transaction.atomic
def accept_timetable(case: Case, request: Request) -> Case:
    """Accept the timetable; once every party of the other side has, it holds. The board's side may grant a pause alone."""
    act = enter(case, Verb.ACCEPT_TIMETABLE, request)
    proposal = _waiting(act)
    refused = _wrong_with(act, proposal.timetable.until, pauses=proposal.timetable.pauses)
    if refused:
        raise WrongMoment(f"{refused.rstrip('.')}. Propose another timetable.")
    parties = act.situation.unanswered(ProposalKind.TIMETABLE)
    granted = not parties
    entry = act.write(facts={**_facts(proposal), "granted": granted})
    _answer(act, proposal, entry, parties, accepts=True)
    accepted = {answer.party_id for answer in proposal.answers.filter(accepts=True)}
    if not granted and not timetables.must_accept(act.situation, proposal) <= accepted:
        act.tell_others("see who has accepted the timetable")
        return act.case
    let_hold(act, proposal)
    act.tell_others("see the timetable that was agreed", due=proposal.timetable.until)
    return act.case


def check_pause(act: Act, proposal: Proposal) -> None:
    """Refuse to grant a pause that cannot be had any longer: a limit has passed, or a child is at immediate risk."""
    refused = _wrong_with(act, proposal.timetable.until, pauses=True)
    if refused:
        raise WrongMoment(f"{refused.rstrip('.')}. It can no longer be approved.")


def let_hold(act: Act, proposal: Proposal) -> None:
    """From now on a timetable holds, because the other side has accepted it, or the board's side has granted it."""
    proposal.accepted_at = act.request.at
    proposal.save(update_fields=["accepted_at"])
    _apply(act, proposal)


@transaction.atomic
def refuse_timetable(case: Case, request: Request, *, why: str) -> Case:
    """Refuse the timetable, with a reason: the time allowed stays, and the side that raised it may go on for delay (BRIS-9)."""
    act = enter(case, Verb.REFUSE_TIMETABLE, request)
    proposal = _waiting(act)
    entry = act.write(facts=_facts(proposal), content={"why": why})
    _answer(act, proposal, entry, act.situation.unanswered(ProposalKind.TIMETABLE), accepts=False)
    _set_aside(act, proposal)
    theirs = not act.situation.standing.escalating
    todo = "decide whether to escalate: no timetable was agreed" if theirs else "see that the timetable was refused"
    act.tell_others(todo)
    return act.case


@transaction.atomic
def take_back_timetable(case: Case, request: Request, *, why: str) -> Case:
    """Take back the timetable that one's own side proposed."""
    act = enter(case, Verb.TAKE_BACK_TIMETABLE, request)
    proposal = _waiting(act)
    act.write(facts=_facts(proposal), content={"why": why})
    _set_aside(act, proposal)
    act.tell_others("see that the timetable was taken back")
    return act.case


@transaction.atomic
def end_pause(case: Case, request: Request, *, why: str) -> Case:
    """Let the limits that stand still by agreement run on before the moment agreed."""
    act = enter(case, Verb.END_PAUSE, request)
    until = timetables.paused_until(act.situation)
    act.write(facts={"until": until.isoformat() if until else None}, content={"why": why})
    clocks.resume(act.passage, case=act.case, at=request.at)
    act.tell_others("see that the limits run on")
    return act.case


@transaction.atomic
def bring_forward(case: Case, request: Request, *, protective_at: datetime, protective_why: str) -> Case:
    """Set a sooner date for this stage, to protect the child: nobody has to agree to it (O-8, O-10).

    What is owed here without a date gets this one, and what is due later is due then; an agreed pause ends. The limit over
    all stages comes forward as well where the policy says that it is sooner to protect the child (BRENT-6).
    """
    act = enter(case, Verb.BRING_FORWARD, request)
    at, policy = request.at, act.case.policy
    owed = timetables.owed_here(act.situation)
    _check_sooner(act, owed, protective_at, protective_why)
    act.write(facts={"until": protective_at.isoformat()}, content={"protective_why": protective_why})
    limits.end_pauses(act.case, at=at, at_once=True)
    said = act.case.persons.say("it was brought forward to protect {the person}")
    why = f"On {moment(at)} {said}: {moment(protective_at)}."
    for obligation in owed:
        clocks.set_date(obligation, protective_at, case=act.case, at=at, why=why)
    overall = clocks.overall_of(act.case)
    sooner = policy.overall_limit is not None and policy.overall_limit.limit.or_sooner_to_protect
    if overall is not None and sooner and protective_at < overall.due_at:
        clocks.move(overall, protective_at, policy=policy, at=at, why=(why,))
    act.passage.protective_at = protective_at
    act.passage.save(update_fields=["protective_at"])
    act.tell_others("see that the date was brought forward", due=protective_at)
    return act.case


def _check_sooner(act: Act, owed: list[Obligation], until: datetime, why: str) -> None:
    """Refuse a date in the past, one that brings nothing forward, and one without its reason."""
    faults = {}
    dues = [o.clock.due_at if hasattr(o, "clock") else None for o in owed]
    if until <= act.request.at:
        faults["protective_at"] = ["The time by which it must be settled must be in the future"]
    elif all(due is not None and due <= until for due in dues):
        faults["protective_at"] = ["What is owed here is due by then already. Give a sooner date"]
    if not why.strip():
        faults["protective_why"] = ["Enter why it must be settled by then"]
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)


def _check(act: Act, proposed: Proposed) -> None:
    """Refuse a date that lengthens nothing, a pause where nothing may stand still, and a proposal without its reasons."""
    faults = {"until": _wrong_with(act, proposed.until, pauses=proposed.pauses)}
    faults["why"] = "" if proposed.why.strip() else "Enter why more time is needed"
    safe = act.case.persons.say("Enter what keeps {the person} safe until then")
    faults["safety"] = "" if proposed.safety.strip() else safe
    found = {name: [sentence] for name, sentence in faults.items() if sentence}
    if found:
        raise BadInput("Some answers are missing or cannot be taken.", found)


def _wrong_with(act: Act, until: datetime, *, pauses: bool) -> str:
    """Why a date (UTC) cannot be that of a timetable now; "" where it can."""
    refused = timetables.may_pause(act.situation) if pauses else ""
    soonest = next(iter(timetables.running(act.situation)), None)
    if refused:
        return refused
    if until <= act.request.at:
        return "The date must be in the future"
    if until > act.request.at + FURTHEST:
        return "The date must be within a year"
    if not pauses and soonest is not None and until <= soonest.due_at:
        return f"The time allowed ends on {moment(soonest.due_at)}. Give a later date"
    return ""


def _propose(act: Act, proposed: Proposed) -> None:
    party, at = _speaks_for(act), act.request.at
    soonest = next(iter(timetables.running(act.situation)), None)
    due = soonest.due_at if soonest else None
    facts = {"until": proposed.until.isoformat(), "pauses": proposed.pauses, "due": due.isoformat() if due else None}
    entry = act.write(facts=facts, content={"why": proposed.why, "safety": proposed.safety})
    proposal = Proposal.objects.create(
        case=act.case,
        passage=act.passage,
        kind=ProposalKind.TIMETABLE,
        version=act.case.proposals.filter(kind=ProposalKind.TIMETABLE).count() + 1,
        proposed_by=party,
        proposed_at=at,
        entry=entry,
    )
    Timetable.objects.create(proposal=proposal, until=proposed.until, pauses=proposed.pauses)
    _answer(act, proposal, entry, (party,), accepts=True)
    act.tell_others("answer the timetable that was proposed", due=due)


def _speaks_for(act: Act) -> Party:
    """The party for which the person proposes: of the side asked, where they answer; else the first for which they speak."""
    asked = act.situation.unanswered(ProposalKind.TIMETABLE)
    return (asked or act.situation.sides)[0]


def _waiting(act: Act) -> Proposal:
    proposal = timetables.waiting(act.situation)
    if proposal is None:  # refused by the rules before; kept so that nothing is taken for granted
        raise WrongMoment("There is no timetable that waits for an answer.")
    return proposal


def _answer(act: Act, proposal: Proposal, entry: Entry, parties: tuple[Party, ...], *, accepts: bool) -> None:
    for party in parties:
        Answer.objects.create(
            proposal=proposal, party=party, accepts=accepts, by=act.request.by, at=act.request.at, entry=entry
        )


def _set_aside(act: Act, proposal: Proposal | None) -> None:
    if proposal is not None:
        proposal.set_aside_at = act.request.at
        proposal.save(update_fields=["set_aside_at"])


def _facts(proposal: Proposal) -> dict[str, object]:
    timetable = proposal.timetable
    return {"version": proposal.version, "until": timetable.until.isoformat(), "pauses": timetable.pauses}


def _apply(act: Act, proposal: Proposal) -> None:
    """Let the limits stand still, or be due at the date agreed where they were due before it; a breach is offered anew."""
    s, until, at = act.situation, proposal.timetable.until, act.request.at
    if proposal.timetable.pauses:
        clocks.pause_until(timetables.can_stand_still(s), until=until, at=at)
        return
    said = [f"On {moment(at)} both sides agreed on another date: {moment(until)}.", timetables.beyond(act.case, until)]
    for clock in timetables.running(s):
        if clock.due_at < until:
            clocks.move(clock, until, policy=act.case.policy, at=at, why=tuple(line for line in said if line))
    act.passage.offered_at = None
    act.passage.save(update_fields=["offered_at"])
