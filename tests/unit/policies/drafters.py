"""People who may write procedures, for the tests of drafts."""

from django.test import Client

from agencies.models import Membership, User
from agencies.roles import MembershipRole
from policies.drafting.saving import start
from policies.models import Area, PolicyDraft
from tests.unit.policies.library import AT


def somebody(name: str, role: MembershipRole | None = None, area: Area | None = None) -> User:
    person = User.objects.create_user(f"{name.split()[0].lower()}@example.org", name=name)
    if role is not None:
        Membership.objects.create(user=person, role=role.value, area=area)
    return person


def office(area: str, name: str = "Olive Office") -> User:
    """Somebody of the board's office of an area."""
    return somebody(name, MembershipRole.BOARD_OFFICE, Area.objects.get(key=area))


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="agencies.backends.RoleBackend")
    return client


def draft_of(area: str, by: User) -> PolicyDraft:
    return start(Area.objects.get(key=area), by=by, at=AT)[0]
