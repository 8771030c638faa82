"""What the buttons of a form do to a draft: add a row, remove one, move one. Pure."""

from typing import Any

from policies.drafting.places import Path, added, at, moved, path_of, put, without
from policies.drafting.rewording import part_of
from policies.drafting.shapes import Kind, Shape, whole

EMPTY: dict[Kind, Any] = {Kind.GROUP: {}, Kind.MAYBE: {}, Kind.ROWS: [], Kind.ORDER: []}
"""What a new row holds, by its kind; all else begins as an empty text."""


def shape_at(path: Path) -> Shape | None:
    """What may stand at a path; None where the format knows no such place."""
    shape: Shape | None = whole()
    for step in path:
        if shape is None:
            return None
        shape = _inside(shape, step)
    return shape


def _inside(shape: Shape, step: int | str) -> Shape | None:
    if shape.kind in (Kind.GROUP, Kind.MAYBE):
        return next((part.shape for part in shape.keys if part.key == step), None)
    if shape.kind is Kind.BY_WORD and step in dict(shape.choices):
        return shape.row
    return shape.row if shape.kind is Kind.ROWS and isinstance(step, int) else None


def press(content: dict[str, Any], button: str) -> tuple[dict[str, Any], Path]:
    """The content after a button such as "add:stages.0.obligations", and the place that the reader is brought to.

    A button that leads nowhere changes nothing.
    """
    what, _, name = button.partition(":")
    path = path_of(name)
    if not path or shape_at(path) is None:
        return content, ()
    match what:
        case "add":
            return _add(content, path)
        case "remove":
            return _remove(content, path), path[:-1]
        case "up":
            return moved(content, path, -1)
        case "down":
            return moved(content, path, 1)
        case _:
            return content, ()


def _add(content: dict[str, Any], path: Path) -> tuple[dict[str, Any], Path]:
    shape = shape_at(path)
    if shape is None:
        return content, ()
    if shape.kind is Kind.ROWS:
        return added(content, path, _new(shape.row))
    if at(content, path) is None:
        return put(content, path, _new(shape)), path
    return content, path


def _remove(content: dict[str, Any], path: Path) -> dict[str, Any]:
    part = part_of(path)
    if part is not None and part.key == path[-1] and part.empties_to_null:
        return put(content, path, None)  # type: ignore[no-any-return]
    return without(content, path)  # type: ignore[no-any-return]


def _new(shape: Shape) -> Any:
    fresh = EMPTY.get(shape.kind, "")
    return type(fresh)(fresh)
