"""Every key of the format with something that may stand there, made from the schema, so that a new key is there by itself."""

import json
from collections.abc import Iterator
from datetime import date
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import yaml
from pydantic.fields import FieldInfo

from policies.schema import Item, Policy
from tests.unit.policies.library import SMALL

Path = tuple[int | str, ...]

BY_HAND: dict[str, Any] = {
    "key": "some-key",
    "number": "1",
    "cite": ["WEST-1"],
    "unit": "working-days",
    "start": "met",
    "phone": "01632 960301",
}
"""What cannot be made from the kind of a key alone: a pattern, or what must fit the key beside it."""


class Place(NamedTuple):
    """One key of the format: where it stands in the examples, and what the schema says of it."""

    path: Path
    field: FieldInfo
    kind: Any


def key_of(name: str, field: FieldInfo) -> str:
    return field.alias or name


def bare(kind: Any) -> Any:
    """The kind without what is said beside it, and without that it may be null."""
    if get_origin(kind) is Annotated:
        return bare(get_args(kind)[0])
    several = [one for one in get_args(kind) if one is not NoneType]
    return bare(several[0]) if NoneType in get_args(kind) else kind


def example(kind: Any, key: str = "") -> Any:
    """Something that may stand at a key of this kind."""
    kind = bare(kind)
    if key in BY_HAND and not (isinstance(kind, type) and issubclass(kind, Item)):
        return BY_HAND[key]
    inside = get_args(kind)
    match get_origin(kind) or kind:
        case origin if origin is tuple:
            return [example(one) for one in inside if one is not Ellipsis]
        case origin if origin is dict:
            return {example(inside[0]): example(inside[1])}
        case origin if origin is Literal:
            return inside[0]
        case origin if issubclass(origin, Item):
            return {key_of(n, f): example(f.annotation, key_of(n, f)) for n, f in origin.model_fields.items()}
        case origin if issubclass(origin, Enum):
            return next(iter(origin)).value
        case origin:
            return {bool: True, int: 5, str: "some-words", date: "2026-04-01"}[origin]


def keys(model: type[Item] = Policy, path: Path = (), seen: frozenset[type[Item]] = frozenset()) -> Iterator[Place]:
    """Each key of each part of the format, once for each part."""
    for name, field in model.model_fields.items():
        here = (*path, key_of(name, field))
        yield Place(here, field, bare(field.annotation))
        yield from _below(field.annotation, here, seen | {model})


def _below(kind: Any, path: Path, seen: frozenset[type[Item]]) -> Iterator[Place]:
    kind = bare(kind)
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple:
        yield from _below(inside[0], (*path, 0), seen)
    elif origin is dict:
        yield from _below(inside[1], (*path, example(inside[0])), seen)
    elif isinstance(kind, type) and issubclass(kind, Item) and kind not in seen:
        yield from keys(kind, path, seen)


def each_once() -> list[Place]:
    """Each key of each part of the format, at the first place where that part stands; `cite`, which is the same all over, once."""
    found: dict[object, Place] = {}
    for place in keys():
        found.setdefault("cite" if place.path[-1] == "cite" else id(place.field), place)
    return list(found.values())


def copy(content: Any) -> Any:
    """The same once more, with nothing in it that is shared: YAML would write an alias."""
    return json.loads(json.dumps(content))


WHOLE: dict[str, Any] = example(Policy)
NEEDED = [key for key, field in Policy.model_fields.items() if field.is_required()]


def small_example(path: Path) -> dict[str, Any]:
    """A file in which all that the format needs stands, and everything that may stand in the part of this path."""
    small = yaml.safe_load(SMALL.replace("2026-04-01", '"2026-04-01"'))
    return {**{key: small[key] for key in NEEDED}, str(path[0]): copy(WHOLE[str(path[0])])}


def as_text(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
