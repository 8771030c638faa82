"""Home and the lists: what waits for others, whom one covers, and the cases of one agency."""

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import Cover, User
from cases.models import Case
from tests.unit.cases.world import DAY, World, a_house, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised(at=timezone.now())


def home(client: Client, person: User) -> str:
    client.force_login(person)
    return client.get("/").content.decode()


def test_what_others_owe_stands_under_waiting_with_their_name(client: Client, world: World, case: Case) -> None:
    said = home(client, world.raising.practitioner)
    waiting = said.partition("Waiting for someone else")[2]
    assert case.reference in waiting
    assert world.receiving.agency.name in waiting


def test_who_takes_no_part_waits_for_nobody(client: Client, world: World, case: Case) -> None:
    for person in (world.stranger, world.raising.colleague):
        assert "Waiting for someone else" not in home(client, person)


def test_home_says_whom_one_covers_while_one_does(client: Client, world: World) -> None:
    now, stand_in = timezone.now(), world.raising.colleague
    people = {"person": world.raising.practitioner, "covered_by": stand_in}
    Cover.objects.create(**people, starts_at=now - 3 * DAY, ends_at=now - 2 * DAY)
    Cover.objects.create(**people, starts_at=now + 2 * DAY, ends_at=now + 3 * DAY)
    assert "You are covering" not in home(client, stand_in)
    Cover.objects.create(**people, starts_at=now - DAY, ends_at=now + DAY)
    said = home(client, stand_in).partition("You are covering")[2]
    assert said.count(world.raising.practitioner.name) == 1
    assert "You are covering" not in home(client, world.receiving.colleague)


def test_the_list_can_be_narrowed_to_the_cases_of_an_agency(client: Client, world: World, case: Case) -> None:
    third = a_house(world.version)
    other = world.raised(at=timezone.now(), receiving_agencies=(third.agency,), practitioner=third.practitioner)
    client.force_login(world.raising.practitioner)
    page = client.get("/cases/", {"agency": third.agency.pk})
    assert [row["case"] for row in page.context["rows"]] == [other]
    page = client.get("/cases/", {"agency": world.raising.agency.pk})
    assert {row["case"] for row in page.context["rows"]} == {case, other}


def test_an_agency_without_a_case_of_mine_is_no_choice(client: Client, world: World, case: Case) -> None:
    client.force_login(world.raising.practitioner)
    elsewhere = a_house(world.version)
    page = client.get("/cases/", {"agency": elsewhere.agency.pk})
    assert "agency" in page.context["form"].errors


def test_a_list_without_cases_speaks_of_filters_only_where_there_are_some(client: Client, world: World) -> None:
    client.force_login(world.stranger)
    assert "There is no case that you may see." in client.get("/cases/").content.decode()
    assert "No cases match these filters." in client.get("/cases/?reference=ESC-9").content.decode()
