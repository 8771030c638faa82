"""The generated documents say what the code says, and notice when they no longer do."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from escalation.documents import rules as document
from escalation.documents.rules import rules, unknown
from escalation.documents.workflow import workflow
from escalation.management.commands import docs

ROOT = Path(settings.BASE_DIR)


def row(rule: str) -> str:
    return next(line for line in rules(ROOT).splitlines() if line.startswith(f"| **{rule}** |"))


def test_each_rule_of_the_five_texts_has_one_row() -> None:
    found = re.findall(r"^\| \*\*((?:BUCKS|BHAM|BRIS|BRENT|FLOW)-\d+)\*\*", rules(ROOT), re.MULTILINE)
    assert len(found) == len(set(found)) == 130


def test_a_row_leads_to_the_data_the_code_and_the_tests() -> None:
    said = row("BHAM-19")
    assert "`routes › stage-one` A disagreement between two schools" in said
    assert "[case.py](../cases/models/case.py) `pairs`" in said
    assert "`test_school_against_school_goes_from_one_to_five`" in said


def test_a_limit_is_told_in_words() -> None:
    assert "Both sides: 5 working days from the end of the stage before" in row("FLOW-14")


def test_the_files_that_it_links_to_exist() -> None:
    targets = set(re.findall(r"\]\(\.\./([^)]+)\)", rules(ROOT)))
    assert len(targets) > 20
    assert not {target for target in targets if not (ROOT / target).is_file()}


def test_neither_code_nor_test_names_a_rule_that_there_is_not() -> None:
    assert not unknown(ROOT)


def test_a_rule_that_there_is_not_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "library").symlink_to(ROOT / "policies" / "library")
    made_up = "BHAM-" + "99"
    (tmp_path / "policies" / "some.py").write_text(f'def kept():\n    """As {made_up} says."""\n')
    monkeypatch.setattr(document, "ROOMS", ("policies",))
    assert unknown(tmp_path) == {made_up: ["policies/some.py:kept"]}


def test_the_workflow_names_every_state_and_move() -> None:
    assert "awaiting_confirmation --> resolved: Confirm the outcome" in workflow()
    assert "| `escalate` | Escalate | Escalated |  |" in workflow()


def test_a_stale_document_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = Path(settings.BASE_DIR) / "docs" / "workflow.md"
    monkeypatch.setattr(docs, "documents", lambda: {file: "something else"})
    with pytest.raises(CommandError, match=r"docs/workflow\.md.*make docs"):
        call_command("docs", "--check")
