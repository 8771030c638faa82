"""The queries of a page do not grow with its rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.verbs import Verb
from tests.unit.cases.world import HOUR, START, a_world

pytestmark = pytest.mark.django_db
MORE = 12


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/", "/cases/", "/cases/?status=live&due=dated", "/notices/"])
def test_of_lists(client: Client, path: str) -> None:
    world = a_world("flowchart")
    client.force_login(world.receiving.practitioner)
    for _ in range(2):
        world.raised()
    queries(client, path)  # what is read once per process
    few = queries(client, path)
    for _ in range(MORE):
        world.raised()
    assert queries(client, path) <= few


@pytest.mark.parametrize(
    "section", ["", "statement/", "agreement/", "people/", "print/", "documents/", "documents/opening/"]
)
def test_of_a_case(client: Client, section: str) -> None:
    world = a_world("flowchart")
    case = world.raised()
    client.force_login(world.receiving.practitioner)
    path = f"/cases/{case.reference}/{section}"
    queries(client, path)
    few = queries(client, path)
    for number in range(MORE):
        world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner, at=START + number * HOUR)
    assert queries(client, path) <= few


def test_of_a_form_that_a_procedure_keeps(client: Client) -> None:
    world = a_world("buckinghamshire")
    case = world.raised()
    for step in (1, 2):
        case = world.climb(case, at=START + step * HOUR)
    client.force_login(world.raising.practitioner)
    for section in ("", "documents/monitoring/"):
        path = f"/cases/{case.reference}/{section}"
        queries(client, path)
        few = queries(client, path)
        for number in range(MORE):
            world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner, at=START + (3 + number) * HOUR)
        assert queries(client, path) <= few


def test_of_the_desk(client: Client) -> None:
    world = a_world("flowchart")
    for person in (world.office, world.chair):
        client.force_login(person)
        for _ in range(2):
            world.raised()
            world.climb_to_last(world.raised(), at=START)
        queries(client, "/desk/")
        few = queries(client, "/desk/")
        for _ in range(6):
            world.raised()
            world.climb_to_last(world.raised(), at=START)
        assert queries(client, "/desk/") <= few
