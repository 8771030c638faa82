"""An offer of mediation, and what each side answers: mediation that a side declines is not held (FLOW-18, BRIS-29)."""

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.actions.following import answer, facts_of
from cases.models import Case, Entry, FollowUpKind, FollowUpResult
from cases.process.follow_ups import Asked, ask_each
from cases.verbs import Verb
from core.errors import BadInput


def ask_to_answer(act: Act, entry: Entry) -> None:
    """Ask each side whether it accepts the offer: by the date that protects the child, where it lies ahead."""
    s = act.situation
    asked_already = {f.party_id for f in s.follow_ups if f.kind == FollowUpKind.OFFER and not f.result}
    date = act.passage.protective_at
    due = date if date is not None and date > act.request.at else None
    asked = [
        Asked(FollowUpKind.OFFER, party, due_at=due, begun="Mediation was offered")
        for party in s.parties
        if party.part_ended_at is None and party.pk not in asked_already
    ]
    ask_each(asked, case=act.case, at=act.request.at, entry=entry)


@transaction.atomic
def answer_offer(case: Case, request: Request, *, accepts: bool, why: str = "") -> Case:
    """Accept the offer of mediation for one's side, or decline it and say why.

    Declined, it moves nothing by itself: those who settle the case are told, and choose another way or record how it ended.
    """
    act = enter(case, Verb.ANSWER_OFFER, request)
    if not accepts and not why.strip():
        sentence = "Enter why your side declines it"
        raise BadInput(f"{sentence}.", {"why": [sentence]})
    result = FollowUpResult.YES if accepts else FollowUpResult.DECLINED
    asked = act.situation.to_answer(Verb.ANSWER_OFFER)
    entry = act.write(facts=facts_of(asked[0], result), content={"why": "" if accepts else why})
    for found in asked:
        answer(act, found, result, entry)
    act.tell_others("see what a side answered to the offer of mediation")
    return act.case
