"""What is entered later from a form that was filled in by hand: when it happened, and how the paper reached the other side."""

from typing import Any

from cases.forms.step import Setting, Step
from cases.words.methods import how_it_went
from core.fields import RecentMomentField, TextField


class PaperStep(Step):
    """When it was raised on paper, and how the paper reached the other side: asked only where a form is entered later."""

    key, title = "paper", "When was it raised on paper?"
    paper_at = RecentMomentField(
        label="When was it raised on paper?", called="the time at which it was raised on paper", when="past-or-today"
    )
    paper_how = TextField(
        label="How did it reach the other agency?",
        help_text="For instance: handed over, by post, read out on the telephone. Or that it has not reached them yet.",
        max_length=200,
        watched=True,
        error_messages={"required": "Enter how it reached the other agency, or that it has not yet"},
    )

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        return setting.from_paper

    def arrange(self) -> None:
        field = self.fields["paper_how"]
        field.help_text = how_it_went(str(field.help_text), self.policy_version.policy)

    def clean(self) -> dict[str, Any]:
        """What is entered from paper has happened already."""
        answers = super().clean() or self.cleaned_data
        moment = answers.get("paper_at")
        if moment is not None and moment > self.setting.at:
            self.add_error("paper_at", "The time at which it was raised on paper must be in the past")
        return answers
