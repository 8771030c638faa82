"""The pages that say what is proved by which test, of edge cases and of the format, name tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("edge-cases", "what-the-format-can-say")
NAMED = re.compile(r"`(tests/[^`:]+)::(\w+)`")


def text_of(page: str) -> str:
    return (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


def missing_in(text: str) -> list[str]:
    """The tests that a page names and that there are not."""
    return [
        f"{file}::{name}"
        for file, name in NAMED.findall(text)
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("page", PAGES)
def test_each_test_that_the_page_names_exists(page: str) -> None:
    assert NAMED.findall(text_of(page))
    assert missing_in(text_of(page)) == []


def test_the_guard_sees_a_test_that_there_is_not() -> None:
    here = "tests/architecture/test_edge_cases.py"
    assert missing_in(f"`{here}::test_the_guard_sees_a_test_that_there_is_not` `{here}::test_of_nothing`") == [
        f"{here}::test_of_nothing"
    ]


@pytest.mark.parametrize("page", PAGES)
def test_each_row_is_proved_or_says_that_nothing_happens(page: str) -> None:
    rows = [line for line in text_of(page).splitlines() if line.startswith("| ")][2:]
    assert rows
    assert [row for row in rows if "::" not in row and "none: nothing" not in row] == []
