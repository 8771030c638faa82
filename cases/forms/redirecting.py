"""The forms of “this is not for us”: it is said with whom it is for, and answered by the side that raised it."""

from cases.actions import redirecting
from cases.actions.door import Request
from cases.forms.asides import Aside
from cases.forms.base import NO_NAMES, SHORT, VerbForm, words
from cases.models import Case
from cases.rules import redirects
from cases.verbs import Verb
from core.forms import ConfirmField, SelectField


class NotOursForm(VerbForm):
    verb = Verb.SAY_NOT_OURS
    button = "Send it"
    says = "The side that raised it passes it on, or leaves it with you. Until then you stay a party, and your time runs on."
    agency = SelectField(
        label="Which agency is it for?",
        help_text="If it is for a colleague of your own agency, hand it over instead.",
        error_messages={"required": "Select which agency it is for"},
    )
    why = words("Why is it for them?", hint=NO_NAMES, required="Enter why it is for them", limit=SHORT, rows=3)

    def arrange(self) -> None:
        self.by_key = {str(agency.pk): agency for agency in redirects.agencies(self.situation)}
        named = [(key, agency.name) for key, agency in self.by_key.items()]
        self.choose("agency", [("", "Choose an agency"), *named])

    def act(self, case: Case, request: Request) -> Case:
        agency = self.by_key[self.cleaned_data["agency"]]
        return redirecting.say_not_ours(case, request, agency=agency, why=self.cleaned_data["why"])


class _AnswerForm(VerbForm):
    """What both answers show first: who says that it is for whom, and why."""

    @property
    def asides(self) -> list[Aside]:
        """What was said."""
        proposal = redirects.waiting(self.situation)
        lines = redirects.lines_of(self.situation)
        return [Aside(redirects.said(proposal), written=[("Why", lines[1:])])] if proposal is not None else []


class PassOnForm(_AnswerForm):
    verb = Verb.PASS_ON
    button = "Pass it on"

    agree = ConfirmField(
        label="It is for the agency that was named",
        error_messages={"required": "Tick the box to pass it on"},
    )

    def arrange(self) -> None:
        proposal = redirects.waiting(self.situation)
        if proposal is not None:
            first, other = proposal.proposed_by.agency.name, proposal.redirect.agency.name
            self.says = (
                f"{other} gets it, reads the case, and has the time that the procedure allows from now on. {first} takes no "
                "part any more and reads the case no longer; what it did stays in the record."
            )

    def act(self, case: Case, request: Request) -> Case:
        return redirecting.pass_on(case, request)


class KeepWithForm(_AnswerForm):
    verb = Verb.KEEP_WITH
    button = "Leave it with them"
    says = "The agency that was asked stays a party. Its time runs on as before."
    why = words("Why is it for them?", hint=NO_NAMES, required="Enter why it is for them", limit=SHORT, rows=3)

    def act(self, case: Case, request: Request) -> Case:
        return redirecting.keep_with(case, request, **self.cleaned_data)


REDIRECTING_FORMS: tuple[type[VerbForm], ...] = (NotOursForm, PassOnForm, KeepWithForm)
"""The forms of “this is not for us”."""
