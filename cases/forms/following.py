"""The form of what was to be followed up."""

from cases.actions import following
from cases.actions.door import Request
from cases.follow_ups import what
from cases.forms.base import NO_NAMES, VerbForm, pick, words
from cases.models import Case, FollowUp, FollowUpResult
from cases.verbs import Verb
from core.words import moment

RESULTS = [(result.value, result.label) for result in FollowUpResult if result.value]


class FollowUpForm(VerbForm):
    verb = Verb.FOLLOW_UP
    in_address = ("which",)
    which = pick("What was followed up?", [], required="Select what was followed up")
    result = pick("What became of it?", RESULTS, required="Select what became of it")
    followed_up = words(
        "What was done, or why it is no longer needed",
        hint=NO_NAMES,
        required="Enter what was done, or why it is no longer needed",
    )

    def arrange(self) -> None:
        mine = self.situation.to_follow_up
        self.choose("which", [(str(found.number), _label(found)) for found in mine])
        if len(mine) == 1:
            self.initial.setdefault("which", str(mine[0].number))

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return following.follow_up(
            case,
            request,
            number=int(said["which"]),
            result=FollowUpResult(said["result"]),
            followed_up=said["followed_up"],
        )


def _label(found: FollowUp) -> str:
    clock = getattr(found, "clock", None)
    name = what(found)
    about = f" ({found.subject})" if found.subject else ""
    by = f", by {moment(clock.due_at)}" if clock else ""
    return f"{name[:1].upper()}{name[1:]}{about}{by}"
