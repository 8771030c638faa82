"""What the board's office sees of a case before the procedure involves the board: that it exists, and where it stands."""

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from tests.unit.cases.world import DAY, World, a_world, case_now, what_is_said

pytestmark = pytest.mark.django_db
SECTIONS = ["", "statement/", "agreement/", "people/", "print/"]


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised(at=timezone.now() - DAY)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_the_outline_and_holds_no_content(
    client: Client, world: World, case: Case, section: str
) -> None:
    client.force_login(world.office)
    said = client.get(f"/cases/{case.reference}/{section}").content.decode()
    assert "does not involve the board at this stage" in said
    assert case.reference in said
    assert world.receiving.agency.name in said
    kept = [value for value in what_is_said().values() if len(value) > 12]
    assert not [words for words in kept if words in said]
    assert world.raising.practitioner.name not in said
    assert "/do/" not in said


def test_once_the_board_is_involved_the_office_reads_it(client: Client, world: World, case: Case) -> None:
    world.climb_to_last(case_now(case), at=case.raised_at, every=DAY / 50)
    client.force_login(world.office)
    said = client.get(f"/cases/{case.reference}/statement/").content.decode()
    assert "does not involve the board" not in said
    assert what_is_said()["what_is_disputed"] in said
