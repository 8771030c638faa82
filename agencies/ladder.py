"""Who stands on this rung of an agency's ladder now, and why?

A question is answered in this order. The posts of the roles asked for, those for the area before general ones. Where a
post is vacant, or its holder is away and nobody can cover: the next such post, then the next up the ladder by rank.
Where its holder is party to the conflict: at once one up (BUCKS-6). Where the agency has none of the roles: the next
more senior role that it has, else the top of its ladder (a shorter side keeps its top person). Else nobody, and why.

`who_stands` reads the database twice; all that follows is pure. `rungs` says which posts a stage climbs that repeats up
the organisation, from posts that `posts_of` has read.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from agencies.models import BOARD_PARTS, Agency, Cover, Membership, Post, User
from core.words import long_date
from policies.models import Area
from policies.routes import Span
from policies.schema import ActingRole
from policies.vocabulary import Role

Rung = tuple[Post, ...]
"""The posts of one rank that a stage climbs to, the one that is asked first."""

SENIORITY = {role.value: number for number, role in enumerate(Role)}
"""The roles of the vocabulary ascend; used only where an agency has no post of the role that is asked for."""

BOARDS_OWN = frozenset(part.value for part in BOARD_PARTS)
"""Parts of the board: nobody climbs into them, they are held only where they are asked for."""


@dataclass(frozen=True)
class Standing:
    """Who stands. `person` is None where nobody can, and `post` with it; `why` says how it came, in sentences.

    `on_behalf_of` is the post's holder where `person` covers for them. `same_as_below`: the person stood at the stage
    before already (O-1).
    """

    person: User | None
    post: Post | None
    on_behalf_of: User | None
    why: tuple[str, ...]
    same_as_below: bool


@dataclass
class _Search:
    """One search under way: the ladder, who is away, who is in the conflict, and what has been said so far."""

    posts: Sequence[Post]
    covers: Sequence[Cover]
    conflicted: frozenset[int]
    why: list[str] = field(default_factory=list)
    tried: set[int] = field(default_factory=set)
    blocked_at: int | None = None
    """The rank of the most senior holder met who is party to the conflict: nobody below them may act instead."""

    def say(self, sentence: str) -> None:
        if sentence not in self.why:
            self.why.append(sentence)


@dataclass(frozen=True)
class _Found:
    person: User
    post: Post
    on_behalf_of: User | None = None


def who_stands(
    *,
    agency: Agency,
    roles: Sequence[Role],
    area: Area,
    at: datetime,
    conflicted: Collection[int] = (),
    below: User | None = None,
    rung: Rung = (),
) -> Standing:
    """Who acts for `agency` in the first of `roles` that can be had, at the instant `at` (UTC); in these posts, if given.

    `conflicted` are ids of people who are party to the conflict; `below` is who stood at the stage before. Never raises
    for want of a person: then `person` is None, and `why` is for the board's office.
    """
    posts = posts_of([agency], area=area)[agency.pk]
    return stands(
        posts, _covers_of(agency, at), agency=agency, roles=roles, conflicted=conflicted, below=below, rung=rung
    )


def posts_of(agencies: Collection[Agency], *, area: Area) -> dict[int, list[Post]]:
    """The posts of each of these agencies for an area, and the general ones, by the agency's id; one query."""
    found: dict[int, list[Post]] = {agency.pk: [] for agency in agencies}
    for post in Post.objects.filter(Q(area=None) | Q(area=area), agency__in=found).select_related("holder"):
        found[post.agency_id].append(post)
    return found


def stands(
    posts: Sequence[Post],
    covers: Sequence[Cover],
    *,
    agency: Agency,
    roles: Sequence[Role],
    conflicted: Collection[int] = (),
    below: User | None = None,
    rung: Rung = (),
) -> Standing:
    """The same question put to posts (of this area, or general) and to covers in force; nothing is read."""
    search = _Search(sorted(posts, key=_order), covers, frozenset(conflicted))
    found = _find(search, [role.value for role in roles], rung)
    if found is None:
        search.say(f"Nobody at {agency.name} can act at this level.")
        return Standing(None, None, None, tuple(search.why), False)
    same = below is not None and found.person.pk == below.pk
    if same:
        search.say(f"{found.person.name} acted at the stage before as well.")
    return Standing(found.person, found.post, found.on_behalf_of, tuple(search.why), same)


def acting_in(post: Post, covers: Sequence[Cover]) -> User | None:
    """Who acts in one post while these covers are in force: its holder, or whoever covers; None where nobody can."""
    found = _try(_Search([post], covers, frozenset()), post)
    return found.person if found else None


def rungs(posts: Sequence[Post], span: Span) -> list[Rung]:
    """The rungs of an agency's own ladder within a span, from the foot: its filled posts there, one rung for each rank.

    Empty where it has nobody there: then `who_stands` finds the next up by the policy's roles. No rung is a
    practitioner's, nor one of the board's parts.
    """
    own = {*BOARDS_OWN, Role.PRACTITIONER.value}
    filled = [post for post in posts if post.holder is not None and post.holder.is_active and post.role not in own]
    floor = _level(filled, span.lowest)
    top = max(_level(filled, span.highest), SENIORITY[span.highest.role])
    before = SENIORITY[span.before] if span.before is not None else 0
    last = before - 1 if before > top else top
    found: dict[int, list[Post]] = {}
    for post in sorted(filled, key=_order):
        if floor <= SENIORITY[post.role] <= last:
            found.setdefault(post.rank, []).append(post)
    return [tuple(found[rank]) for rank in sorted(found)]


def rungs_above(ladder: Sequence[Rung], *, post: Post | None, number: int) -> list[Rung]:
    """The rungs that are left above `post`; where nobody stood in a post, those after the one of this number (from 0)."""
    if post is None:
        return list(ladder[number + 1 :])
    return [rung for rung in ladder if rung[0].rank > post.rank]


def _level(filled: Sequence[Post], acting: ActingRole) -> int:
    """The seniority of a role, or of the first that may act in its place where the agency has nobody in the role."""
    held = {post.role for post in filled}
    roles = (acting.role, *acting.alternatives)
    return SENIORITY[next((role for role in roles if role.value in held), acting.role)]


def _covers_of(agency: Agency, at: datetime) -> list[Cover]:
    """The covers in force for people of this agency, and for those who cover them if they are of it too."""
    people = Q(person__in=Post.objects.filter(agency=agency).values("holder"))
    people |= Q(person__in=Membership.objects.filter(agency=agency).values("user"))
    running = Cover.objects.filter(people, starts_at__lte=at, ends_at__gt=at)
    return list(running.select_related("person", "covered_by"))


def _order(post: Post) -> tuple[bool, int, int]:
    return post.area_id is None, post.rank, post.pk


def _find(search: _Search, roles: Sequence[str], rung: Rung) -> _Found | None:
    asked = list(rung) or [post for role in roles for post in search.posts if post.role == role]
    if not asked:
        return _without_the_role(search, roles)
    for post in asked:
        found = _try(search, post)
        if found is not None:
            return _as_asked(search, found)
        if search.blocked_at is not None:
            break
    if search.blocked_at is None:
        return _climb(search, roles, from_ranks=dict.fromkeys(post.rank for post in asked))
    found = _climb(search, roles, from_ranks=[search.blocked_at])
    return found or _as_asked(search, _first(search, [post for post in asked if post.rank >= (search.blocked_at or 0)]))


def _as_asked(search: _Search, found: _Found | None) -> _Found | None:
    """Say of whoever holds the post asked for that they do; of one who covers it has been said."""
    if found is not None and found.on_behalf_of is None:
        search.say(f"{found.person.name} is {found.post.title}.")
    return found


def _climb(search: _Search, roles: Sequence[str], *, from_ranks: Iterable[int]) -> _Found | None:
    """The lowest post above the first of these ranks that has a person to act, else above the second, and so on."""
    for rank in from_ranks:
        above = [post for post in search.posts if post.rank > rank and _may_be_climbed_to(post, roles)]
        found = _first(search, sorted(above, key=lambda post: (post.rank, post.area_id is None, post.pk)))
        if found is not None:
            search.say(_next_up(found))
            return found
    return None


def _without_the_role(search: _Search, roles: Sequence[str]) -> _Found | None:
    """The agency has no post of any role asked for: take the next more senior one, else the top of the ladder."""
    names = " or ".join(Role(role).label.lower() for role in roles)
    search.say(f"The agency has no {names}.")
    level = min((SENIORITY[role] for role in roles), default=0)
    ladder = [post for post in search.posts if _may_be_climbed_to(post, roles)]
    senior = [post for post in ladder if SENIORITY[post.role] > level]
    found = _first(search, sorted(senior, key=lambda post: (post.rank, post.area_id is None, post.pk)))
    if found is not None:
        search.say(_next_up(found))
        return found
    return _top(search, [post for post in ladder if post.role != Role.PRACTITIONER])


def _top(search: _Search, ladder: Sequence[Post]) -> _Found | None:
    """The most senior person who can act; but nobody below one who is party to the conflict."""
    for post in sorted(ladder, key=lambda post: (-post.rank, post.area_id is None, post.pk)):
        if search.blocked_at is not None and post.rank < search.blocked_at:
            return None
        found = _try(search, post)
        if found is not None:
            search.say(f"{found.person.name} is at the top of the agency’s ladder.")
            return found
    return None


def _may_be_climbed_to(post: Post, roles: Sequence[str]) -> bool:
    return post.role not in BOARDS_OWN or post.role in roles


def _first(search: _Search, posts: Iterable[Post]) -> _Found | None:
    return next((found for found in (_try(search, post) for post in posts) if found is not None), None)


def _try(search: _Search, post: Post) -> _Found | None:
    """The person who can act in this post now, saying why it is they, or why it is nobody. Each post is tried once."""
    if post.pk in search.tried:
        return None
    search.tried.add(post.pk)
    holder = post.holder
    if holder is None:
        search.say(f"The post of {post.title} is vacant.")
        return None
    if not holder.is_active:
        search.say(f"{holder.name} has left; the post of {post.title} is vacant.")
        return None
    if holder.pk in search.conflicted:
        search.say(f"{holder.name} is part of the disagreement and cannot act in it.")
        search.blocked_at = max(post.rank, search.blocked_at or 0)
        return None
    absences = _absences(search, holder)
    if not absences:
        return _Found(holder, post)
    cover = _cover_for(search, holder, seen=frozenset({holder.pk}))
    return _Found(cover, post, holder) if cover is not None else None


def _absences(search: _Search, person: User) -> list[Cover]:
    mine = [cover for cover in search.covers if cover.person_id == person.pk]
    return sorted(mine, key=lambda cover: (cover.starts_at, cover.pk))


def _cover_for(search: _Search, away: User, *, seen: frozenset[int]) -> User | None:
    """Who acts for a person who is away: their cover; where that one cannot, their next cover, or the cover's own."""
    for cover in _absences(search, away):
        stand_in = cover.covered_by
        start = f"{away.name} is on leave until {long_date(cover.last_moment)};"
        if stand_in.pk in seen:
            search.say(f"{start} {stand_in.name} was to cover, and is away too: the cover goes round in a circle.")
        elif not stand_in.is_active:
            search.say(f"{start} {stand_in.name} was to cover, and has left.")
        elif stand_in.pk in search.conflicted:
            search.say(f"{start} {stand_in.name} covers, but is part of the disagreement and cannot act in it.")
        else:
            search.say(f"{start} {stand_in.name} covers.")
            found = stand_in if not _absences(search, stand_in) else None
            found = found or _cover_for(search, stand_in, seen=seen | {stand_in.pk})
            if found is not None:
                return found
    return None


def _next_up(found: _Found) -> str:
    return f"{found.person.name} acts as the next up the ladder ({found.post.title})."
