"""The fields of our forms. Each takes Django's own arguments and `called`: its name inside an error ("date of the decision")."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError

from core import typed
from core.typed import DATE_PARTS, Mistyped
from core.widgets import Checkboxes, DateParts, MomentParts, Radios, RecentMomentParts, Typed
from core.words import london

WHEN = {
    "past": "must be in the past",
    "past-or-today": "must be today or in the past",
    "future": "must be in the future",
    "future-or-today": "must be today or in the future",
}
"""What a date may be asked to be, against the day that the form was given, and how GOV.UK says that it is not."""


DAYS_BACK = {"today": 0, "yesterday": 1}
"""The days that a recent moment offers, and how long ago each is."""


def pinned(typed_in: Mapping[str, list[str]], *, at: datetime) -> dict[str, list[str]]:
    """What was typed at a page at `at` (UTC), to be kept: “today” and “yesterday” as the days that they are now.

    Read on another day they would be others.
    """
    found = {name: list(values) for name, values in typed_in.items()}
    for name, values in typed_in.items():
        back = DAYS_BACK.get(values[-1] if values else "")
        if not name.endswith("-which") or back is None:
            continue
        day, base = london(at).date() - timedelta(days=back), name.removesuffix("-which")
        found[name] = ["other"]
        found |= {f"{base}-{part}": [str(getattr(day, part))] for part in DATE_PARTS}
    return found


class Called:
    """A field that knows its name inside an error. Without `called`, the form takes the label."""

    def __init__(self, *args: Any, called: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.called = called


class TextField(Called, forms.CharField):
    """One line. `width` in characters (2, 3, 4, 5, 10, 20 or 30); `autocomplete` and `inputmode` as in HTML.

    `watched`: a form that watches for names warns of them here too, as it does in every long text.
    """

    def __init__(
        self,
        *,
        width: int | None = None,
        autocomplete: str = "",
        inputmode: str = "",
        watched: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.watched = watched
        extra = {
            "autocomplete": autocomplete,
            "inputmode": inputmode,
            "class": f"govuk-input--width-{width}" if width else "",
        }
        self.widget.attrs.update({name: value for name, value in extra.items() if value})


class EmailField(Called, forms.EmailField):
    """An e-mail address; `autocomplete` is "email" unless said otherwise ("username" on the sign-in page)."""

    def __init__(self, *, autocomplete: str = "email", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": autocomplete, "spellcheck": "false"})


class PasswordField(Called, forms.CharField):
    """A password: never stripped, never sent back, with a button to show it. `autocomplete="new-password"` for a new one."""

    widget = forms.PasswordInput

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.widget.attrs.update({"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"})


class LongTextField(Called, forms.CharField):
    """Several lines, with a count of the characters left where `max_length` is given. A line break counts as one."""

    widget = forms.Textarea
    watched = True

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"rows": str(rows)})

    def to_python(self, value: Any) -> Any:
        """The text with plain line breaks: a browser sends two characters for each, which its counter counts as one."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class RadiosField(Called, forms.ChoiceField):
    """One of few. `hints` maps a value to a sentence below it; `inline=True` for two short answers."""

    def __init__(self, *, hints: Mapping[str, str] | None = None, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=Radios(hints=hints, inline=inline), **kwargs)


class CheckboxesField(Called, forms.MultipleChoiceField):
    """Any of several. `hints` maps a value to a sentence below it."""

    def __init__(self, *, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(widget=Checkboxes(hints=hints), **kwargs)


class ConfirmField(Called, forms.BooleanField):
    """One checkbox with a statement; required unless said otherwise. `error_messages={"required": "Confirm that …"}`."""


class SelectField(Called, forms.ChoiceField):
    """A drop-down list: for long lists only; with few choices radios are easier."""


class DateField3(Called, forms.Field):
    """A date in three inputs. `when` (a key of WHEN) is held against the day given to the form as `at`."""

    widget = DateParts
    example = "For example, 24 11 2026"
    when: str
    default_error_messages: ClassVar[dict[str, Any]] = {}

    def __init__(self, *, when: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if when and when not in WHEN:
            raise ImproperlyConfigured(f"A date cannot be asked to be {when!r}; one of {', '.join(WHEN)}.")
        self.when = when
        self.at: datetime | None = None

    def clean(self, value: Typed | None) -> Any:
        """The date, None where it may be left out and was; raises ValidationError naming the parts to blame."""
        entered = value or {}
        if typed.is_blank(entered):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            found = self.read(entered)
        except Mistyped as error:
            raise self.refusal(error.says, error.parts) from error
        says = self.outside(found)
        if says:
            raise self.refusal(says, tuple(entered))
        return found

    def read(self, entered: Typed) -> Any:
        """The value that was typed. Raises Mistyped."""
        return typed.read_date(entered)

    def refusal(self, says: str, parts: tuple[str, ...]) -> ValidationError:
        """The error, beginning with the field's name; its params name the parts to mark."""
        called = self.called or str(self.label or "date")
        return ValidationError(f"{called[:1].upper()}{called[1:]} {says}", code="invalid", params={"parts": parts})

    def outside(self, found: Any) -> str:
        """What is wrong with when a well-typed value lies, or ""."""
        if self.when and self.at is None:
            raise ImproperlyConfigured(f"A form with a field that must be {self.when} needs `at`.")
        return WHEN[self.when] if self.when and self.at and not self.is_when(found, self.at) else ""

    def is_when(self, found: Any, at: datetime) -> bool:
        """Whether the date stands to the London day of `at` as asked."""
        today = london(at).date()
        before = {"past": found < today, "past-or-today": found <= today}
        after = {"future": found > today, "future-or-today": found >= today}
        return bool((before | after)[self.when])

    def has_changed(self, initial: Any, data: Typed | None) -> bool:
        """Whether something else was typed than stood there."""
        parts = cast("DateParts", self.widget)
        was, now = parts.typed_as(initial), data or {}
        return any(was.get(part, "") != now.get(part, "").strip() for part in parts.parts)


class MomentField(DateField3):
    """A date and a time, typed in London time: an aware UTC datetime."""

    widget = MomentParts
    example = "For example, 24 11 2026 at 2:30pm"

    def read(self, entered: Typed) -> datetime:
        """The instant in UTC. Raises Mistyped for a bad date or time, and for an hour that the clocks skip."""
        day = typed.read_date(entered)
        text = entered.get("time", "").strip()
        if not text:
            raise Mistyped("must include a time", ("time",))
        return typed.instant(day, typed.read_time(text))

    def is_when(self, found: Any, at: datetime) -> bool:
        """Whether the instant stands to `at` as asked; "or today" takes all of the London day."""
        now, same_day = london(at), london(found).date() == london(at).date()
        answers = {"past": found < now, "future": found > now}
        return answers[self.when.removesuffix("-or-today")] or (self.when.endswith("-or-today") and same_day)


class RecentMomentField(MomentField):
    """A moment that was most likely today or yesterday: those are offered, and another day may be typed."""

    widget = RecentMomentParts
    example = ""

    def read(self, entered: Typed) -> datetime:
        """The instant in UTC. Raises Mistyped as a moment does."""
        if self.at is None:
            raise ImproperlyConfigured("A form with a field for a moment of these days needs `at`.")
        back = DAYS_BACK.get(entered.get("which", ""))
        if back is None:
            return super().read(entered)
        day = london(self.at).date() - timedelta(days=back)
        parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
        return super().read({**entered, **parts})
