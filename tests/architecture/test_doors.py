"""Each thing that must hold is done in one place: a case is moved by its actions, dated by its clocks, written by its record.

And whoever shows a case fetches it through `cases.access`, which answers 404 to those who may not see it.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType

import pytest
from django.urls import URLPattern

from cases import access, looking
from core.access import Audience
from tests.architecture.source import ROOT, files, name, tree
from tests.architecture.test_access_declared import ALL

OF_CASES = ("cases", "reports", "escalation")
ACTIONS = {file.stem for file in (ROOT / "cases" / "actions").glob("*.py")}
DUE_TIMES = {"due_at", "next_at", "original_due_at"}
WRITES = (".update", ".update_or_create", ".create", ".get_or_create", ".bulk_update", ".bulk_create")
RECORD = {"Entry", "EntryContent"}
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def transitions() -> frozenset[str]:
    """The names of the transitions of a case, read where they are declared."""
    return frozenset(
        node.name
        for node in ast.walk(tree(ROOT / "cases" / "models" / "case.py"))
        if isinstance(node, ast.FunctionDef) and any("transition(" in ast.unparse(mark) for mark in node.decorator_list)
    )


def moves_a_case(call: ast.Call) -> bool:
    """Whether a call is one of a transition. A verb of `cases.actions` may be called like one; so is a path's `resolve`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in transitions():
        return False
    on = ast.unparse(call.func.value)
    return on not in ACTIONS and not on.startswith("Path(")


def dates_a_clock(node: ast.AST) -> bool:
    """Whether a statement or call writes a due time: by assignment, by a query, or into a new clock."""
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Attribute) and target.attr in DUE_TIMES for target in targets)
        case ast.AugAssign(target=ast.Attribute(attr=attr)) | ast.AnnAssign(target=ast.Attribute(attr=attr)):
            return attr in DUE_TIMES
        case ast.Call(func=func):
            if not ast.unparse(func).endswith((*WRITES, "Clock")):
                return False
            named = {keyword.arg for keyword in node.keywords}
            quoted = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
            return bool(DUE_TIMES & (named | quoted))
        case _:
            return False


def writes_the_record(call: ast.Call) -> bool:
    """Whether a call makes an entry or its content."""
    said = ast.unparse(call.func)
    if said in RECORD or said.endswith((".entries.create", ".entries.get_or_create", ".entries.bulk_create")):
        return True
    return said.endswith(WRITES) and said.partition(".")[0] in RECORD


def found(sees: Callable[[ast.AST], bool], *, but: str, under: tuple[str, ...] = OF_CASES) -> list[str]:
    return [
        f"{name(file)}:{node.lineno}"
        for file in files(".py", under=under)
        if not name(file).startswith(but)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.expr | ast.stmt) and sees(node)
    ]


def of_calls(sees: Callable[[ast.Call], bool]) -> Callable[[ast.AST], bool]:
    return lambda node: isinstance(node, ast.Call) and sees(node)


def test_only_actions_move_a_case() -> None:
    assert not found(of_calls(moves_a_case), but="cases/actions/"), "Call the action: it locks, asks and records"


def test_only_clocks_write_due_times() -> None:
    assert not found(dates_a_clock, but="cases/process/clocks.py"), (
        "Due times are worked out and explained by cases.process.clocks"
    )


def test_only_the_record_makes_entries() -> None:
    assert not found(of_calls(writes_the_record), but="cases/record.py"), "cases.record.write numbers and chains them"


def test_the_doors_themselves_are_seen() -> None:
    assert transitions() >= {"begin", "climb", "propose_outcome", "resolve", "decide", "withdraw"}
    assert found(of_calls(moves_a_case), but="no file")
    assert found(dates_a_clock, but="no file")
    assert found(of_calls(writes_the_record), but="no file")


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("case.resolve(at=now)", True),
        ("s.case.withdraw(at=now)", True),
        ("case_now(case).climb(to='x')", True),
        ("moving.withdraw(case, request)", False),
        ("Path(__file__).resolve()", False),
        ("case.policy_stage", False),
    ],
)
def test_the_guard_of_transitions_sees(code: str, caught: bool) -> None:
    node = ast.parse(code, mode="eval").body
    assert (isinstance(node, ast.Call) and moves_a_case(node)) is caught


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("clock.due_at = later", True),
        ("Clock.objects.filter(pk=1).update(next_at=None)", True),
        ("Clock.objects.filter(pk=1).update(**{'due_at': later})", True),
        ("case.clocks.bulk_update(rows, ['original_due_at'])", True),
        ("Clock(case=case, due_at=later)", True),
        ("deadline_phrase(due_at=later)", False),
        ("rows.order_by('next_at')", False),
    ],
)
def test_the_guard_of_due_times_sees(code: str, caught: bool) -> None:
    assert any(dates_a_clock(node) for node in ast.walk(ast.parse(code))) is caught


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("Entry(case=case)", True),
        ("Entry.objects.create(case=case)", True),
        ("case.entries.create(number=7)", True),
        ("EntryContent.objects.bulk_create(rows)", True),
        ("Entry.objects.filter(case=case)", False),
        ("case.entries.filter(number=7)", False),
    ],
)
def test_the_guard_of_the_record_sees(code: str, caught: bool) -> None:
    assert any(isinstance(node, ast.Call) and writes_the_record(node) for node in ast.walk(ast.parse(code))) is caught


# Who shows a case, fetches it.


def handlers(item: URLPattern) -> Iterator[FunctionType]:
    """The functions that answer at an address: the view, or each method of its class."""
    view = item.callback
    shown = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if shown is None:
        yield inspect.unwrap(view)
        return
    for method in METHODS:
        handler = getattr(shown, method, None)
        if handler is not None:
            yield inspect.unwrap(handler)


def fetches(function: FunctionType, *doors: object) -> bool:
    """Whether a function asks `cases.access` for its case, by `look` or by `fetch` itself, itself or through functions of

    its own module. Other `doors` may be named instead.
    """
    doors = doors or (access.fetch, looking.look)
    seen: set[FunctionType] = set()
    waiting = [function]
    while waiting:
        here = waiting.pop()
        seen.add(here)
        called = [here.__globals__.get(named) for named in here.__code__.co_names]
        if any(door in called for door in doors):
            return True
        own = [inspect.unwrap(one) for one in called if isinstance(one, FunctionType)]
        waiting += [one for one in own if one.__module__ == function.__module__ and one not in seen]
    return False


def test_every_address_of_a_case_fetches_it_through_access() -> None:
    of_a_case = {here: item for here, item in ALL.items() if item.callback.access.audience is Audience.CASE}
    assert len(of_a_case) > 5
    silent = [
        f"{here} ({handler.__qualname__})"
        for here, item in of_a_case.items()
        for handler in handlers(item)
        if not fetches(handler)
    ]
    assert not silent, "A view of a case fetches it through cases.access, so that strangers get 404"


def test_an_address_that_carries_a_case_s_reference_declares_it() -> None:
    assert not [
        here for here, item in ALL.items() if "cases/<" in here and item.callback.access.audience is not Audience.CASE
    ]


def test_the_guard_of_fetching_sees() -> None:
    assert fetches(_through_a_helper, _looked_for)
    assert not fetches(_never, _looked_for)


def _looked_for() -> None:
    pass


def _helper() -> None:
    _looked_for()


def _through_a_helper() -> None:
    _helper()


def _never() -> None:
    Path()
