"""How an outcome statement that waits to be confirmed is changed by the side that wrote it: replaced, or taken back."""

from datetime import date

from django.db import transaction

from cases.actions.agreeing import ask_for_confirmations, waiting_for
from cases.actions.door import Act, Request, enter
from cases.actions.stating import Action, Statement, write_down
from cases.models import Case, OutcomeCode, Party, ProposalKind
from cases.process import clocks
from cases.verbs import Verb
from policies.vocabulary import Duty


@transaction.atomic
def replace_outcome(
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
) -> Case:
    """Put another version in the place of one's own statement while it waits; the one before is kept.

    Every other party is asked again, in a limit that begins anew: who confirmed the version before confirmed other words.
    """
    act = enter(case, Verb.REPLACE_OUTCOME, request)
    _set_aside(act)
    said = Statement(outcome, statement, outstanding, outstanding_party, look_again_on, actions, nothing_open)
    due = ask_for_confirmations(act, write_down(act, said))
    act.tell_others("confirm the new outcome statement or say what is wrong", due=due, raiser="read the new statement")
    return act.case


@transaction.atomic
def take_back_outcome(case: Case, request: Request, *, why: str) -> Case:
    """Take one's own statement back while it waits, with the reason: it is kept, and the case goes on without it.

    What the other sides owe runs on, due later by as long as it stood still; what the writer's side owes gains no time:
    nobody stops their own clock by writing a statement that they take back.
    """
    act = enter(case, Verb.TAKE_BACK_OUTCOME, request)
    case = act.case
    version = _set_aside(act)
    act.write(facts={"version": version}, content={"why": why})
    case.return_outcome()
    case.save()
    own = {party.pk for party in act.situation.standing.holds}
    clocks.resume(act.passage, case=case, at=request.at, gaining_nothing=own)
    act.tell_others("see that the outcome statement was taken back")
    return case


def _set_aside(act: Act) -> int:
    """Set the waiting statement aside as taken back, and end what is owed over it; returns its version."""
    proposal = waiting_for(act, ProposalKind.OUTCOME)
    proposal.set_aside_at, proposal.taken_back = act.request.at, True
    proposal.save(update_fields=["set_aside_at", "taken_back"])
    act.meet(act.situation.owed(Duty.CONFIRM_OUTCOME))
    return proposal.version
