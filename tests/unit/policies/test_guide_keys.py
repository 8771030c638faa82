"""The author's guide lists every key of the format, in the row of its place, and in bold where it is required."""

import re

import pytest
from django.conf import settings

from policies import schema
from policies.schema import Cited, Item

GUIDE = (settings.BASE_DIR / "docs" / "policy-authors-guide.md").read_text(encoding="utf-8")
TABLE = GUIDE[GUIDE.index("## All the keys") : GUIDE.index("## What cannot be said")]
ROWS = [line.strip("| ").split(" | ")[1] for line in TABLE.splitlines() if line.startswith("| ") and "`" in line]
PLACES = [
    place
    for place in vars(schema).values()
    if isinstance(place, type) and issubclass(place, Item) and place not in (Item, Cited)
]


def test_there_is_a_row_for_each_place_and_no_other() -> None:
    assert len(ROWS) == len(PLACES)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_each_key_stands_in_its_row_and_bold_where_it_is_required(place: type[Item]) -> None:
    fields = {field.alias or name: field for name, field in place.model_fields.items() if name != "cite"}
    required = [key for key, field in fields.items() if field.is_required()]
    rows = [row for row in ROWS if re.findall(r"`([^`]+)`", row) == list(fields)]  # two places may have the same keys
    assert rows
    assert all(re.findall(r"\*\*`([^`]+)`\*\*", row) == required for row in rows)


def test_only_the_places_that_the_guide_names_carry_no_citation() -> None:
    assert {place.__name__ for place in PLACES if "cite" not in place.model_fields} == {"Policy", "Area", "Who"}
