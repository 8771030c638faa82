"""Who belongs where, and who is asked for what."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from agencies import selectors
from agencies.models import Membership
from agencies.presenters import cards, people_who_may_hold
from agencies.roles import MembershipRole
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

pytestmark = pytest.mark.django_db


def test_the_office_and_the_chair_of_an_area() -> None:
    area, other = an_area("Anyshire"), an_area("Otherton")
    zoe, adam = on_the_board("Zoe", area), on_the_board("Adam", area)
    chair = on_the_board("Cher", area, MembershipRole.CHAIR)
    on_the_board("Gone", area, is_active=False)
    on_the_board("Gone Chair", area, MembershipRole.CHAIR, is_active=False)
    on_the_board("Elsewhere", other)
    assert selectors.board_office_of(area) == [adam, zoe]
    assert selectors.chairs_of(area) == [chair]
    assert list(selectors.areas_overseen_by(zoe)) == [area]
    assert list(selectors.chaired_areas(chair)) == [area]
    assert not selectors.areas_overseen_by(chair).exists()
    assert not selectors.chaired_areas(zoe).exists()


def test_one_belongs_to_agencies_by_role_or_by_post() -> None:
    area = an_area()
    by_role, by_post, neither = (an_agency(area, name) for name in ("A role", "B post", "C neither"))
    person = a_member("Priya", by_role)
    a_post(by_post, Role.DIRECTOR, 5, person)
    a_post(neither, Role.DIRECTOR, 5)
    assert list(selectors.agencies_of(person)) == [by_role, by_post]
    assert set(selectors.people_of(by_post)) == {person}


def test_one_belongs_to_the_areas_of_ones_agencies_and_boards() -> None:
    first, second, third, fourth = (an_area(name) for name in ("One", "Two", "Three", "Four"))
    agency = an_agency(first)
    agency.areas.add(second)
    person = a_member("Priya", agency)
    Membership.objects.create(user=person, area=third, role="board-member", agency=agency)
    assert set(selectors.areas_of(person)) == {first, second, third}
    assert set(selectors.areas_of(an_administrator())) == {first, second, third, fourth}
    assert set(selectors.directory_of(person)) == {agency}


def test_strangers_and_leavers_belong_nowhere() -> None:
    area = an_area()
    agency = an_agency(area)
    gone = a_member("Gone", agency, MembershipRole.AGENCY_ADMIN, is_active=False)
    Membership.objects.create(user=gone, area=area, role="board-office")
    Membership.objects.create(user=gone, role="administrator")
    post = a_post(agency, Role.DIRECTOR, 5, gone)
    for nobody in (gone, AnonymousUser()):
        assert not selectors.areas_overseen_by(nobody).exists()
        assert not selectors.chaired_areas(nobody).exists()
        assert not selectors.areas_of(nobody).exists()
        assert not selectors.agencies_of(nobody).exists()
        assert not selectors.directory_of(nobody).exists()
        assert not selectors.administers(nobody, agency)
        assert not selectors.administers_everything(nobody)
        assert not selectors.may_change_posts(nobody, agency)
        assert not selectors.may_set_cover_for(nobody, gone)
    assert gone not in people_who_may_hold(post)


def test_colleagues_are_of_the_same_agency_or_board_and_not_of_the_same_area() -> None:
    area = an_area()
    agency, other = an_agency(area), an_agency(area)
    person, colleague = a_member("Priya", agency), a_member("Amara", agency)
    holder = a_person("Holder")
    a_post(agency, Role.DIRECTOR, 5, holder)
    a_member("Gone", agency, is_active=False)
    a_member("Other", other)
    office = on_the_board("Olive", area)
    chair = on_the_board("Cher", area, MembershipRole.CHAIR)
    assert set(selectors.colleagues_of(person)) == {colleague, holder}
    assert set(selectors.colleagues_of(office)) == {chair}


def test_the_present_holder_is_offered_for_a_post_even_from_elsewhere() -> None:
    area = an_area()
    agency = an_agency(area)
    member, guest = a_member("Ben", agency), a_person("Amara Guest")
    assert people_who_may_hold(a_post(agency, Role.DIRECTOR, 5, guest)) == [guest, member]


def test_cards_tell_vacancies_and_cover() -> None:
    area = an_area()
    agency = an_agency(area)
    priya, amara = a_member("Priya", agency), a_member("Amara", agency)
    gone = a_member("Gone", agency, is_active=False)
    a_post(agency, Role.LINE_MANAGER, 1, priya)
    a_post(agency, Role.SERVICE_MANAGER, 2, priya)
    a_post(agency, Role.DIRECTOR, 5, gone)
    a_post(agency, Role.CHIEF_OFFICER, 6)
    running = away(priya, amara)
    planned = away(priya, amara, since=AT + 20 * DAY, until=AT + 30 * DAY)
    away(priya, amara, since=AT - 9 * DAY, until=AT - 8 * DAY)
    card = cards(list(selectors.directory_of(priya)), at=AT)[0]
    assert [rung.post.rank for rung in card.rungs] == [6, 5, 2, 1]
    assert [rung.state for rung in card.rungs] == ["No manager", "No manager", "Cover in place", "Cover in place"]
    assert (card.vacancies, card.covered, card.people) == (2, 2, [priya])
    assert (card.rungs[3].cover, card.rungs[3].planned) == (running, (planned,))


def test_demo_people_are_grouped_by_area() -> None:
    first, second = an_area("First"), an_area("Second")
    both = an_agency(first, "Both")
    both.areas.add(second)
    person = a_member("Demo", both, is_demo=True)
    office = on_the_board("Demo Office", second, is_demo=True)
    a_member("Real", both)
    a_member("Demo Gone", both, is_demo=True, is_active=False)
    administrator = an_administrator()
    administrator.is_demo = True
    administrator.save()
    found = {heading: {row.user for row in rows} for heading, rows in selectors.demo_people()}
    assert found == {"First": {person}, "Second": {office, person}, "All areas": {administrator}}


def test_office_phones_are_one_for_each_area() -> None:
    first, second = an_area("First"), an_area("Second")
    on_the_board("A", first, phone="01111 111111")
    on_the_board("B", first, phone="02222 222222")
    on_the_board("C", second)
    on_the_board("D", second, phone="04444 444444", is_active=False)
    on_the_board("E", second, MembershipRole.CHAIR, phone="05555 555555")
    assert selectors.office_phones() == [("First", "01111 111111")]


def test_the_directory_takes_the_same_queries_however_long_it_is(django_assert_max_num_queries: Any) -> None:
    area = an_area()
    person = a_member("Priya", an_agency(area))
    for number in range(8):
        agency = an_agency(area)
        for rank in range(5):
            a_post(agency, Role.DIRECTOR, rank, a_member(f"P{number}-{rank}", agency))
    with django_assert_max_num_queries(5):
        assert len(cards(list(selectors.directory_of(person)), at=AT)) == 9
