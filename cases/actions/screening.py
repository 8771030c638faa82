"""Whoever is said to have screened or endorsed a case says whether it is so."""

from django.db import transaction

from cases.actions.door import Request, enter
from cases.actions.following import answer, facts_of, mine
from cases.models import Case, FollowUpResult, Side
from cases.process import notices
from cases.verbs import Verb
from core.errors import BadInput


@transaction.atomic
def confirm_screening(case: Case, request: Request, *, number: int, is_so: bool, why: str = "") -> Case:
    """Confirm a screening or an endorsement that was told in one's name, or say that it is not so, and why.

    It moves nothing. That it is not so is told to the board's office and to the side that said it.
    """
    act = enter(case, Verb.CONFIRM_SCREENING, request)
    found = mine(act, number)
    if not is_so and not why.strip():
        sentence = "Enter what is not so"
        raise BadInput(f"{sentence}.", {"why": [sentence]})
    result = FollowUpResult.YES if is_so else FollowUpResult.NO
    entry = act.write(facts=facts_of(found, result), content={"why": why})
    answer(act, found, result, entry)
    passage = act.situation.passage or act.case.passages.order_by("number").last()
    if not is_so and passage is not None and found.party is not None:
        side = [*notices.holders(passage, found.party.side)]
        side += [act.case.raised_by] if found.party.side == Side.ESCALATING else []
        people = [person for person in (*side, *notices.board_side(act.case)) if person != request.by]
        todo = "read that what was said of a screening or an endorsement is not so"
        notices.tell(people, case=act.case, kind=act.verb.value, todo=todo, at=request.at)
    return act.case
