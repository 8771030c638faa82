"""What cases taught, by the API: who reads it, what became of it, judged as on the page."""

from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from cases.models import LearningPoint
from cases.verbs import Verb
from policies.vocabulary import LearningKind
from tests.unit.cases.api.client import as_person, told
from tests.unit.cases.world import DAY, START, World, a_world

pytestmark = pytest.mark.django_db
LEARNING = "/api/v1/learning/"


@pytest.fixture(autouse=True)
def _the_day_after() -> Any:
    with time_machine.travel(START + DAY, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def point(world: World) -> LearningPoint:
    case = world.raised()
    world.do(case, Verb.RECORD_LEARNING, by=world.raising.practitioner, of=LearningKind.GAP)
    return case.learning_points.get()


def test_the_office_reads_what_was_sent_and_says_what_became_of_it(world: World, point: LearningPoint) -> None:
    """BRIS-38: it stays open until something was changed, and whoever wrote it is told."""
    office = as_person(world.office)
    (row,) = office.get(LEARNING).json()["results"]
    assert (row["learning"], row["open"], row["became"]) == ("No policy says who rings.", True, "")
    assert [field["name"] for field in row["fields"]] == ["became", "said"]
    url = f"{LEARNING}{point.pk}/"
    found = office.post(url, {"became": "accepted", "said": "We look into it."}, format="json").json()
    assert (found["open"], found["became"], found["said"]) == (True, "accepted", "We look into it.")
    found = office.post(url, {"became": "changed", "said": "A new page."}, format="json").json()
    assert (found["open"], found["fields"]) == (False, [])
    assert office.get(url).json() == found
    assert point.case.entries.last().kind == "learning-answered"
    assert office.get(LEARNING).json()["count"] == 0
    assert (
        office.get(f"{LEARNING}?show=closed").json()["count"] == office.get(f"{LEARNING}?show=all").json()["count"] == 1
    )
    told(office.post(url, {"became": "accepted", "said": "Again."}, format="json"), 422, "bad_input")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"became": "changed"}, "said"),
        ({"became": "lost", "said": "A new page."}, "became"),
        ({"became": "changed", "said": "A new page.", "more": "x"}, "more"),
    ],
)
def test_bad_input_is_told_beside_its_field(
    world: World, point: LearningPoint, said: dict[str, str], field: str
) -> None:
    answer = as_person(world.office).post(f"{LEARNING}{point.pk}/", said, format="json")
    assert list(told(answer, 422, "bad_input")) == [field]
    point.refresh_from_db()
    assert not point.became


def test_nobody_else_finds_it(world: World, point: LearningPoint) -> None:
    for person in (world.stranger, world.raising.practitioner):
        client = as_person(person)
        assert client.get(LEARNING).json()["count"] == 0
        told(client.get(f"{LEARNING}{point.pk}/"), 404, "not_found")
        answer = client.post(f"{LEARNING}{point.pk}/", {"became": "changed", "said": "Done."}, format="json")
        told(answer, 404, "not_found")
    told(APIClient().get(LEARNING), 401, "not_authenticated")
    told(as_person(world.office).get(f"{LEARNING}?show=lost"), 422, "bad_input")
