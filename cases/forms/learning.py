"""The forms of what a case taught, of dissent at a meeting, and of thanks."""

from cases.actions import learning
from cases.actions.door import Request
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.forms.rowed import RowedForm
from cases.models import Became, Case
from cases.rules.learning import addressee_of
from cases.verbs import Verb
from core.forms import DateField3, RadiosField, TextField
from policies.vocabulary import LearningKind

BECAME = [(became.value, str(became.label)) for became in Became if became.value]


class LearningForm(VerbForm):
    verb = Verb.RECORD_LEARNING
    of = pick("What is it?", LearningKind.choices(), required="Select what it is")
    learning = words(
        "What should be learned, or changed?",
        hint="It is read outside this case. Write nothing by which {anybody} could be known.",
        required="Enter what should be learned, or changed",
        limit=2000,
    )

    def arrange(self) -> None:
        to = {kind: addressee_of(kind, case=self.situation.case).label.lower() for kind in LearningKind}
        self.says = f"A learning point goes to {to[LearningKind.LEARNING]}, a gap to {to[LearningKind.GAP]}."

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return learning.record_learning(case, request, of=LearningKind(said["of"]), learning=said["learning"])


class DissentForm(VerbForm):
    verb = Verb.RECORD_DISSENT
    meeting = TextField(
        label="At which meeting?",
        help_text="For example, strategy discussion",
        max_length=120,
        error_messages={"required": "Enter at which meeting it was"},
    )
    held_on = DateField3(label="When was it held?", called="the day of the meeting", when="past-or-today")
    dissent = words(
        "What did your agency not agree with, and why?", hint=NO_NAMES, required="Enter what was not agreed"
    )

    def act(self, case: Case, request: Request) -> Case:
        return learning.record_dissent(case, request, **self.cleaned_data)


class ThankForm(VerbForm):
    verb = Verb.THANK
    says = "Whoever raised it is told."
    thanks = words("What was good about this challenge?", required="Enter what was good about it", limit=SHORT, rows=3)

    def act(self, case: Case, request: Request) -> Case:
        return learning.thank(case, request, **self.cleaned_data)


class AnswerLearningForm(RowedForm):
    """What became of a learning point."""

    became = RadiosField(
        label="What became of it?", choices=BECAME, error_messages={"required": "Select what became of it"}
    )
    said = words("What was done, or why not", required="Enter what was done, or why not", limit=2000)
