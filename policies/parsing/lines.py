"""On which line of a file each value stands, so that whoever wrote it need not count."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

Path = tuple[int | str, ...]
"""Keys, and places in lists (from 0): ("stages", 0, "who", "default", "role")."""
Lines = Mapping[Path, int]
"""The line, from 1, of what stands at each path."""

_BESIDE = re.compile(r" \([^)]*\)")
_STEPS = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def path_in_words(key: str) -> Path:
    """The path of a place as a mistake names it: "stages[2] (stage-two).obligations[0].owner"."""
    found = _STEPS.findall(_BESIDE.sub("", key))
    return tuple(int(number) if number else word for number, word in found)


def lines_of(node: Any) -> Lines:
    """The lines of everything in a document that has been taken."""
    return dict(_along((), node))


def _along(path: Path, node: Any) -> Iterator[tuple[Path, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value), key.start_mark.line + 1
            yield from _along((*path, key.value), value)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield (*path, place), value.start_mark.line + 1
            yield from _along((*path, place), value)


def line_of(path: Path, lines: Lines) -> int:
    """The line of a place, or of what holds it where it is missing; 0 where that is not known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
