"""What is raised is checked, may be raised by the own people only, and keeps its version."""

import pytest

from cases.models import Side
from core.errors import BadInput, NotAllowed
from tests.unit.cases.world import a_world

pytestmark = pytest.mark.django_db


def test_what_is_raised_is_checked_field_by_field() -> None:
    world = a_world("bristol")
    wrong = {
        "agency": {"receiving_agencies": ()},
        "children": {"children": ()},
        "reasons": {"reasons": ("nonsense",)},
        "conflicted": {"conflicted": (world.raising.practitioner,)},
        "practitioner": {"practitioner": world.stranger},
    }
    for name, changes in wrong.items():
        with pytest.raises(BadInput) as refused:
            world.raised(**changes)
        assert list(refused.value.fields) == [name]
    assert world.raised(reasons=("other",)).reasons == ["other"]


def test_nobody_raises_for_an_agency_that_is_not_theirs() -> None:
    world = a_world("bristol")
    with pytest.raises(NotAllowed):
        world.raised(by=world.receiving.practitioner)


def test_a_case_keeps_the_version_that_it_opened_under() -> None:
    world = a_world("bristol")
    case = world.raised()
    assert case.policy_version == world.version
    assert case.entries.first().facts["digest"] == world.version.digest
    assert [party.side for party in case.parties.all()] == [Side.ESCALATING, Side.RECEIVING]
