"""The form of each verb: what it asks, in the words of its page, and how its answers reach the verb.

Pages and the API use the same forms, so both take and refuse the same input with the same sentences.
"""

from typing import Any, ClassVar

from django import forms

from agencies.models import User
from cases.actions import agreeing, deciding, moving, talking
from cases.actions.door import Request
from cases.forms.rowed import RowedForm
from cases.models import Case, OutcomeCode, Party
from cases.rules import evidence_needed, grounds, ways
from cases.situations import Situation
from cases.verbs import STEP_DUTIES, Verb
from cases.wording import METHODS, POSITIONS, RESULTS, stage_name
from core.forms import (
    CheckboxesField,
    ConfirmField,
    DateField3,
    GovukForm,
    LongTextField,
    MomentField,
    RadiosField,
    SelectField,
    TextField,
)
from core.rows import rows_of
from policies.vocabulary import Duty, GateMode, Ground, LastStageKind, Sides

LONG = 4000
SHORT = 500
NO_NAMES = "Do not write anyone’s name. Use your own reference for the child, and roles for people."


def words(label: str, *, hint: str = "", required: str = "", limit: int = LONG, rows: int = 5) -> LongTextField:
    """A text area. `required` is the error where nothing is written; without it the answer may be left out."""
    messages = {"required": required} if required else {}
    return LongTextField(
        label=label, help_text=hint, max_length=limit, rows=rows, required=bool(required), error_messages=messages
    )


def pick(label: str, choices: list[tuple[str, str]], *, required: str, hint: str = "") -> RadiosField:
    """Radios. `required` is the error where nothing is selected."""
    return RadiosField(label=label, help_text=hint, choices=choices, error_messages={"required": required})


class VerbForm(RowedForm):
    """A form of one verb, asked in a situation. `checked`: the answers are shown once more before it is done."""

    verb: ClassVar[Verb]
    checked: ClassVar[bool] = False
    says: ClassVar[str] = ""
    button: ClassVar[str] = ""

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        self.situation = situation
        super().__init__(*args, at=situation.at, **kwargs)
        self.arrange()

    def arrange(self) -> None:
        """Fit the fields to the situation."""

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = choices

    def act(self, case: Case, request: Request) -> Case:
        """Do the verb with the cleaned answers."""
        raise NotImplementedError


class AcknowledgeForm(VerbForm):
    verb = Verb.ACKNOWLEDGE
    says = "This tells the other side that you have it and are dealing with it. It is not your answer."
    timetable = words("Timescale for resolving it", required="Enter the timescale for resolving it", limit=1000, rows=3)
    note = words("Anything the other side should know now", hint=NO_NAMES, limit=1000, rows=3)

    def arrange(self) -> None:
        asked = any(o.must_set_timetable for o in self.situation.owed_by_me(Duty.ACKNOWLEDGE))
        if not asked:
            del self.fields["timetable"]

    def act(self, case: Case, request: Request) -> Case:
        return talking.acknowledge(case, request, **self.cleaned_data)


class RespondForm(VerbForm):
    verb = Verb.RESPOND
    button = "Send response"
    position = pick("Do you agree?", list(POSITIONS.items()), required="Select whether you agree")
    response = words("Your response", hint=NO_NAMES, required="Enter your response")

    def act(self, case: Case, request: Request) -> Case:
        return talking.respond(case, request, **self.cleaned_data)


class DiscussionForm(VerbForm):
    verb = Verb.RECORD_DISCUSSION
    button = "Save discussion"
    held_at = MomentField(label="When did you talk?", called="the time of the discussion", when="past-or-today")
    method = pick("How did you talk?", list(METHODS.items()), required="Select how you talked")
    method_reason = words("Why by this means", limit=SHORT, rows=2)
    took_part = CheckboxesField(label="Who took part?", error_messages={"required": "Select who took part"})
    others = TextField(
        label="Others who took part", help_text="Give roles, not names.", required=False, max_length=SHORT
    )
    said = words("What was discussed?", hint=NO_NAMES, required="Enter what was discussed")
    agreed = words("What do both sides agree on?", rows=3)
    disputed = words("What is still disputed?", rows=3)
    result = pick("What was the result?", list(RESULTS.items()), required="Select the result")

    def arrange(self) -> None:
        people = {h.person.name for h in self.situation.holdings if h.person}
        people |= {h.on_behalf_of.name for h in self.situation.holdings if h.on_behalf_of}
        people.add(self.situation.case.raised_by.name)
        self.choose("took_part", [(name, name) for name in sorted(people)])
        discouraged = [m for m in self.situation.case.policy.methods if m.discouraged]
        if discouraged:
            hint = " ".join(m.note or f"The procedure advises against {m.label.lower()}." for m in discouraged)
            self.fields["method_reason"].help_text = hint
        else:
            del self.fields["method_reason"]

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        others = answers.pop("others")
        answers["took_part"] = [*answers["took_part"], *([others] if others else [])]
        return talking.record_discussion(case, request, **answers)


class StepForm(VerbForm):
    button = "Save"
    said = words("What was done, when, and with whom?", hint=NO_NAMES, required="Enter what was done")

    def act(self, case: Case, request: Request) -> Case:
        return talking.record_step(case, request, verb=self.verb, **self.cleaned_data)


class NoAgreementForm(VerbForm):
    verb = Verb.REPORT_NO_AGREEMENT
    says = "This says that you have tried at this stage and could not agree. The side that raised it may then escalate."
    button = "Report it"
    why = words("What could you not agree on, and why?", hint=NO_NAMES, required="Enter what you could not agree on")

    def act(self, case: Case, request: Request) -> Case:
        return talking.report_no_agreement(case, request, **self.cleaned_data)


class HandOverForm(VerbForm):
    verb = Verb.HAND_OVER
    says = "The clocks do not change. The other side is told who acts now."
    button = "Hand it over"
    to = SelectField(label="Who takes it on?", error_messages={"required": "Select who takes it on"})
    why = words("Why?", required="Enter why you hand it over", limit=SHORT, rows=3)

    def arrange(self) -> None:
        agencies = [party.agency_id for party in self.situation.standing.holds]
        colleagues = User.objects.filter(memberships__agency__in=agencies, is_active=True).distinct().order_by("name")
        self.colleagues = {str(person.pk): person for person in colleagues.exclude(pk=self.situation.by.pk)}
        choices = [(key, f"{person.name}, {person.job_title}") for key, person in self.colleagues.items()]
        self.choose("to", [("", "Choose a colleague"), *choices])

    def act(self, case: Case, request: Request) -> Case:
        return talking.hand_over(
            case, request, to=self.colleagues[self.cleaned_data["to"]], why=self.cleaned_data["why"]
        )


class NoteForm(VerbForm):
    verb = Verb.ADD_NOTE
    button = "Add note"
    text = words("Note", hint=NO_NAMES, required="Enter the note")
    audience = pick(
        "Who may read it?",
        [("shared", "Everyone who takes part in the case"), ("party", "Only people of my own side")],
        required="Select who may read it",
    )

    def arrange(self) -> None:
        if self.situation.speaks_for is None:
            del self.fields["audience"]

    def act(self, case: Case, request: Request) -> Case:
        private = self.cleaned_data.get("audience") == "party"
        return talking.add_note(case, request, text=self.cleaned_data["text"], private=private)


class ActionRow(GovukForm):
    """One action of a plan."""

    what = TextField(label="What will be done", max_length=300, error_messages={"required": "Enter what will be done"})
    who = SelectField(label="Who does it", error_messages={"required": "Select who does it"})
    due_on = DateField3(label="By when", called="the day by which it is done", when="future-or-today")


class WithActions(VerbForm):
    """A form with rows of actions below its own fields."""

    rows_title = "Actions"
    rows_class = rows_of(ActionRow, prefix="actions", noun="action", least=1, most=10)

    def arrange(self) -> None:
        self.by_key: dict[str, Party | None] = {str(party.number): party for party in self.situation.parties}
        self.by_key["both"] = None
        choices = [("", "Choose")]
        choices += [(key, party.agency.name if party else "Both sides") for key, party in self.by_key.items()]
        for row in self.rows.forms if self.rows else ():
            row.fields["who"].choices = choices

    def cleaned_actions(self) -> list[agreeing.Action]:
        """The actions that were filled in."""
        rows = self.rows.answers if self.rows else []
        return [agreeing.Action(row["what"], self.by_key[row["who"]], row["due_on"]) for row in rows]


class PlanForm(WithActions):
    verb = Verb.PROPOSE_PLAN
    says = "The other side agrees the plan or sends it back."
    button = "Send the plan"
    note = words("Anything to say about the plan", hint=NO_NAMES, rows=3)

    def act(self, case: Case, request: Request) -> Case:
        return agreeing.propose_plan(case, request, actions=self.cleaned_actions(), note=self.cleaned_data["note"])


class AgreePlanForm(VerbForm):
    verb = Verb.AGREE_PLAN
    button = "Agree the plan"
    agree = ConfirmField(
        label="We agree to this plan and to its dates",
        error_messages={"required": "Tick the box to agree the plan"},
    )

    def act(self, case: Case, request: Request) -> Case:
        return agreeing.agree_plan(case, request)


class ReturnPlanForm(VerbForm):
    verb = Verb.RETURN_PLAN
    button = "Send it back"
    why = words("What is wrong with the plan?", hint=NO_NAMES, required="Enter what is wrong with the plan")

    def act(self, case: Case, request: Request) -> Case:
        return agreeing.return_plan(case, request, **self.cleaned_data)


class OutcomeForm(WithActions):
    verb = Verb.PROPOSE_OUTCOME
    checked = True
    says = "Write this when you have agreed. The other side confirms it or says what is wrong. Then the case is closed."
    button = "Send for confirmation"
    outcome = pick("What became of the disagreement?", OutcomeCode.choices, required="Select what became of it")
    statement = words("What was agreed?", hint=NO_NAMES, required="Enter what was agreed")
    outstanding = words("What stays open, and how will it be pursued?", rows=3)
    rows_class = rows_of(ActionRow, prefix="actions", noun="action", least=0, most=10)

    def act(self, case: Case, request: Request) -> Case:
        answers = self.cleaned_data
        return agreeing.propose_outcome(
            case,
            request,
            outcome=OutcomeCode(answers["outcome"]),
            statement=answers["statement"],
            outstanding=answers["outstanding"],
            actions=self.cleaned_actions(),
        )


class ConfirmOutcomeForm(VerbForm):
    verb = Verb.CONFIRM_OUTCOME
    button = "Confirm"
    confirm = ConfirmField(
        label="I confirm that this is an accurate record of what we agreed",
        error_messages={"required": "Tick the box to confirm the outcome"},
    )

    def act(self, case: Case, request: Request) -> Case:
        return agreeing.confirm_outcome(case, request)


class ReturnOutcomeForm(VerbForm):
    verb = Verb.RETURN_OUTCOME
    button = "Send it back"
    why = words("What is wrong with the statement?", hint=NO_NAMES, required="Enter what is wrong with the statement")

    def act(self, case: Case, request: Request) -> Case:
        return agreeing.return_outcome(case, request, **self.cleaned_data)


class CloseForm(VerbForm):
    verb = Verb.CLOSE_UNCONFIRMED
    checked = True
    button = "Close the case"
    says = "The outcome was not confirmed in time. Silence does not confirm it: closing it is your decision, with a reason."
    why = words("Why is the case closed?", required="Enter why the case is closed")

    def act(self, case: Case, request: Request) -> Case:
        return agreeing.close_unconfirmed(case, request, **self.cleaned_data)


class EscalateForm(VerbForm):
    verb = Verb.ESCALATE
    checked = True
    ground = pick("Why does it need to go on?", [], required="Select why it needs to go on")
    to = pick("Where does it go?", [], required="Select where it goes")
    why = words("Say why, and what the risk to the child is now", hint=NO_NAMES, required="Enter why it needs to go on")
    tried = words("What has been done at this stage to settle it?", hint=NO_NAMES, rows=4)
    protective_at = MomentField(
        label="When must it be settled to protect the child?",
        called="the time by which it must be settled",
        required=False,
    )
    protective_why = words("Why by then?", limit=SHORT, rows=2)

    def arrange(self) -> None:
        s = self.situation
        open_grounds = grounds(s)
        self.choose("ground", [(g.value, self._ground_label(g)) for g in open_grounds])
        self._arrange_destinations(open_grounds)
        self._arrange_evidence(open_grounds)

    def _arrange_destinations(self, open_grounds: list[Ground]) -> None:
        s = self.situation
        further = [s.case.stage] if s.further_rung else []
        opened = [key for ground in open_grounds for key in ways(s, ground).stages]
        self.destinations = list(dict.fromkeys(further + opened))
        if len(self.destinations) == 1:
            del self.fields["to"]
            return
        rung = s.passage.rung + 1 if s.passage else 0
        self.choose(
            "to", [(key, stage_name(s.case, key, rung if key == s.case.stage else 0)) for key in self.destinations]
        )

    def _arrange_evidence(self, open_grounds: list[Ground]) -> None:
        gates = [g for g in self.situation.stage.gates if g.at == "leave" and g.mode is not GateMode.OFF]
        field = self.fields["tried"]
        typed = self.data.get(self.add_prefix("ground")) if self.is_bound else None
        asked = [ground for ground in open_grounds if ground == typed] or open_grounds
        field.required = any(evidence_needed(self.situation, ground) for ground in asked)
        field.error_messages["required"] = "Enter what was done at this stage to settle it"
        field.help_text = " ".join([*(gate.says for gate in gates), NO_NAMES])

    def _ground_label(self, ground: Ground) -> str:
        if self.situation.stage.sides is Sides.RAISING:
            return "My manager and I have talked, and it has to go to the other agency"
        return ground.label

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        ground = Ground(answers.pop("ground"))
        return moving.escalate(case, request, ground=ground, **answers)


class WithdrawForm(VerbForm):
    verb = Verb.WITHDRAW
    checked = True
    says = "This ends the case for both sides. The record stays."
    why = words("Why is it withdrawn?", hint=NO_NAMES, required="Enter why it is withdrawn")

    def act(self, case: Case, request: Request) -> Case:
        return moving.withdraw(case, request, **self.cleaned_data)


class DecisionForm(VerbForm):
    verb = Verb.RECORD_DECISION
    checked = True
    kind = pick("How was it decided?", [], required="Select how it was decided")
    result = pick(
        "What did it come to?",
        [
            (deciding.Result.DECIDED, "It was settled"),
            (deciding.Result.COURSE_OF_ACTION, "A course of action was set, and the decision follows"),
            (deciding.Result.NOT_SETTLED, "It was not settled: it is reported to the chair"),
        ],
        required="Select what it came to",
    )
    decided_by = TextField(
        label="Who decided?",
        help_text="The chair, the mediator, or the members of the meeting or panel with their agencies.",
        max_length=SHORT,
        error_messages={"required": "Enter who decided"},
    )
    decision = words("What was decided?", hint=NO_NAMES, required="Enter what was decided")
    reasons = words("What are the reasons?", hint=NO_NAMES, required="Enter the reasons")
    actions = words("Who does what by when?", rows=4)

    def arrange(self) -> None:
        last = self.situation.stage.last
        options = last.options if last else ()
        self.choose("kind", [(option.kind.value, option.title) for option in options])
        if len(options) == 1:
            self.fields["kind"].initial = options[0].kind.value

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        kind, result = LastStageKind(answers.pop("kind")), deciding.Result(answers.pop("result"))
        return deciding.record_decision(case, request, kind=kind, result=result, **answers)


def _step_form(step: Verb) -> type[VerbForm]:
    return type(f"{step.name.title().replace('_', '')}Form", (StepForm,), {"verb": step})


_FORMS: tuple[type[VerbForm], ...] = (
    AcknowledgeForm,
    RespondForm,
    DiscussionForm,
    PlanForm,
    AgreePlanForm,
    ReturnPlanForm,
    OutcomeForm,
    ConfirmOutcomeForm,
    ReturnOutcomeForm,
    CloseForm,
    NoAgreementForm,
    EscalateForm,
    HandOverForm,
    DecisionForm,
    NoteForm,
    WithdrawForm,
    *(_step_form(step) for step in STEP_DUTIES),
)

FORMS: dict[Verb, type[VerbForm]] = {form.verb: form for form in _FORMS}
"""The form of each verb that is done to a case."""
