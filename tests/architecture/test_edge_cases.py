"""The page of edge cases names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "edge-cases.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[^`:]+)::(\w+)`", PAGE)


def test_each_test_that_the_page_names_exists() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert NAMED
    assert missing == []


def test_each_row_is_proved_or_says_that_nothing_happens() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")][2:]
    assert rows
    assert [row for row in rows if "::" not in row and "none: nothing" not in row] == []
