"""What would a person have typed? Turns the JSON of a request into what the forms of the pages take.

Nothing is checked here but the shape of an answer (text, list, object): what it says is the form's to judge, with the
sentences that a page shows. So a date that does not exist reaches the form as its three parts.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from cases.forms.rowed import RowedForm
from core.errors import BadInput
from core.fields import DateField3, MomentField
from core.rows import RowsBase
from core.words import LONDON

Typed = dict[str, list[str]]
NOT_ASKED = "This is not asked for here"
FAULTS = "Some answers are missing or cannot be taken."
DATE = re.compile(r"[\d-]+", re.ASCII)
CLOCK = re.compile(r"\d{2}:\d{2}", re.ASCII)
YES_NO = {True: "yes", False: "no"}


class Misshapen(ValueError):
    """An answer has not the shape that its question takes; says what to send."""


@dataclass(frozen=True)
class Kind:
    """A kind of question: its name in the API, the form fields that ask it, and how its answer is typed."""

    name: str
    fields: type[forms.Field]
    typed: Callable[[str, Any], Typed]


def _text(said: Any) -> str:
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        raise Misshapen("Give this as text")
    try:
        str(said).encode()
    except UnicodeEncodeError as error:
        raise Misshapen("This has a character in it that cannot be stored") from error
    return str(said)


def _key(said: Any) -> str:
    return YES_NO[said] if isinstance(said, bool) else _text(said)


def _one_text(name: str, said: Any) -> Typed:
    return {name: [_text(said)]}


def _one_key(name: str, said: Any) -> Typed:
    return {name: [_key(said)]}


def _keys(name: str, said: Any) -> Typed:
    return {name: [_key(item) for item in said] if isinstance(said, list) else [_key(said)]}


def _tick(name: str, said: Any) -> Typed:
    if not isinstance(said, bool):
        raise Misshapen("Give this as true or false")
    return {name: ["on"]} if said else {}


def _date(name: str, said: Any) -> Typed:
    return _parts(name, day_typed(_text(said)))


def _moment(name: str, said: Any) -> Typed:
    return _parts(name, moment_typed(_text(said)))


def _parts(name: str, parts: Mapping[str, str]) -> Typed:
    return {f"{name}-{part}": [text] for part, text in parts.items()}


def day_typed(said: str) -> dict[str, str]:
    """An ISO date ("2026-11-24") as the three inputs have it. What is no such date stands in all of them."""
    day = said.strip()
    if not DATE.fullmatch(day):
        return dict.fromkeys(("day", "month", "year"), day)
    year, month, number = [*day.split("-", 2), "", ""][:3]
    return {"day": number, "month": month, "year": year}


def moment_typed(said: str) -> dict[str, str]:
    """An ISO moment as date and London time. Without an offset it is London time; seconds are left out."""
    day, _, clock = re.sub(r"[Tt ]", "T", said.strip(), count=1).partition("T")
    try:
        moment = datetime.fromisoformat(said.strip()) if clock else None
        if moment is not None:
            local = moment.astimezone(LONDON) if moment.tzinfo else moment
            return {**day_typed(f"{local:%Y-%m-%d}".rjust(10, "0")), "time": f"{local:%H:%M}"}
    except (ValueError, OverflowError):
        pass
    iso = CLOCK.match(clock)
    return {**day_typed(day), "time": iso[0] if iso else clock}


KINDS: tuple[Kind, ...] = (
    Kind("moment", MomentField, _moment),
    Kind("date", DateField3, _date),
    Kind("choices", forms.MultipleChoiceField, _keys),
    Kind("choice", forms.ChoiceField, _one_key),
    Kind("confirm", forms.BooleanField, _tick),
    Kind("text", forms.Field, _one_text),
)
"""In order: the first whose field it is."""


def kind_of(field: forms.Field) -> Kind:
    """The kind of question that a form's field asks."""
    return next(kind for kind in KINDS if isinstance(field, kind.fields))


def choices_of(field: forms.Field) -> list[tuple[Any, Any]]:
    """The answers that a field takes, with their labels; none where it takes any text."""
    return list(field.choices) if isinstance(field, forms.ChoiceField) else []  # type: ignore[arg-type]


def names_of(form: RowedForm | type[RowedForm]) -> set[str]:
    """The names of all that a form asks now, or, of the class, of all that it can ask."""
    fields = form.fields if isinstance(form, RowedForm) else form.base_fields
    rows = {form.rows_class.rows_prefix} if form.rows_class else set()
    return {*fields, *rows}


def check_names(said: Mapping[str, Any], known: set[str]) -> None:
    """Refuse names that nothing asks for, so that a misspelt answer is not passed over in silence. Raises BadInput."""
    unknown = {_sayable(name): [NOT_ASKED] for name in said if name not in known}
    if unknown:
        raise BadInput("There are fields that are not asked for here.", unknown)


def typed(form: type[RowedForm], said: Mapping[str, Any]) -> Typed:
    """What `said` comes to when typed into the form. Raises BadInput for answers that have not the shape asked for."""
    found, faults = _fields_typed(form.base_fields, said, prefix="")
    if form.rows_class is not None:
        rows, wrong = _rows_typed(form.rows_class, said.get(form.rows_class.rows_prefix))
        found, faults = found | rows, faults | wrong
    if faults:
        raise BadInput(FAULTS, faults)
    return found


def _sayable(name: str) -> str:
    """A name that was sent, as it can be sent back: half a character cannot."""
    return name.encode(errors="replace").decode()


def _fields_typed(
    fields: Mapping[str, forms.Field], said: Mapping[str, Any], *, prefix: str
) -> tuple[Typed, dict[str, list[str]]]:
    found: Typed = {}
    faults: dict[str, list[str]] = {}
    for name, field in fields.items():
        if said.get(name) is None:
            continue
        try:
            found |= kind_of(field).typed(f"{prefix}{name}", said[name])
        except Misshapen as error:
            faults[f"{prefix}{name}".replace("-", ".")] = [str(error)]
    return found, faults


def _rows_typed(rows: type[RowsBase], said: Any) -> tuple[Typed, dict[str, list[str]]]:
    name = rows.rows_prefix
    if said is None:
        said = []
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        return {}, {name: ["Give this as a list of objects"]}
    if len(said) > rows.max_num:
        return {}, {name: [f"Give {rows.max_num} at most"]}
    found: Typed = {f"{name}-TOTAL_FORMS": [str(len(said))], f"{name}-INITIAL_FORMS": ["0"]}
    faults: dict[str, list[str]] = {}
    for number, row in enumerate(said):
        known: dict[str, forms.Field] = rows.form.base_fields
        faults |= {f"{name}.{number}.{_sayable(key)}": [NOT_ASKED] for key in row if key not in known}
        typed_row, wrong = _fields_typed(known, row, prefix=f"{name}-{number}-")
        found, faults = found | typed_row, faults | wrong
    return found, faults


def with_defaults(form: RowedForm, found: Typed) -> Typed:
    """What was typed, with the answer that a page has selected already where none was given. `form` is unbound."""
    given = {name: [str(field.initial)] for name, field in form.fields.items() if field.initial is not None}
    return given | found


def faults_of(form: RowedForm) -> dict[str, list[str]]:
    """All that is wrong with a checked form, by field; in a row as "actions.0.what", and "" for what is of no field."""
    found = _sentences(form, "")
    if form.rows is not None and form.rows_class is not None:
        name = form.rows_class.rows_prefix
        if form.rows.non_form_errors():
            found[name] = [str(sentence) for sentence in form.rows.non_form_errors()]
        for number, row in enumerate(form.rows.forms):
            found |= _sentences(row, f"{name}.{number}")
    return found


def _sentences(form: forms.BaseForm, prefix: str) -> dict[str, list[str]]:
    found = {}
    for name, sentences in form.errors.items():
        own = "" if name == "__all__" else name
        found[".".join(part for part in (prefix, own) if part)] = [str(sentence) for sentence in sentences]
    return found
