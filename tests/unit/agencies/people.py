"""Small directories for the tests of this app."""

from datetime import UTC, datetime, timedelta
from itertools import count

from agencies.models import Agency, Cover, Membership, Post, User
from agencies.roles import MembershipRole
from policies.models import Area
from policies.vocabulary import AgencyType, Role

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
NUMBERS = count(1)


def an_area(name: str = "Anyshire") -> Area:
    return Area.objects.create(key=f"{name.lower()}-{next(NUMBERS)}", name=name, partnership=f"{name} partnership")


def an_agency(area: Area, name: str = "", kind: AgencyType = AgencyType.HEALTH) -> Agency:
    agency = Agency.objects.create(name=name or f"Agency {next(NUMBERS)}", type=kind.value)
    agency.areas.add(area)
    return agency


def a_person(name: str, **fields: object) -> User:
    return User.objects.create_user(f"person{next(NUMBERS)}@example.org", name=name, **fields)


def a_member(name: str, agency: Agency, role: MembershipRole = MembershipRole.PRACTITIONER, **fields: object) -> User:
    person = a_person(name, **fields)
    Membership.objects.create(user=person, agency=agency, role=role.value)
    return person


def on_the_board(name: str, area: Area, role: MembershipRole = MembershipRole.BOARD_OFFICE, **fields: object) -> User:
    person = a_person(name, **fields)
    Membership.objects.create(user=person, area=area, role=role.value)
    return person


def an_administrator(name: str = "Ada Root") -> User:
    person = a_person(name)
    Membership.objects.create(user=person, role=MembershipRole.ADMINISTRATOR.value)
    return person


def a_post(agency: Agency, role: Role, rank: int, holder: User | None = None, **fields: object) -> Post:
    fields.setdefault("title", role.label)
    return Post.objects.create(agency=agency, role=role.value, rank=rank, holder=holder, **fields)


def away(person: User, covered_by: User, *, until: datetime = AT + 10 * DAY, since: datetime = AT - DAY) -> Cover:
    return Cover.objects.create(person=person, covered_by=covered_by, starts_at=since, ends_at=until)
