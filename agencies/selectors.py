"""Questions about who belongs where. Each is one query, and none of them is ever answered for a stranger."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from agencies.models import Agency, Cover, Membership, Post, User
from agencies.roles import MembershipRole
from policies.models import Area

Person = User | AnonymousUser


def areas_overseen_by(user: Person) -> QuerySet[Area]:
    """The areas in whose board's business office this person works."""
    return _areas_as(user, MembershipRole.BOARD_OFFICE)


def chaired_areas(user: Person) -> QuerySet[Area]:
    """The areas whose board this person chairs."""
    return _areas_as(user, MembershipRole.CHAIR)


def board_roles(user: Person, area_id: int) -> set[MembershipRole]:
    """Whether this person works in the business office of an area's board, chairs it, or both."""
    if not user.is_active:
        return set()
    found = Membership.objects.filter(
        user=user.pk, area=area_id, role__in=(MembershipRole.BOARD_OFFICE, MembershipRole.CHAIR)
    )
    return {MembershipRole(role) for role in found.values_list("role", flat=True)}


def areas_of(user: Person) -> QuerySet[Area]:
    """The areas that a person belongs to: those of their agencies, and those in which they have a part themselves.

    All areas are an administrator's; that shows them the directory, and no case.
    """
    if not user.is_active:
        return Area.objects.none()
    if administers_everything(user):
        return Area.objects.all()
    through_agencies = Q(agencies__in=agencies_of(user).order_by())
    own = Q(pk__in=Membership.objects.filter(user=user.pk).values("area"))
    return Area.objects.filter(through_agencies | own).distinct()


def agencies_of(user: Person) -> QuerySet[Agency]:
    """The agencies that a person belongs to: by a membership that names one, or by holding a post there."""
    return agencies_known_of(user) if user.is_active else Agency.objects.none()


def agencies_known_of(user: Person) -> QuerySet[Agency]:
    """The same for the directory, which knows it also of somebody who has left."""
    member = Membership.objects.filter(user=user.pk).values("agency")
    holder = Post.objects.filter(holder=user.pk).values("agency")
    return Agency.objects.filter(Q(pk__in=member) | Q(pk__in=holder))


def board_office_of(area: Area) -> list[User]:
    """The people of an area's business office who can be told something, by name."""
    return _people_as(area, MembershipRole.BOARD_OFFICE)


def office_phone_of(area: Area) -> str:
    """The telephone number of an area's business office; "" where none is known."""
    return next((person.phone for person in board_office_of(area) if person.phone), "")


def chairs_of(area: Area) -> list[User]:
    """The chair of an area's board, or several where it has several, by name."""
    return _people_as(area, MembershipRole.CHAIR)


def colleagues_of(user: User) -> QuerySet[User]:
    """The other active people of the agencies and boards that a person belongs to: who could cover for them."""
    agencies = agencies_of(user)
    boards = Membership.objects.filter(user=user.pk, agency=None).exclude(area=None).values("area")
    members = Membership.objects.filter(Q(agency__in=agencies) | Q(agency=None, area__in=boards)).values("user")
    holders = Post.objects.filter(agency__in=agencies, holder__isnull=False).values("holder")
    people = User.objects.filter(Q(pk__in=members) | Q(pk__in=holders), is_active=True)
    return people.exclude(pk=user.pk)


def people_of(*agencies: Agency) -> QuerySet[User]:
    """The active people of these agencies, by name: their members, and the holders of their posts; nobody of no agency."""
    member = Membership.objects.filter(agency__in=agencies).values("user")
    holder = Post.objects.filter(agency__in=agencies, holder__isnull=False).values("holder")
    return User.objects.filter(Q(pk__in=member) | Q(pk__in=holder), is_active=True)


def everybody_of(agency: Agency) -> QuerySet[User]:
    """The people of an agency, those who have left among them, by name."""
    member = Membership.objects.filter(agency=agency).values("user")
    return User.objects.filter(Q(pk__in=member) | Q(pk__in=agency.posts.values("holder"))).order_by("name", "pk")


def practitioners_and_managers(*agencies: Agency) -> QuerySet[User]:
    """The active people of these agencies who work with children or manage those who do, by name.

    Whoever only keeps an agency's entry in the directory is not among them.
    """
    roles = [MembershipRole.PRACTITIONER.value, MembershipRole.MANAGER.value]
    member = Membership.objects.filter(agency__in=agencies, role__in=roles).values("user")
    holder = Post.objects.filter(agency__in=agencies, holder__isnull=False).values("holder")
    return User.objects.filter(Q(pk__in=member) | Q(pk__in=holder), is_active=True).order_by("name")


def administers_everything(user: Person) -> bool:
    """Whether a person is an administrator of Resolve itself."""
    mine = Membership.objects.filter(user=user.pk, role=MembershipRole.ADMINISTRATOR.value)
    return user.is_active and mine.exists()


def administers(user: Person, agency: Agency) -> bool:
    """Whether a person keeps this agency's own entry in the directory."""
    mine = Membership.objects.filter(user=user.pk, agency=agency, role=MembershipRole.AGENCY_ADMIN.value)
    return user.is_active and mine.exists()


def may_change_posts(user: Person, agency: Agency) -> bool:
    """Whether a person may say who holds this agency's posts: its administrator, or the office of one of its areas."""
    of_the_office = areas_overseen_by(user).filter(agencies=agency)
    return administers(user, agency) or of_the_office.exists() or administers_everything(user)


def may_set_cover_for(user: Person, person: User) -> bool:
    """Whether a person may set cover for another: for themselves, or for the people of an agency they administer."""
    if not user.is_active:
        return False
    if user.pk == person.pk or administers_everything(user):
        return True
    administered = Membership.objects.filter(user=user.pk, role=MembershipRole.AGENCY_ADMIN.value).values("agency")
    return agencies_of(person).filter(pk__in=administered).exists()


def directory_of(user: Person) -> QuerySet[Agency]:
    """The agencies of the areas that a person belongs to, with their posts and holders, in a fixed number of queries."""
    posts = Post.objects.select_related("holder", "area").order_by("-rank", "pk")
    visible = Agency.objects.filter(areas__in=areas_of(user).order_by()).distinct()
    return visible.prefetch_related("areas", Prefetch("posts", posts))


def covers_not_over(people: Collection[int], *, at: datetime) -> dict[int, list[Cover]]:
    """The covers of these people (ids) that run at `at` (UTC) or are to come, by person and soonest first."""
    found: dict[int, list[Cover]] = {}
    for cover in Cover.objects.filter(person__in=people, ends_at__gt=at).select_related("person", "covered_by"):
        found.setdefault(cover.person_id, []).append(cover)
    return found


def demo_people() -> list[tuple[str, list[Membership]]]:
    """The made-up people of the local mode with their roles, under the name of each area; of several, under each."""
    memberships = (
        Membership.objects.filter(user__is_demo=True, user__is_active=True)
        .select_related("user", "agency", "area")
        .prefetch_related("agency__areas")
        .order_by("agency__name", "user__name", "pk")
    )
    rows = list(memberships)
    by_area = [(area.name, [row for row in rows if area in _areas_in(row)]) for area in Area.objects.all()]
    return [*by_area, ("All areas", [row for row in rows if not _areas_in(row)])]


def office_phones() -> list[tuple[str, str]]:
    """Each area's name with the telephone number of its business office, where one is known."""
    found = Membership.objects.filter(role=MembershipRole.BOARD_OFFICE.value, user__is_active=True)
    known = found.exclude(user__phone="").order_by("area__name", "pk")
    return list(dict(reversed(list(known.values_list("area__name", "user__phone")))).items())[::-1]


def _areas_in(membership: Membership) -> list[Area]:
    if membership.area is not None:
        return [membership.area]
    return list(membership.agency.areas.all()) if membership.agency is not None else []


def _areas_as(user: Person, role: MembershipRole) -> QuerySet[Area]:
    if not user.is_active:
        return Area.objects.none()
    return Area.objects.filter(pk__in=Membership.objects.filter(user=user.pk, role=role.value).values("area"))


def _people_as(area: Area, role: MembershipRole) -> list[User]:
    memberships = Membership.objects.filter(area=area, role=role.value)
    return list(User.objects.filter(pk__in=memberships.values("user"), is_active=True))
