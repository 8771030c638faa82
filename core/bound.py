"""A field on a page: its ids, its classes and what describes it, as GOV.UK's markup wants them."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from core.widgets import DateParts

BASE_CLASS = {"select": "govuk-select", "textarea": "govuk-textarea", "count": "govuk-textarea"}


class GovukBoundField(BoundField):
    """A Django bound field that renders by `templates/django/forms/field.html`."""

    @property
    def kind(self) -> str:
        """Which markup: group (a fieldset), checkbox, count, textarea, password, select or input."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | DateParts):
            return "group"
        kinds = ((forms.CheckboxInput, "checkbox"), (forms.PasswordInput, "password"), (forms.Select, "select"))
        for widget_class, kind in kinds:
            if isinstance(widget, widget_class):
                return kind
        if isinstance(widget, forms.Textarea):
            return "count" if self.limit else "textarea"
        return "input"

    @property
    def limit(self) -> int | None:
        """The most characters that it takes, if there is such a number."""
        return getattr(self.field, "max_length", None)

    @property
    def limit_said(self) -> str:
        """The limit as it is written: "2,000"."""
        return f"{self.limit:,}" if self.limit else ""

    @property
    def is_typed_group(self) -> bool:
        """Whether the group is made of text inputs: its fieldset needs role=group to be described in JAWS."""
        return isinstance(self.field.widget, DateParts)

    @property
    def id(self) -> str:
        """The id that the error summary's link goes to: of the input, or of the first to be mended in a group."""
        wrong = self.wrong_parts
        if wrong and self.errors:
            return f"{self.auto_id}-{wrong[0]}"
        if self.kind == "group" and not self.is_typed_group:
            return f"{self.auto_id}_0"
        return str(self.field.widget.id_for_label(self.auto_id))

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Of a date, the parts to mark as wrong: those that the error blames, or all of them."""
        widget = self.field.widget
        if not isinstance(widget, DateParts) or not self.errors:
            return ()
        blamed = [(error.params or {}).get("parts", ()) for error in self.errors.as_data()]
        named = [part for part in widget.parts if any(part in parts for parts in blamed)]
        return tuple(named) or widget.parts

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        """The id of the error message."""
        return f"{self.auto_id}-error"

    @property
    def info_id(self) -> str:
        """The id of the sentence that counts characters: GOV.UK's script looks for exactly this."""
        return f"{self.auto_id}-info"

    @property
    def doubt(self) -> Any:
        """What the text may give away (`core.forms.Doubt`), or None."""
        return getattr(self.form, "doubts", {}).get(self.name)

    @property
    def doubt_id(self) -> str:
        """The id of the sentence that says so."""
        return f"{self.auto_id}-doubt"

    @property
    def described_by(self) -> str:
        """The ids of what describes the field: hint, error, count."""
        parts = [
            self.hint_id if self.help_text else "",
            self.error_id if self.errors else "",
            self.doubt_id if self.doubt and not self.doubt.confirmed else "",
            self.info_id if self.kind == "count" else "",
        ]
        return " ".join(part for part in parts if part)

    @property
    def full_label(self) -> str:
        """The label, saying "(optional)" where the answer may be left out and the form marks that.

        Not of what another answer may ask for (`follow_ups` of the form): it would be said to be optional and then refused.
        """
        may_be_left_out = not self.field.required and self.name not in getattr(self.form, "follow_ups", ())
        mark = getattr(self.form, "mark_optional", False) and may_be_left_out and self.kind != "checkbox"
        return f"{self.label} (optional)" if mark else str(self.label)

    def as_heading(self) -> SafeString:
        """`{{ form.reason.as_heading }}`: for a page with one question, whose label or legend is the page's heading."""
        return self.render(context={**self.get_context(), "heading": True})

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """The attributes of the input. `maxlength` goes: it cuts off what is pasted, silently; the check speaks instead."""
        shown = widget or self.field.widget
        given = dict(attrs)
        if shown.is_hidden:
            return given
        if self.field.disabled:
            given["disabled"] = True
        if self.kind == "group":
            if self.is_typed_group:
                given["wrong"] = self.wrong_parts
            return given
        return given | {
            "class": self._class_of(shown),
            "maxlength": False,
            "aria-describedby": self.described_by or False,
        }

    def _class_of(self, widget: forms.Widget) -> str:
        base = {"checkbox": "govuk-checkboxes__input"}.get(self.kind) or BASE_CLASS.get(self.kind, "govuk-input")
        also = {
            "count": "govuk-js-character-count",
            "password": "govuk-password-input__input govuk-js-password-input-input",
        }.get(self.kind, "")
        wrong = f"{base}--error" if self.errors and self.kind != "checkbox" else ""
        return " ".join(part for part in (base, also, wrong, widget.attrs.get("class", "")) if part)
