"""What whoever sits does: declares a conflict of interest, asks for papers, and says whether they agreed (docs/adr/seats.md)."""

from datetime import datetime

from django.db import transaction

from cases.actions.door import Request, enter
from cases.actions.following import answer, facts_of
from cases.actions.sitting import ask_each_side, check_in_future, open_sitting
from cases.models import Case, FollowUpKind, FollowUpResult, Seat
from cases.process.follow_ups import Asked, ask
from cases.rules.board_rules import way_of
from cases.verbs import Verb
from core.errors import BadInput
from policies.vocabulary import Owner


@transaction.atomic
def declare_conflict(case: Case, request: Request, *, conflict: str) -> Case:
    """Declare a conflict of interest: from now on they sit no longer and read nothing, and the seat is filled again.

    Who appoints may appoint them again all the same, with the reason: then it has been weighed (O-14).
    """
    act = enter(case, Verb.DECLARE_CONFLICT, request)
    mine = [seat for seat in act.situation.standing.seats if seat.sitting.over_at is None]
    entry = act.write(facts={"role": mine[0].role}, content={"conflict": conflict})
    Seat.objects.filter(pk__in=[seat.pk for seat in mine]).update(conflicted=True, until=request.at)
    if not act.case.follow_ups.filter(kind=FollowUpKind.SEAT, result="").exists():
        ask(Asked(FollowUpKind.SEAT, owner=Owner.BOARD_OFFICE), case=act.case, at=request.at, entry=entry)
    act.tell_others("read that somebody who sat has declared a conflict of interest")
    return act.case


@transaction.atomic
def ask_for_papers(case: Case, request: Request, *, papers_by: datetime, asked: str = "") -> Case:
    """Ask each side for its paper, by a date (UTC) and on what; papers asked for before are replaced (BRIS-31, BRENT-14)."""
    act = enter(case, Verb.ASK_FOR_PAPERS, request)
    way = way_of(act.situation)
    assert way is not None  # noqa: S101 - its rule
    check_in_future(act, papers_by, "papers_by", "The time until which papers are handed in")
    sitting = act.situation.sitting or open_sitting(act, way.kind)
    entry = act.write(facts={"papers_by": papers_by.isoformat()}, content={"asked": asked})
    ask_each_side(act, papers_by, entry=entry, sitting=sitting)
    act.tell_others("hand in your paper", due=papers_by)
    return act.case


@transaction.atomic
def say_assent(case: Case, request: Request, *, agrees: bool, dissent: str = "") -> Case:
    """Say, of what was decided where one sat, whether one agreed; who did not says why, and everybody reads it.

    It changes nothing of the decision. With it their sight ends, unless they owe the report back.
    """
    act = enter(case, Verb.SAY_ASSENT, request)
    if not agrees and not dissent.strip():
        sentence = "Enter with what you did not agree, and why"
        raise BadInput(f"{sentence}.", {"dissent": [sentence]})
    result = FollowUpResult.YES if agrees else FollowUpResult.NO
    asked = act.situation.to_answer(Verb.SAY_ASSENT)
    entry = act.write(facts=facts_of(asked[0], result), content={"dissent": "" if agrees else dissent})
    for found in asked:
        answer(act, found, result, entry)
    if not agrees:
        act.tell_others("read that somebody who sat did not agree with the decision")
    return act.case
