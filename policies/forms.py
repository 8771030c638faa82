"""What the pages on policies ask: who against whom, raised when, how urgent; and from which day on a draft is in force."""

from datetime import date, datetime
from typing import Any, cast

from core.forms import ConfirmField, DateField3, FilterForm, GovukForm, MomentField, SelectField
from core.widgets import DateParts, MomentParts
from policies.schema import Policy
from policies.simulator import Question
from policies.vocabulary import AgencyType


class DatesForm(FilterForm):
    """A hypothetical case; nothing of it is kept."""

    raising = SelectField(
        label="Agency that raises it", called="the agency that raises it", choices=AgencyType.choices()
    )
    receiving = SelectField(
        label="Agency that receives it", called="the agency that receives it", choices=AgencyType.choices()
    )
    raised_at = MomentField(label="Raised on", called="date that it is raised")
    priority = SelectField(label="How urgent it is", called="how urgent it is", required=False)
    meeting_at = MomentField(
        label="Meeting from which times count back",
        called="date of the meeting",
        required=False,
        help_text="Leave it empty if none is arranged. For example, 24 11 2026 at 2:30pm.",
    )
    immediate_risk = ConfirmField(label="{A person is} at immediate risk", required=False)

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        risk = self.fields["immediate_risk"]
        risk.label = policy.persons.say(str(risk.label))
        cast("SelectField", self.fields["priority"]).choices = [(each.key, each.label) for each in policy.priorities]
        if not policy.priorities:
            del self.fields["priority"]
        if not policy.counts_back:
            del self.fields["meeting_at"]

    @classmethod
    def example(cls, policy: Policy, *, at: datetime) -> dict[str, str]:
        """A question that is typed in already, of two agencies of different types: what the page opens with."""
        now = MomentParts().typed_as(at)
        care = AgencyType.CHILDRENS_SOCIAL_CARE if policy.is_about_children else AgencyType.ADULT_SOCIAL_CARE
        kinds = {"raising": AgencyType.HEALTH.value, "receiving": care.value}
        kinds |= {"priority": policy.priorities[0].key} if policy.priorities else {}
        return {**kinds, **{f"raised_at-{part}": text for part, text in now.items()}}

    def question(self) -> Question:
        """What was asked. Only for a valid form."""
        given: dict[str, Any] = self.cleaned_data
        return Question(
            AgencyType(given["raising"]),
            AgencyType(given["receiving"]),
            given["raised_at"],
            given["immediate_risk"],
            meeting_at=given.get("meeting_at"),
            priority=given.get("priority", ""),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a meeting that has been before anything was raised."""
        given = super().clean() or {}
        raised, meeting = given.get("raised_at"), given.get("meeting_at")
        if raised and meeting and meeting <= raised:
            self.add_error("meeting_at", "The meeting must be after the date that it is raised")
        return given


class FromDayForm(GovukForm):
    """From which day on a draft is in force."""

    day = DateField3(label="From which day?", called="the day from which it is in force")

    @classmethod
    def typed(cls, day: date) -> dict[str, str]:
        """A day as it is typed in."""
        return {f"day-{part}": text for part, text in DateParts().typed_as(day).items()}


class CompareForm(FilterForm):
    """Which two versions are held against each other; drafts are offered to those who write them."""

    left = SelectField(label="Before", called="the version before")
    right = SelectField(label="After", called="the version after")

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("left", "right"):
            cast("SelectField", self.fields[name]).choices = choices
