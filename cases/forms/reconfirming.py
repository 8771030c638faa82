"""The two questions about the child's safety that the forms of each stage ask, for them to inherit."""

from dataclasses import replace
from typing import Any

from django import forms

from cases.actions.door import Request
from cases.forms.base import NO_NAMES, VerbForm, words
from cases.models import Side
from cases.rules.safety import Safety, asked_here, said_here
from cases.words.safety import SAFE_TODAY
from core.forms import RadiosField

ANSWERS = [("yes", "Yes"), ("no", "No"), ("unknown", "We do not know")]


class SafetyFields(forms.Form):
    """Whether the child is safe today, and who does what meanwhile."""

    child_safe = RadiosField(
        label="{Is the person} safe today?",
        choices=ANSWERS,
        required=False,
        error_messages={"required": "Select whether {the person is} safe today"},
    )
    meanwhile = words(
        "Who does what meanwhile to keep {the person} safe?",
        hint=f"Write it in a sentence or two. {NO_NAMES}",
        limit=1000,
        rows=3,
    )


class SafetyForm(VerbForm, SafetyFields):
    """A form that also asks the side that answers whether the child is safe. The side that raised it said so on raising and
    on going on: of it an answer is never a must here.
    """

    def arrange(self) -> None:
        party = self.situation.speaks_for
        arrange_safety(self, required=party is not None and party.side == Side.RECEIVING)

    def clean(self) -> dict[str, Any]:
        """Where the child is not safe, it says who does what meanwhile."""
        said = super().clean() or self.cleaned_data
        check_safety(self, said)
        return said


def arrange_safety(form: VerbForm, *, required: bool) -> None:
    """Ask where the procedure has it asked and this side has not answered here yet; at immediate risk, never as a must."""
    s = form.situation
    if not asked_here(s) or said_here(s) or s.speaks_for is None:
        for name in SafetyFields.base_fields:
            del form.fields[name]
        return
    form.fields["child_safe"].required = required and not s.case.immediate_risk


def check_safety(form: VerbForm, said: dict[str, Any], *, at_risk: bool = False) -> None:
    """Where the child is not safe, or nobody knows, who does what meanwhile must be there; not at immediate risk."""
    worry = said.get("child_safe") in ("no", "unknown")
    if worry and not said.get("meanwhile") and not (at_risk or form.situation.case.immediate_risk):
        form.add_error("meanwhile", "Enter who does what meanwhile to keep {the person} safe")


def with_safety(request: Request, said: dict[str, Any]) -> Request:
    """The request with the answers out of the cleaned ones, which lose them; as it is where nothing was answered."""
    child_safe, meanwhile = said.pop("child_safe", ""), said.pop("meanwhile", "")
    return replace(request, safety=Safety(child_safe, meanwhile)) if child_safe in SAFE_TODAY else request
