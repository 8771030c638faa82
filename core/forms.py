"""Forms as GOV.UK pages have them: the base form, the renderer, and all that is wrong with a form as one list.

    class DecisionForm(GovukForm):
        what = LongTextField(label="What you disagree with", max_length=2000)
        decided_on = DateField3(label="When was the decision made?", called="date of the decision", when="past-or-today")

    form = DecisionForm(request.POST or None, at=now)

and on the page `{% error_summary form %}` and `{{ form.what.as_field_group }}`, or `{{ form.what.as_heading }}` where the
question is the page's heading. The form element needs `novalidate`: the server's words are the better ones.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BaseFormSet
from django.forms.renderers import TemplatesSetting

from core import sensitive
from core.bound import GovukBoundField
from core.errors import BadInput, ResolveError
from core.fields import (
    CheckboxesField,
    ConfirmField,
    DateField3,
    EmailField,
    LongTextField,
    MomentField,
    PasswordField,
    RadiosField,
    RecentMomentField,
    SelectField,
    TextField,
)

__all__ = [
    "CheckboxesField",
    "ConfirmField",
    "DateField3",
    "Doubt",
    "EmailField",
    "FilterForm",
    "Formset",
    "GovukForm",
    "GovukRenderer",
    "LongTextField",
    "MomentField",
    "PasswordField",
    "Problem",
    "RadiosField",
    "RecentMomentField",
    "SelectField",
    "TextField",
    "doubtful",
    "problems",
]

if TYPE_CHECKING:
    Formset: TypeAlias = BaseFormSet[Any]
else:
    Formset = BaseFormSet  # generic only in its stubs


class Doubt(NamedTuple):
    """What a text may give away. `token` goes back with the same text as a sign that the person has looked at it."""

    sentences: list[str]
    token: str
    confirmed: bool


CHOOSING = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.Select)


class GovukRenderer(TemplatesSetting):
    """Renders every form, ours and others', with our templates and with ids as GOV.UK's scripts expect them."""

    bound_field_class = GovukBoundField


class GovukForm(forms.Form):
    """The base of our forms. `at` is the moment of the request, for fields that must lie in the past or the future.

    `mark_optional` adds "(optional)" to labels of questions that may be left out; `FilterForm` leaves it off.
    """

    mark_optional = True
    use_required_attribute = False
    watches_for_names = False
    """Whether texts that look as if they named somebody come back once, to be looked at and sent again (never refused)."""

    above: "GovukForm | None" = None
    """The form of the page, for one that is a row of it."""

    def __init__(self, *args: Any, at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        for name, field in self.fields.items():
            self._speak_plainly(name, field)

    def _speak_plainly(self, name: str, field: forms.Field) -> None:
        called = getattr(field, "called", "") or _from_label(str(field.label or name.replace("_", " ")))
        if isinstance(field, DateField3):
            field.called, field.at = called, self.at
            field.help_text = field.help_text or field.example
        stock = _stock_messages(field)
        for code, sentence in plain_messages(field, called).items():
            if field.error_messages.get(code) == stock.get(code):
                field.error_messages[code] = sentence

    def names_of_things(self) -> Iterable[str]:
        """Names that are no person's, asked for only where a text is looked at; a row knows those of its page."""
        return self.above.names_of_things() if self.above else ()

    @cached_property
    def doubts(self) -> dict[str, Doubt]:
        """What the texts that were sent may give away, by field."""
        if not (self.watches_for_names and self.is_bound):
            return {}
        watched = [name for name, field in self.fields.items() if getattr(field, "watched", False)]
        texts = {
            name: str(self.data.get(self.add_prefix(name)) or "").replace("\r\n", "\n").strip() for name in watched
        }
        things = list(self.names_of_things()) if any(texts.values()) else []
        found = {name: sensitive.warnings(text, things=things) for name, text in texts.items()}
        return {name: self.doubt(name, texts[name], sentences) for name, sentences in found.items() if sentences}

    @property
    def has_doubts(self) -> bool:
        """Whether a text has to be looked at once more by whoever wrote it."""
        return not all(doubt.confirmed for doubt in self.doubts.values())

    def doubt(self, name: str, text: str, sentences: list[str]) -> Doubt:
        """What is doubtful about a text that was sent, and whether the person has looked at it."""
        token = hashlib.sha256(text.encode()).hexdigest()[:16]
        return Doubt(sentences, token, self.data.get(f"{self.add_prefix(name)}-looked-at") == token)

    def take(self, error: ResolveError) -> None:
        """Show an action's refusal on the form that asked for it: a sentence beside its field, the others above all."""
        by_field = error.fields if isinstance(error, BadInput) else {"": [error.sentence]}
        for name, sentences in by_field.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)


class FilterForm(GovukForm):
    """The base of forms that narrow a list: all in them may be left out, which need not be said of each."""

    mark_optional = False


def plain_messages(field: forms.Field, called: str) -> dict[str, str]:
    """The errors of a field in GOV.UK's words. `called` is the thing's name in a sentence, in lower case."""
    subject = f"{called[:1].upper()}{called[1:]}"
    verb = "Select" if isinstance(field.widget, CHOOSING) else "Enter"
    messages = {
        "required": f"{verb} {called}",
        "invalid_choice": f"{verb} {called} from the answers given",
        "max_length": f"{subject} must be {getattr(field, 'max_length', None) or 0:,} characters or less",
        "min_length": f"{subject} must be {getattr(field, 'min_length', None) or 0:,} characters or more",
        "min_value": f"{subject} must be %(limit_value)s or more",
        "max_value": f"{subject} must be %(limit_value)s or less",
        "null_characters_not_allowed": f"{subject} has a character in it that cannot be stored",
    }
    if isinstance(field, forms.EmailField):
        messages["invalid"] = "Enter an email address in the correct format, like name@example.com"
    elif isinstance(field, forms.IntegerField):
        messages["invalid"] = f"{subject} must be a whole number"
    return messages


def _from_label(label: str) -> str:
    """A label as it stands inside a sentence: "Work email address" -> "work email address"; an abbreviation stays.

    A question cannot stand there ("Enter what happened?"), so that it is the answer to it which is spoken of.
    """
    text = label.strip()
    if text.endswith("?"):
        return f"your answer to “{text}”"
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def _stock_messages(field: forms.Field) -> dict[str, Any]:
    stock: dict[str, Any] = {}
    for above in reversed(type(field).__mro__):
        stock.update(getattr(above, "default_error_messages", {}))
    return stock


class Problem(NamedTuple):
    """One line of the error summary: the sentence, and where the reader goes to mend it ("" where no field is to blame)."""

    text: str
    href: str


def problems(form: BaseForm | Formset) -> list[Problem]:
    """All that is wrong with a form or with rows of forms, in the order of the page. Nothing where nothing was sent."""
    if not form.is_bound:
        return []
    if isinstance(form, BaseFormSet):
        first = next((f"#{row[name].id}" for row in form.forms for name in row.fields), "")
        own = [Problem(str(sentence), first) for sentence in form.non_form_errors()]
        return own + [problem for row in form.forms for problem in problems(row)]
    general = [Problem(str(sentence), "") for sentence in form.errors.get(NON_FIELD_ERRORS, [])]
    return general + [
        Problem(str(sentence), f"#{form[name].id}")  # type: ignore[attr-defined]
        for name in form.fields
        for sentence in form.errors.get(name, [])
    ]


def doubtful(form: GovukForm) -> list[Problem]:
    """The fields of a form, and of its rows, whose text has to be looked at once more; none while errors are shown."""
    rows = getattr(form, "rows", None)
    forms_shown = [form, *(rows.forms if rows is not None else ())]
    if any(problems(shown) for shown in forms_shown):
        return []
    return [
        Problem(f"“{shown[name].label}” {' '.join(doubt.sentences)}", f"#{shown[name].id}")
        for shown in forms_shown
        for name, doubt in shown.doubts.items()
        if not doubt.confirmed
    ]
