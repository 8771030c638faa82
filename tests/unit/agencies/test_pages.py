"""The pages of the directory: who sees what, what they can change there, and what a mistake leaves standing."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse

from agencies.models import Cover, LadderChange, User
from agencies.roles import MembershipRole
from core.access import Access, Audience
from policies.vocabulary import Role
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

NOW = time_machine.travel(AT, tick=False)
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.agencies.urls")]


@pytest.fixture(autouse=True)
def now() -> Any:
    with NOW:
        yield


class Place:
    """Two agencies of one area, and one of another."""

    def __init__(self) -> None:
        self.area = an_area("Anyshire")
        self.health, self.school = an_agency(self.area, "Anyshire Health"), an_agency(self.area, "Anyshire School")
        self.keeper = a_member("Kit Keeper", self.health, MembershipRole.AGENCY_ADMIN)
        self.priya, self.amara = a_member("Priya Shah", self.health), a_member("Amara Jones", self.health)
        self.teacher = a_member("Tom Teacher", self.school)
        self.office = on_the_board("Olive Office", self.area)
        self.post = a_post(self.health, Role.LINE_MANAGER, 1, self.priya, title="Team Manager")
        self.vacant = a_post(self.health, Role.HEAD_OF_SERVICE, 3, None, title="Head of Service")
        self.far = an_agency(an_area("Elsewhere"), "Elsewhere Police")
        self.stranger = a_member("Sam Stranger", self.far, MembershipRole.AGENCY_ADMIN)
        self.far_post = a_post(self.far, Role.DIRECTOR, 5, self.stranger)


@pytest.fixture
def place() -> Place:
    return Place()


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="agencies.backends.RoleBackend")
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def dates(first: str = "25 11 2026", last: str = "4 12 2026", **more: Any) -> dict[str, Any]:
    parts = ("day", "month", "year")
    typed = {f"starts_at-{part}": value for part, value in zip(parts, first.split(), strict=True)}
    return typed | {f"ends_at-{part}": value for part, value in zip(parts, last.split(), strict=True)} | more


def test_every_view_declares_who_may_reach_it() -> None:
    ours = [row.callback for row in get_resolver("agencies.urls").url_patterns]
    assert len(ours) == 9
    assert all(isinstance(view.access, Access) for view in ours)
    public = {view.__name__ for view in ours if view.access.audience is Audience.PUBLIC}
    assert public == {"sign_in", "sign_in_demo", "sign_out"}
    assert all(view.access.reason for view in ours if view.access.audience is Audience.PUBLIC)


@pytest.mark.parametrize("name", ["directory", "directory-agency", "cover-set", "post-holder"])
def test_strangers_are_sent_to_sign_in(client: Client, place: Place, name: str) -> None:
    key = {"directory": (), "directory-agency": (place.health.pk,), "post-holder": (place.post.pk,)}.get(name, ())
    url = reverse(name, args=key)
    assert client.get(url)["Location"] == f"{reverse('sign-in')}?next={url}"


class TestTheDirectory:
    def test_it_lists_the_agencies_of_my_areas(self, place: Place) -> None:
        page = text(as_(place.teacher).get(reverse("directory")))
        assert "Anyshire Health" in page
        assert "Anyshire School" in page
        assert "Elsewhere Police" not in page
        assert "No manager" in page

    def test_who_belongs_nowhere_is_told_whom_to_ask(self) -> None:
        assert "You do not belong to any area yet" in text(as_(a_person("Nora None")).get(reverse("directory")))

    def test_my_own_cover_is_shown(self, place: Place) -> None:
        away(place.priya, place.amara)
        page = text(as_(place.priya).get(reverse("directory")))
        assert "Amara Jones covers for you from Monday 23 November 2026 until Friday 4 December 2026." in page
        assert "Cover in place" in page

    def test_queries_do_not_grow_with_rows(self, place: Place, django_assert_max_num_queries: Any) -> None:
        for number in range(10):
            agency = an_agency(place.area)
            for rank in range(5):
                a_post(agency, Role.DIRECTOR, rank, a_person(f"P{number}{rank}"))
        client = as_(place.teacher)
        with django_assert_max_num_queries(10):
            assert client.get(reverse("directory")).status_code == 200

    def test_an_agency_shows_its_ladder_from_the_top(self, place: Place) -> None:
        away(place.priya, place.amara)
        page = text(as_(place.teacher).get(reverse("directory-agency", args=[place.health.pk])))
        assert page.index("Head of Service") < page.index("Team Manager")
        assert "No manager" in page
        assert "Nobody. The next person up acts." in page
        assert "Amara Jones, from Monday 23 November 2026" in page
        assert place.priya.email in page
        assert "/directory/post/" not in page
        assert "/directory/cover/" not in page

    @pytest.mark.parametrize(("who", "posts", "cover"), [("keeper", 2, 1), ("office", 2, 0), ("priya", 0, 1)])
    def test_it_offers_what_one_may_change(self, place: Place, who: str, posts: int, cover: int) -> None:
        page = text(as_(getattr(place, who)).get(reverse("directory-agency", args=[place.health.pk])))
        assert page.count("/directory/post/") == posts
        assert page.count("/directory/cover/") == cover

    def test_an_agency_of_no_area_of_mine_is_not_there(self, place: Place) -> None:
        for person, status in ((place.teacher, 404), (place.office, 404), (an_administrator(), 200)):
            answer = as_(person).get(reverse("directory-agency", args=[place.far.pk]))
            assert answer.status_code == status

    def test_a_ladder_without_posts_says_so(self, place: Place) -> None:
        page = text(as_(place.teacher).get(reverse("directory-agency", args=[place.school.pk])))
        assert "No posts have been added" in page

    def test_one_agencys_queries_do_not_grow(self, place: Place, django_assert_max_num_queries: Any) -> None:
        for rank in range(4, 24):
            a_post(place.health, Role.DIRECTOR, rank, a_member(f"P{rank}", place.health), area=place.area)
        client = as_(place.keeper)
        with django_assert_max_num_queries(16):
            client.get(reverse("directory-agency", args=[place.health.pk]))


class TestCover:
    def test_one_sets_ones_own_cover_from_midnight_to_midnight(self, place: Place) -> None:
        answer = as_(place.priya).post(reverse("cover-set"), dates(covered_by=place.amara.pk, reason="Annual leave"))
        assert (answer.status_code, answer["Location"]) == (302, reverse("cover-set", args=[place.priya.pk]))
        cover = Cover.objects.get()
        assert (cover.person, cover.covered_by, cover.reason) == (place.priya, place.amara, "Annual leave")
        assert cover.starts_at == datetime(2026, 11, 25, tzinfo=UTC)
        assert cover.ends_at == datetime(2026, 12, 5, tzinfo=UTC)
        assert LadderChange.objects.count() == 2

    def test_the_page_then_shows_it_and_says_so(self, place: Place) -> None:
        client = as_(place.priya)
        answer = client.post(reverse("cover-set"), dates(covered_by=place.amara.pk), follow=True)
        assert "Amara Jones covers for Priya Shah until Friday 4 December 2026." in text(answer)
        assert "Take away" in text(answer)

    def test_midnight_is_londons_in_summer_too(self, place: Place) -> None:
        as_(place.priya).post(reverse("cover-set"), dates("1 7 2027", "2 7 2027", covered_by=place.amara.pk))
        assert Cover.objects.get().starts_at == datetime(2027, 6, 30, 23, tzinfo=UTC)

    def test_cover_from_today_starts_now(self, place: Place) -> None:
        as_(place.priya).post(reverse("cover-set"), dates("24 11 2026", "24 11 2026", covered_by=place.amara.pk))
        cover = Cover.objects.get()
        assert (cover.starts_at, cover.ends_at) == (AT, datetime(2026, 11, 25, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            (dates("31 2 2027"), "The first day of cover must be a real date"),
            (dates("23 11 2026"), "The first day of cover must be today or in the future"),
            (dates("25 11 2026", "24 11 2026"), "Cover must end on or after 25 November 2026, the day it starts"),
            (dates(covered_by=""), "Select who will cover"),
        ],
    )
    def test_a_mistake_stands_beside_its_field_and_loses_nothing(
        self, place: Place, typed: dict[str, Any], sentence: str
    ) -> None:
        answer = as_(place.priya).post(
            reverse("cover-set"), {"covered_by": place.amara.pk, "reason": "Annual leave"} | typed
        )
        assert answer.status_code == 422
        assert text(answer).count(sentence) == 2
        assert 'value="Annual leave"' in text(answer)
        assert f'value="{typed["starts_at-day"]}"' in text(answer)
        assert not Cover.objects.exists()

    def test_only_colleagues_are_offered_and_taken(self, place: Place) -> None:
        client = as_(place.priya)
        page = text(client.get(reverse("cover-set")))
        assert "Amara Jones" in page
        assert "Tom Teacher" not in page
        answer = client.post(reverse("cover-set"), dates(covered_by=place.teacher.pk))
        assert answer.status_code == 422
        assert not Cover.objects.exists()

    @pytest.mark.parametrize(
        ("who", "status"), [("keeper", 302), ("priya", 302), ("amara", 403), ("office", 404), ("stranger", 404)]
    )
    def test_who_may_set_it_for_priya(self, place: Place, who: str, status: int) -> None:
        url = reverse("cover-set", args=[place.priya.pk])
        client = as_(getattr(place, who))
        assert client.post(url, dates(covered_by=place.amara.pk)).status_code == status
        assert client.get(url).status_code == (200 if status == 302 else status)
        assert Cover.objects.exists() == (status == 302)

    def test_one_ends_it(self, place: Place) -> None:
        cover = away(place.priya, place.amara)
        answer = as_(place.priya).post(reverse("cover-end", args=[cover.pk]), follow=True)
        assert "The cover for Priya Shah has ended." in text(answer)
        cover.refresh_from_db()
        assert cover.ends_at == AT

    def test_who_may_not_end_it(self, place: Place) -> None:
        cover = away(place.priya, place.amara)
        assert as_(place.amara).post(reverse("cover-end", args=[cover.pk])).status_code == 404
        assert as_(place.priya).get(reverse("cover-end", args=[cover.pk])).status_code == 405
        assert as_(place.priya).post(reverse("cover-end", args=[0])).status_code == 404
        cover.refresh_from_db()
        assert cover.ends_at == AT + 10 * DAY

    def test_there_is_no_cover_for_a_leaver(self, place: Place) -> None:
        gone = a_member("Gone", place.health, is_active=False)
        assert as_(place.keeper).get(reverse("cover-set", args=[gone.pk])).status_code == 404


class TestHolders:
    @pytest.mark.parametrize(
        ("who", "status"), [("keeper", 302), ("office", 302), ("priya", 403), ("teacher", 403), ("stranger", 404)]
    )
    def test_who_may_change_a_holder(self, place: Place, who: str, status: int) -> None:
        url = reverse("post-holder", args=[place.vacant.pk])
        client = as_(getattr(place, who))
        assert client.get(url).status_code == (200 if status == 302 else status)
        assert client.post(url, {"holder": place.amara.pk}).status_code == status
        place.vacant.refresh_from_db()
        assert place.vacant.holder == (place.amara if status == 302 else None)

    def test_it_says_who_holds_it_now(self, place: Place) -> None:
        answer = as_(place.keeper).post(
            reverse("post-holder", args=[place.vacant.pk]), {"holder": place.amara.pk}, follow=True
        )
        assert "Amara Jones is now Head of Service." in text(answer)

    def test_a_post_may_be_left_vacant(self, place: Place) -> None:
        answer = as_(place.keeper).post(reverse("post-holder", args=[place.post.pk]), {"holder": "vacant"}, follow=True)
        assert "Team Manager is now vacant." in text(answer)
        place.post.refresh_from_db()
        assert place.post.holder is None

    def test_the_present_holder_is_chosen_at_first(self, place: Place) -> None:
        page = text(as_(place.keeper).get(reverse("post-holder", args=[place.post.pk])))
        assert f'<option value="{place.priya.pk}" selected' in page

    @pytest.mark.parametrize("typed", ["", "999999", "x"])
    def test_only_people_of_the_agency_are_taken(self, place: Place, typed: str) -> None:
        client, url = as_(place.keeper), reverse("post-holder", args=[place.post.pk])
        for value in (typed, str(place.teacher.pk)):
            assert client.post(url, {"holder": value}).status_code == 422
        place.post.refresh_from_db()
        assert place.post.holder == place.priya

    def test_a_refusal_stands_at_the_field(self, place: Place) -> None:
        second = a_post(place.health, Role.LINE_MANAGER, 1, title="Second Team Manager")
        answer = as_(place.keeper).post(reverse("post-holder", args=[second.pk]), {"holder": place.priya.pk})
        assert answer.status_code == 422
        assert "Priya Shah holds a post of this kind already" in text(answer)

    def test_there_is_no_such_post(self, place: Place) -> None:
        assert as_(place.keeper).get(reverse("post-holder", args=[0])).status_code == 404
        assert as_(place.keeper).get(reverse("post-holder", args=[place.far_post.pk])).status_code == 404
