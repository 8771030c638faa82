"""Where a value stands in a draft: its path, the name of its field, and what is found, put and moved there. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

from policies.parsing import lines

Path = lines.Path
"""Keys, places in lists (from 0), and words: ("stages", 0, "who", "by_type", "school", "role")."""


def name_of(path: Path) -> str:
    """The name of the field: "stages.0.title"."""
    return ".".join(str(step) for step in path)


def path_of(name: str) -> Path:
    """The path that a field's name says."""
    return tuple(int(step) if step.isdecimal() else step for step in name.split(".") if step)


def id_of(path: Path) -> str:
    """The id of the field on its page."""
    return f"at-{name_of(path).replace('.', '-')}"


def at(content: Any, path: Path) -> Any:
    """What stands at a path; None for nothing."""
    for step in path:
        if isinstance(content, dict):
            content = content.get(step)
        elif isinstance(content, list) and isinstance(step, int) and 0 <= step < len(content):
            content = content[step]
        else:
            return None
    return content


def put(content: Any, path: Path, value: Any) -> Any:
    """The content with this value at the path, which is made where it leads nowhere; the given content is not changed."""
    if not path:
        return value
    step, *rest = path
    inside = put(at(content, (step,)), tuple(rest), value)
    if isinstance(step, int):
        rows = list(content) if isinstance(content, list) else []
        return [*rows[:step], inside, *rows[step + 1 :]]
    return {**(content if isinstance(content, dict) else {}), step: inside}


def without(content: Any, path: Path) -> Any:
    """The content without what stands at the path."""
    *above, last = path
    holder = at(content, tuple(above))
    if isinstance(holder, dict):
        return put(content, tuple(above), {key: value for key, value in holder.items() if key != last})
    if isinstance(holder, list):
        return put(content, tuple(above), [value for place, value in enumerate(holder) if place != last])
    return content


def added(content: Any, path: Path, new: Any) -> tuple[Any, Path]:
    """The content with one more row at the end of a list, and where it is."""
    rows = at(content, path)
    rows = rows if isinstance(rows, list) else []
    return put(content, path, [*rows, new]), (*path, len(rows))


def moved(content: Any, path: Path, by: int) -> tuple[Any, Path]:
    """The content with a row so many places further down (up for less than 0), and where it is now."""
    *above, place = path
    rows = at(content, tuple(above))
    if not isinstance(rows, list) or not isinstance(place, int) or not 0 <= place < len(rows):
        return content, path
    goal = min(max(place + by, 0), len(rows) - 1)
    rest = [row for number, row in enumerate(rows) if number != place]
    return put(content, tuple(above), [*rest[:goal], rows[place], *rest[goal:]]), (*above, goal)


def starts_with(path: Sequence[int | str], beginning: Sequence[int | str]) -> bool:
    """Whether a path leads through another."""
    return tuple(path[: len(beginning)]) == tuple(beginning)


Move = Callable[[Any, Path], tuple[Any, Path]]
