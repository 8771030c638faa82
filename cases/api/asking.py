"""What a verb asks, for a program: the questions of its form as they stand for this person now."""

from django import forms

from cases.api.shapes import ActionShape, ChoiceShape, FieldShape
from cases.api.typed import choices_of, kind_of
from cases.forms.acting import FORMS
from cases.forms.rowed import RowedForm
from cases.situations import Situation
from cases.verbs import Verb


def actions_of(s: Situation, verbs: list[Verb], *, url: str) -> list[ActionShape]:
    """The verbs as actions. `url` is the address of an action, with "VERB" where the verb stands."""
    return [
        ActionShape(
            verb=verb.value,
            label=verb.label_for(s.case.persons),
            url=url.replace("VERB", verb.value),
            fields=questions(FORMS[verb](situation=s)),
        )
        for verb in verbs
    ]


def questions(form: RowedForm) -> list[FieldShape]:
    """What an unbound form asks, its rows last."""
    found = [_question(name, field) for name, field in form.fields.items()]
    if form.rows is not None:
        row = form.rows.forms[0]
        found.append(
            FieldShape(
                name=form.rows.rows_prefix,
                type="rows",
                label=form.rows_title,
                required=form.rows.least > 0,
                fields=[_question(name, field) for name, field in row.fields.items()],
            )
        )
    return found


def _question(name: str, field: forms.Field) -> FieldShape:
    return FieldShape(
        name=name,
        type=kind_of(field).name,
        label=str(field.label or ""),
        hint=str(field.help_text or ""),
        required=field.required,
        max_length=getattr(field, "max_length", None),
        choices=[ChoiceShape(value=str(value), label=str(label)) for value, label in choices_of(field) if value != ""],
    )
