"""What the database itself refuses, and what history keeps."""

from typing import Any

import pytest
from django.contrib.auth.models import update_last_login
from django.db import IntegrityError, transaction

from agencies.models import Agency, Cover, LadderChange, Membership, Post, User
from policies.vocabulary import Role
from tests.unit.agencies.people import AT, DAY, a_member, a_person, a_post, an_agency, an_area

pytestmark = pytest.mark.django_db


def refused(model: Any, **fields: Any) -> bool:
    """Whether the database refuses a row of these fields."""
    try:
        with transaction.atomic():
            model.objects.create(**fields)
    except IntegrityError:
        return True
    return False


class TestAccounts:
    def test_an_address_has_one_spelling(self) -> None:
        person = User.objects.create(email=" Priya.Shah@Example.ORG ", name="Priya Shah")
        assert person.email == "priya.shah@example.org"
        person.refresh_from_db()
        assert person.email == "priya.shah@example.org"
        assert User.objects.get(email="PRIYA.SHAH@example.org") == person
        assert User.objects.get_by_natural_key("Priya.Shah@example.org") == person

    def test_an_address_is_taken_in_whatever_case(self) -> None:
        User.objects.create_user("priya@example.org", name="Priya Shah")
        assert refused(User, email="PRIYA@EXAMPLE.ORG", name="Another")

    def test_an_account_has_a_name_and_an_address(self) -> None:
        assert refused(User, email="a@example.org", name="")
        assert refused(User, email="", name="A")
        with pytest.raises(ValueError, match="e-mail address"):
            User.objects.create_user("  ", name="A")

    def test_people_are_called_by_their_name(self) -> None:
        person = a_person("Priya Shah")
        assert (str(person), person.get_full_name(), person.get_short_name()) == ("Priya Shah",) * 3

    def test_an_account_without_a_password_has_none_that_works(self) -> None:
        assert not a_person("Priya Shah").has_usable_password()

    def test_the_super_user_of_djangos_tools(self) -> None:
        assert User.objects.create_superuser("root@example.org", "correct horse battery", name="Root").is_superuser


class TestHistory:
    def test_signing_in_writes_no_history(self) -> None:
        person = a_person("Priya Shah")
        update_last_login(None, person)
        assert person.last_login is not None
        assert person.history.count() == 1

    def test_a_new_password_writes_none_and_a_new_name_does(self) -> None:
        person = a_person("Priya Shah")
        person.set_password("correct horse battery")
        person.save(update_fields=["password"])
        assert person.history.count() == 1
        person.name = "Priya Shah-Cole"
        person.save()
        assert [row.name for row in person.history.all()] == ["Priya Shah-Cole", "Priya Shah"]

    def test_history_has_no_password_and_no_last_sign_in(self) -> None:
        names = {field.name for field in User.history.model._meta.get_fields()}
        assert "email" in names
        assert not names & {"password", "last_login"}

    @pytest.mark.parametrize("model", [User, Agency, Membership, Post, Cover])
    def test_what_people_configure_has_a_history(self, model: Any) -> None:
        assert model.history.model is not None

    def test_the_areas_of_an_agency_are_in_its_history(self) -> None:
        area = an_area()
        agency = an_agency(area)
        assert [row.area for row in agency.history.first().areas.all()] == [area]


class TestMemberships:
    @pytest.mark.parametrize("role", ["practitioner", "manager", "agency-admin"])
    def test_a_role_in_an_agency_names_it(self, role: str) -> None:
        person, area = a_person("A"), an_area()
        assert refused(Membership, user=person, role=role)
        assert refused(Membership, user=person, role=role, area=area)
        assert not refused(Membership, user=person, role=role, agency=an_agency(area))

    @pytest.mark.parametrize("role", ["board-office", "chair", "board-member"])
    def test_a_role_on_a_board_names_the_area(self, role: str) -> None:
        person, area = a_person("A"), an_area()
        assert refused(Membership, user=person, role=role)
        assert refused(Membership, user=person, role=role, agency=an_agency(area))
        assert not refused(Membership, user=person, role=role, area=area)

    def test_a_role_is_one_of_the_table(self) -> None:
        assert refused(Membership, user=a_person("A"), role="emperor")

    @pytest.mark.parametrize("role", ["board-member", "practitioner"])
    @pytest.mark.parametrize("with_agency", [True, False])
    @pytest.mark.parametrize("with_area", [True, False])
    def test_one_has_a_role_once(self, role: str, with_agency: bool, with_area: bool) -> None:
        area = an_area()
        fields = {"user": a_person("A"), "role": role}
        fields |= {"agency": an_agency(area)} if with_agency else {}
        fields |= {"area": area} if with_area else {}
        if refused(Membership, **fields):
            fields["role"] = "administrator"
            Membership.objects.create(**fields)
        assert refused(Membership, **fields)
        assert not refused(Membership, **(fields | {"user": a_person("B")}))


class TestPosts:
    def test_several_people_hold_one_role_and_nobody_holds_it_twice(self) -> None:
        area = an_area()
        agency = an_agency(area)
        ben, amara = a_member("Ben", agency), a_member("Amara", agency)
        fields = {"agency": agency, "role": "line-manager", "rank": 1, "title": "Manager"}
        assert not refused(Post, **fields, holder=ben)
        assert not refused(Post, **fields, holder=amara)
        assert refused(Post, **fields, holder=ben)
        assert not refused(Post, **fields, holder=ben, area=area)
        assert refused(Post, **fields, holder=ben, area=area)
        assert not refused(Post, **fields)
        assert not refused(Post, **fields)

    @pytest.mark.parametrize("role", ["board-member", "business-manager", "chair", "strategic-lead"])
    def test_a_post_on_a_board_names_the_area(self, role: str) -> None:
        area = an_area()
        fields = {"agency": an_agency(area), "role": role, "rank": 1, "title": "T"}
        assert refused(Post, **fields)
        assert not refused(Post, **fields, area=area)

    def test_a_post_has_a_known_role_and_a_title(self) -> None:
        agency = an_agency(an_area())
        assert refused(Post, agency=agency, role="emperor", rank=1, title="T")
        assert refused(Post, agency=agency, role="director", rank=1, title="")
        assert refused(Post, agency=agency, role="director", rank=-1, title="T")

    def test_a_ladder_is_in_order_of_rank(self) -> None:
        agency = an_agency(an_area())
        high, low = a_post(agency, Role.DIRECTOR, 5), a_post(agency, Role.LINE_MANAGER, 1)
        assert list(agency.posts.all()) == [low, high]
        assert str(low) == f"Line manager, {agency.name}"


class TestCoverAndChanges:
    def test_cover_ends_after_it_starts(self) -> None:
        fields = {"person": a_person("A"), "covered_by": a_person("B"), "starts_at": AT}
        assert refused(Cover, **fields, ends_at=AT)
        assert refused(Cover, **fields, ends_at=AT - DAY)
        assert not refused(Cover, **fields, ends_at=AT + DAY)
        assert str(Cover.objects.get()) == "B for A"

    def test_nobody_covers_themselves(self) -> None:
        person = a_person("A")
        assert refused(Cover, person=person, covered_by=person, starts_at=AT, ends_at=AT + DAY)

    def test_an_agency_is_of_a_known_type_and_has_a_name_of_its_own(self) -> None:
        assert refused(Agency, name="A", type="circus")
        agency = an_agency(an_area(), "Anyshire Health")
        assert refused(Agency, name=agency.name, type="police")

    def test_a_change_names_its_post_and_moment(self) -> None:
        change = LadderChange.objects.create(
            post=a_post(an_agency(an_area(), "X"), Role.CHAIR, 1, area=an_area()), effective_at=AT
        )
        assert str(change) == "Chair of the board, X from 2026-11-24 09:30"
        assert str(Membership(user=a_person("A"), role="chair")) == "A: Chair of the board"
