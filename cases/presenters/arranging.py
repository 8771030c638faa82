"""What the board’s side is to arrange next at the last stages of several cases: the way, or who sits."""

from collections.abc import Iterable

from cases.models import FollowUp, FollowUpKind, Obligation, Sitting
from cases.rules.board_rules import arrangement
from cases.verbs import Verb


def arrangements(owed: Iterable[Obligation]) -> dict[int, Verb]:
    """By passage (its id) of what the board's side owes: what it is to arrange at that last stage next, in two queries."""
    passages = {o.passage_id: o.passage for o in owed if o.party_id is None and o.passage.closed_at is None}
    found = Sitting.objects.filter(passage__in=passages, over_at=None)
    sittings = {sitting.passage_id: sitting for sitting in found}
    open_seats = FollowUp.objects.filter(kind=FollowUpKind.SEAT, result="", asked_in__passage__in=passages)
    vacant = set(open_seats.values_list("asked_in__passage", flat=True))
    arranging = {}
    for pk, passage in passages.items():
        last = passage.case.policy.stage(passage.stage).last
        verb = arrangement(last, sittings.get(pk), vacant=pk in vacant) if last else None
        if verb is not None:
            arranging[pk] = verb
    return arranging
