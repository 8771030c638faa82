"""The pages of the raise journey on what came before it: what was tried, who of one’s own is part of it, and who screened it."""

from typing import Any

from cases.forms.base import METHOD_CHOICES, NO_NAMES, SHORT, pick, words
from cases.forms.screening import FOLLOWING, DeclaredFields, arrange_declared, declared_of
from cases.forms.step import YES_NO, Setting, Step
from cases.rules import declaring, gates, gates_at_raising
from cases.words.entries import PARENTS_AWARE
from cases.words.methods import advice_of, choices_of, unexplained
from core.forms import CheckboxesField, SelectField, TextField
from policies.routes import first_stage
from policies.schema import Gate
from policies.vocabulary import GateMode

NOT_YET = ("not yet", "I have not been able to yet")
PARENTS = [("", "Not given"), *PARENTS_AWARE.items()]


class TriedStep(Step):
    key, title = "tried", "What have you tried so far?"
    follow_ups = ("method_reason", "parents_why")
    method = pick(
        "How have you raised it with the other professional?",
        [*METHOD_CHOICES, NOT_YET],
        required="Select how you have raised it",
    )
    method_reason = words("Why by this means, or why not yet?", limit=SHORT, rows=2)
    tried_before = words(
        "What have you tried, and when?",
        hint="For instance: whom you consulted, which procedures you looked at, what was said. " + NO_NAMES,
        required="Enter what you have tried",
    )
    prepared = CheckboxesField(label="What have you done before raising it?", required=False)
    consulted = TextField(
        label="Whom have you consulted?",
        help_text="Give roles, not names: your manager, a safeguarding lead.",
        max_length=200,
        required=False,
        watched=True,
    )
    support = TextField(
        label="Does anyone support you in raising this?",
        help_text="Give a role, not a name.",
        max_length=120,
        required=False,
        watched=True,
    )
    parents_aware = SelectField(
        label="Do {the parents or carers} know of this disagreement?", choices=PARENTS, required=False
    )
    parents_why = TextField(label="If they do not, why?", max_length=200, required=False, watched=True)

    def arrange(self) -> None:
        policy = self.policy_version.policy
        self.choose("method", [*choices_of(policy), NOT_YET])
        when = "Only if not yet, or by a means that the procedure advises against."
        self.fields["method_reason"].help_text = f"{when} {advice_of(policy)}".strip()
        if policy.preparations:
            self.choose("prepared", [(item.says, item.says) for item in policy.preparations])
        else:
            del self.fields["prepared"]
        stage = first_stage(self.policy_version.policy, immediate_risk_confirmed=self.setting.skip_confirmed)
        gates = [gate.says for gate in stage.gates if gate.at == "enter" and gate.mode is not GateMode.OFF]
        self.fields["tried_before"].help_text = " ".join([*gates, str(self.fields["tried_before"].help_text)])

    def clean(self) -> dict[str, Any]:
        """A discouraged means, or none yet, needs a reason; it is never refused for itself (FLOW-2, O-25)."""
        answers = super().clean() or self.cleaned_data
        method, reason = answers.get("method", ""), answers.get("method_reason", "")
        sentence = unexplained(self.policy_version.policy, method, reason)
        if method == NOT_YET[0] and not reason:
            sentence = "Enter why you have not been able to yet"
        if sentence:
            self.add_error("method_reason", sentence)
        return answers


class ManagerStep(Step):
    key, title = "manager", "Is anyone on your own side part of the disagreement?"
    follow_ups = ("people",)
    involved = pick(
        "Is anyone on your own side part of the disagreement?",
        YES_NO,
        required="Select yes if anyone on your own side is part of it",
        hint="If your manager, or anyone else who would act for your agency, is part of what you challenge, the case passes "
        "them by and goes to the next manager up. They do not see it.",
    )
    people = CheckboxesField(label="If yes, who?", required=False)

    def arrange(self) -> None:
        self.choose("people", self.people_at(self.setting.own_agency))

    def clean(self) -> dict[str, Any]:
        """Who says yes says who."""
        answers = super().clean() or self.cleaned_data
        if answers.get("involved") == "yes" and not answers.get("people"):
            self.add_error("people", "Select who is part of it")
        return answers


class ScreeningStep(Step, DeclaredFields):
    """Who has screened or endorsed it, where the procedure wants that before its first stage is entered."""

    key, title = "screening", "Has it been screened or endorsed?"
    follow_ups = (*FOLLOWING, "without")
    without = words("If you raise it without that: why?", hint=NO_NAMES, limit=SHORT, rows=3)

    @classmethod
    def asked(cls, setting: Setting) -> bool:
        return bool(_declares(setting))

    def arrange(self) -> None:
        s, asked = self.setting, _declares(self.setting)
        agency = s.own_agency or s.own_agencies[0]
        area = self.policy_version.area
        self.people = {gate.kind: declaring.who_may(gate.kind, agency, area, without=s.part_of_it) for gate in asked}
        blocking = {gate.kind for gate in asked if gate.mode is GateMode.BLOCK}
        arrange_declared(self, self.people, me=s.writer, required=blocking)
        if len(blocking) == len(self.people):
            del self.fields["without"]

    @property
    def guidance(self) -> list[str]:
        """What the procedure says of it."""
        return [gate.says for gate in _declares(self.setting)]

    def clean(self) -> dict[str, Any]:
        """Whoever is named may screen or endorse, and when is said; who raises it without where that warns, says why."""
        answers = super().clean() or self.cleaned_data
        declared = declared_of(dict(answers))
        lacking = [lack for gate in _declares(self.setting) if (lack := gates.undeclared(gate, declared))]
        faults = declaring.faults_of(declared, self.people, at=self.setting.at)
        faults |= gates.faults_in(lacking, without=answers.get("without", ""))
        for name, sentences in faults.items():
            if name not in self.errors:
                self.add_error(name, sentences[0])
        if not lacking and "without" in answers:
            answers["without"] = ""
        return answers


def _declares(setting: Setting) -> list[Gate]:
    policy = (setting.version or setting.versions[0]).policy
    stage = first_stage(policy, immediate_risk_confirmed=setting.immediate_risk and setting.skip_confirmed)
    return gates_at_raising.declares(stage, at_risk=setting.immediate_risk)
