"""What is asked for an audit: which sample, and what an auditor found in a case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.forms import IntegerField, NumberInput

from core.fields import Called
from core.forms import DateField3, GovukForm, LongTextField, RadiosField
from core.persons import Persons
from policies.models import Area
from reports.audits import MOST, QUESTIONS, Answered, Wish
from reports.models import AuditAnswer, Finding, SpreadOver


class NumberField(Called, IntegerField):
    """A whole number, typed."""

    widget = NumberInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"})


class DrawForm(GovukForm):
    """Which sample is to be drawn."""

    area = RadiosField(label="Which area?", error_messages={"required": "Select the area"})
    first = DateField3(label="The cases ended from", called="the first day", when="past-or-today")
    last = DateField3(label="To", called="the last day")
    wanted = NumberField(
        label="How many cases?",
        min_value=1,
        max_value=MOST,
        error_messages={
            "required": "Enter how many cases",
            "invalid": "The number of cases must be a whole number, like 10",
            "min_value": "The number of cases must be 1 or more",
            "max_value": f"The number of cases must be {MOST} or fewer",
        },
    )
    spread_over = RadiosField(
        label="What should they be spread over?", choices=SpreadOver.choices, required=False, initial=""
    )

    def __init__(self, *args: Any, areas: Sequence[Area], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.areas = {area.key: area for area in areas}
        self.fields["area"].choices = [(key, area.name) for key, area in self.areas.items()]  # type: ignore[attr-defined]
        if len(areas) == 1:
            del self.fields["area"]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day must be on or after the first day")
        return said

    @property
    def wish(self) -> Wish:
        """The sample that is wanted. Only after `is_valid()`."""
        said = self.cleaned_data
        area = self.areas[said["area"]] if "area" in said else next(iter(self.areas.values()))
        return Wish(area, said["first"], said["last"], said["wanted"], SpreadOver(said["spread_over"]))


class AnswersForm(GovukForm):
    """What one auditor found in one case: for each question an answer, and words where they want. All may be left for later."""

    mark_optional = False

    def __init__(self, *args: Any, persons: Persons, known: Mapping[str, AuditAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, asked in QUESTIONS.items():
            old = known.get(key)
            question = persons.say(asked)
            self.fields[key] = RadiosField(
                label=question, choices=Finding.choices, required=False, initial=old.finding if old else ""
            )
            self.fields[f"{key}-words"] = LongTextField(
                label="Why, in words that name nobody",
                called=f"what you wrote to “{question}”",
                required=False,
                max_length=2000,
                rows=2,
                initial=old.words if old else "",
            )

    def clean(self) -> dict[str, Any]:
        """Words without an answer count for nothing: an answer is asked for."""
        said = super().clean() or self.cleaned_data
        for key in QUESTIONS:
            if said.get(f"{key}-words") and not said.get(key):
                self.add_error(key, "Select an answer to go with what you wrote")
        return said

    @property
    def answers(self) -> dict[str, Answered]:
        """What was answered, by question. Only after `is_valid()`."""
        said = self.cleaned_data
        return {key: Answered(Finding(said[key]), said[f"{key}-words"]) for key in QUESTIONS if said[key]}
