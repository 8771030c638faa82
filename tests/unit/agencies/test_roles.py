"""What a role lets a person do, and how that is asked."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from agencies.backends import RoleBackend
from agencies.models import Membership, User
from agencies.roles import AGENCY_ROLES, BOARD_ROLES, PERMISSIONS, MembershipRole, permissions_of
from escalation import settings as product
from tests.unit.agencies.people import a_member, a_person, an_administrator, an_agency, an_area, on_the_board

TABLE = {
    "cases.raise": {"practitioner", "manager", "agency-admin"},
    "cases.oversee": {"board-office"},
    "cases.decide": {"chair"},
    "cases.see_desk": {"board-office", "chair"},
    "policies.add_area": {"administrator"},
    "policies.publish": {"administrator", "board-office"},
    "policies.see_use": {"board-office", "chair", "board-member"},
    "policies.view_all": {"board-office", "chair", "board-member", "administrator"},
    "agencies.edit_directory": {"agency-admin", "board-office", "administrator"},
    "reports.view": {"board-office", "chair"},
    "reports.view_own": {"manager", "agency-admin"},
    "reports.view_published": {"board-member"},
    "reports.publish": {"board-office"},
    "reports.audit": {"board-office", "chair"},
    "notifications.see_failures": {"board-office"},
}


@pytest.mark.parametrize("role", list(MembershipRole))
@pytest.mark.parametrize("permission", list(TABLE))
def test_the_table_role_by_role(role: MembershipRole, permission: str) -> None:
    assert (permission in permissions_of(role.value)) == (role.value in TABLE[permission])


def test_the_table_knows_every_role_and_no_other_permission() -> None:
    assert set(PERMISSIONS) == set(MembershipRole)
    assert set().union(*PERMISSIONS.values()) == set(TABLE)


def test_an_unknown_role_grants_nothing() -> None:
    assert permissions_of("emperor") == frozenset()


def test_every_role_is_of_an_agency_or_of_a_board_or_of_resolve_itself() -> None:
    assert {*AGENCY_ROLES, *BOARD_ROLES, MembershipRole.ADMINISTRATOR} == set(MembershipRole)
    assert not set(AGENCY_ROLES) & set(BOARD_ROLES)


@pytest.mark.django_db
class TestTheBackend:
    def test_a_membership_grants_what_its_role_grants(self) -> None:
        office = on_the_board("Olive Office", an_area())
        assert office.has_perm("cases.oversee")
        assert not office.has_perm("policies.add_area")
        assert office.has_module_perms("cases")
        assert not office.has_module_perms("axes")

    def test_several_roles_add_up(self) -> None:
        person = an_administrator()
        Membership.objects.create(user=person, area=an_area(), role="chair")
        assert person.has_perms(["policies.publish", "cases.decide"])

    def test_without_a_role_there_is_no_permission(self) -> None:
        assert a_person("Nora None").get_all_permissions() == set()

    def test_somebody_who_has_left_may_nothing(self) -> None:
        gone = on_the_board("Gone Away", an_area(), is_active=False)
        assert not gone.has_perm("cases.oversee")

    def test_a_stranger_may_nothing(self) -> None:
        assert not AnonymousUser().has_perm("policies.view_all")

    def test_of_an_area_it_answers_what_is_granted_there(self) -> None:
        here, elsewhere = an_area("Here"), an_area("Elsewhere")
        office = on_the_board("Olive Office", here)
        Membership.objects.create(user=office, area=elsewhere, role="chair")
        assert office.has_perm("policies.publish", here)
        assert not office.has_perm("policies.publish", elsewhere)
        assert office.has_perm("cases.decide", elsewhere)

    def test_an_administrator_may_what_they_may_in_every_area(self) -> None:
        assert an_administrator().has_perm("policies.publish", an_area())

    def test_a_permission_on_any_other_object_is_refused(self) -> None:
        area = an_area()
        assert not on_the_board("Olive Office", area).has_perm("cases.oversee", an_agency(area))

    def test_roles_are_read_once_for_each_request(self, django_assert_num_queries: object) -> None:
        person = User.objects.get(pk=an_administrator().pk)
        with django_assert_num_queries(1):  # type: ignore[operator]
            for permission in TABLE:
                person.has_perm(permission)

    @pytest.mark.parametrize("typed", ["priya@example.org", "PRIYA@Example.ORG", "  Priya@example.org "])
    def test_an_address_signs_in_however_it_is_typed(self, typed: str) -> None:
        person = User.objects.create_user("Priya@Example.org", "correct horse battery", name="Priya Shah")
        assert RoleBackend().authenticate(None, username=typed, password="correct horse battery") == person
        assert RoleBackend().authenticate(None, email=typed, password="correct horse battery") == person

    def test_passwords_are_hashed_by_argon2_and_checked(self, settings: Settings) -> None:
        settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
        person = User.objects.create_user("priya@example.org", "correct horse battery", name="Priya Shah")
        assert person.password.startswith("argon2")
        assert RoleBackend().authenticate(None, username=person.email, password="wrong") is None

    def test_nobody_signs_in_without_a_password_or_after_leaving(self) -> None:
        member = a_member("Ben Cole", an_agency(an_area()))
        assert RoleBackend().authenticate(None, username=member.email, password="") is None
        assert RoleBackend().authenticate(None, username=member.email, password=None) is None
        assert RoleBackend().authenticate(None, password="x") is None
        member.set_password("correct horse battery")
        member.is_active = False
        member.save()
        assert RoleBackend().authenticate(None, username=member.email, password="correct horse battery") is None
