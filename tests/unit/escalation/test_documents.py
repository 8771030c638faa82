"""The generated documents say what the code says, and notice when they no longer do."""

import importlib
import re
from operator import attrgetter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from escalation.documents import citations, kept
from escalation.documents import rules as page
from escalation.documents.citations import Place, place_of
from escalation.documents.kept import KEPT_BY, MECHANISMS, Mechanism
from escalation.documents.not_yet import NOT_YET
from escalation.documents.oddities import ODDITIES
from escalation.documents.rules import faults, rules, unknown
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
    assert "[policies/routes.py](../policies/routes.py) `ways_on`" in said
    assert "[cases/models/case.py](../cases/models/case.py) `Case.pairs`" in said
    assert "`TestBirmingham.test_school_against_school_goes_from_one_to_five`" in said


def test_an_example_of_a_citation_is_none() -> None:
    said = row("BHAM-19")
    assert "mistakes.py" not in said
    assert "`Cited`" not in said
    assert "test_documents.py" not in said
    assert "test_mistakes.py" not in said


def test_a_rule_in_words_alone_is_kept_by_its_named_place() -> None:
    assert "[cases/forms/raising.py](../cases/forms/raising.py) `DecisionStep`" in row("BHAM-1")


@pytest.mark.parametrize(
    ("rule", "kept_by"),
    [
        ("BHAM-34", "who acts: [policies/routes.py](../policies/routes.py) `role_at`, [agencies/ladder.py]"),
        (
            "BRIS-24",
            "until when: [cases/process/clocks.py](../cases/process/clocks.py) `start`, [policies/deadlines.py]",
        ),
        ("FLOW-15", "what follows if not: [cases/sweeps.py](../cases/sweeps.py) `sweep`"),
        ("BHAM-26", "how it is settled: [cases/actions/sitting.py](../cases/actions/sitting.py) `choose_way`"),
        ("BHAM-33", "what must be there first: [cases/rules/gates.py](../cases/rules/gates.py) `faults`"),
    ],
)
def test_a_rule_that_is_data_alone_says_what_keeps_its_kind(rule: str, kept_by: str) -> None:
    assert kept_by in row(rule)


@pytest.mark.parametrize("rule", ["BRIS-32", "BRENT-15"])
def test_a_row_on_the_yearly_report_says_which_data_is_kept_for_it(rule: str) -> None:
    assert "kept for the report: of every " in row(rule)


@pytest.mark.parametrize(
    ("rule", "does"),
    [
        ("FLOW-5", "steers"),  # a gate that blocks for want of evidence
        ("BHAM-33", "steers"),  # a gate that warns, and takes a reason
        ("BRENT-4", "shown"),  # guidance
        ("FLOW-2", "steers"),  # a means that needs a reason
        ("BHAM-6", "steers"),  # each agency is asked for its copy
        ("BRIS-6", "steers"),  # shortens the limits
    ],
)
def test_a_row_says_whether_the_rule_steers_or_is_shown(rule: str, does: str) -> None:
    assert row(rule).startswith(f"| **{rule}** | {does} |")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("BRENT-5", "The designated safeguarding lead tells Brent Head of Safeguarding"),
        ("BUCKS-12", "Strategic Head of Service, then Director, rung by rung"),
        ("BUCKS-3", "Starts at `stage-1` if this holds too: Does the other agency disagree"),
        ("BHAM-7", "Children Advice and Support Service (CASS), 0121 496 0101, office hours"),
        ("BRIS-29", "Mediation, decided by: The mediator. The decision is binding"),
        ("BHAM-16", "Head of Service (`head-of-service`, else service manager)"),
        ("BRENT-7", "Stage 1: Involving your line manager. The other side takes no part"),
    ],
)
def test_each_kind_of_item_has_words(rule: str, words: str) -> None:
    assert words in row(rule)


def test_every_oddity_is_told_in_a_sentence_with_what_keeps_it() -> None:
    found = re.findall(r"^\| \*\*(O-\d+)\*\* \| [^|]+ \| ([^|]+) \| ([^|]+) \|", rules(ROOT), re.MULTILINE)
    assert [number for number, _, _ in found] == [f"O-{number}" for number in range(1, 41)]
    assert not [number for number, says, kept in found if not says.strip().endswith(".") or "](../" not in kept]


def places() -> set[str]:
    mechanisms = (*MECHANISMS.values(), *(value for value in vars(kept).values() if isinstance(value, Mechanism)))
    return {
        *KEPT_BY.values(),
        *(place for mechanism in mechanisms for place in mechanism.places),
        *(place for odd in ODDITIES.values() for place in odd.kept),
    }


@pytest.mark.parametrize("said", sorted(places()))
def test_each_named_place_exists(said: str) -> None:
    assert (ROOT / place_of(said).path).is_file()
    module, _, name = said.partition(":")
    if name:
        assert callable(attrgetter(name)(importlib.import_module(module)))


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
    monkeypatch.setattr(citations, "ROOMS", ("policies",))
    assert unknown(tmp_path) == {made_up: [Place("policies/some.py", "kept")]}


def test_every_rule_has_a_test_or_says_why_not() -> None:
    assert not faults(ROOT)


def test_a_rule_without_a_test_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(citations, "NO_TESTS_OF_A_RULE", ("tests",))
    found = faults(ROOT)
    assert "BHAM-19 has no test that names it." in found
    assert "O-22 has no test that names it." in found
    assert "none yet: nobody says why" in row("BHAM-19")


def test_the_list_of_rules_without_a_test_can_neither_lie_nor_make_rules_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "NOT_YET", {**NOT_YET, "BHAM-19": "too hard", "BHAM-" + "99": "made up"})
    assert faults(ROOT) == [
        "BHAM-19 has a test now: take it out of NOT_YET.",
        f"NOT_YET names {'BHAM-' + '99'}, which is no rule.",
    ]


def test_a_table_beside_the_tests_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    some = tmp_path / "tests" / "some.py"
    some.write_text("TABLE = [\n    1,  # BHAM-19\n]\n\n\n@given(2)  # BHAM-2\ndef test_two():\n    pass\n")
    found = citations.in_tests(tmp_path, ["BHAM"])
    assert found == {"BHAM-19": [Place("tests/some.py", "TABLE")], "BHAM-2": [Place("tests/some.py", "test_two")]}
    assert [place.is_test for places in found.values() for place in places] == [False, True]


def test_the_check_fails_on_a_rule_without_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "faults", lambda _: ["BHAM-19 has no test that names it."])
    with pytest.raises(CommandError, match="BHAM-19 has no test"):
        call_command("docs", "--check")


def test_the_workflow_names_every_state_and_move() -> None:
    assert "awaiting_confirmation --> resolved: Confirm the outcome" in workflow()
    assert "| `escalate` | Escalate | Escalated |  |" in workflow()


def test_a_stale_document_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = Path(settings.BASE_DIR) / "docs" / "workflow.md"
    monkeypatch.setattr(docs, "documents", lambda: {file: "something else"})
    with pytest.raises(CommandError, match=r"docs/workflow\.md.*make docs"):
        call_command("docs", "--check")
