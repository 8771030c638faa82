"""A form that may have rows of a shorter form below its own fields, checked and shown together with them."""

from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict

from core.forms import GovukForm
from core.persons import NEUTRAL, Persons
from core.rows import ADD, REMOVE, RowsBase
from core.words import long_date, moment


class RowedForm(GovukForm):
    """A GOV.UK form with optional rows. While a row is being added or removed nothing is checked yet."""

    rows_class: ClassVar[type[RowsBase] | None] = None
    rows_title: ClassVar[str] = ""
    watches_for_names = True
    persons: Persons = NEUTRAL
    follow_ups: ClassVar[tuple[str, ...]] = ()
    """Fields that are asked only because of another answer: left out of the summary where they are empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: RowsBase | None = None
        if self.rows_class is not None:
            self.rows = (
                self.rows_class.read(self.data, at=self.at) if self.is_bound else self.rows_class.fresh(at=self.at)
            )
        for row in self.rows.forms if self.rows else ():
            row.above = self
        if self.is_growing:
            self._errors = ErrorDict(renderer=self.renderer)
            self.cleaned_data: dict[str, Any] = {}

    def speak_of(self, persons: Persons) -> None:
        """Say the fixed texts of the fields, and of the rows, in the words for whom it is about."""
        self.persons = persons
        for form in (self, *(self.rows.forms if self.rows else ())):
            for field in form.fields.values():
                _speak(field, persons)

    def add_error(self, field: str | None, error: Any) -> None:
        """An error that is a fixed text is said in the words for whom it is about."""
        super().add_error(field, self.persons.say(error) if isinstance(error, str) else error)

    @property
    def is_growing(self) -> bool:
        """Whether the page was sent to gain or lose a row, and not to be checked."""
        return self.is_bound and (ADD in self.data or REMOVE in self.data)

    def is_valid(self) -> bool:
        """Whether the fields and the rows can be taken."""
        fields = super().is_valid()
        rows = self.rows.is_valid() if self.rows is not None and not self.is_growing else True
        return fields and rows and not self.is_growing

    @property
    def has_doubts(self) -> bool:
        """Whether a text, here or in a row, has to be looked at once more by whoever wrote it."""
        return super().has_doubts or any(row.has_doubts for row in (self.rows.forms if self.rows else ()))

    def summary(self) -> list[tuple[str, list[str]]]:
        """What was answered, as (question, lines), for a page on which it is checked."""
        answers = {name: self.lines_of(name) for name in self.fields}
        relevant = [name for name, lines in answers.items() if lines or name not in self.follow_ups]
        shown = [(str(self.fields[name].label), answers[name]) for name in relevant]
        if self.rows is not None:
            shown.append((self.rows_title, [self.row_line(form) for form in self._filled()]))
        return [(label, lines or ["Not given"]) for label, lines in shown]

    def lines_of(self, name: str) -> list[str]:
        """One answer in words, line by line."""
        value = self.cleaned_data.get(name)
        if value in (None, "", []):
            return []
        if isinstance(value, list):
            return [_words(self.fields[name], item) for item in value]
        return _words(self.fields[name], value).splitlines()

    def row_line(self, form: forms.BaseForm) -> str:
        """One row in words."""
        said = [_words(form.fields[name], form.cleaned_data.get(name)) for name in form.fields]
        return ", ".join(word for word in said if word)

    def _filled(self) -> list[GovukForm]:
        return [form for form in self.rows.forms if form.has_changed()] if self.rows is not None else []


def _speak(field: forms.Field, persons: Persons) -> None:
    field.label = persons.say(str(field.label)) if field.label else field.label
    field.help_text = persons.say(str(field.help_text))
    field.error_messages = {code: persons.say(str(says)) for code, says in field.error_messages.items()}
    if isinstance(field, forms.ChoiceField):
        choices: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
        field.choices = [
            (value, persons.say(label) if isinstance(label, str) else label) for value, label in choices.items()
        ]


def _words(field: forms.Field, value: Any) -> str:
    if value in (None, "", False):
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
        return str(choices.get(value, choices.get(str(value), value)))
    if hasattr(value, "hour"):
        return moment(value)
    if hasattr(value, "year"):
        return long_date(value)
    return "Yes" if value is True else str(value)
