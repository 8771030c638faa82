"""What the documents point at is there: files by their links, functions by the names beside them."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tree

DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)(#[^)]*)?\)")
NAMED = re.compile(r"\]\(([^)#]+\.py)\)((?:,? `[A-Za-z_.]+`)+)")
IN_WORDS = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|yaml|yml|html|json|md))`")
ELSEWHERE = {"f.yaml"}


def there(file: Path, target: str) -> bool:
    return (file.parent / target).exists()


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_link_leads_to_a_file(file: Path) -> None:
    targets = {match[1] for match in LINK.finditer(file.read_text(encoding="utf-8"))}
    assert not {target for target in targets if not there(file, target)}


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_path_in_words_is_one(file: Path) -> None:
    said = set(IN_WORDS.findall(file.read_text(encoding="utf-8")))
    assert not {path for path in said if not (ROOT / path).exists()}


def test_every_name_in_the_readme_is_in_its_file() -> None:
    for path, names in NAMED.findall((ROOT / "README.md").read_text(encoding="utf-8")):
        known = {getattr(node, "name", None) or getattr(node, "id", None) for node in ast.walk(tree(ROOT / path))}
        assert not set(re.findall(r"`([A-Za-z_]+)`", names)) - known, path
