"""The chair’s own word on a decision that somebody else has recorded in the chair’s name (BUCKS-15)."""

from django.db import transaction

from cases.actions.deciding import ask_to_acknowledge
from cases.actions.door import Request, enter
from cases.actions.following import answer
from cases.models import Case, FollowUpKind, FollowUpResult, OutcomeCode
from cases.models.outcomes import correctable_from
from cases.process import notices
from cases.process.follow_ups import settle
from cases.verbs import Verb
from core.errors import BadInput

CANNOT_BECOME = "Select what became of the disagreement from the list"


@transaction.atomic
def confirm_decision(
    case: Case,
    request: Request,
    *,
    is_so: bool,
    wrong: str = "",
    decision: str = "",
    reasons: str = "",
    outcome: OutcomeCode | None = None,
) -> Case:
    """Confirm that a decision is as the chair made it, or correct it: what was recorded stays, as the version before.

    It moves nothing. Of a correction everybody is told, and each side acknowledges it anew. `outcome`: what became of the
    disagreement, where that was recorded wrongly of a case that was settled.
    """
    act = enter(case, Verb.CONFIRM_DECISION, request)
    said = {"wrong": wrong, "decision": decision, "reasons": reasons}
    if not is_so:
        asked = {"wrong": "Enter what is wrong", "decision": "Enter the decision as you made it"}
        faults = {name: [says] for name, says in asked.items() if not said[name].strip()}
        if outcome is not None and outcome not in correctable_from(act.case.outcome_code):
            faults["outcome"] = [CANNOT_BECOME]
        if faults:
            raise BadInput("Some answers are missing.", faults)
    (found, *more) = act.situation.to_answer(Verb.CONFIRM_DECISION)
    of = found.asked_in.number if found.asked_in else None
    became = {"outcome": outcome} if outcome is not None and not is_so else {}
    entry = act.write(facts={"is_so": is_so, "of": of, **became}, content={} if is_so else said)
    if outcome is not None and not is_so:
        act.case.outcome_code = outcome
        act.case.save(update_fields=["outcome_code"])
    for one in (found, *more):
        answer(act, one, FollowUpResult.YES if is_so else FollowUpResult.NO, entry)
    if not is_so:
        unread = [f for f in act.situation.follow_ups if f.kind == FollowUpKind.READING]
        settle(unread, by=request.by, entry=entry, needed=False)
        ask_to_acknowledge(act, entry)
        act.tell_others("read the decision as the chair has corrected it")
        return act.case
    office = [person for person in notices.board_side(act.case) if person != request.by]
    notices.tell(office, case=act.case, kind=act.verb.value, todo="see that the chair has confirmed it", at=request.at)
    return act.case
