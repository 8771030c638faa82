"""Who cites a rule? Comments and docstrings of the product, and any line of its tests, with the name around each."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("core", "policies", "agencies", "notifications", "cases", "reports", "escalation")
NO_TESTS_OF_A_RULE = ("tests/architecture", "tests/unit/escalation", "tests/unit/policies/test_mistakes.py")
"""Tests that name rules only as examples: those of the guards, of this document, and of messages."""

ILLUSTRATED = re.compile(r"\b(?:such as|like)\s+[A-Z]+-\d+")
"""How a docstring shows what a citation looks like: no citation itself."""


@dataclass(frozen=True, order=True)
class Place:
    """A file of the house, and the class or function in it ("" for the file as a whole)."""

    path: str
    name: str = ""

    @property
    def is_test(self) -> bool:
        """Whether it is a test, or a class of tests: what is named beside them proves nothing by itself."""
        return any(part.startswith(("test_", "Test")) for part in self.name.split("."))

    @property
    def link(self) -> str:
        """The place for a reader of `docs/`."""
        return f"[{self.path}](../{self.path}){f' `{self.name}`' if self.name else ''}"


Citations = defaultdict[str, list[Place]]
Reader = Callable[[str], Iterable[tuple[int, str]]]


def place_of(said: str) -> Place:
    """The place that `module:name` says, or the path of a file."""
    if "/" in said:
        return Place(said)
    module, _, name = said.partition(":")
    return Place(f"{module.replace('.', '/')}.py", name)


def in_code(root: Path, texts: Iterable[str]) -> Citations:
    """By rule of these texts: the places of the product whose docstring or comment cites it."""
    return _citations(root, ROOMS, texts, _explanations)


def in_tests(root: Path, texts: Iterable[str]) -> Citations:
    """By rule of these texts: the tests that name it."""
    found = _citations(root, ("tests",), texts, lambda text: enumerate(text.splitlines(), start=1))
    for rule, places in found.items():
        found[rule] = [place for place in places if not place.path.startswith(NO_TESTS_OF_A_RULE)]
    return found


def _citations(root: Path, folders: Iterable[str], texts: Iterable[str], lines: Reader) -> Citations:
    cited = re.compile(rf"\b(?:{'|'.join(sorted(texts))})-\d+\b")
    found: Citations = defaultdict(list)
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            if "migrations" in file.parts or not cited.search(text):
                continue
            path, names = file.relative_to(root).as_posix(), _Names(text)
            for number, line in lines(text):
                for rule in cited.findall(ILLUSTRATED.sub("", line)):
                    place = Place(path, names.at(number))
                    if place not in found[rule]:
                        found[rule].append(place)
    return found


def _explanations(text: str) -> Iterator[tuple[int, str]]:
    """The lines of docstrings and comments, by number."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from enumerate(node.value.value.splitlines(), start=node.lineno)


class _Names:
    """The name at a line: of the classes and the function around it, or of what a text below it explains."""

    def __init__(self, text: str) -> None:
        self.spans: list[tuple[int, int, str]] = []
        self._walk(ast.parse(text).body, "")

    def at(self, line: int) -> str:
        """The innermost name at this line; "" outside all."""
        return max((span for span in self.spans if span[0] <= line <= span[1]), default=(0, 0, ""))[2]

    def _walk(self, body: list[ast.stmt], outer: str) -> None:
        before = ""
        for node in body:
            name, before = self._name(node, before), self._name(node, "")
            if name:
                first = min((above.lineno for above in getattr(node, "decorator_list", ())), default=node.lineno)
                self.spans.append((first, node.end_lineno or node.lineno, f"{outer}{name}"))
            if isinstance(node, ast.ClassDef):
                self._walk(node.body, f"{outer}{name}.")

    @staticmethod
    def _name(node: ast.stmt, before: str) -> str:
        """The name that a statement gives; a text is about the name given just before it."""
        match node:
            case ast.ClassDef() | ast.FunctionDef():
                return node.name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return name
            case ast.Expr(value=ast.Constant()):
                return before
            case _:
                return ""
