"""Where would a disagreement meet nobody? Posts that nobody holds, holders who are away or leave without cover, no ladder.

Asked for the areas of a board's office, of the posts that their procedures ask for; five queries, however many agencies.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q

from agencies.ladder import BOARDS_OWN, acting_in
from agencies.models import Agency, Cover, Membership, Post, User
from core.words import listed, london, long_date
from policies.models import Area, PolicyVersion
from policies.routes import roles_asked
from policies.selectors import all_in_force
from policies.vocabulary import AgencyType, Role

SOON = timedelta(days=14)
"""How far ahead a gap is worth telling: long enough to have somebody named."""


@dataclass(frozen=True)
class Gap:
    """One gap: at which agency, in a sentence, and whether it is there now or only coming."""

    agency: Agency
    says: str
    now: bool


def gaps_in(areas: Collection[Area], *, at: datetime) -> list[Gap]:
    """The gaps of the agencies of these areas at `at` (UTC) and within the next two weeks, those of now first."""
    held = {area.pk for area in areas}
    policies = {v.area_id: v for v in all_in_force(on=london(at).date()) if v.area_id in held}
    posts = Prefetch("posts", Post.objects.select_related("holder").order_by("rank", "pk"))
    agencies = Agency.objects.filter(areas__in=held).distinct().order_by("name").prefetch_related("areas", posts)
    covers = _covers(held, at=at)
    found = [gap for agency in agencies for gap in _of_agency(agency, policies, covers, at=at)]
    return sorted(found, key=lambda gap: not gap.now)


def _of_agency(
    agency: Agency, policies: dict[int, PolicyVersion], covers: Sequence[Cover], *, at: datetime
) -> list[Gap]:
    here = [policies[area.pk] for area in agency.areas.all() if area.pk in policies]
    posts = list(agency.posts.all())
    if not here:
        return []
    if not any(_holds(post) and post.role not in {*BOARDS_OWN, Role.PRACTITIONER.value} for post in posts):
        return [Gap(agency, "It has nobody on its ladder: nobody would act for it.", now=True)]
    asked = [post for post in posts if any(_is_asked(post, version, agency) for version in here)]
    absent = [gap for post in asked if _holds(post) for gap in _absence(post, covers, agency, at=at)]
    return [*_vacant(asked, agency), *absent]


def _is_asked(post: Post, version: PolicyVersion, agency: Agency) -> bool:
    """Whether an area's procedure asks for this post at some stage."""
    return post.area_id in (None, version.area_id) and post.role in roles_asked(version.policy, AgencyType(agency.type))


def _vacant(asked: Iterable[Post], agency: Agency) -> list[Gap]:
    """The posts that nobody holds, where nobody else of the agency holds one of the same role there."""
    by_role: dict[tuple[str, int | None], list[Post]] = {}
    for post in asked:
        by_role.setdefault((post.role, post.area_id), []).append(post)
    empty = [found[0].title for found in by_role.values() if not any(_holds(post) for post in found)]
    return [Gap(agency, f"Nobody holds the post of {title}.", now=True) for title in empty]


def _absence(post: Post, covers: Sequence[Cover], agency: Agency, *, at: datetime) -> list[Gap]:
    """When the holder is away, or leaves, and nobody can act in the post: now, or the first time soon."""
    holder = post.holder
    assert holder is not None  # noqa: S101 - asked of posts that somebody holds
    starts = sorted(cover.starts_at for cover in covers if cover.person_id == holder.pk and cover.starts_at > at)
    for moment in (at, *starts):
        running = [cover for cover in covers if cover.runs_at(moment)]
        if acting_in(post, running) is None:
            return [Gap(agency, _away(holder, post, running, moment, at), now=moment == at)]
    if holder.leaves_at is not None and holder.leaves_at <= at + SOON:
        return [Gap(agency, f"{holder.name}, {post.title}, leaves on {long_date(holder.leaves_at)}.", now=False)]
    return []


def _away(holder: User, post: Post, running: Sequence[Cover], moment: datetime, at: datetime) -> str:
    mine = [cover for cover in running if cover.person_id == holder.pk]
    until = long_date(max(cover.last_moment for cover in mine))
    when = f"until {until}" if moment == at else f"from {long_date(moment)} to {until}"
    names = listed(dict.fromkeys(cover.covered_by.name for cover in mine))
    return f"{holder.name}, {post.title}, is away {when}, and {names} cannot cover."


def _holds(post: Post) -> bool:
    return post.holder is not None and post.holder.is_active


def _covers(areas: Collection[int], *, at: datetime) -> list[Cover]:
    """The covers of the people of these areas' agencies that run now or begin soon."""
    of_agencies = Agency.objects.filter(areas__in=areas).values("pk")
    people = Q(person__in=Post.objects.filter(agency__in=of_agencies).values("holder"))
    people |= Q(person__in=Membership.objects.filter(agency__in=of_agencies).values("user"))
    found = Cover.objects.filter(people, ends_at__gt=at, starts_at__lt=at + SOON)
    return list(found.select_related("person", "covered_by").order_by("starts_at", "pk"))
