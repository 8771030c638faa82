"""What became of something that was to be followed up, also after the case has ended."""

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.models import Case, Entry, FollowUp, FollowUpKind, FollowUpResult
from cases.process import clocks, risk
from cases.process.follow_ups import FOR_THE_SEATED, verb_of
from cases.verbs import Verb
from core.errors import BadInput

ASKS_MORE = (
    FollowUpKind.COPY,
    FollowUpKind.OWN_SYSTEM,
    FollowUpKind.REFERRAL,
    FollowUpKind.REFER,
    FollowUpKind.LEARNING,
    *FOR_THE_SEATED,
)
"""What is done by a verb of its own, which asks for more; here only that it is not needed."""


WANTS: dict[str, str] = {
    FollowUpKind.LEARNING: "what was learned",
    **dict.fromkeys(FOR_THE_SEATED, "their own answer"),
}


@transaction.atomic
def follow_up(case: Case, request: Request, *, number: int, result: FollowUpResult, followed_up: str) -> Case:
    """Say what became of follow-up `number` of the case: done, or no longer needed and why (O-24).

    Raises BadInput where there is none with this number for the person to answer.
    """
    act = enter(case, Verb.FOLLOW_UP, request)
    found = mine(act, number)
    if found.kind in ASKS_MORE and result is FollowUpResult.DONE:
        other = verb_of(found.kind)
        wants = WANTS.get(found.kind, "its own reference")
        sentence = f"To say that this is done, use “{other.label}”: it asks for {wants}"
        raise BadInput(sentence, {"result": [sentence]})
    entry = act.write(facts=facts_of(found, result), content={"followed_up": followed_up})
    answer(act, found, result, entry)
    risk.after_hop(found, case=act.case, at=request.at, entry=entry)
    act.tell_others("see what was followed up")
    return act.case


@transaction.atomic
def report_not_kept(case: Case, request: Request, *, number: int, why: str) -> Case:
    """Report that another party has not done an action as it was agreed; it is to be done again if it was said to be done.

    It moves nothing: the page leads the side that raised it to escalating, or to reopening after the end.
    """
    act = enter(case, Verb.REPORT_NOT_KEPT, request)
    found = next((one for one in act.situation.not_kept_by_others if one.number == number), None)
    if found is None:
        sentence = "Select the action that was not done as agreed"
        raise BadInput(sentence, {"which": [sentence]})
    party = found.party.number if found.party else None
    entry = act.write(facts={"kind": found.kind, "number": found.number, "party": party}, content={"why": why})
    found.not_kept_in = entry
    found.result, found.answered_at, found.answered_by, found.answered_in = FollowUpResult.NONE, None, None, None
    found.save()
    act.tell_others("read that what was agreed was not kept")
    act.tell_board("read that what was agreed was not kept")
    return act.case


def mine(act: Act, number: int) -> FollowUp:
    """The follow-up with this number that the person answers by the verb. Raises BadInput where there is none."""
    found = next((one for one in act.situation.to_answer(act.verb) if one.number == number), None)
    if found is None:
        sentence = "Select what was followed up: this is done already, or is for somebody else"
        raise BadInput(sentence, {"which": [sentence]})
    return found


def facts_of(found: FollowUp, result: str) -> dict[str, str | int | None]:
    """What the record says of an answer: of which follow-up, of what kind, of whom, and what it was."""
    party = found.party.number if found.party else None
    return {"kind": found.kind, "result": result, "number": found.number, "party": party}


def answer(act: Act, found: FollowUp, result: FollowUpResult, entry: Entry) -> None:
    """Keep what became of a follow-up, and stop its clock."""
    found.result, found.answered_at, found.answered_by = result, act.request.at, act.request.by
    found.answered_in = entry
    found.save(update_fields=["result", "answered_at", "answered_by", "answered_in"])
    clocks.stop_follow_up(found, at=act.request.at)
