"""The pages of the raise journey: one question each, asked in the words and with the choices of the area's policy."""

from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from agencies.models import Agency
from cases.forms.base import AGE_BANDS, LONG, NO_NAMES, SHORT, pick, words
from cases.forms.choosing import OfChildren, PriorityStep, RouteStep, SubjectStep
from cases.forms.on_paper import PaperStep
from cases.forms.raised_at_risk import SafetyStep
from cases.forms.raised_before import open_about
from cases.forms.receiving import received_by
from cases.forms.step import YES_NO, Setting, Step
from cases.forms.trying import ManagerStep, ScreeningStep, TriedStep
from cases.models import SubjectStatus
from cases.process.due_times import calendar_of
from core.forms import (
    CheckboxesField,
    DateField3,
    Doubt,
    GovukForm,
    MomentField,
    SelectField,
    TextField,
)
from core.rows import rows_of
from core.words import LONDON, long_date
from policies.routes import first_stage
from policies.vocabulary import Start

STATUSES = [("", "Not given"), *SubjectStatus.choices]


class RiskStep(Step):
    key, title = "risk", "{Is a person} at immediate risk of harm?"
    immediate_risk = pick(
        "{Is a person} at immediate risk of harm?",
        YES_NO,
        required="Select yes if {a person is} at immediate risk of harm",
    )


class WhereStep(Step):
    key, title = "where", "Whose procedure, and for which agency?"
    area = pick("Where {does the person live}?", [], required="Select {where the person lives}")
    own_agency = pick("For which agency do you raise it?", [], required="Select for which agency you raise it")

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        return len(setting.versions) > 1 or len(setting.own_agencies) > 1

    def arrange(self) -> None:
        self.choose("area", [(v.area.key, v.area.name) for v in self.setting.versions])
        self.choose("own_agency", [(str(a.pk), a.name) for a in self.setting.own_agencies])
        for name in ("area", "own_agency"):
            if len(self.fields[name].choices) == 1:  # type: ignore[attr-defined]
                self.fields[name].initial = self.fields[name].choices[0][0]  # type: ignore[attr-defined]


class AgencyStep(Step):
    key, title = "agency", "Which agency do you disagree with?"
    agency = pick("Which agency do you disagree with?", [], required="Select which agency you disagree with")

    more = CheckboxesField(
        label="Is any other agency part of it?",
        help_text="Only if you disagree with more than one. Each of them gets it, and answers for itself.",
        required=False,
    )

    def arrange(self) -> None:
        agencies = Agency.objects.filter(areas=self.policy_version.area_id).order_by("name")
        choices = [(str(a.pk), a.name) for a in agencies]
        self.choose("agency", choices)
        self.choose("more", choices)

    def clean_more(self) -> list[str]:
        """The other agencies, without the one that is named first."""
        first = self.cleaned_data.get("agency")
        return [key for key in self.cleaned_data["more"] if key != first]


class PersonStep(Step):
    key, title = "person", "Who there do you disagree with?"
    person = pick(
        "Who there do you disagree with?",
        [],
        required="Select who there you disagree with, or that you do not know",
    )

    def arrange(self) -> None:
        agency, s = self.setting.other_agency, self.setting
        self.choose("person", [*self.people_at(agency), ("unknown", "A team, or I do not know who")])
        if agency is not None:
            stage = first_stage(self.policy_version.policy, immediate_risk_confirmed=s.skip_confirmed)
            self.fields["person"].help_text = received_by(agency, s.own_agency, stage, self.policy_version, at=s.at)


class ChildRow(GovukForm):
    """One child."""

    reference = TextField(
        label="Your reference",
        max_length=60,
        help_text="As in your own system. Not a name, and not an NHS number.",
        error_messages={"required": "Enter your reference for the child"},
    )
    initials = TextField(label="Initials", max_length=5, required=False)
    age_band = SelectField(label="Age", choices=AGE_BANDS, required=False)
    status = SelectField(label="Plan or order", choices=STATUSES, required=False)

    @cached_property
    def doubts(self) -> dict[str, Doubt]:
        """That something is open about this child between the same agencies."""
        reference = str(self.data.get(self.add_prefix("reference")) or "").strip() if self.is_bound else ""
        says = self.above.open_about(reference) if reference and isinstance(self.above, ChildStep) else []
        return {"reference": self.doubt("reference", reference, says)} if says else {}


class ChildStep(OfChildren):
    key, title = "child", "Which child or children is it about?"
    rows_title = title
    rows_class = rows_of(ChildRow, prefix="children", noun="child", least=1, most=8)

    def open_about(self, reference: str) -> list[str]:
        """What is open about a child, between the two agencies of this draft, in sentences."""
        s = self.setting
        return open_about(reference, by=s.writer, own=s.own_agency, other=s.other_agency)


class AboutStep(Step):
    key, title = "about", "What is the disagreement about?"
    follow_ups = ("other_reason",)
    reasons = CheckboxesField(
        label="What is the disagreement about?",
        help_text="Select all that apply.",
        error_messages={"required": "Select what the disagreement is about"},
    )
    other_reason = TextField(label="If something else, what?", max_length=200, required=False, watched=True)

    def arrange(self) -> None:
        reasons = self.policy_version.policy.reasons
        labels = [(reason.key, reason.label.rstrip(".;")) for reason in reasons if reason.key != "other"]
        self.choose("reasons", [*labels, ("other", "Something else")])

    @property
    def guidance(self) -> list[str]:
        """What may be challenged, by whom and how, as the procedure says it for all stages (BHAM-1, BHAM-3, BRENT-3)."""
        return [item.says for item in self.policy_version.policy.guidance]

    def clean(self) -> dict[str, Any]:
        """Who selects something else says what."""
        answers = super().clean() or self.cleaned_data
        if "other" in answers.get("reasons", []) and not answers.get("other_reason"):
            self.add_error("other_reason", "Enter what else it is about")
        return answers


class DecisionStep(Step):
    key, title = "decision", "What do you disagree with?"
    kind_of_act = pick(
        "Is it a decision, an action, or that something was not done?",
        [
            ("A decision", "A decision"),
            ("An action", "An action"),
            ("Something not done", "Something that was not done"),
        ],
        required="Select whether it is a decision, an action, or something not done",
    )
    decided_on = DateField3(
        label="When was it decided, or when did it become clear?",
        called="the date of the decision",
        when="past-or-today",
    )
    what_is_disputed = words(
        "What do you disagree with, and why?", hint=NO_NAMES, required="Enter what you disagree with, and why"
    )
    related_meeting = TextField(
        label="Does it arise from a meeting?",
        help_text="For instance a strategy discussion or a conference: which, and when.",
        max_length=200,
        required=False,
        watched=True,
    )
    related_meeting_at = MomentField(
        label="When is that meeting?",
        called="the time of the meeting",
        required=False,
        when="future",
        help_text="If it is still to come: the procedure counts back from it.",
    )

    def arrange(self) -> None:
        if not self.policy_version.policy.counts_back_from(Start.BEFORE_RELATED_MEETING):
            del self.fields["related_meeting_at"]


class AreasStep(Step):
    """What is agreed, what is disputed, how far it bears on the risk, and at which threshold (BHAM-10, BHAM-11)."""

    key, title = "areas", "What is agreed, what is disputed, and what it means for {the person}"
    agreed_areas = words("What do both sides agree on?", rows=3, limit=LONG)
    disputed_areas = words("What exactly is disputed?", required="Enter what is disputed", rows=3, limit=LONG)
    relevance_to_risk = words(
        "What is the risk to {the person} if nothing changes?",
        required="Enter what the risk to {the person} is if nothing changes",
        rows=3,
        limit=LONG,
    )
    threshold = SelectField(label="Which level of need is it about?", required=False)
    threshold_descriptor = TextField(label="By which descriptor?", max_length=SHORT, required=False, watched=True)

    def arrange(self) -> None:
        thresholds = self.policy_version.policy.thresholds
        if thresholds is None:
            del self.fields["threshold"], self.fields["threshold_descriptor"]
            return
        self.fields["threshold_descriptor"].help_text = f"Where you can: in the words of {thresholds.title}."
        if not thresholds.levels:
            del self.fields["threshold"]
            return
        self.fields["threshold"].help_text = f"As in {thresholds.title}."
        self.choose("threshold", [("", "Not given"), *[(level, level) for level in thresholds.levels]])


class WantedStep(Step):
    """The outcome that is aimed at (BRIS-11, BRENT-7)."""

    key, title = "wanted", "What do you want to happen?"
    wanted = words("What do you want to happen?", hint=NO_NAMES, required="Enter what you want to happen")


class ProtectStep(Step):
    key, title = "protect", "When must this be settled to protect {the person}?"
    follow_ups = ("other_moment", "protective_reason")
    choice = pick("When must this be settled to protect {the person}?", [], required="Select when it must be settled")
    other_moment = MomentField(
        label="If another day or time, which?", called="the time by which it must be settled", required=False
    )
    protective_reason = words("Why by then?", hint="Only if you choose a time.", limit=SHORT, rows=3)

    def arrange(self) -> None:
        policy = self.policy_version.policy
        stage = first_stage(policy, immediate_risk_confirmed=self.setting.skip_confirmed)
        self.required_here = not stage.is_dated and policy.overall_limit is None
        choices = [(m.isoformat(), f"By 5pm on {long_date(m)}") for m in self._evenings()]
        choices.append(("other", "Another day or time"))
        if not self.required_here:
            choices.insert(0, ("policy", "The time that the procedure allows is soon enough"))
        self.choose("choice", choices)

    def _evenings(self) -> list[datetime]:
        calendar, today = calendar_of(self.policy_version.policy), self.setting.at.astimezone(LONDON).date()
        days = [calendar.add_working_days(today, n) for n in (1, 2, 5)]
        moments = [datetime.combine(day, time(17), tzinfo=LONDON) for day in [today, *days]]
        return [m for m in moments if m > self.setting.at + timedelta(minutes=30)]

    def clean(self) -> dict[str, Any]:
        """A chosen moment needs its reason, and lies in the future."""
        answers = super().clean() or self.cleaned_data
        choice = answers.get("choice")
        if choice not in (None, "other"):
            self.errors.pop("other_moment", None)  # it is hidden, and was typed for another answer
        if choice == "other" and not answers.get("other_moment") and "other_moment" not in self.errors:
            self.add_error("other_moment", "Enter the time by which it must be settled")
        if choice and choice != "policy" and not answers.get("protective_reason"):
            self.add_error("protective_reason", "Enter why it must be settled by then")
        moment = self.protective_at
        if moment is not None and moment <= self.setting.at:
            name = "other_moment" if choice == "other" else "choice"
            self.add_error(name, "The time by which it must be settled must be in the future")
        return answers

    @property
    def protective_at(self) -> datetime | None:
        """The moment chosen (UTC aware), or None where the procedure's own time is soon enough."""
        choice = self.cleaned_data.get("choice")
        if choice in (None, "policy"):
            return None
        return self.cleaned_data.get("other_moment") if choice == "other" else datetime.fromisoformat(choice)


STEPS: tuple[type[Step], ...] = (
    RiskStep,
    SafetyStep,
    PaperStep,
    WhereStep,
    RouteStep,
    AgencyStep,
    PersonStep,
    ChildStep,
    SubjectStep,
    AboutStep,
    DecisionStep,
    AreasStep,
    WantedStep,
    TriedStep,
    PriorityStep,
    ProtectStep,
    ManagerStep,
    ScreeningStep,
)
