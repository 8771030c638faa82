"""The forms by which a case goes back to an earlier stage, or is taken up again after it has ended."""

from collections.abc import Sequence
from typing import Any

from cases.actions import returning
from cases.actions.door import Request
from cases.actions.returning import Cause
from cases.forms.asides import told_of
from cases.forms.base import NO_NAMES, VerbForm, pick, words
from cases.forms.by_when import BY_WHEN, BY_WHEN_FOLLOWS, ByWhenFields, arrange_by_when, check_by_when, time_accepted
from cases.forms.reconfirming import SafetyFields, arrange_safety, check_safety, with_safety
from cases.models import Case
from cases.verbs import Verb
from cases.words.entries import CAUSES, stage_name


class _Returning(VerbForm, ByWhenFields, SafetyFields):
    """What both forms ask: why, by when it must be settled, and whether the child is safe meanwhile."""

    checked = True
    why = words("Why?", hint=NO_NAMES, required="Enter why")
    follow_ups = BY_WHEN_FOLLOWS

    def ask_by_when(self, stages: Sequence[str]) -> None:
        """Ask by when it must be settled at these stages; a child at risk does not wait for an answer."""
        arrange_by_when(self, stages, waits=not self.situation.case.immediate_risk)
        arrange_safety(self, required=True)

    def clean(self) -> dict[str, Any]:
        """Who says that it must be sooner says when, and why."""
        said = super().clean() or self.cleaned_data
        check_by_when(self, said)
        check_safety(self, said)
        return said


class StepDownForm(_Returning):
    verb = Verb.STEP_DOWN
    says = "What is owed at that stage is owed anew, with new limits. What was done before stays in the record."
    to = pick("Back to which stage?", [], required="Select the stage that it goes back to")
    field_order = ("to", "why", *BY_WHEN, *SafetyFields.base_fields)

    def arrange(self) -> None:
        case = self.situation.case
        behind = case.stages_behind()
        self.choose("to", [(key, stage_name(case, key)) for key in behind])
        typed = self.data.get(self.add_prefix("to"), "") if self.is_bound else ""
        self.ask_by_when([typed] if typed in behind else behind)

    @property
    def consequences(self) -> list[str]:
        """Where it goes, and who is told."""
        where = stage_name(self.situation.case, self.cleaned_data["to"])
        return [f"It goes back to {where}.", told_of(self.situation, closing=False)]

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        request = with_safety(request, answers)
        return returning.step_down(case, request, time_accepted=time_accepted(answers), **answers)


class ReopenForm(_Returning):
    verb = Verb.REOPEN
    in_address = ("cause",)
    cause = pick("What has happened?", [], required="Select what has happened")
    field_order = ("cause", "why", *BY_WHEN, *SafetyFields.base_fields)

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
        request = with_safety(request, answers)
        accepted, cause = time_accepted(answers), Cause(answers.pop("cause"))
        return returning.reopen(case, request, cause=cause, time_accepted=accepted, **answers)
