"""Gaps in the ladders of an area's agencies: nobody in a post, away without cover, leaving, no ladder at all."""

import pytest

from agencies.gaps import Gap, gaps_in
from agencies.models import Agency, Cover, User
from policies.vocabulary import AgencyType, Role
from tests.unit.cases.world import DAY, START, World, a_person, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


def gaps(world: World) -> list[Gap]:
    return gaps_in([world.version.area], at=START)


def said(world: World) -> list[str]:
    return [gap.says for gap in gaps(world)]


def away(person: User, covered_by: User, starts: int = -1, ends: int = 3) -> Cover:
    return Cover.objects.create(
        person=person, covered_by=covered_by, starts_at=START + starts * DAY, ends_at=START + ends * DAY
    )


def test_there_are_none_where_every_post_is_held(world: World) -> None:
    away(world.raising.at(Role.LINE_MANAGER), world.raising.colleague)
    assert gaps(world) == []


def test_a_post_that_nobody_holds_and_one_whose_holder_has_left(world: World) -> None:
    post = world.raising.posts[Role.LINE_MANAGER]
    post.holder = None
    post.save()
    User.objects.filter(pk=world.receiving.at(Role.SERVICE_MANAGER).pk).update(is_active=False)
    assert {gap.agency: gap.says for gap in gaps(world)} == {
        world.raising.agency: f"Nobody holds the post of {post.title}.",
        world.receiving.agency: f"Nobody holds the post of {world.receiving.posts[Role.SERVICE_MANAGER].title}.",
    }


def test_a_post_for_which_the_procedure_does_not_ask_is_no_gap(world: World) -> None:
    world.raising.agency.posts.create(role=Role.HEAD_OF_SERVICE.value, rank=9, title="Head of service")
    assert gaps(world) == []


def test_a_holder_who_is_away_with_a_stand_in_who_cannot_act(world: World) -> None:
    manager, stand_in = world.raising.at(Role.LINE_MANAGER), a_person("Lee Left", is_active=False)
    away(manager, stand_in)
    title = world.raising.posts[Role.LINE_MANAGER].title
    until = "Friday 27 November 2026"
    assert said(world) == [f"{manager.name}, {title}, is away until {until}, and Lee Left cannot cover."]
    assert gaps(world)[0].now


def test_one_who_will_be_away_soon_while_their_stand_in_is_away_too(world: World) -> None:
    manager, stand_in = world.raising.at(Role.LINE_MANAGER), world.raising.colleague
    away(manager, stand_in, starts=5, ends=8)
    away(stand_in, manager, starts=4, ends=8)
    found = gaps(world)
    assert [gap.now for gap in found] == [False]
    assert "is away from Sunday 29 November 2026 to Wednesday 2 December 2026" in found[0].says


def test_one_who_will_be_away_much_later_is_none_yet(world: World) -> None:
    away(world.raising.at(Role.LINE_MANAGER), a_person(is_active=False), starts=30, ends=40)
    assert gaps(world) == []


def test_one_who_leaves_soon(world: World) -> None:
    manager = world.raising.at(Role.LINE_MANAGER)
    User.objects.filter(pk=manager.pk).update(leaves_at=START + 7 * DAY)
    assert said(world) == [
        f"{manager.name}, {world.raising.posts[Role.LINE_MANAGER].title}, leaves on Tuesday 1 December 2026."
    ]
    User.objects.filter(pk=manager.pk).update(leaves_at=START + 40 * DAY)
    assert said(world) == []


def test_an_agency_without_a_ladder_comes_before_what_is_only_coming(world: World) -> None:
    User.objects.filter(pk=world.raising.at(Role.LINE_MANAGER).pk).update(leaves_at=START + DAY)
    empty = Agency.objects.create(name="Zeta Nursery", type=AgencyType.EARLY_YEARS.value)
    empty.areas.add(world.version.area)
    assert [(gap.agency.name, gap.now) for gap in gaps(world)] == [
        ("Zeta Nursery", True),
        (world.raising.agency.name, False),
    ]


def test_an_agency_of_another_area_is_none_of_it(world: World) -> None:
    elsewhere = a_world("brent")
    empty = Agency.objects.create(name="Zeta Nursery", type=AgencyType.EARLY_YEARS.value)
    empty.areas.add(elsewhere.version.area)
    assert gaps(world) == []
    assert [gap.agency for gap in gaps_in([elsewhere.version.area], at=START)] == [empty]
