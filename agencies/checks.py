"""Can this be entered in the directory? Each check raises BadInput, with the field to blame and how to mend it."""

from datetime import datetime
from typing import NoReturn

from django.db.models import QuerySet

from agencies.models import Cover, Post, User
from agencies.selectors import colleagues_of
from core.errors import BadInput
from core.words import long_date


def refuse(field: str, sentence: str) -> NoReturn:
    """Raise BadInput with one sentence at one field."""
    raise BadInput(sentence, {field: [sentence]})


def check_holder(post: Post, holder: User | None) -> None:
    """Refuse a holder who has left, or who holds the same post already."""
    if holder is None:
        return
    if not holder.is_active:
        refuse("holder", f"{holder.name} has left. Choose somebody else")
    same = Post.objects.filter(agency=post.agency, role=post.role, area=post.area, holder=holder)
    if same.exclude(pk=post.pk).exists():
        refuse("holder", f"{holder.name} holds a post of this kind already. Choose somebody else")


def check_cover(cover: Cover, *, at: datetime) -> None:
    """Refuse cover that cannot be: its time first, then the person who covers."""
    _check_time(cover, at=at)
    _check_stand_in(cover)


def _check_time(cover: Cover, *, at: datetime) -> None:
    if cover.ends_at <= cover.starts_at:
        refuse("ends_at", f"Cover must end on or after {_day(cover.starts_at)}, the day it starts")
    if cover.starts_at < at:
        refuse("starts_at", "Cover must start today or later")
    other = _overlapping(cover).filter(person=cover.person).select_related("covered_by").first()
    if other is not None:
        refuse(
            "starts_at",
            f"{other.covered_by.name} covers for {cover.person.name} from {long_date(other.starts_at)} "
            f"until {long_date(other.last_moment)} already. End that cover first",
        )


def _check_stand_in(cover: Cover) -> None:
    stand_in, person = cover.covered_by, cover.person
    if stand_in.pk == person.pk:
        refuse("covered_by", f"{person.name} cannot cover for themselves. Choose somebody else")
    if not stand_in.is_active:
        refuse("covered_by", f"{stand_in.name} has left. Choose somebody else")
    if not colleagues_of(person).filter(pk=stand_in.pk).exists():
        refuse("covered_by", f"{stand_in.name} does not work with {person.name}. Choose a colleague of the same agency")
    if _leads_back(cover):
        refuse(
            "covered_by",
            f"{stand_in.name} is away in that time, and the cover leads back to {person.name}. Choose somebody else",
        )


def _leads_back(cover: Cover) -> bool:
    """Whether the stand-in's own cover in that time, or the cover of that one, is the person who is away."""
    seen, found = set[int](), {cover.covered_by.pk}
    while found - seen:
        seen |= found
        found = set(_overlapping(cover).filter(person__in=seen).values_list("covered_by", flat=True))
    return cover.person.pk in seen | found


def _overlapping(cover: Cover) -> QuerySet[Cover]:
    return Cover.objects.filter(starts_at__lt=cover.ends_at, ends_at__gt=cover.starts_at)


def _day(instant: datetime) -> str:
    return long_date(instant).partition(" ")[2]
