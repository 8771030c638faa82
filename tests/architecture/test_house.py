"""The habits that no other tool checks."""

import ast
import re
import tomllib

import pytest

from tests.architecture.source import APPS, ROOT, calls, files, name, tree

LONGEST_FILE = 400
ORDINARY = {"flowchart"}
"""Areas whose name is a word of everyday: only as a key, in quotation marks, does it name the area."""
NAMES = {file.stem for folder in ("policies/library", "tests/policies") for file in (ROOT / folder).glob("*.yaml")}
AREAS = re.compile(
    "|".join(
        [
            *(rf"(?<![a-z]){area}(?![a-z])" for area in sorted(NAMES - ORDINARY)),
            *(rf"[\"']{area}[\"']" for area in sorted(ORDINARY)),
            r"\b(bham|bucks|bscb|kbsp)\b",
        ]
    ),
    re.IGNORECASE,
)
CITATION = re.compile(r"\b[A-Z]+-\d+\b")
AREAS_MAY_BE_NAMED = re.compile(r"^policies/library/|(^|/)demo(/|\.|_)|^static/src/.*\.svg$")
CLOCK = {
    "timezone.now",
    "timezone.localtime",
    "timezone.localdate",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "localdate",
    "now",
}
# Where the clock may be read: where a request, a command or a task begins, and where processes are watched.
CLOCK_MAY_BE_READ = re.compile(
    r"(^|/)(views|api|commands|demo|templatetags)(/|\.py$)|/(tasks|views|middleware|backends)\.py$|^escalation/"
)
CASE_FIELDS = {"state", "stage"}
# Models with a field `state` that no machine guards.
NO_CASES = {"Delivery"}
NAMES_ALLOWED = {
    "core/sensitive.py": "places among the words that are no person's name, whatever area asks",
    "escalation/documents/oddities.py": "says which area’s text is odd, for docs/rules.md",
}
SIGNALS = {"django.db.models.signals", "django.dispatch", "django.core.signals", "django.test.signals"}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_no_package_escapes_the_contracts():
    packages = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages == set(APPS) == set(project()["tool"]["importlinter"]["root_packages"])


def test_every_app_has_floors():
    contracts = project()["tool"]["importlinter"]["contracts"]
    floored = {app for said in contracts if said.get("exhaustive") for app in said["containers"]}
    empty = {app for app in APPS if {file.stem for file in (ROOT / app).glob("*.py")} <= {"__init__", "apps"}}
    assert floored | empty >= set(APPS)


def test_the_rooms_of_a_case_have_floors():
    contracts = project()["tool"]["importlinter"]["contracts"]
    floored = {room for said in contracts if said.get("exhaustive") for room in said["containers"]}
    assert {f"cases.{room}" for room in ("presenters", "process", "rules", "words")} <= floored


def test_every_contract_holds_back_type_checking_imports_too():
    assert project()["tool"]["importlinter"]["exclude_type_checking_imports"] is False


def root(node: ast.AST) -> str:
    """The name that a chain of calls and attributes begins with: `Case` in `Case.objects.filter(…).update`."""
    while not isinstance(node, ast.Name):
        node = getattr(node, "func", None) or getattr(node, "value", None)
        if node is None:
            return ""
    return node.id


def writes_past_the_machine(said: str, call: ast.Call) -> bool:
    if root(call) in NO_CASES:
        return False
    if said.endswith((".update", ".update_or_create")):
        spread = [keyword.value for keyword in call.keywords if keyword.arg is None]
        keys = {getattr(key, "value", "") for value in spread if isinstance(value, ast.Dict) for key in value.keys}
        unread = root(call) == "Case" and any(not isinstance(value, ast.Dict) for value in spread)
        return unread or bool(CASE_FIELDS & ({keyword.arg for keyword in call.keywords} | keys))
    if said.endswith(".bulk_update"):
        named = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
        return bool(CASE_FIELDS & named)
    return False


def test_no_update_passes_by_the_state_machine():
    found = [
        f"{name(file)}:{call.lineno}"
        for file in files(".py", under=("cases", "reports", "escalation"))
        for said, call in calls(file)
        if writes_past_the_machine(said, call)
    ]
    assert not found, "`.update(state=…)` bypasses every condition and the record: call the transition"


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("Case.objects.filter(pk=1).update(state='open')", True),
        ("cases.update(stage='one')", True),
        ("cases.update(**{'state': 'open'})", True),
        ("Case.objects.filter(pk=1).update(**changes)", True),
        ("options.update(**{'name': 'x'})", False),
        ("Case.objects.bulk_update(rows, ['stage'])", True),
        ("Clock.objects.update(due_at=at)", False),
        ("Delivery.objects.filter(pk=1).update(state='sent')", False),
        ("options.update(name='x')", False),
    ],
)
def test_the_guard_of_the_state_machine_sees(code, caught):
    call = ast.parse(code, mode="eval").body
    assert writes_past_the_machine(ast.unparse(call.func), call) is caught


def names_an_area(line: str) -> bool:
    """Whether a line names an area. To cite a rule of a procedure's text (BRENT-6) is meant."""
    return bool(AREAS.search(CITATION.sub("", line)))


def test_no_area_is_named_in_the_code():
    found = {
        name(file)
        for file in files(".py", ".html", ".js", ".scss", ".txt", under=(*APPS, "templates", "static"))
        if not AREAS_MAY_BE_NAMED.search(name(file))
        and any(names_an_area(line) for line in file.read_text(encoding="utf-8").splitlines())
    }
    assert found == set(NAMES_ALLOWED), "Policy is data: an area's name belongs into policies/library"


def test_the_guard_of_names_sees_each_area_that_there_is():
    assert len(NAMES) > 8
    for area in NAMES:
        assert names_an_area(f'if area.key == "{area}":'), area
    assert names_an_area("def bristol_only(case):")
    assert not names_an_area("the picture of a flowchart")
    assert not names_an_area("The overall limit of the case (BRENT-6).")


def test_no_file_is_too_long_to_read():
    everywhere = (*APPS, "templates", "static", "tests", "bench")
    sizes = {
        name(file): len(file.read_text().splitlines())
        for file in files(".py", ".html", ".js", ".scss", under=everywhere)
    }
    assert not {file: lines for file, lines in sizes.items() if lines > LONGEST_FILE}


def test_no_signals():
    found = [
        f"{name(file)}:{node.lineno}"
        for file in files(".py")
        for node in ast.walk(tree(file))
        if (isinstance(node, ast.ImportFrom) and node.module in SIGNALS)
        or (isinstance(node, ast.Import) and SIGNALS & {alias.name for alias in node.names})
    ]
    assert not found, "No signals: call the verb"


def test_the_clock_is_read_at_the_doors_only():
    found = [
        f"{name(file)}:{call.lineno} {said}"
        for file in files(".py")
        if not CLOCK_MAY_BE_READ.search(name(file))
        for said, call in calls(file)
        if said in CLOCK or said.endswith((".timezone.now", ".datetime.now", ".date.today"))
    ]
    assert not found, "Pass the moment in as `at`"


def test_what_a_command_refuses_stands_alone() -> None:
    """Whoever types a command reads why it was refused, without “CommandError:” before it (`core.commands`)."""
    commands = {name(file): file.read_text() for file in files(".py") if file.parent.name == "commands"}
    refusing = [file for file, text in commands.items() if "CommandError" in text]
    assert "agencies/management/commands/directory.py" in refusing
    assert [file for file in refusing if "class Command(PlainCommand)" not in commands[file]] == []


def test_a_test_patches_by_a_fixture_alone():
    """What `tests.retold` keeps of one test for others must not have been made with something patched: it sees fixtures only."""
    hidden = re.compile(r"^\s*(?:from|import) unittest|import .*override_[s]ettings", re.MULTILINE)
    assert [str(file) for file in (ROOT / "tests").rglob("*.py") if hidden.search(file.read_text())] == []
