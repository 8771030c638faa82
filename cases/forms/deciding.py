"""The form of what a last stage comes to: a decision, a course of action that leads to one, or that it was not settled."""

from typing import Any

from agencies.selectors import chairs_of
from cases.access import is_chair
from cases.actions import deciding
from cases.actions.door import Request
from cases.actions.hand import Given
from cases.actions.stating import Action
from cases.forms.agreeing import ActionRow
from cases.forms.asides import told_of
from cases.forms.base import NO_NAMES, SHORT, pick, words
from cases.forms.late import LateForm
from cases.models import Case, OutcomeCode, Party
from cases.models.outcomes import ADVISED, SETTLED, choices_among
from cases.presenters.sittings import sitting_of
from cases.rules.board_rules import way_of
from cases.verbs import Verb
from cases.words.board import GIVEN_BY
from core.forms import DateField3, MomentField, SelectField, TextField
from core.rows import rows_of
from core.words import moment
from policies.presenters.words import ADVICE
from policies.schema import LastOption
from policies.vocabulary import LastStageKind, Owner

RESULT_LABELS = {
    deciding.Result.DECIDED: "It was settled",
    deciding.Result.COURSE_OF_ACTION: "A course of action was set, and the decision follows",
    deciding.Result.NOT_SETTLED: "It was not settled: it is reported to the chair",
}

MEDIATION_FAILED = "Mediation failed, or was declined: it is reported to the chair"

HOW_GIVEN = "Select how the chair gave it to you"

BINDS = {
    True: "The decision is binding on both sides.",
    False: "The decision is not binding.",
    None: "The procedure does not say whether the decision binds.",
}
BECOMES = {
    deciding.Result.DECIDED: "The case is closed.",
    deciding.Result.COURSE_OF_ACTION: "The case stays open until the decision is recorded.",
    deciding.Result.NOT_SETTLED: "The case is closed as unresolved, and is reported to the chair.",
}


def _binds(option: LastOption) -> str:
    return ADVICE if option.is_advice else BINDS[option.binding]


class DecisionForm(LateForm):
    verb = Verb.RECORD_DECISION
    checked = True
    rows_title = "Actions"
    rows_class = rows_of(ActionRow, prefix="actions", noun="action", least=0, most=10)
    follow_ups = ("outcome", "decision_by", "dissent", "happened_at")
    kind = pick("How was it decided?", [], required="Select how it was decided")
    result = pick("What did it come to?", [], required="Select what it came to")
    outcome = pick("If it was settled: what became of the disagreement?", [], required="")
    decided_by = TextField(
        label="Who decided?",
        help_text="The chair, the mediator, or the members of the meeting or panel with their agencies.",
        max_length=SHORT,
        error_messages={"required": "Enter who decided"},
    )
    decision = words("What was decided?", hint=NO_NAMES, required="Enter what was decided")
    reasons = words("What are the reasons?", hint=NO_NAMES, required="Enter the reasons")
    dissent = words(
        "Did somebody who decided not agree?", hint="Say who, and why. Leave it empty if nobody did.", rows=3
    )
    given_by = SelectField(label="How did the chair give it to you?", required=False)
    given_on = DateField3(
        label="On which day?", called="the day on which the chair gave it", when="past-or-today", required=False
    )
    decision_by = MomentField(
        label="By when does the decision follow?",
        help_text=f"Only for a course of action. {MomentField.example}.",
        called="the time by which the decision follows",
        when="future-or-today",
        required=False,
    )

    def arrange(self) -> None:
        self.fields["happened_at"].label = "When was it decided?"
        last = self.situation.stage.last
        way = way_of(self.situation)
        options = [o for o in ((way,) if way else last.options if last else ()) if not o.decides_nothing]
        self.choose("kind", [(option.kind.value, option.title) for option in options])
        possible = {
            deciding.Result.DECIDED: True,
            deciding.Result.COURSE_OF_ACTION: any(option.may_set_course_of_action for option in options),
            deciding.Result.NOT_SETTLED: any(option.binding is not True for option in options),
        }
        advised = any(option.is_advice for option in options)
        self.fields["outcome"].required = False
        self.choose("outcome", choices_among(ADVISED if advised else SETTLED))
        labels = dict(RESULT_LABELS)
        if all(option.kind is LastStageKind.MEDIATION for option in options):
            labels[deciding.Result.NOT_SETTLED] = MEDIATION_FAILED
        self.choose("result", [(result, labels[result]) for result, can_be in possible.items() if can_be])
        if len(options) == 1:
            self.fields["kind"].initial = options[0].kind.value
            self._ask_for_advice(options[0])
        if not possible[deciding.Result.COURSE_OF_ACTION]:
            del self.fields["decision_by"]
        found = sitting_of(self.situation)
        if found is not None and found.members:
            self.fields["decided_by"].initial = "; ".join(found.names)
        self._ask_for_the_hand(options)
        self.by_key: dict[str, Party | None] = {str(party.number): party for party in self.situation.parties}
        self.by_key["both"] = None
        named = [(key, party.agency.name if party else "Both sides") for key, party in self.by_key.items()]
        for row in self.rows.forms if self.rows else ():
            field = row.fields["who"]
            assert isinstance(field, SelectField)  # noqa: S101 - narrows the type
            field.choices = [("", "Choose"), *named]

    def _ask_for_the_hand(self, options: list[LastOption]) -> None:
        """Where it is recorded for somebody else, say so; and ask how the chair gave it, where it is the chair's."""
        s = self.situation
        of_the_chair = any(option.decided_by is Owner.CHAIR for option in options)
        chair = s.case.policy.area.chair
        if of_the_chair and not is_chair(s.case, s.by):
            self.says = (
                f"You record it for the {chair}, who is told, and confirms it or puts it right. {self.says}".strip()
            )
            can = bool(chairs_of(s.case.area))
            self.fields["given_by"].help_text = "" if can else f"The {chair} has no account here to confirm it."
            means = [(key, f"{words_[:1].upper()}{words_[1:]}") for key, words_ in GIVEN_BY.items()]
            self.choose("given_by", [("", "Choose"), *means])
            self.fields["given_by"].required = self.fields["given_on"].required = not can
            return
        del self.fields["given_by"], self.fields["given_on"]

    def _ask_for_advice(self, option: LastOption) -> None:
        """Ask for advice where the chair advises and decides nothing."""
        if option.is_advice:
            self.says = ADVICE
            self.fields["decision"].label = "What is the advice?"
            self.fields["decision"].error_messages["required"] = "Enter the advice"
            self.fields["decided_by"].label = "Who advised?"

    def clean(self) -> dict[str, Any]:
        """What was settled says what became of it; how the chair gave it is said with its day."""
        said = super().clean() or self.cleaned_data
        if said.get("result") == deciding.Result.DECIDED and "outcome" in said and not said["outcome"]:
            self.add_error("outcome", deciding.WHAT_BECAME)
        if bool(said.get("given_by")) != bool(said.get("given_on")) and not {"given_by", "given_on"} & set(self.errors):
            lacks, says = ("given_on", "Enter on which day") if said.get("given_by") else ("given_by", HOW_GIVEN)
            self.add_error(lacks, says)
        return said

    @property
    def consequences(self) -> list[str]:
        """Whether it binds, what becomes of the case, and who is told."""
        last, answers = self.situation.stage.last, self.cleaned_data
        chosen = [option for option in (last.options if last else ()) if option.kind == answers["kind"]]
        result = deciding.Result(answers["result"])
        by = answers.get("decision_by") if result is deciding.Result.COURSE_OF_ACTION else None
        return [
            *([_binds(option) for option in chosen] if result is deciding.Result.DECIDED else []),
            *([f"The decision is owed by {moment(by)}."] if by else []),
            BECOMES[result],
            told_of(self.situation, closing=result is not deciding.Result.COURSE_OF_ACTION),
        ]

    def act(self, case: Case, request: Request) -> Case:
        answers = dict(self.cleaned_data)
        kind, result = LastStageKind(answers.pop("kind")), deciding.Result(answers.pop("result"))
        answers["outcome"] = OutcomeCode(answers["outcome"]) if answers["outcome"] else None
        by, on = answers.pop("given_by", ""), answers.pop("given_on", None)
        given = Given(by, on) if by and on else None
        rows = self.rows.answers if self.rows else []
        actions = [Action(row["what"], self.by_key[row["who"]], row["due_on"]) for row in rows]
        return deciding.record_decision(
            case, request, kind=kind, result=result, actions=actions, given=given, **answers
        )
