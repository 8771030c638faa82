"""The project's own files, for the guards to read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("core", "policies", "agencies", "notifications", "cases", "reports", "escalation")


def files(*suffixes: str, under: tuple[str, ...] = APPS) -> Iterator[Path]:
    """Our files with one of the suffixes, without what is generated: migrations, builds."""
    for folder in under:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in suffixes and not {"migrations", "dist", "__pycache__"} & set(file.parts):
                yield file


def name(file: Path) -> str:
    """The path of a file inside the project."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    """The parsed Python of a file."""
    return ast.parse(file.read_text(encoding="utf-8"))


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    """Each call in a file, with the dotted name that is called as far as it can be read: `timezone.now`, `.update`."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    """`a.b.c` for a chain of names; what cannot be named (a call, an index) is left empty: `.update`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""
