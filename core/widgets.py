"""The inputs that GOV.UK pages have and Django has not: a date in three parts, a moment in four, options with hints."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from core.typed import DATE_PARTS
from core.words import clock_face, london

Typed = dict[str, str]

RECENT_DAYS = (("today", "Today"), ("yesterday", "Yesterday"), ("other", "Another day"))
PART_LABELS = {"which": "Which day", "day": "Day", "month": "Month", "year": "Year", "time": "Time"}
PART_WIDTHS = {"which": 10, "day": 2, "month": 2, "year": 4, "time": 5}


class DateParts(forms.Widget):
    """Day, month and year, each an input of its own, named `<name>-day` and so on. What was typed is kept as it was."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True
    parts: tuple[str, ...] = DATE_PARTS

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        return {part: str(data.get(f"{name}-{part}", "")) for part in self.parts}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-{self.parts[0]}" if id_ else id_

    def typed_as(self, value: Any) -> Typed:
        """A value as it would be typed: a date, an aware datetime (said in London time), what was typed, or nothing."""
        if isinstance(value, Mapping):
            return {part: str(value.get(part, "")) for part in self.parts}
        if isinstance(value, datetime):
            at = london(value)
            return {**self.typed_as(at.date()), "time": clock_face(at.time())}
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        given = dict(attrs or {})
        wrong, typed = given.pop("wrong", ()), self.typed_as(value)
        context = super().get_context(name, value, given)
        context["widget"]["items"] = [
            {
                "name": f"{name}-{part}",
                "id": f"{given.get('id', name)}-{part}",
                "label": PART_LABELS[part],
                "value": typed.get(part, ""),
                "width": PART_WIDTHS[part],
                "wrong": part in wrong,
                "is_number": part != "time",
            }
            for part in self.parts
        ]
        return context


class MomentParts(DateParts):
    """Day, month, year, and the time as people write it: "5pm", "2:05pm", "14:05"."""

    parts: tuple[str, ...] = (*DATE_PARTS, "time")


class RecentMomentParts(MomentParts):
    """Today, yesterday or another day, and the time."""

    template_name = "django/forms/widgets/recent_moment.html"
    parts = ("which", *MomentParts.parts)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        which, *parts = context["widget"]["items"]
        context["widget"]["items"] = parts[:-1]
        context["widget"]["time"] = parts[-1]
        context["widget"]["which"] = [
            {**which, "id": which["id"] if not number else f"{which['id']}-{key}", "key": key, "label": label}
            for number, (key, label) in enumerate(RECENT_DAYS)
        ]
        return context


class Radios(forms.RadioSelect):
    """Radio buttons; `hints` maps a value to a sentence below its label; `inline` puts two short ones side by side."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}
        self.inline = inline

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["inline"] = self.inline
        return context

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return with_hint(super().create_option(*args, **kwargs), self.hints)


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes; `hints` maps a value to a sentence below its label."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return with_hint(super().create_option(*args, **kwargs), self.hints)


def with_hint(option: dict[str, Any], hints: Mapping[str, str]) -> dict[str, Any]:
    """The option of a group, with its hint and the id by which its input is described, where it has one."""
    hint = hints.get(str(option["value"]))
    if hint:
        option["hint"] = hint
        option["hint_id"] = f"{option['attrs'].get('id', option['name'])}-item-hint"
        option["attrs"]["aria-describedby"] = option["hint_id"]
    return option
