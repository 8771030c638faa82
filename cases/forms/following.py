"""The form of what was to be followed up."""

from cases.actions import following, referring
from cases.actions.door import Request
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import Case, FollowUp, FollowUpResult
from cases.presenters.following import what_of
from cases.process.risk import Referral
from cases.verbs import Verb
from core.forms import RecentMomentField, TextField
from core.words import moment

RESULTS = [(result.value, str(result.label)) for result in (FollowUpResult.DONE, FollowUpResult.NOT_NEEDED)]


class FollowUpForm(VerbForm):
    verb = Verb.FOLLOW_UP
    in_address = ("which",)
    which = pick("What was followed up?", [], required="Select what was followed up")
    result = pick("What became of it?", RESULTS, required="Select what became of it")
    followed_up = words(
        "What was done and when, or why it is no longer needed",
        hint=NO_NAMES,
        required="Enter what was done and when, or why it is no longer needed",
    )

    def arrange(self) -> None:
        mine = self.situation.to_answer(self.verb)
        self.choose("which", [(str(found.number), label_of(found)) for found in mine])
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


class ReferralForm(VerbForm):
    verb = Verb.RECORD_REFERRAL
    says = "It goes on beside the stages, and holds nothing up."
    in_address = ("which",)
    which = pick("Which referral was made?", [], required="Select which referral was made")
    taken_by = TextField(
        label="Who took it?",
        help_text="The service, and the role of the person. Give no name.",
        max_length=SHORT,
        watched=True,
        error_messages={"required": "Enter who took the referral"},
    )
    referred_at = RecentMomentField(
        label="When was it made?",
        called="the date and time of the referral",
        when="past-or-today",
        error_messages={"required": "Enter when it was made"},
    )
    reference = TextField(
        label="Which reference were you given?", help_text="If you were given one.", required=False, max_length=60
    )
    said = words("What was said?", hint=NO_NAMES, rows=3)

    def arrange(self) -> None:
        mine = self.situation.to_answer(self.verb)
        self.choose("which", [(str(found.number), label_of(found)) for found in mine])
        if len(mine) == 1:
            self.initial.setdefault("which", str(mine[0].number))

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        made = Referral(said["taken_by"], said["referred_at"], said["reference"])
        return referring.record_referral(case, request, number=int(said["which"]), referral=made, said=said["said"])


class NotKeptForm(VerbForm):
    verb = Verb.REPORT_NOT_KEPT
    says = "It is then to be done again. It moves nothing by itself: the case’s page says what you can do."
    button = "Report it"
    in_address = ("which",)
    which = pick("What was not done as agreed?", [], required="Select the action that was not done as agreed")
    why = words("How do you know?", hint=NO_NAMES, required="Enter how you know that it was not done as agreed")

    def arrange(self) -> None:
        found = self.situation.not_kept_by_others
        self.choose("which", [(str(one.number), f"{label_of(one)}, {one.party}") for one in found])

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return following.report_not_kept(case, request, number=int(said["which"]), why=said["why"])


def label_of(found: FollowUp) -> str:
    """A follow-up as a choice: what it is, about whom, and by when."""
    clock = getattr(found, "clock", None)
    by = f", by {moment(clock.due_at)}" if clock else ""
    return f"{what_of(found)}{by}"
