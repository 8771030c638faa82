"""What is done to the directory: agencies, people, posts and cover, each by one verb.

Every verb takes who does it (`by`; None is the installation itself: its commands) and when (`at`, UTC), checks both,
and does all or nothing. Whatever changes who stands on a ladder leaves a `LadderChange`, so that open cases look again.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from agencies import rights
from agencies.checks import check_cover, check_holder, refuse
from agencies.fields import normalised
from agencies.models import Agency, Cover, LadderChange, Membership, Post, User
from agencies.roles import MembershipRole
from core.errors import WrongMoment
from policies.models import Area
from policies.vocabulary import AgencyType, Role


@transaction.atomic
def add_agency(
    *,
    name: str,
    type: AgencyType,  # noqa: A002 - the field's own name
    areas: Iterable[Area],
    by: User | None,
    at: datetime,
    relevant_service: str = "",
    email: str = "",
) -> Agency:
    """Enter an agency of one or more areas. Raises BadInput for a name that is taken, or no area."""
    found = list(areas)
    rights.check_areas(by, found)
    if not found:
        refuse("areas", "Select at least one area that the agency works in")
    if Agency.objects.filter(name__iexact=name.strip()).exists():
        refuse("name", f"There is an agency called {name.strip()} already")
    agency = Agency(name=name.strip(), type=type.value, relevant_service=relevant_service, email=email)
    _save(agency, by=by, at=at)
    agency.areas.set(found)
    return agency


@transaction.atomic
def add_person(
    *,
    email: str,
    name: str,
    by: User | None,
    at: datetime,
    password: str | None = None,
    job_title: str = "",
    phone: str = "",
    is_demo: bool = False,
) -> User:
    """Make an account, without any role; without a password nobody can sign in to it by one.

    Raises BadInput where the address is taken, in whatever case it is typed.
    """
    rights.check_directory(by)
    if not name.strip():
        refuse("name", "Enter their name")
    if User.objects.filter(email=normalised(email)).exists():
        refuse("email", f"There is an account for {normalised(email)} already")
    person = User(email=email, name=name.strip(), job_title=job_title, phone=phone, is_demo=is_demo, date_joined=at)
    person.set_password(password)
    _save(person, by=by, at=at)
    return person


@transaction.atomic
def add_membership(
    *,
    user: User,
    role: MembershipRole,
    by: User | None,
    at: datetime,
    agency: Agency | None = None,
    area: Area | None = None,
) -> Membership:
    """Give a person a role in an agency or on an area's board; the same again changes nothing."""
    rights.check_role(by, role=role, agency=agency, area=area)
    known = Membership.objects.filter(user=user, role=role.value, agency=agency, area=area).first()
    if known is not None:
        return known
    membership = Membership(user=user, role=role.value, agency=agency, area=area)
    _save(membership, by=by, at=at)
    return membership


@transaction.atomic
def add_post(
    *,
    agency: Agency,
    role: Role,
    rank: int,
    title: str,
    by: User | None,
    at: datetime,
    holder: User | None = None,
    area: Area | None = None,
    authority_to_resolve: bool = False,
) -> Post:
    """Add a post to an agency's ladder; rank 0 is its foot. Raises BadInput where the holder has left or holds it."""
    rights.check_posts(by, agency)
    post = Post(
        agency=agency,
        role=role.value,
        rank=rank,
        title=title.strip(),
        area=area,
        authority_to_resolve=authority_to_resolve,
    )
    if not post.title:
        refuse("title", "Enter the title of the post")
    check_holder(post, holder)
    post.holder = holder
    _save(post, by=by, at=at)
    _changed([post], at=at)
    return post


@transaction.atomic
def set_holder(*, post: Post, holder: User | None, by: User | None, at: datetime) -> Post:
    """Say who holds a post from now on; None leaves it vacant. The same holder again changes nothing.

    Raises NotAllowed for whoever keeps neither the agency nor its area, BadInput with the field `holder`.
    """
    locked = Post.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.pk)
    rights.check_posts(by, locked.agency)
    if locked.holder_id == (holder.pk if holder else None):
        return locked
    check_holder(locked, holder)
    locked.holder = holder
    _save(locked, by=by, at=at)
    _changed([locked], at=at)
    return locked


@transaction.atomic
def set_cover(
    *,
    person: User,
    covered_by: User,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> Cover:
    """Let a colleague stand in for a person from `starts_at` until just before `ends_at` (UTC), in all their posts.

    Raises NotAllowed, or BadInput with the fields `covered_by`, `starts_at` and `ends_at`: in the past, ends before it
    starts, overlaps other cover, goes round in a circle, somebody who has left, or who is no colleague.
    """
    list(User.objects.select_for_update().filter(pk__in={person.pk, covered_by.pk}).order_by("pk"))
    rights.check_cover_for(by, person)
    cover = Cover(person=person, covered_by=covered_by, starts_at=starts_at, ends_at=ends_at, reason=reason.strip())
    check_cover(cover, at=at)
    _save(cover, by=by, at=at)
    posts = _posts_resting_on(person, at=at)
    _changed(posts, at=starts_at)
    _changed(posts, at=ends_at)
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, by: User | None, at: datetime) -> None:
    """End cover now; cover that is yet to start is taken away. Raises NotAllowed, and WrongMoment if it is over."""
    locked = Cover.objects.select_for_update(of=("self",)).select_related("person").get(pk=cover.pk)
    rights.check_cover_for(by, locked.person)
    if locked.ends_at <= at:
        raise WrongMoment("This cover has ended already.")
    posts = _posts_resting_on(locked.person, at=at)
    if at <= locked.starts_at:
        _remember(locked, by=by, at=at)
        locked.delete()
    else:
        locked.ends_at = at
        _save(locked, by=by, at=at)
    _changed(posts, at=at)


@transaction.atomic
def mark_left(*, person: User, by: User | None, at: datetime, leaves_at: datetime | None = None) -> User:
    """Say that somebody leaves: from `leaves_at` (UTC) on, or now, they are signed out, and their posts count as vacant.

    The same again changes nothing. Raises NotAllowed for whoever may not close the account.
    """
    locked = User.objects.select_for_update().get(pk=person.pk)
    rights.check_leaver(by, locked)
    planned = leaves_at if leaves_at is not None and leaves_at > at else None
    if not locked.is_active or (planned and planned == locked.leaves_at):
        return locked
    if planned is None:
        return _close(locked, by=by, at=at)
    locked.leaves_at = planned
    _save(locked, by=by, at=at)
    return locked


@transaction.atomic
def undo_leaving(*, person: User, by: User | None, at: datetime) -> User:
    """Take back that somebody leaves or has left: the account is open again, and their posts are theirs as before.

    Raises NotAllowed, and WrongMoment where nobody said so: an account that was closed for another reason stays closed.
    """
    locked = User.objects.select_for_update().get(pk=person.pk)
    rights.check_leaver(by, locked)
    if locked.leaves_at is None:
        raise WrongMoment(f"Nobody has said that {locked.name} leaves.")
    was_closed = not locked.is_active
    locked.is_active, locked.leaves_at = True, None
    _save(locked, by=by, at=at)
    if was_closed:
        _changed(_posts_resting_on(locked, at=at), at=at)
    return locked


def close_leavers(*, at: datetime) -> int:
    """Close the accounts of those who were to leave by `at` (UTC); returns how many. Safe to repeat."""
    due = User.objects.filter(is_active=True, leaves_at__lte=at).values_list("pk", flat=True)
    return sum(_close_one(pk, at=at) for pk in list(due))


@transaction.atomic
def _close_one(pk: int, *, at: datetime) -> bool:
    person = User.objects.select_for_update().filter(pk=pk, is_active=True, leaves_at__lte=at).first()
    if person is not None:
        _close(person, by=None, at=at)
    return person is not None


def _close(person: User, *, by: User | None, at: datetime) -> User:
    posts = _posts_resting_on(person, at=at)
    person.is_active, person.leaves_at = False, person.leaves_at if by is None and person.leaves_at else at
    _save(person, by=by, at=at)
    _changed(posts, at=at)
    return person


def _posts_resting_on(person: User, *, at: datetime) -> list[Post]:
    """The posts whose holder this person is, or covers, or covers by way of others, now or later."""
    people, found = set[int](), {person.pk}
    while found - people:
        people |= found
        found = set(Cover.objects.filter(covered_by__in=people, ends_at__gt=at).values_list("person", flat=True))
    return list(Post.objects.filter(holder__in=people))


def _changed(posts: Iterable[Post], *, at: datetime) -> None:
    LadderChange.objects.bulk_create(LadderChange(post=post, effective_at=at) for post in posts)


def _save(row: models.Model, *, by: User | None, at: datetime) -> None:
    _remember(row, by=by, at=at)
    row.save()


def _remember(row: models.Model, *, by: User | None, at: datetime) -> None:
    """Let the row's history say who did it and when, as the verb was told."""
    row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 - simple-history's documented way
    row._history_date = at  # type: ignore[attr-defined]  # noqa: SLF001
