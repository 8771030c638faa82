"""Where does each rule of the five texts live? In the policy data, the code and the tests (`docs/rules.md`)."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from policies.parsing import read
from policies.presenters.words import limit_in_words
from policies.schema import Item, Limit, Obligation, Policy

ROOMS = ("core", "policies", "agencies", "notifications", "cases", "reports", "escalation")
ODDITY = "O"
NAMED_BY = ("key", "what", "kind", "who", "role", "addressee", "source")
SAID_IN = ("says", "note", "label", "title")

HEAD = """# Where each rule lives

Written by `make docs` from the citations in the policy library, the code and the tests; `make check` fails when it is
stale. The rules are those of the five texts, numbered in the order of each text.

- **In the procedure** is the place in the area's file, with its words: what a person reads, and what steers a case.
- **In the code** are the places that say they keep the rule. A rule without one is kept by the data alone, through the
  mechanism that all areas share: who acts (`policies/routes.py`), until when (`policies/deadlines.py`), what may be done
  (`cases/rules.py`), who is told (`cases/notices.py`).
- **Tests** are those that name the rule; the library as a whole is tested by
  [test_library.py](../tests/unit/policies/test_library.py) and walked by [test_areas.py](../tests/unit/cases/test_areas.py).
"""


def rules(root: Path) -> str:
    """The document, for the checkout at `root`. Raises PolicyMistakes where a file of the library is wrong."""
    library = _library(root)
    code, tests = _citations(root, ROOMS, library), _citations(root, ("tests",), library)
    parts = [HEAD]
    for name, (policy, places) in library.items():
        parts += [f"\n## {policy.area.name}\n", f"[{name}](../policies/library/{name})\n"]
        parts += ["| rule | in the procedure | in the code | tests |", "| --- | --- | --- | --- |"]
        for rule in sorted(places, key=_number):
            said = "<br>".join(dict.fromkeys(places[rule]))
            parts.append(f"| **{rule}** | {said} | {_links(code[rule])} | {_links(tests[rule])} |")
    oddities = sorted({rule for rule in {*code, *tests} if _text_of(rule) == ODDITY}, key=_number)
    parts += ["\n## Where a text is odd\n", "How it was read is told where it is kept.\n"]
    parts += ["| oddity | in the code | tests |", "| --- | --- | --- |"]
    parts += [f"| **{rule}** | {_links(code[rule])} | {_links(tests[rule])} |" for rule in oddities]
    return "\n".join(parts) + "\n"


def unknown(root: Path) -> dict[str, list[str]]:
    """Rules that code or tests name and no file of the library has, with the places that name them."""
    library = _library(root)
    known = {rule for _, places in library.values() for rule in places}
    named = _citations(root, (*ROOMS, "tests"), library)
    return {rule: places for rule, places in named.items() if rule not in known and _text_of(rule) != ODDITY}


Library = dict[str, tuple[Policy, dict[str, list[str]]]]


def _library(root: Path) -> Library:
    """By name of the file: the policy, and by rule the places in it that cite the rule."""
    found = {}
    for file in sorted((root / "policies" / "library").glob("*.yaml")):
        policy, _text = read(file)
        found[file.name] = policy, _places(policy)
    return found


def _text_of(rule: str) -> str:
    """The text that a rule is of: its number without the place in it."""
    return rule.rpartition("-")[0]


def _number(rule: str) -> int:
    return int(rule.rpartition("-")[2])


def _places(policy: Policy) -> dict[str, list[str]]:
    """By rule: the places in the policy that cite it, each with its words."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for where, item in _walk(policy, ()):
        for rule in getattr(item, "cite", ()):
            said = _said(item)
            found[rule].append(f"`{' › '.join(where)}`{f' {said}' if said else ''}")
    return found


def _walk(value: Any, where: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Item]]:
    if isinstance(value, Item):
        yield where, value
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), (*where, name))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _walk(part, (*where, str(key)))
    elif isinstance(value, tuple):
        for part in value:
            yield from _walk(part, _named(where, part))


def _named(where: tuple[str, ...], part: Any) -> tuple[str, ...]:
    """The path of one item of a list: its own name where it has one, else the list's."""
    name = next((str(getattr(part, key)) for key in NAMED_BY if getattr(part, key, None)), "")
    if not name:
        return where
    return (*where[:-1], name) if where[-1] == "stages" else (*where, name)


def _said(item: Item) -> str:
    if isinstance(item, Limit):
        said = limit_in_words(item)
    elif isinstance(item, Obligation):
        limit = f": {limit_in_words(item.limit)}" if item.limit else ""
        said = f"{item.owner.label}{limit}{f'. {item.note}' if item.note else ''}"
    else:
        said = next((str(getattr(item, name)) for name in SAID_IN if getattr(item, name, "")), "")
    return said.replace("|", "/")


def _citations(root: Path, folders: tuple[str, ...], library: Library) -> defaultdict[str, list[str]]:
    """By rule: `path:name` of the functions and classes that cite it in code, docstring or comment."""
    texts = {_text_of(rule) for _, places in library.values() for rule in places} | {ODDITY}
    cited = re.compile(rf"\b(?:{'|'.join(sorted(texts))})-\d+\b")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            if "migrations" in file.parts or not cited.search(text):
                continue
            path, names = file.relative_to(root).as_posix(), _names(text)
            for number, line in enumerate(text.splitlines(), start=1):
                for rule in cited.findall(line):
                    place = f"{path}:{names(number)}"
                    if place not in found[rule]:
                        found[rule].append(place)
    return found


def _names(text: str) -> Callable[[int], str]:
    """A function from a line's number to the name of the innermost function or class around it."""
    spans = [
        (node.lineno, node.end_lineno or node.lineno, node.name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]

    def name(line: int) -> str:
        around = [span for span in spans if span[0] <= line <= span[1]]
        return max(around)[2] if around else ""

    return name


def _links(places: list[str]) -> str:
    said = []
    for place in places:
        path, _, name = place.partition(":")
        said.append(f"[{Path(path).name}](../{path}){f' `{name}`' if name else ''}")
    return "<br>".join(said)
