"""The question that the page of dates asks: who against whom, raised when, and whether a child is at immediate risk."""

from typing import Any

from core.forms import ConfirmField, FilterForm, MomentField, SelectField
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
    immediate_risk = ConfirmField(label="A child is at immediate risk", required=False)

    def question(self) -> Question:
        """What was asked. Only for a valid form."""
        given: dict[str, Any] = self.cleaned_data
        return Question(
            AgencyType(given["raising"]), AgencyType(given["receiving"]), given["raised_at"], given["immediate_risk"]
        )
