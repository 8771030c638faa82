"""The page of people: who acts is for everyone who takes part, why they act only for their own side and the board's."""

import pytest
from django.test import Client

from agencies.models import User
from cases.models import Case
from policies.vocabulary import Role
from tests.unit.cases.api.client import shown
from tests.unit.cases.world import HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    """At Stage 2, where the raiser's manager is passed over as part of the disagreement."""
    left_out = world.raising.at(Role.LINE_MANAGER)
    return case_now(world.climb(world.raised(conflicted=(left_out,)), at=START + HOUR))


def page_of_people(case: Case, person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/cases/{case.reference}/people/").content.decode()


def said_by_the_api(case: Case, person: User) -> str:
    return " ".join(sentence for holder in shown(case, person)["with"] for sentence in holder["why"])


@pytest.mark.parametrize("reading", [page_of_people, said_by_the_api])
def test_the_other_side_does_not_read_who_is_part_of_the_disagreement(world: World, case: Case, reading) -> None:
    left_out, acts = world.raising.at(Role.LINE_MANAGER).name, world.raiser_holder(case).name
    why = f"{left_out} is part of the disagreement"
    assert why in reading(case, case.raised_by)
    assert why in reading(case, world.raiser_holder(case))
    theirs = reading(case, world.receiver_holder(case))
    assert left_out not in theirs
    assert f"{world.receiver_holder(case).name} is " in theirs
    assert acts in page_of_people(case, world.receiver_holder(case))


def test_the_board_side_reads_why_once_it_is_involved(world: World, case: Case) -> None:
    case = world.climb_to_last(case, at=START)
    assert f"{world.raising.at(Role.LINE_MANAGER).name} is part of the disagreement" in page_of_people(
        case, world.office
    )
