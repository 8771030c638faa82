"""What the pages on policies ask: who against whom, raised when; and from which day on a draft is in force."""

from datetime import date, datetime
from typing import Any, cast

from core.forms import ConfirmField, DateField3, FilterForm, GovukForm, MomentField, SelectField
from core.persons import Persons
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
    immediate_risk = ConfirmField(label="{A person is} at immediate risk", required=False)

    def __init__(self, *args: Any, persons: Persons, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        risk = self.fields["immediate_risk"]
        risk.label = persons.say(str(risk.label))

    @classmethod
    def example(cls, policy: Policy, *, at: datetime) -> dict[str, str]:
        """A question that is typed in already, of two agencies of different types: what the page opens with."""
        now = MomentParts().typed_as(at)
        care = AgencyType.CHILDRENS_SOCIAL_CARE if policy.is_about_children else AgencyType.ADULT_SOCIAL_CARE
        kinds = {"raising": AgencyType.HEALTH.value, "receiving": care.value}
        return {**kinds, **{f"raised_at-{part}": text for part, text in now.items()}}

    def question(self) -> Question:
        """What was asked. Only for a valid form."""
        given: dict[str, Any] = self.cleaned_data
        return Question(
            AgencyType(given["raising"]), AgencyType(given["receiving"]), given["raised_at"], given["immediate_risk"]
        )


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
