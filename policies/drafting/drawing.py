"""A draft as the fields of a form: what stands in each, its words, and what is wrong with it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from policies.drafting.checking import Wrong
from policies.drafting.places import Path, id_of, name_of, put, starts_with
from policies.drafting.places import at as found_at
from policies.drafting.plain import plain
from policies.drafting.reading import DATE_PARTS, HERE, NEW, ROWS, SPOKEN
from policies.drafting.shapes import Choice, Kind, Part, Shape
from policies.drafting.words import Say, said_of

LONGEST_TITLE = 80
FEW = 3
"""A row of so many simple fields is not folded away."""
SIMPLE = {Kind.LINE, Kind.NUMBER, Kind.DATE, Kind.FLAG, Kind.CHOICE, Kind.RULES}
DAY_LABELS = {"day": ("Day", 2), "month": ("Month", 2), "year": ("Year", 4)}
SAID_BY_A_BOX = {True: "true", False: "false", None: "null"}
MAY_BE_EMPTY = {Kind.LINE, Kind.NUMBER, Kind.DATE, Kind.LINES}


@dataclass(frozen=True)
class Option:
    """One answer of a list."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class DayPart:
    """One of the three inputs of a date."""

    name: str
    label: str
    width: int
    value: str


@dataclass(frozen=True)
class Row:
    """One row of several: its fields, and what it is called when it is folded."""

    place: str
    step: str
    """What the field that marks it says: its place, or its word."""
    id: str
    title: str
    body: "Field"
    is_open: bool
    is_folded: bool
    wrong: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Field:
    """One key of the format as it is drawn. `fields` and `rare` are those of its own keys, `rows` its rows."""

    kind: str
    name: str
    id: str
    label: str
    hint: str = ""
    errors: tuple[str, ...] = ()
    is_optional: bool = False
    is_long: bool = False
    width: int = 0
    """In characters; 0 for the whole line."""
    is_on: bool = False
    """Whether a box is ticked, or keys of its own stand there."""
    is_said: bool = False
    """Whether the draft says anything of it."""
    value: str = ""
    days: tuple[DayPart, ...] = ()
    options: tuple[Option, ...] = ()
    selects: tuple[tuple[Option, ...], ...] = ()
    fields: tuple["Field", ...] = ()
    rare: tuple["Field", ...] = ()
    is_rare_open: bool = False
    rows: tuple[Row, ...] = ()
    noun: str = ""
    marks: str = ""
    """The name of the hidden field that says that it is here."""

    @property
    def rare_used(self) -> int:
        """How many of the rare keys say something."""
        return sum(one.is_said for one in self.rare)

    @property
    def template(self) -> str:
        """The template that draws it."""
        return f"policies/drafting/{self.kind}.html"

    @property
    def described_by(self) -> str:
        """The ids of its hint and its error."""
        return " ".join([f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-error"] * bool(self.errors))


@dataclass(frozen=True)
class Drawing:
    """What all fields of a form are drawn from. `opened` is the place that the reader was brought to."""

    content: dict[str, Any]
    wrong: Sequence[Wrong] = ()
    opened: Path = ()
    names: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    """By the key at the top of the file, the rows that another key may name."""

    def draw(self, part: Part, path: Path) -> Field:
        """One key of the format, with all that stands in it."""
        say = said_of(part.place)
        value = found_at(self.content, path)
        if value is None and not self._is_null(part, path):
            value = plain(part.default)
            if part.shape.kind in (Kind.GROUP, Kind.MAYBE) and value:
                shown = replace(self, content=put(self.content, path, value))
                return replace(shown.draw(part, path), is_said=False)
        return self._field(part.shape, path, value, say, part)

    def _is_null(self, part: Part, path: Path) -> bool:
        above = found_at(self.content, path[:-1])
        return part.may_be_null and isinstance(above, dict) and part.key in above

    def _field(self, shape: Shape, path: Path, value: Any, say: Say, part: Part | None) -> Field:
        base = Field(
            kind=shape.kind.value,
            name=name_of(path),
            id=id_of(path),
            label=say.label,
            hint=say.hint,
            errors=self._errors(shape, path),
            is_long=say.long,
            is_said=found_at(self.content, path) is not None,
            noun=say.noun or "row",
        )
        return replace(base, **self._more(shape, path, value, say, part))

    def _errors(self, shape: Shape, path: Path) -> tuple[str, ...]:
        has_fields = shape.kind in (Kind.GROUP, Kind.MAYBE, Kind.ROWS, Kind.BY_WORD)
        return tuple(
            one.says for one in self.wrong if one.path == path or (not has_fields and starts_with(one.path, path))
        )

    def _more(self, shape: Shape, path: Path, value: Any, say: Say, part: Part | None) -> dict[str, Any]:
        may_be_empty = part is not None and not part.required
        if say.refers_to:
            return {"kind": "choice", "options": self._names(say.refers_to, value, may_be_empty=may_be_empty)}
        match shape.kind:
            case Kind.GROUP | Kind.MAYBE:
                is_there = shape.kind is Kind.GROUP or isinstance(value, dict)
                inside = self._of_keys(shape, path) if is_there else {}
                return {"is_on": is_there, "marks": f"{name_of(path)}{HERE}", **inside}
            case Kind.ROWS | Kind.BY_WORD:
                return self._of_rows(shape, path, value, say)
            case Kind.CHOICE:
                return {"options": self._choices(shape, path, say, part)}
            case _:
                optional = may_be_empty and shape.kind in MAY_BE_EMPTY
                return {"is_optional": optional, **_simple(shape, value, is_pair=part is None, width=say.width)}

    def _of_keys(self, shape: Shape, path: Path) -> dict[str, Any]:
        drawn = [(part, self.draw(part, (*path, part.key))) for part in shape.keys]
        rare = tuple(one for part, one in drawn if said_of(part.place).rare)
        opened = any(one.errors or self._leads_into(one) for one in rare)
        fields = tuple(one for part, one in drawn if not said_of(part.place).rare)
        return {"fields": fields, "rare": rare, "is_rare_open": opened}

    def _leads_into(self, drawn: Field) -> bool:
        return bool(self.opened) and name_of(self.opened).startswith(drawn.name)

    def _of_rows(self, shape: Shape, path: Path, value: Any, say: Say) -> dict[str, Any]:
        by_word = shape.kind is Kind.BY_WORD
        held: Iterable[tuple[int | str, Any]] = ()
        if by_word and isinstance(value, dict):
            held = value.items()
        elif not by_word and isinstance(value, list):
            held = enumerate(value)
        rows = list(held)
        labels = dict(shape.choices)
        left = tuple(Option(word, label) for word, label in shape.choices if word not in dict(rows)) if by_word else ()
        drawn = tuple(
            self._row(shape.row, (*path, step), inside, number, len(rows), say, labels.get(str(step), ""))
            for number, (step, inside) in enumerate(rows)
        )
        return {"rows": drawn, "marks": f"{name_of(path)}{ROWS}", "options": left, "value": f"{name_of(path)}{NEW}"}

    def _row(self, shape: Shape, path: Path, value: Any, number: int, of: int, say: Say, word: str) -> Row:
        noun = say.noun or "row"
        name = word or f"{noun.capitalize()} {number + 1}"
        body = self._field(shape, path, value, Say(name, noun="step"), None)
        wrong = sum(starts_with(one.path, path) for one in self.wrong)
        inner = shape.keys if shape.model is not None else ()
        few = len([part for part in inner if not said_of(part.place).rare]) <= FEW
        simple = shape.kind is not Kind.ROWS and few and all(part.shape.kind in SIMPLE for part in inner)
        return Row(
            place=name_of(path),
            step=str(path[-1]),
            id=id_of(path),
            title=word or self.title_of(shape, value),
            body=body,
            is_open=bool(wrong) or starts_with(self.opened, path) or not value,
            is_folded=not simple,
            wrong=wrong,
            is_first=number == 0,
            is_last=number == of - 1,
        )

    def title_of(self, shape: Shape, value: Any) -> str:
        """A row in a few words: what its first required keys say, and for which priority it is."""
        if shape.model is None or not isinstance(value, dict):
            return ""
        said: list[str] = []
        for part in shape.keys:
            written = value.get(part.key)
            if part.required and part.shape.kind in SIMPLE and part.key != "key" and written not in (None, ""):
                labels = dict(part.shape.choices) | dict(self.names.get(said_of(part.place).refers_to, ()))
                said.append(labels.get(str(written), str(written)))
        text = ": ".join(said[:2])
        text = text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}…"
        of = value.get("priority")
        return (
            f"{text} ({dict(self.names.get('priorities', ())).get(of, of)})"
            if text and isinstance(of, str) and of
            else text
        )

    def _names(self, refers_to: str, value: Any, *, may_be_empty: bool) -> tuple[Option, ...]:
        known = self.names.get(refers_to, ())
        given = _text(value)
        others = () if given in dict(known) or not given else ((given, f"{given} (there is none)"),)
        empty = Option("", "None" if may_be_empty else "Select", not given)
        return (empty, *(Option(key, label, key == given) for key, label in (*known, *others)))

    def _choices(self, shape: Shape, path: Path, say: Say, part: Part | None) -> tuple[Option, ...]:
        above = found_at(self.content, path[:-1])
        is_said = isinstance(above, dict) and path[-1] in above
        raw = above[path[-1]] if is_said else None
        given = SAID_BY_A_BOX.get(raw, _text(raw)) if {word for word, _ in shape.choices} >= set(SPOKEN) else _text(raw)
        chosen = given if is_said else ""
        usual = _usual(shape, say, part)
        known = tuple(Option(word, label, word == chosen) for word, label in shape.choices)
        other = () if not chosen or chosen in dict(shape.choices) else (Option(chosen, chosen, True),)
        return (Option("", usual, not chosen), *known, *other)


def _simple(shape: Shape, value: Any, *, is_pair: bool, width: int) -> dict[str, Any]:
    """What a field without keys or rows of its own shows of its value."""
    match shape.kind:
        case Kind.FLAG:
            return {"is_on": value is True}
        case Kind.DATE:
            return {"days": _days(value), "value": _text(value)}
        case Kind.SET:
            chosen = value if isinstance(value, list) else []
            return {"options": tuple(Option(word, label, word in chosen) for word, label in shape.choices)}
        case Kind.ORDER:
            return {"selects": _selects(shape, value, is_pair=is_pair)}
        case _:
            shown = _SEVERAL[shape.kind](value) if shape.kind in _SEVERAL else _text(value)
            return {"value": shown, "width": 4 if shape.kind is Kind.NUMBER else width}


def _usual(shape: Shape, say: Say, part: Part | None) -> str:
    if part is None or part.required:
        return "Select"
    label = dict(shape.choices).get(SAID_BY_A_BOX.get(part.default, "") if part.may_be_null else str(part.default))
    return say.usual or (f"The usual: {label}" if label else "Not stated")


def _selects(shape: Shape, value: Any, *, is_pair: bool) -> tuple[tuple[Option, ...], ...]:
    given = [str(word) for word in value] if isinstance(value, list) else []
    length = 2 if is_pair else len(given) + 1
    words = [*given, *[""] * (length - len(given))]
    return tuple(
        (Option("", "Select" if is_pair else "Nobody else", not chosen), *_known(shape, chosen)) for chosen in words
    )


def _known(shape: Shape, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(word, label, word == chosen) for word, label in shape.choices)


def _days(value: Any) -> tuple[DayPart, ...]:
    typed = dict(zip(DATE_PARTS, f"{_text(value)}--".split("-", 2), strict=True))
    typed["day"] = typed["day"].rstrip("-")
    shown = {part: said.lstrip("0") or said for part, said in typed.items()}
    return tuple(DayPart(part, label, width, shown[part]) for part, (label, width) in DAY_LABELS.items())


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _lines(value: Any) -> str:
    return "\n".join(str(line) for line in value) if isinstance(value, list) else _text(value)


def _rules(value: Any) -> str:
    return ", ".join(str(rule) for rule in value) if isinstance(value, list) else _text(value)


_SEVERAL = {Kind.LINES: _lines, Kind.RULES: _rules}
