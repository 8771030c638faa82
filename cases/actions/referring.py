"""A referral to somebody outside is recorded as made: who took it, when, and under which reference."""

from django.db import transaction

from cases.actions.door import Request, enter
from cases.actions.following import answer, facts_of, mine
from cases.models import Case, FollowUpResult
from cases.process.follow_ups import what
from cases.process.risk import Referral
from cases.verbs import Verb
from core.errors import BadInput


@transaction.atomic
def record_referral(case: Case, request: Request, *, number: int, referral: Referral, said: str = "") -> Case:
    """Record that referral `number` of the case was made, also after the case has ended. It moves nothing.

    Raises BadInput where there is none with this number for the person to answer, for a time to come, and without who
    took it.
    """
    act = enter(case, Verb.RECORD_REFERRAL, request)
    found = mine(act, number)
    faults = {}
    if not referral.taken_by.strip():
        faults["taken_by"] = ["Enter who took the referral"]
    if referral.at > request.at:
        faults["referred_at"] = ["The time of the referral must be in the past"]
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)
    facts = {**facts_of(found, FollowUpResult.DONE), "what": what(found), "referred_at": referral.at.isoformat()}
    content = {"taken_by": referral.taken_by, "taken_reference": referral.reference, "referral_said": said}
    entry = act.write(facts=facts, content=content)
    answer(act, found, FollowUpResult.DONE, entry)
    act.tell_others("see what was referred")
    return act.case
