"""What the parties agree on: plans of action during a stage, and the outcome statement that ends the case."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.actions.late import check_late, check_not_before, facts_of_late
from cases.actions.parting import agreed_alone, let_go
from cases.actions.stating import Action, Statement, check_actions, in_words, put_forward, write_down
from cases.models import (
    Answer,
    Case,
    Ending,
    Entry,
    Obligation,
    OutcomeCode,
    Party,
    PassageEnd,
    Proposal,
    ProposalKind,
    Side,
)
from cases.process import clocks
from cases.process.agreed import follow_up_agreed, let_older_plans_go
from cases.process.passages import close_passage, owe
from cases.process.told import tell_and_record
from cases.verbs import Verb
from cases.words.entries import PLAN_FITS
from core.errors import BadInput
from policies.schema import Obligation as PolicyObligation
from policies.vocabulary import Breach, Duty, Event, Owner

OUTCOMES_NUMBERED_FROM = 500
"""Obligations over an outcome statement stand behind those of the stage, which are numbered from 10."""


BEGUN = {
    Duty.CONFIRM_OUTCOME: "The outcome was written down",
    Duty.PROPOSE_OUTCOME: "The outcome statement was sent back",
}


@transaction.atomic
def propose_plan(
    case: Case,
    request: Request,
    *,
    actions: list[Action],
    note: str = "",
    plan_fits: str = "",
    plan_reference: str = "",
    happened_at: datetime | None = None,
    given_how: str = "",
) -> Case:
    """Propose a plan of action with timescales; a plan that waits for an answer is replaced by it.

    `plan_fits` (a key of PLAN_FITS) says how it stands to the plan that the child has, where the stage asks (FLOW-6).

    `happened_at` (UTC): it was drawn up on paper then, and reached the other side as `given_how` says; what was to be done
    since then may stand in it.
    """
    act = enter(case, Verb.PROPOSE_PLAN, request)
    check_late(act, happened_at, how=given_how)
    check_actions(actions, at=happened_at or request.at, required=True)
    asked = act.situation.stage.links_to_plan is not None
    if asked and plan_fits not in PLAN_FITS:
        sentence = "Select how it stands to the plan that there is already"
        raise BadInput(sentence, {"plan_fits": [sentence]})
    waiting = act.situation.open_proposal(ProposalKind.PLAN)
    if waiting is not None:
        waiting.set_aside_at = request.at
        waiting.save(update_fields=["set_aside_at"])
    entry = act.write(
        facts={**facts_of_late(happened_at, ()), **({"plan_fits": plan_fits} if asked else {})},
        content={
            "actions": in_words(actions),
            "plan_fits": PLAN_FITS[plan_fits] if asked else "",
            "plan_reference": plan_reference if asked else "",
            "note": note,
            "given_how": given_how,
        },
        occurred_at=happened_at,
    )
    put_forward(act, ProposalKind.PLAN, entry, actions=actions)
    due = soonest(act.situation.owed(Duty.AGREE_PLAN))
    act.tell_others("agree the plan or send it back", due=due, raiser="read the plan that was proposed")
    return act.case


@transaction.atomic
def agree_plan(case: Case, request: Request, *, happened_at: datetime | None = None, given_how: str = "") -> Case:
    """Agree the plan that waits, for one's own party; once every party has, the duty to agree a plan is met.

    `happened_at` (UTC): it was agreed on paper then. The duty is met when the last party agreed, whenever that is entered.
    """
    act = enter(case, Verb.AGREE_PLAN, request, held_at=happened_at, keeps=(Duty.AGREE_PLAN, Duty.DISCUSS))
    proposal = waiting_for(act, ProposalKind.PLAN)
    check_late(act, happened_at, how=given_how)
    check_not_before(happened_at, proposal.entry.occurred_at)
    # Who agrees a plan has discussed it: nobody is timed out, or moved on by the clock, over a plan that stands.
    owed = [*act.situation.owed(Duty.AGREE_PLAN), *act.situation.owed(Duty.DISCUSS)]
    entry = act.write(
        facts={"version": proposal.version, **facts_of_late(happened_at, owed)},
        content={"given_how": given_how},
        occurred_at=happened_at,
    )
    _answer(act, proposal, entry, accepts=True)
    if _all_accept(act, proposal):
        proposal.accepted_at = request.at
        proposal.save(update_fields=["accepted_at"])
        let_older_plans_go(proposal, case=act.case, by=request.by, entry=entry, at=request.at)
        follow_up_agreed(proposal, taking_part(act), case=act.case, at=request.at)
        act.meet(owed, done_at=_last_agreed_at(proposal))
    act.tell_others("see that the plan was agreed")
    return act.case


@transaction.atomic
def return_plan(case: Case, request: Request, *, why: str) -> Case:
    """Send the plan back with what is wrong with it."""
    act = enter(case, Verb.RETURN_PLAN, request)
    proposal = waiting_for(act, ProposalKind.PLAN)
    _answer(act, proposal, act.write(facts={"version": proposal.version}, content={"why": why}), accepts=False)
    proposal.set_aside_at = request.at
    proposal.save(update_fields=["set_aside_at"])
    act.tell_others("read why the plan was sent back")
    return act.case


@transaction.atomic
def propose_outcome(
    case: Case,
    request: Request,
    *,
    outcome: OutcomeCode,
    statement: str,
    outstanding: str = "",
    outstanding_party: Party | None = None,
    look_again_on: date | None = None,
    nothing_open: bool = False,
    actions: list[Action],
    happened_at: datetime | None = None,
    given_how: str = "",
) -> Case:
    """Write down what was agreed, with its actions and what stays open (BHAM-5, BRIS-33); the others must confirm it.

    What stays open is looked at again by `outstanding_party` (None: both) on a day; `nothing_open` says that nothing does. Each other party owes its confirmation
    in a limit. Meanwhile what the sides owe at the stage stands still. `happened_at` (UTC): it was written on paper then,
    and reached the others as `given_how` says; the limit of their confirmation counts from the entry all the same.
    """
    keeps = (Duty.ACKNOWLEDGE, Duty.RESPOND, Duty.PROPOSE_OUTCOME)
    act = enter(case, Verb.PROPOSE_OUTCOME, request, held_at=happened_at, keeps=keeps)
    check_late(act, happened_at, how=given_how)
    case = act.case
    said = Statement(outcome, statement, outstanding, outstanding_party, look_again_on, actions, nothing_open)
    proposal = write_down(act, said, happened_at=happened_at, given_how=given_how)
    act.meet_for_my_side(*keeps, done_at=happened_at)
    clocks.pause([o for o in act.situation.obligations if o.party_id is not None], at=request.at)
    case.propose_outcome()
    case.save()
    due = ask_for_confirmations(act, proposal)
    act.tell_others("confirm the outcome or say what is wrong", due=due, raiser="read what was written down")
    return case


@transaction.atomic
def confirm_outcome(case: Case, request: Request, *, happened_at: datetime | None = None, given_how: str = "") -> Case:
    """Confirm that the statement is an accurate record of what was agreed; with the last party's, the case is resolved.

    `happened_at` (UTC): it was confirmed on paper then. The case ends when that is entered.
    """
    keeps = (Duty.ACKNOWLEDGE, Duty.RESPOND, Duty.CONFIRM_OUTCOME)
    act = enter(case, Verb.CONFIRM_OUTCOME, request, held_at=happened_at, keeps=keeps)
    case, proposal = act.case, waiting_for(act, ProposalKind.OUTCOME)
    check_late(act, happened_at, how=given_how)
    check_not_before(happened_at, proposal.entry.occurred_at)
    owed = [o for duty in keeps for o in act.situation.owed_by_me(duty)]
    entry = act.write(
        facts={"version": proposal.version, **facts_of_late(happened_at, owed)},
        content={"given_how": given_how},
        occurred_at=happened_at,
    )
    _answer(act, proposal, entry, accepts=True)
    act.meet_for_my_side(*keeps, done_at=happened_at)
    if not _all_accept(act, proposal):
        act.tell_others("see who has confirmed")
        return case
    proposal.accepted_at = request.at
    proposal.save(update_fields=["accepted_at"])
    follow_up_agreed(proposal, taking_part(act), case=case, at=request.at)
    case.resolve(at=request.at, outcome=proposal.outcome)
    _end(act, PassageEnd.AGREED)
    return case


@transaction.atomic
def return_outcome(case: Case, request: Request, *, why: str) -> Case:
    """Say what is wrong with the statement: the case goes on, this version is kept, and a new one is owed.

    Where several received the disagreement, those that have confirmed are noted as agreed, and it goes on with the others.
    """
    act = enter(case, Verb.RETURN_OUTCOME, request)
    case, proposal = act.case, waiting_for(act, ProposalKind.OUTCOME)
    agreed = agreed_alone(proposal)
    facts = {"version": proposal.version, "agreed": [party.number for party in agreed]}
    _answer(act, proposal, act.write(facts=facts, content={"why": why}), accepts=False)
    let_go(agreed, case=case, at=request.at)
    follow_up_agreed(proposal, agreed, case=case, at=request.at)
    proposal.set_aside_at = request.at
    proposal.save(update_fields=["set_aside_at"])
    case.return_outcome()
    case.save()
    act.meet_for_my_side(Duty.ACKNOWLEDGE, Duty.RESPOND)
    act.meet(act.situation.owed(Duty.CONFIRM_OUTCOME))
    clocks.resume(act.passage, case=case, at=request.at)
    due = soonest([_owe(act, Duty.PROPOSE_OUTCOME, _writer(act, proposal, agreed))])
    act.tell_others("read what is wrong with the outcome statement", due=due)
    return case


@transaction.atomic
def close_unconfirmed(case: Case, request: Request, *, outcome: OutcomeCode, why: str) -> Case:
    """Close a case whose outcome nobody confirmed in time: the board's office does, saying why and what became of it."""
    act = enter(case, Verb.CLOSE_UNCONFIRMED, request)
    act.write(facts={"outcome": outcome}, content={"why": why})
    waiting_for(act, ProposalKind.OUTCOME)
    act.case.resolve(at=request.at, ending=Ending.CLOSED_BY_OFFICE, outcome=outcome)
    _end(act, PassageEnd.CLOSED_BY_OFFICE)
    return act.case


def _end(act: Act, end: PassageEnd) -> None:
    case, at = act.case, act.request.at
    case.save()
    passage = act.passage
    close_passage(passage, end, at=at)
    clocks.stop_overall(case, at=at)
    act.tell_others("read the outcome")
    tell_and_record(Event.CLOSED, case=case, passage=passage, at=at)


def waiting_for(act: Act, kind: ProposalKind) -> Proposal:
    """The plan or statement that waits for an answer. Raises BadInput where there is none."""
    proposal = act.situation.open_proposal(kind)
    if proposal is None:  # refused by the rules before; kept so that nothing is taken for granted
        raise BadInput("There is nothing that waits for an answer.")
    return proposal


def _answer(act: Act, proposal: Proposal, entry: Entry, *, accepts: bool) -> None:
    for party in act.situation.unanswered(ProposalKind(proposal.kind)):
        Answer.objects.create(
            proposal=proposal, party=party, accepts=accepts, by=act.request.by, at=act.request.at, entry=entry
        )


def _all_accept(act: Act, proposal: Proposal) -> bool:
    accepted = set(proposal.answers.filter(accepts=True).values_list("party_id", flat=True))
    return {party.pk for party in taking_part(act)} <= accepted


def _last_agreed_at(proposal: Proposal) -> datetime:
    """When the last party agreed, which is when all had."""
    return max(proposal.answers.filter(accepts=True).values_list("entry__occurred_at", flat=True))


def taking_part(act: Act) -> list[Party]:
    """The parties at the present stage between whom it is still open."""
    return [holding.party for holding in act.situation.holdings if holding.party.part_ended_at is None]


def ask_for_confirmations(act: Act, proposal: Proposal) -> datetime | None:
    """Each other party owes its confirmation; returns the soonest due time."""
    others = [party for party in taking_part(act) if party.pk != proposal.proposed_by_id]
    return soonest([_owe(act, Duty.CONFIRM_OUTCOME, party) for party in others])


def _writer(act: Act, proposal: Proposal, agreed: list[Party]) -> Party:
    """Who writes the next version: whoever wrote the last; where that party has agreed and is out, the side that raised it."""
    if proposal.proposed_by not in agreed:
        return proposal.proposed_by
    return next(party for party in act.situation.parties if party.side == Side.ESCALATING)


def _owe(act: Act, duty: Duty, party: Party) -> Obligation:
    """A party owes its confirmation, or another version, in the limit of a confirmation."""
    number = OUTCOMES_NUMBERED_FROM + act.passage.obligations.filter(number__gte=OUTCOMES_NUMBERED_FROM).count()
    limit = act.case.policy.outcome.confirm_within
    item = PolicyObligation(what=duty, owner=Owner.BOTH, limit=limit, on_breach=Breach.OFFER)
    obligation = owe(act.passage, item, party, number=number)
    clocks.start_at(obligation, limit, case=act.case, at=act.request.at, begun=BEGUN[duty])
    return obligation


def soonest(obligations: Iterable[Obligation]) -> datetime | None:
    """The soonest due time (UTC) of these obligations; None where none has one."""
    dues = [o.clock.due_at for o in obligations if hasattr(o, "clock")]
    return min(dues, default=None)
