"""Which version of an area's procedure holds on a day."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import NotVisible
from policies.models import Area
from policies.publishing import publish
from policies.selectors import all_in_force, in_force, other_versions, versions_of
from tests.unit.policies.library import AT, publish_library, small, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(tmp_path: Path) -> Area:
    """An area with version 1 from April 2026 and version 2 from September."""
    later = small(**{'version: "1"': 'version: "2"', "2026-04-01": "2026-09-01"})
    for text in (small(), later):
        publish([write(tmp_path, text)], by=None, at=AT)
    return Area.objects.get()


@pytest.mark.parametrize(
    ("on", "version"), [((2026, 4, 1), "1"), ((2026, 8, 31), "1"), ((2026, 9, 1), "2"), ((2030, 1, 1), "2")]
)
def test_a_version_holds_from_its_own_day_until_the_next_ones(
    area: Area, on: tuple[int, int, int], version: str
) -> None:
    assert in_force(area, on=date(*on)).version == version
    assert [found.version for found in all_in_force(on=date(*on))] == [version]


def test_before_the_first_there_is_none_and_that_is_said(area: Area) -> None:
    with pytest.raises(NotVisible, match="Anyshire has no procedure in force"):
        in_force(area, on=date(2026, 3, 31))
    assert all_in_force(on=date(2026, 3, 31)) == []


def test_of_two_that_begin_on_one_day_the_later_published_holds(area: Area, tmp_path: Path) -> None:
    corrected = small(**{'version: "1"': 'version: "2a"', "2026-04-01": "2026-09-01"})
    publish([write(tmp_path, corrected)], by=None, at=AT)
    assert in_force(area, on=date(2026, 9, 1)).version == "2a"
    assert [found.version for found in all_in_force(on=date(2026, 9, 1))] == ["2a"]
    assert [found.version for found in versions_of(area)] == ["2a", "2", "1"]


def test_the_others_are_those_of_the_same_area(area: Area) -> None:
    publish_library("brent")
    assert [found.version for found in other_versions(in_force(area, on=date(2026, 9, 1)))] == ["1"]
    assert [found.area.name for found in all_in_force(on=date(2026, 9, 1))] == ["Anyshire", "Brent"]
