"""What was typed into the form of a verb that can be done no longer: to be read and copied, whatever it was."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.forms.base import VerbForm
from core.persons import Persons


def typed_into(form: type[VerbForm], sent: Mapping[str, Any], persons: Persons) -> list[tuple[str, list[str]]]:
    """Everything that was typed or chosen, as (question, lines), without asking whether it can be taken."""
    found = [(str(field.label), _lines(field, name, sent)) for name, field in form.base_fields.items()]
    if form.rows_class is not None:
        rows, fields = form.rows_class, form.rows_class.form.base_fields
        for number in range(rows.max_num):
            names = {name: f"{rows.rows_prefix}-{number}-{name}" for name in fields}
            lines = [line for name, field in fields.items() for line in _lines(field, names[name], sent)]
            found.append((f"{rows.noun.capitalize()} {number + 1}", lines))
    return [(persons.say(question), [persons.say(line) for line in lines]) for question, lines in found if lines]


def _lines(field: forms.Field, name: str, sent: Mapping[str, Any]) -> list[str]:
    value = field.widget.value_from_datadict(sent, {}, name)
    if isinstance(value, Mapping):
        return [said] if (said := " ".join(str(part) for part in value.values() if part)) else []
    values = value if isinstance(value, list) else [value]
    return [line for item in values if item not in (None, "", False) for line in _words(field, item).splitlines()]


def _words(field: forms.Field, value: Any) -> str:
    """A choice in its words. One whose words are no longer at hand is left out where it is but a key."""
    choices: dict[Any, Any] = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
    if isinstance(field, forms.ChoiceField) and value not in choices and str(value).isdigit():
        return ""
    return str(choices.get(value, "Yes" if value is True else value))
