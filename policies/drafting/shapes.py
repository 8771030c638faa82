"""What field does each key of the format need? Read from the format itself, so that a new key has its field at once.

Pure: no Django. A kind of value that has no field here raises NoField, and with it the test that walks the whole format.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from policies.schema import Item, Policy
from policies.values import Day
from policies.vocabulary import Word

Choice = tuple[str, str]
"""A value, and what people read for it."""


class NoField(Exception):
    """The format holds a kind of value that no form can ask for yet."""


class Kind(StrEnum):
    """The kinds of field. The template of each is `templates/policies/drafting/<kind>.html`."""

    LINE = "line"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    """One word of a table; also whether something holds where the text may say nothing."""
    SET = "set"
    """Any words of a table, in no order."""
    ORDER = "order"
    """Some words of a table, whose order matters."""
    LINES = "lines"
    """Several texts, one on each line."""
    RULES = "rules"
    """The numbers of rules, with commas between them."""
    GROUP = "group"
    """Keys of its own, always there."""
    MAYBE = "maybe"
    """Keys of its own, which may be left out as a whole."""
    ROWS = "rows"
    BY_WORD = "by_word"
    """One value for each of some words of a table."""


BOTH_WAYS: tuple[Choice, ...] = (("true", "Yes"), ("false", "No"))
UNSAID: Choice = ("null", "The text does not say")
IN_ORDER = {"alternatives"}
"""Keys whose words are tried in order."""


@dataclass(frozen=True)
class Shape:
    """What a key holds. `inner` is what each of its rows holds; `model` the keys that stand in it."""

    kind: Kind
    choices: tuple[Choice, ...] = ()
    model: type[Item] | None = None
    inner: "Shape | None" = None

    @property
    def keys(self) -> "tuple[Part, ...]":
        """The keys that stand in it. Raises NoField where none can."""
        if self.model is None:
            raise NoField(f"there are no keys in a {self.kind}")
        return parts_of(self.model)

    @property
    def row(self) -> "Shape":
        """What each of its rows holds. Raises NoField where it has none."""
        if self.inner is None:
            raise NoField(f"there are no rows in a {self.kind}")
        return self.inner


@dataclass(frozen=True)
class Part:
    """One key of a place: as the file names it, where it belongs, what it holds, and what it is if it is left out."""

    key: str
    place: str
    """The place and the key as the format's code names them: "Limit.unit"."""
    shape: Shape
    required: bool
    default: Any
    may_be_null: bool

    @property
    def empties_to_null(self) -> bool:
        """Whether to leave it empty says something else than to leave it out."""
        return self.may_be_null and self.default is not None and not self.required


@cache
def parts_of(model: type[Item]) -> tuple[Part, ...]:
    """The keys of a place in the order of the format; those of a citation come last. Raises NoField."""
    found = [_part(model, name, field) for name, field in model.model_fields.items()]
    return tuple(sorted(found, key=lambda part: part.key == "cite"))


@cache
def whole() -> Shape:
    """The whole format."""
    return Shape(Kind.GROUP, model=Policy)


def part_at(model: type[Item], key: str) -> Part | None:
    """The key of this name at a place; None where the format knows none."""
    return next((part for part in parts_of(model) if part.key == key), None)


def _part(model: type[Item], name: str, field: FieldInfo) -> Part:
    required = field.is_required()
    given = None if required else field.get_default(call_default_factory=True)
    bare = _bare(field.annotation)
    return Part(
        key=field.alias or name,
        place=f"{model.__name__}.{name}",
        shape=_shape(name, _annotated(field), nullable_from_start=required),
        required=required,
        default=given,
        may_be_null=NoneType in get_args(bare),
    )


def _annotated(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _bare(annotation: Any) -> Any:
    """An annotation without what is said about it."""
    return _bare(get_args(annotation)[0]) if get_origin(annotation) is Annotated else annotation


def _shape(name: str, annotation: Any, *, nullable_from_start: bool = False) -> Shape:
    if name == "cite":
        return Shape(Kind.RULES)
    bare = _bare(annotation)
    if get_origin(bare) in (Union, UnionType):
        return _maybe(name, bare)
    if get_origin(bare) is tuple:
        return _several(name, get_args(bare))
    if get_origin(bare) in (dict, Mapping):
        word, value = get_args(bare)
        return Shape(Kind.BY_WORD, choices=_choices(_bare(word)), inner=_shape(name, value))
    return _one(name, bare)


def _maybe(name: str, bare: Any) -> Shape:
    """What may also be null."""
    held = [part for part in get_args(bare) if part is not NoneType]
    if len(held) != 1:
        raise NoField(f"“{name}” may hold one of several kinds of value")
    shape = _shape(name, held[0])
    if shape.kind is Kind.GROUP:
        return Shape(Kind.MAYBE, model=shape.model)
    if shape.kind is Kind.FLAG:
        return Shape(Kind.CHOICE, choices=(*BOTH_WAYS, UNSAID))
    return shape


def _several(name: str, held: tuple[Any, ...]) -> Shape:
    inner = _shape(name, held[0])
    if held[-1] is not Ellipsis:
        if inner.kind is not Kind.CHOICE:
            raise NoField(f"“{name}” holds a fixed number of values that are no words")
        return Shape(Kind.ORDER, choices=inner.choices)
    match inner.kind:
        case Kind.LINE:
            return Shape(Kind.LINES)
        case Kind.CHOICE if name in IN_ORDER:
            return Shape(Kind.ORDER, choices=inner.choices)
        case Kind.CHOICE:
            return Shape(Kind.SET, choices=inner.choices)
        case _:
            return Shape(Kind.ROWS, inner=inner)


def _one(name: str, bare: Any) -> Shape:
    if get_origin(bare) is Literal:
        return Shape(Kind.CHOICE, choices=tuple((value, _said(value)) for value in get_args(bare)))
    if not isinstance(bare, type):
        raise NoField(f"“{name}” holds {bare}")
    if issubclass(bare, Item):
        return Shape(Kind.GROUP, model=bare)
    if issubclass(bare, Word):
        return Shape(Kind.CHOICE, choices=_choices(bare))
    simple = {bool: Kind.FLAG, int: Kind.NUMBER, _bare(Day): Kind.DATE, str: Kind.LINE}
    if bare not in simple:
        raise NoField(f"“{name}” holds {bare.__name__}")
    return Shape(simple[bare])


def _choices(words: Any) -> tuple[Choice, ...]:
    if not (isinstance(words, type) and issubclass(words, Word)):
        raise NoField(f"{words} is no table of words")
    return tuple(words.choices())


def _said(value: str) -> str:
    return value.replace("-", " ").capitalize()
