"""The forms by which a case goes back to an earlier stage, or is taken up again after it has ended."""

from collections.abc import Sequence

from cases.actions import returning
from cases.actions.door import Request
from cases.actions.returning import Cause
from cases.forms.asides import stage_label, told_of
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import Case
from cases.verbs import Verb
from cases.wording import CAUSES, stage_name
from core.forms import MomentField
from core.words import listed


class _Returning(VerbForm):
    """What both forms ask: why, and by when it must be settled where a stage names no limit."""

    checked = True
    why = words("Why?", hint=NO_NAMES, required="Enter why")
    protective_at = MomentField(
        label="When must it be settled to protect the child?",
        called="the time by which it must be settled",
        required=False,
    )
    protective_why = words("Why by then?", limit=SHORT, rows=2)
    follow_ups = ("protective_at", "protective_why")

    def ask_by_when(self, stages: Sequence[str]) -> None:
        """Ask by when it must be settled, if any of these stages names no limit, and say that this is why."""
        policy = self.situation.case.policy
        undated = [policy.stage(key) for key in stages if not policy.stage(key).is_dated]
        if not undated:
            del self.fields["protective_at"], self.fields["protective_why"]
            return
        needed = len(undated) == len(stages)
        where = listed([stage_label(stage) for stage in undated], "or")
        start = "The" if needed else f"Only if it goes to {where}: the"
        date, reason = self.fields["protective_at"], self.fields["protective_why"]
        date.help_text = f"{start} procedure sets no limit at {where}, so you say by when. {MomentField.example}."
        date.required = reason.required = needed
        reason.error_messages["required"] = "Enter why it must be settled by then"


class StepDownForm(_Returning):
    verb = Verb.STEP_DOWN
    says = "What is owed at that stage is owed anew, with new limits. What was done before stays in the record."
    to = pick("Back to which stage?", [], required="Select the stage that it goes back to")
    field_order = ("to", "why", "protective_at", "protective_why")

    def arrange(self) -> None:
        case = self.situation.case
        behind = case.stages_behind()
        self.choose("to", [(key, stage_name(case, key)) for key in behind])
        self.ask_by_when(behind)

    @property
    def consequences(self) -> list[str]:
        """Where it goes, and who is told."""
        where = stage_name(self.situation.case, self.cleaned_data["to"])
        return [f"It goes back to {where}.", told_of(self.situation, closing=False)]

    def act(self, case: Case, request: Request) -> Case:
        return returning.step_down(case, request, **self.cleaned_data)


class ReopenForm(_Returning):
    verb = Verb.REOPEN
    in_address = ("cause",)
    cause = pick("What has happened?", [], required="Select what has happened")
    field_order = ("cause", "why", "protective_at", "protective_why")

    def arrange(self) -> None:
        case = self.situation.case
        self.says = f"It goes on at {stage_name(case, case.stage)}, where it ended. How it ended stays in the record."
        self.choose("cause", [(cause.value, CAUSES[cause]) for cause in Cause])
        self.ask_by_when([case.stage])

    @property
    def consequences(self) -> list[str]:
        """Where it goes on, and who is told."""
        case = self.situation.case
        return [f"It goes on at {stage_name(case, case.stage)}.", "Both sides are told."]

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        return returning.reopen(case, request, cause=Cause(answers.pop("cause")), **answers)
