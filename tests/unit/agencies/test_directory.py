"""The verbs of the directory: who may, what is refused, and what they leave behind."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from agencies import directory
from agencies.ladder import who_stands
from agencies.models import Agency, Cover, LadderChange, Membership, Post, User
from agencies.roles import MembershipRole
from core.errors import BadInput, NotAllowed, WrongMoment
from policies.vocabulary import AgencyType, Role
from tests.unit.agencies.people import (
    AT,
    DAY,
    a_member,
    a_person,
    a_post,
    an_administrator,
    an_agency,
    an_area,
    away,
    on_the_board,
)

pytestmark = pytest.mark.django_db


class Place:
    """An agency with a keeper, a manager and two colleagues, and its board's office."""

    def __init__(self) -> None:
        self.area = an_area()
        self.agency = an_agency(self.area, "Anyshire Health")
        self.keeper = a_member("Kit Keeper", self.agency, MembershipRole.AGENCY_ADMIN)
        self.priya, self.amara, self.ben = (a_member(name, self.agency) for name in ("Priya", "Amara", "Ben"))
        self.office = on_the_board("Olive Office", self.area)
        self.post = a_post(self.agency, Role.LINE_MANAGER, 1, self.priya, title="Team Manager")
        self.elsewhere = an_agency(an_area("Elsewhere"), "Elsewhere Police")
        self.stranger = a_member("Sam Stranger", self.elsewhere, MembershipRole.AGENCY_ADMIN)

    def cover(self, **changed: Any) -> Cover:
        fields = {
            "person": self.priya,
            "covered_by": self.amara,
            "starts_at": AT + DAY,
            "ends_at": AT + 5 * DAY,
            "by": self.priya,
            "at": AT,
        }
        return directory.set_cover(**(fields | changed))


@pytest.fixture
def place() -> Place:
    return Place()


def changes() -> list[tuple[Post, datetime]]:
    return [(change.post, change.effective_at) for change in LadderChange.objects.all()]


def fields_of(error: pytest.ExceptionInfo[BadInput]) -> set[str]:
    return set(error.value.fields)


class TestHolders:
    def test_a_new_holder_leaves_a_change_and_a_history_by_and_at(self, place: Place) -> None:
        post = directory.set_holder(post=place.post, holder=place.amara, by=place.keeper, at=AT)
        assert post.holder == place.amara
        assert changes() == [(post, AT)]
        row = post.history.get(history_type="~")
        assert (row.history_user, row.history_date, row.holder) == (place.keeper, AT, place.amara)

    def test_a_post_may_be_left_vacant(self, place: Place) -> None:
        directory.set_holder(post=place.post, holder=None, by=place.office, at=AT)
        place.post.refresh_from_db()
        assert place.post.holder is None
        assert len(changes()) == 1

    def test_the_same_holder_again_changes_nothing(self, place: Place) -> None:
        directory.set_holder(post=place.post, holder=place.priya, by=place.keeper, at=AT)
        assert changes() == []
        assert place.post.history.count() == 1

    def test_somebody_who_has_left_cannot_hold_it(self, place: Place) -> None:
        gone = a_member("Gone", place.agency, is_active=False)
        with pytest.raises(BadInput, match="Gone has left") as error:
            directory.set_holder(post=place.post, holder=gone, by=place.keeper, at=AT)
        assert fields_of(error) == {"holder"}
        assert changes() == []

    def test_nobody_holds_the_same_kind_of_post_twice(self, place: Place) -> None:
        second = a_post(place.agency, Role.LINE_MANAGER, 1)
        with pytest.raises(BadInput, match="Priya holds a post of this kind already"):
            directory.set_holder(post=second, holder=place.priya, by=place.keeper, at=AT)

    def test_who_may_change_it(self, place: Place) -> None:
        for by in (place.keeper, place.office, an_administrator(), None):
            directory.set_holder(post=place.post, holder=place.amara, by=by, at=AT)
        chair = on_the_board("Cher Chair", place.area, MembershipRole.CHAIR)
        gone = a_member("Gone", place.agency, MembershipRole.AGENCY_ADMIN, is_active=False)
        for by in (place.priya, place.stranger, chair, gone):
            with pytest.raises(NotAllowed):
                directory.set_holder(post=place.post, holder=place.ben, by=by, at=AT)

    def test_a_fault_in_writing_the_change_undoes_the_new_holder(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("disk full")

        monkeypatch.setattr(directory, "_changed", broken)
        with pytest.raises(RuntimeError):
            directory.set_holder(post=place.post, holder=place.amara, by=place.keeper, at=AT)
        place.post.refresh_from_db()
        assert place.post.holder == place.priya
        assert place.post.history.count() == 1


class TestCover:
    def test_cover_leaves_a_change_at_its_start_and_its_end_for_each_post(self, place: Place) -> None:
        second = a_post(place.agency, Role.SERVICE_MANAGER, 2, place.priya)
        cover = place.cover(reason=" Annual leave ")
        assert (cover.reason, cover.history.get().history_user) == ("Annual leave", place.priya)
        expected = {(post, at) for post in (place.post, second) for at in (AT + DAY, AT + 5 * DAY)}
        assert set(changes()) == expected
        assert len(changes()) == len(expected)

    def test_it_holds_between_its_start_and_its_end(self, place: Place) -> None:
        place.cover()
        asked = {"agency": place.agency, "roles": [Role.LINE_MANAGER], "area": place.area}
        assert who_stands(**asked, at=AT).person == place.priya
        assert who_stands(**asked, at=AT + 2 * DAY).person == place.amara
        assert who_stands(**asked, at=AT + 5 * DAY).person == place.priya

    def test_cover_of_a_cover_touches_the_posts_that_rest_on_it(self, place: Place) -> None:
        place.cover()
        place.cover(person=place.amara, covered_by=place.ben, by=place.amara)
        assert changes().count((place.post, AT + DAY)) == 2

    def test_cover_may_start_now_and_not_earlier(self, place: Place) -> None:
        with pytest.raises(BadInput, match="today or later") as error:
            place.cover(starts_at=AT - timedelta(seconds=1))
        assert fields_of(error) == {"starts_at"}
        assert place.cover(starts_at=AT).pk

    @pytest.mark.parametrize("ends_at", [AT + DAY, AT - DAY])
    def test_cover_ends_after_it_starts(self, place: Place, ends_at: datetime) -> None:
        with pytest.raises(BadInput, match="on or after 25 November 2026, the day it starts") as error:
            place.cover(ends_at=ends_at)
        assert fields_of(error) == {"ends_at"}

    def test_cover_does_not_overlap_other_cover(self, place: Place) -> None:
        place.cover()
        with pytest.raises(
            BadInput, match="from Wednesday 25 November 2026 until Sunday 29 November 2026 already"
        ) as error:
            place.cover(covered_by=place.ben, starts_at=AT + 5 * DAY - timedelta(seconds=1), ends_at=AT + 9 * DAY)
        assert fields_of(error) == {"starts_at"}
        assert place.cover(covered_by=place.ben, starts_at=AT + 5 * DAY, ends_at=AT + 9 * DAY).pk

    def test_nobody_covers_for_themselves(self, place: Place) -> None:
        with pytest.raises(BadInput, match="cannot cover for themselves") as error:
            place.cover(covered_by=place.priya)
        assert fields_of(error) == {"covered_by"}

    def test_a_leaver_does_not_cover(self, place: Place) -> None:
        with pytest.raises(BadInput, match="Gone has left"):
            place.cover(covered_by=a_member("Gone", place.agency, is_active=False))

    def test_somebody_of_another_agency_does_not_cover(self, place: Place) -> None:
        with pytest.raises(BadInput, match="does not work with Priya"):
            place.cover(covered_by=place.stranger)

    def test_colleagues_on_a_board_cover_for_each_other(self, place: Place) -> None:
        second = on_the_board("Otto Office", place.area)
        assert place.cover(person=place.office, covered_by=second, by=place.office).pk
        assert changes() == []

    def test_cover_does_not_go_round_in_a_circle(self, place: Place) -> None:
        place.cover()
        with pytest.raises(BadInput, match="leads back to Amara") as error:
            place.cover(person=place.amara, covered_by=place.priya, by=place.amara)
        assert fields_of(error) == {"covered_by"}
        place.cover(person=place.amara, covered_by=place.ben, by=place.amara)
        with pytest.raises(BadInput, match="leads back to Ben"):
            place.cover(person=place.ben, covered_by=place.priya, by=place.ben)

    def test_a_circle_at_another_time_is_none(self, place: Place) -> None:
        place.cover()
        later = {"starts_at": AT + 5 * DAY, "ends_at": AT + 6 * DAY}
        assert place.cover(person=place.amara, covered_by=place.priya, by=place.amara, **later).pk

    def test_who_may_set_it(self, place: Place) -> None:
        for by in (place.office, place.amara, place.stranger):
            with pytest.raises(NotAllowed, match="Only Priya or an administrator"):
                place.cover(by=by)
        assert not Cover.objects.exists()
        assert place.cover(by=place.keeper).pk

    def test_cover_that_runs_ends_now(self, place: Place) -> None:
        cover = away(place.priya, place.amara)
        directory.end_cover(cover=cover, by=place.priya, at=AT)
        cover.refresh_from_db()
        assert (cover.ends_at, changes()) == (AT, [(place.post, AT)])

    def test_cover_to_come_is_taken_away_and_remembered(self, place: Place) -> None:
        cover = place.cover()
        directory.end_cover(cover=cover, by=place.keeper, at=AT)
        assert not Cover.objects.exists()
        last = Cover.history.first()
        assert (last.history_type, last.history_user, last.history_date) == ("-", place.keeper, AT)

    def test_cover_that_is_over_cannot_end(self, place: Place) -> None:
        cover = away(place.priya, place.amara, until=AT)
        with pytest.raises(WrongMoment, match="ended already"):
            directory.end_cover(cover=cover, by=place.priya, at=AT)

    def test_who_may_end_it(self, place: Place) -> None:
        with pytest.raises(NotAllowed):
            directory.end_cover(cover=away(place.priya, place.amara), by=place.amara, at=AT)


class TestAdding:
    def test_an_agency(self, place: Place) -> None:
        agency = directory.add_agency(
            name=" Anyshire School ", type=AgencyType.SCHOOL, areas=[place.area], by=place.office, at=AT
        )
        assert (agency.name, agency.type, list(agency.areas.all())) == ("Anyshire School", "school", [place.area])

    def test_an_agency_has_an_area_and_a_name_of_its_own(self, place: Place) -> None:
        with pytest.raises(BadInput) as error:
            directory.add_agency(name="X", type=AgencyType.SCHOOL, areas=[], by=None, at=AT)
        assert fields_of(error) == {"areas"}
        with pytest.raises(BadInput) as error:
            directory.add_agency(
                name="anyshire health", type=AgencyType.SCHOOL, areas=[place.area], by=place.office, at=AT
            )
        assert fields_of(error) == {"name"}

    def test_an_office_adds_agencies_of_its_own_areas_only(self, place: Place) -> None:
        other = an_area("Elsewhere")
        fields: dict[str, Any] = {"name": "X", "type": AgencyType.SCHOOL, "at": AT}
        for by, areas in ((place.office, [other]), (place.office, [place.area, other]), (place.keeper, [place.area])):
            with pytest.raises(NotAllowed):
                directory.add_agency(areas=areas, by=by, **fields)
        assert directory.add_agency(areas=[place.area, other], by=an_administrator(), **fields).pk

    def test_a_person(self, place: Place) -> None:
        person = directory.add_person(
            email="New@Example.org", name=" New Person ", password="correct horse battery", by=place.keeper, at=AT
        )
        assert (person.email, person.name, person.date_joined) == ("new@example.org", "New Person", AT)
        assert person.check_password("correct horse battery")
        assert not directory.add_person(email="b@example.org", name="B", by=None, at=AT).has_usable_password()

    def test_a_person_has_a_name_and_an_address_of_their_own(self, place: Place) -> None:
        with pytest.raises(BadInput) as error:
            directory.add_person(email=place.priya.email.upper(), name="X", by=place.keeper, at=AT)
        assert fields_of(error) == {"email"}
        with pytest.raises(BadInput) as error:
            directory.add_person(email="x@example.org", name=" ", by=place.keeper, at=AT)
        assert fields_of(error) == {"name"}

    def test_only_keepers_add_people(self, place: Place) -> None:
        with pytest.raises(NotAllowed):
            directory.add_person(email="x@example.org", name="X", by=place.priya, at=AT)
        assert not User.objects.filter(email="x@example.org").exists()

    def test_a_role_is_given_once(self, place: Place) -> None:
        fields: dict[str, Any] = {"user": place.ben, "role": MembershipRole.MANAGER, "agency": place.agency, "at": AT}
        first = directory.add_membership(**fields, by=place.keeper)
        assert directory.add_membership(**fields, by=place.keeper) == first
        assert Membership.objects.filter(user=place.ben).count() == 2

    @pytest.mark.parametrize(
        ("by", "role", "allowed"),
        [
            ("keeper", MembershipRole.AGENCY_ADMIN, True),
            ("keeper", MembershipRole.BOARD_OFFICE, False),
            ("keeper", MembershipRole.ADMINISTRATOR, False),
            ("office", MembershipRole.AGENCY_ADMIN, True),
            ("office", MembershipRole.CHAIR, True),
            ("office", MembershipRole.ADMINISTRATOR, False),
            ("stranger", MembershipRole.PRACTITIONER, False),
            ("priya", MembershipRole.PRACTITIONER, False),
        ],
    )
    def test_nobody_gives_more_than_they_keep(self, place: Place, by: str, role: MembershipRole, allowed: bool) -> None:
        fields: dict[str, Any] = {"user": a_person("New"), "role": role, "by": getattr(place, by), "at": AT}
        fields |= {"area": place.area} if role in {MembershipRole.CHAIR, MembershipRole.BOARD_OFFICE} else {}
        fields |= {"agency": place.agency} if role in {MembershipRole.AGENCY_ADMIN, MembershipRole.PRACTITIONER} else {}
        if allowed:
            assert directory.add_membership(**fields).pk
        else:
            with pytest.raises(NotAllowed):
                directory.add_membership(**fields)

    def test_an_office_gives_no_role_on_another_board(self, place: Place) -> None:
        with pytest.raises(NotAllowed):
            directory.add_membership(
                user=place.ben, role=MembershipRole.CHAIR, area=an_area("Other"), by=place.office, at=AT
            )
        assert directory.add_membership(
            user=place.ben, role=MembershipRole.ADMINISTRATOR, by=an_administrator(), at=AT
        ).pk

    def test_a_post(self, place: Place) -> None:
        post = directory.add_post(
            agency=place.agency,
            role=Role.HEAD_OF_SERVICE,
            rank=3,
            title=" Head of Service ",
            holder=place.ben,
            authority_to_resolve=True,
            by=place.office,
            at=AT,
        )
        assert (post.title, post.holder, post.authority_to_resolve) == ("Head of Service", place.ben, True)
        assert changes() == [(post, AT)]

    def test_a_post_has_a_title_and_a_holder_who_can_hold_it(self, place: Place) -> None:
        fields: dict[str, Any] = {"agency": place.agency, "role": Role.LINE_MANAGER, "rank": 1, "at": AT}
        with pytest.raises(BadInput) as error:
            directory.add_post(title=" ", by=place.keeper, **fields)
        assert fields_of(error) == {"title"}
        with pytest.raises(BadInput) as error:
            directory.add_post(title="T", holder=place.priya, by=place.keeper, **fields)
        assert fields_of(error) == {"holder"}
        with pytest.raises(NotAllowed):
            directory.add_post(title="T", by=place.stranger, **fields)
        assert Agency.objects.get(pk=place.agency.pk).posts.count() == 1


class TestLeaving:
    def test_a_leaver_is_signed_out_and_their_posts_are_looked_at_again(self, place: Place) -> None:
        directory.mark_left(person=place.priya, by=place.keeper, at=AT)
        place.priya.refresh_from_db()
        assert not place.priya.is_active
        assert changes() == [(place.post, AT)]
        directory.mark_left(person=place.priya, by=None, at=AT)
        assert len(changes()) == 1

    def test_a_leaver_who_covers_leaves_those_posts_open_too(self, place: Place) -> None:
        place.cover()
        LadderChange.objects.all().delete()
        directory.mark_left(person=place.amara, by=place.keeper, at=AT)
        assert changes() == [(place.post, AT)]

    def test_who_may_close_an_account(self, place: Place) -> None:
        Membership.objects.create(user=place.ben, role="chair", area=place.area)
        for by, person in ((place.keeper, place.ben), (place.priya, place.priya), (place.stranger, place.priya)):
            with pytest.raises(NotAllowed):
                directory.mark_left(person=person, by=by, at=AT)
        assert not directory.mark_left(person=place.ben, by=an_administrator(), at=AT).is_active
