"""What became of something that was to be followed up, also after the case has ended."""

from django.db import transaction

from cases import clocks, risk
from cases.actions.door import Act, Request, enter
from cases.models import Case, FollowUp, FollowUpResult
from cases.verbs import Verb
from core.errors import BadInput


@transaction.atomic
def follow_up(
    case: Case, request: Request, *, number: int, result: FollowUpResult, followed_up: str, own_reference: str = ""
) -> Case:
    """Say what became of follow-up `number` of the case: done, or no longer needed and why (O-24).

    Raises BadInput where there is none with this number for the person to answer.
    """
    act = enter(case, Verb.FOLLOW_UP, request)
    found = _mine(act, number)
    entry = act.write(
        facts={
            "kind": found.kind,
            "result": result,
            "number": found.number,
            "party": found.party.number if found.party else None,
        },
        content={"followed_up": followed_up, "own_reference": own_reference},
    )
    found.result, found.answered_at, found.answered_by, found.answered_in = result, request.at, request.by, entry
    found.save(update_fields=["result", "answered_at", "answered_by", "answered_in"])
    clocks.stop_follow_up(found, at=request.at)
    risk.after_hop(found, case=act.case, at=request.at, entry=entry)
    act.tell_others("see what was followed up")
    return act.case


def _mine(act: Act, number: int) -> FollowUp:
    found = next((mine for mine in act.situation.to_follow_up if mine.number == number), None)
    if found is None:
        sentence = "Select what was followed up: this is done already, or is for somebody else"
        raise BadInput(sentence, {"which": [sentence]})
    return found
