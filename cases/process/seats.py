"""Who sits at the last stage of a case: everybody, and whoever leads; and what becomes of their seats when it is over."""

from datetime import datetime

from django.db.models import QuerySet

from agencies.models import User
from cases.models import LEADING, Case, Passage, Seat, Sitting

NO_LONGER = "know that you sit no longer, and read the case no longer"
"""What there is to do for whoever sat, where it goes on without them."""


def sitters(passage: Passage) -> list[User]:
    """The people who sit at this visit to a stage now and have an account."""
    seats = Seat.objects.filter(sitting__passage=passage, sitting__over_at=None, until=None)
    return _people(seats)


def leaders(case: Case) -> list[User]:
    """Who mediates, or chairs the meeting or panel, of a case; after its decision, who did. With an account only."""
    latest = Seat.objects.filter(sitting__passage__case=case, until=None, role__in=LEADING)
    last = case.passages.order_by("number").last()
    return _people(latest.filter(sitting__passage=last)) if last else []


def end_sitting(passage: Passage, *, decided: bool, at: datetime) -> list[User]:
    """End the sitting of a stage, if there is one; returns who sat and has nothing more to do with the case by it.

    Where it has decided, their seats stay: what they owe afterwards lets them read on until it is done.
    """
    over: list[User] = []
    if not decided:
        over = sitters(passage)
        Seat.objects.filter(sitting__passage=passage, until=None).update(until=at)
    Sitting.objects.filter(passage=passage, over_at=None).update(over_at=at)
    return over


def _people(seats: QuerySet[Seat]) -> list[User]:
    found = seats.filter(person__isnull=False, person__is_active=True).select_related("person")
    return list({seat.person_id: seat.person for seat in found if seat.person is not None}.values())
