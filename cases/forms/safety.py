"""The forms of immediate risk, and the questions about the child's safety that other forms ask as well."""

from typing import Any

from django import forms

from cases.actions import safety
from cases.actions.door import Request
from cases.forms.asides import Aside, stage_label
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.forms.by_when import BY_WHEN, ByWhenFields, check_date
from cases.forms.rowed import RowedForm
from cases.forms.step import YES_NO
from cases.models import Case
from cases.process.risk import Referral
from cases.rules.skipping import skips_to
from cases.verbs import Verb
from core.forms import MomentField, RadiosField, RecentMomentField, TextField
from policies.schema import ImmediateRisk, Policy

REPORTED = [("yes", "Yes"), ("no", "Not yet: we do it now, and record it")]


class ReportFields(forms.Form):
    """The questions about the report that a procedure asks for at immediate risk (BHAM-7), for a form to inherit."""

    reported = RadiosField(
        label="Has it been reported?",
        choices=REPORTED,
        required=False,
        error_messages={"required": "Select whether it has been reported"},
    )
    report_taken_by = TextField(
        label="Who took the report?",
        help_text="Only if it has been reported. The service, and the role of the person: give no name.",
        required=False,
        max_length=SHORT,
        watched=True,
    )
    reported_at: MomentField = RecentMomentField(
        label="When was it reported?",
        help_text="Only if it has been reported.",
        called="the date and time of the report",
        when="past-or-today",
        required=False,
    )
    report_reference = TextField(
        label="Which reference were you given?", help_text="If you were given one.", required=False, max_length=60
    )


def arrange_report(form: RowedForm, risk: ImmediateRisk, *, required: bool) -> None:
    """Ask about the report where the procedure wants one, in its own words; else not at all."""
    if not risk.refer:
        for name in ReportFields.base_fields:
            form.fields.pop(name, None)
        return
    form.fields["reported"].help_text = risk.refer
    form.fields["reported"].required = required


def check_report(form: RowedForm, said: dict[str, Any]) -> None:
    """Where it has been reported, who took it and when must be there."""
    if said.get("reported") != "yes":
        return
    if not said.get("report_taken_by"):
        form.add_error("report_taken_by", "Enter who took the report")
    if not said.get("reported_at") and "reported_at" not in form.errors:
        form.add_error("reported_at", "Enter when it was reported")


def referral_of(said: dict[str, Any]) -> Referral | None:
    """The report, out of the cleaned answers, which lose it; None where it was not made yet."""
    made, taken_by = said.pop("reported", ""), said.pop("report_taken_by", "")
    at, reference = said.pop("reported_at", None), said.pop("report_reference", "")
    return Referral(taken_by, at, reference) if made == "yes" and at is not None else None


def help_first(policy: Policy) -> Aside:
    """That help comes first (BHAM-7); whom to ring stands at the top of the page, as on every page of a case."""
    return Aside(
        policy.persons.say("Get help for {the person} first"),
        [policy.immediate_risk.says, "The numbers to ring are above."],
    )


def effects_of(policy: Policy) -> list[str]:
    """What it sets in motion, by this procedure, in sentences (O-30)."""
    risk = policy.immediate_risk
    said = ["Both sides are told, and the next stage is offered to the side that raised it at once."]
    if risk.compress:
        said.append("The limits that run are shortened: nights, weekends and bank holidays count. None becomes later.")
    if risk.refer:
        said.append(f"The report is asked for: {risk.refer}")
    tells = [
        f"You are asked to tell {hop.to}." if hop.by == "You" else f"{hop.by} tells {hop.to}." for hop in risk.tell
    ]
    return said + tells


class SkipFields(forms.Form):
    """What a procedure asks besides the risk before a later stage starts at once (BUCKS-3), for a form to inherit."""

    skip_confirmed = pick("", YES_NO, required="Select yes or no")


class FlagRiskForm(VerbForm, ReportFields, SkipFields, ByWhenFields):
    verb = Verb.FLAG_RISK
    button = "Report the immediate risk"
    follow_ups = ("report_taken_by", "reported_at", "report_reference", *BY_WHEN)
    field_order = ("risk_now", "risk_action", "skip_confirmed", *BY_WHEN)
    risk_now = words("What is the immediate risk to {the person}?", hint=NO_NAMES, required="Enter what the risk is")
    risk_action = words(
        "Whom have you told, when, and what did they say?",
        hint="Give roles and times. Do not write names.",
        required="Enter whom you have told about the risk",
        limit=SHORT,
        rows=4,
    )

    def arrange(self) -> None:
        policy = self.situation.case.policy
        arrange_report(self, policy.immediate_risk, required=True)
        self.skips_to = skips_to(self.situation)
        self._arrange_skip(policy)

    def _arrange_skip(self, policy: Policy) -> None:
        """Ask, as on raising, whether what skips a stage holds too, and by when that stage must be settled if it does."""
        undated = self.skips_to is not None and not policy.stage(self.skips_to).is_dated
        unasked = [*(() if self.skips_to else ("skip_confirmed",)), *(("timescale",) if undated else BY_WHEN)]
        for name in unasked:
            del self.fields[name]
        if self.skips_to is not None and policy.immediate_risk.skip is not None:
            self.fields["skip_confirmed"].label = policy.immediate_risk.skip.condition
            self.fields["skip_confirmed"].help_text = f"If yes, {self._stage_then(policy)} starts at once."
        if undated:
            only = f"Only if {self._stage_then(policy)} starts."
            self.fields["protective_at"].help_text = f"{only} {MomentField.example}."
            self.fields["protective_why"].help_text = only

    def _stage_then(self, policy: Policy) -> str:
        return stage_label(policy.stage(self.skips_to or ""))

    @property
    def asides(self) -> list[Aside]:
        """That help comes first, and what this sets in motion."""
        policy = self.situation.case.policy
        return [help_first(policy), Aside("What happens then", effects_of(policy))]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        check_report(self, said)
        if said.get("skip_confirmed") == "yes":
            check_date(self, said)
        return said

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        skips = said.pop("skip_confirmed", "") == "yes"
        return safety.flag_risk(case, request, referral=referral_of(said), skip_confirmed=skips, **said)


class LowerRiskForm(VerbForm):
    verb = Verb.LOWER_RISK
    says = (
        "Both sides are told. Limits that were shortened stay as they are; limits that begin after this are no longer "
        "shortened."
    )
    button = "Say that it is over"
    why = words(
        "Why {is the person} no longer at immediate risk?",
        hint=NO_NAMES,
        required="Enter why the immediate risk is over",
    )

    def act(self, case: Case, request: Request) -> Case:
        return safety.lower_risk(case, request, why=self.cleaned_data["why"])
