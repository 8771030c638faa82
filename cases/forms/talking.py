"""The forms of what people do inside a stage: acknowledge, respond, discuss, record a step, hand over, note."""

from agencies.selectors import practitioners_and_managers
from cases.actions import talking
from cases.actions.door import Request
from cases.forms.asides import Aside, answers_itself, next_for, subject_of
from cases.forms.base import METHOD_CHOICES, NO_NAMES, SHORT, VerbForm, pick, words
from cases.forms.late import LateForm, LateToOthersForm
from cases.forms.own_references import ReferenceFields, arrange_references, references_of
from cases.forms.reconfirming import SafetyForm, arrange_safety, with_safety
from cases.models import Case, Side
from cases.required_means import advice_at, asks_why
from cases.rules import board_rules
from cases.verbs import STEP_DUTIES, Verb
from cases.words.entries import RESULTS
from core.forms import CheckboxesField, MomentField, RecentMomentField, SelectField, TextField
from policies.vocabulary import Duty

WHEN_WHY = "Only if the procedure wants another means, or advises against this one."


class AcknowledgeForm(LateToOthersForm, SafetyForm, ReferenceFields):
    verb = Verb.ACKNOWLEDGE
    says = "This tells the other side that you have it and are dealing with it. It is not your answer."
    timetable = words("Timescale for resolving it", required="Enter the timescale for resolving it", limit=1000, rows=3)
    timetable_at = MomentField(
        label="By when is it to be resolved?",
        called="the time by which it is to be resolved",
        when="future",
        help_text=f"This becomes the deadline of this stage. {MomentField.example}.",
        error_messages={"required": "Enter by when it is to be resolved"},
    )
    note = words("Anything the other side should know now", hint=NO_NAMES, limit=1000, rows=3)

    def arrange(self) -> None:
        asked = any(o.must_set_timetable for o in self.situation.owed_by_me(Duty.ACKNOWLEDGE))
        if not asked:
            del self.fields["timetable"], self.fields["timetable_at"]
        if not self.situation.standing.holds:
            until = " and by when it is to be settled" if asked else ""
            self.says = f"This tells both sides that the board’s side has it{until}. It is not the decision."
            self.fields["note"].label = "Anything both sides should know now"
        arrange_safety(self, required=False)
        arrange_references(self)

    @property
    def asides(self) -> list[Aside]:
        """What the other side says, and what is asked for after this."""
        following = next_for(self.situation, Duty.ACKNOWLEDGE)
        after = [Aside("What comes after this", [f"{item[:1].upper()}{item[1:]}." for item in following])]
        return [subject_of(self.situation), *(after if following else [])]

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        return talking.acknowledge(case, with_safety(request, said), references=references_of(said), **said)


ANSWERS = [("agree", "We agree"), ("partly", "We agree in part"), ("disagree", "We do not agree")]


class RespondForm(LateToOthersForm, SafetyForm, ReferenceFields):
    verb = Verb.RESPOND
    button = "Send response"
    position = pick("Do you agree?", ANSWERS, required="Select whether you agree")
    response = words("Your response", hint=NO_NAMES, required="Enter your response")
    field_order = ("position", "response")

    def arrange(self) -> None:
        super().arrange()
        arrange_references(self)
        if answers_itself(self.situation):
            self.fields["position"].label = "Do you agree with the other side?"

    @property
    def asides(self) -> list[Aside]:
        """What is disputed, in the words of the side that raised it."""
        return [subject_of(self.situation)]

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        return talking.respond(case, with_safety(request, said), references=references_of(said), **said)


class DiscussionForm(SafetyForm):
    verb = Verb.RECORD_DISCUSSION
    button = "Save discussion"
    follow_ups = ("method_reason",)
    held_at = RecentMomentField(
        label="When did you talk?", called="the date and time of the discussion", when="past-or-today"
    )
    method = pick("How did you talk?", METHOD_CHOICES, required="Select how you talked")
    method_reason = words("Why by this means?", hint=WHEN_WHY, limit=SHORT, rows=2)
    took_part = CheckboxesField(
        label="Who took part?",
        help_text="Select somebody of each side.",
        error_messages={"required": "Select who took part"},
    )
    others = TextField(
        label="Others who took part", help_text="Give roles, not names.", required=False, max_length=SHORT, watched=True
    )
    said = words("What was discussed?", hint=NO_NAMES, required="Enter what was discussed")
    agreed = words("What do both sides agree on?", rows=3)
    disputed = words("What is still disputed?", rows=3)
    relevance_to_risk = words("How far does that bear on the risk to {the person}?", rows=3)
    result = pick("What was the result?", list(RESULTS.items()), required="Select the result")

    def arrange(self) -> None:
        super().arrange()
        people = {name for side in Side for name in self.situation.names_of(side)}
        self.choose("took_part", [(name, name) for name in sorted(people)])
        self.fields["method"].help_text = advice_at(self.situation.case)
        self.arrange_method(WHEN_WHY, asked=asks_why(self.situation.case))

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        others = answers.pop("others")
        answers["took_part"] = [*answers["took_part"], *([others] if others else [])]
        return talking.record_discussion(case, with_safety(request, answers), **answers)


STEPS_ASKED: dict[Verb, tuple[str, str]] = {
    Verb.TELL_MANAGER: ("Who told your manager, when and how?", "Enter who told your manager, when and how"),
    Verb.CONSULT: ("What did your manager advise, and when?", "Enter what your manager advised"),
    Verb.REVIEW_FILE: ("What did you look at, and what did you find?", "Enter what your review found"),
    Verb.NOTIFY_BOARD: ("When and how was the board’s office told?", "Enter when and how the board’s office was told"),
    Verb.INFORM_CHAIR: ("When and how was the chair told, and what was the answer?", "Enter how the chair was told"),
    Verb.CONVENE_MEETING: ("When and where is the meeting, and who takes part?", "Enter the meeting’s arrangements"),
    Verb.OFFER_MEDIATION: (
        "Who offers mediation, and when and how? Each side is asked to answer here",
        "Enter who offers mediation, and when and how",
    ),
    Verb.REPORT: ("What is reported back, and to whom?", "Enter what is reported back"),
}
"""What each step asks, and what it says where nothing was written."""


class StepForm(LateForm):
    button = "Save"
    meeting_at = MomentField(
        label="When is the meeting?",
        called="the time of the meeting",
        when="future",
        error_messages={"required": "Enter when the meeting is: what comes before it is counted back from then"},
    )
    said = words("What was done?", hint=NO_NAMES, required="Enter what was done")

    def arrange(self) -> None:
        self.fields["said"].label, self.fields["said"].error_messages["required"] = STEPS_ASKED[self.verb]
        ends = board_rules.ends_by(self.situation, STEP_DUTIES[self.verb])
        if ends is not None:
            self.says = f"The case ends with this ({ends.title}): nothing is decided, and both sides are told."
        if self.verb is not Verb.CONVENE_MEETING or not self.situation.stage.counts_back_from_its_meeting:
            del self.fields["meeting_at"]

    def act(self, case: Case, request: Request) -> Case:
        return talking.record_step(case, request, verb=self.verb, **self.cleaned_data)


class NoAgreementForm(SafetyForm):
    verb = Verb.REPORT_NO_AGREEMENT
    says = "This says that you have tried at this stage and could not agree. The side that raised it may then escalate."
    button = "Report it"
    why = words("What could you not agree on, and why?", hint=NO_NAMES, required="Enter what you could not agree on")
    step_up = pick(
        "Would a further step up help?",
        [("yes", "Yes: it goes to the next managers up"), ("no", "No: it goes straight to the next stage")],
        required="Select whether a further step up would help",
        hint="The next stage is open once both sides have said no.",
    )

    def arrange(self) -> None:
        super().arrange()
        if not self.situation.further_rung:
            del self.fields["step_up"]

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        step_up = said["step_up"] == "yes" if said.get("step_up") else None
        return talking.report_no_agreement(case, with_safety(request, said), why=said["why"], step_up=step_up)


class HandOverForm(VerbForm):
    verb = Verb.HAND_OVER
    says = "The clocks do not change. The other side is told who acts now."
    button = "Hand it over"
    to = SelectField(label="Who takes it on?", error_messages={"required": "Select who takes it on"})
    why = words("Why?", required="Enter why you hand it over", limit=SHORT, rows=3)

    def arrange(self) -> None:
        agencies = [party.agency for party in self.situation.standing.holds]
        colleagues = practitioners_and_managers(*agencies)
        self.colleagues = {str(person.pk): person for person in colleagues.exclude(pk=self.situation.by.pk)}
        choices = [
            (key, f"{person.name}, {person.job_title}".removesuffix(", ")) for key, person in self.colleagues.items()
        ]
        self.choose("to", [("", "Choose a colleague"), *choices])

    def act(self, case: Case, request: Request) -> Case:
        return talking.hand_over(
            case, request, to=self.colleagues[self.cleaned_data["to"]], why=self.cleaned_data["why"]
        )


class NoteForm(LateForm):
    verb = Verb.ADD_NOTE
    button = "Add note"
    text = words("Note", hint=NO_NAMES, required="Enter the note")
    audience = pick(
        "Who may read it?",
        [("shared", "Everyone who takes part in the case"), ("party", "Only the people on my side")],
        required="Select who may read it",
    )

    def arrange(self) -> None:
        if self.situation.speaks_for is None:
            del self.fields["audience"]

    def act(self, case: Case, request: Request) -> Case:
        private = self.cleaned_data.get("audience") == "party"
        said = self.cleaned_data
        return talking.add_note(case, request, text=said["text"], private=private, happened_at=said["happened_at"])


def _step_form(step: Verb) -> type[VerbForm]:
    return type(f"{step.name.title().replace('_', '')}Form", (StepForm,), {"verb": step})


STEP_FORMS: tuple[type[VerbForm], ...] = tuple(_step_form(step) for step in STEP_DUTIES)
"""A form for each verb that does nothing but record a step that the policy asks for."""
