"""The forms of what the parties agree on: plans and outcome statements."""

from typing import Any, ClassVar

from cases.actions import agreeing, rewriting
from cases.actions.door import Request
from cases.actions.stating import Action
from cases.forms.asides import Aside, rows_of_proposal, sent_back, told_of, why_sent_back, words_of
from cases.forms.base import NO_NAMES, VerbForm, pick, words
from cases.forms.late import LateToOthersForm
from cases.forms.reconfirming import SafetyForm, with_safety
from cases.models import Case, OutcomeCode, Party, Proposal, ProposalKind
from cases.models.outcomes import SETTLED, choices_among
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import PLAN_FITS
from core.forms import ConfirmField, DateField3, GovukForm, SelectField, TextField
from core.rows import rows_of
from core.words import listed

SETTLED_CHOICES = choices_among(SETTLED)
WHAT_BECAME = "Select what became of it"


class ActionRow(GovukForm):
    """One action of a plan."""

    watches_for_names = True
    what = TextField(
        label="What will be done",
        max_length=300,
        watched=True,
        error_messages={"required": "Enter what will be done"},
    )
    who = SelectField(label="Who does it", error_messages={"required": "Select who does it"})
    due_on = DateField3(label="By when", called="the day by which it is done", when="future-or-today")


class WithActions(VerbForm):
    """A form with rows of actions below its own fields."""

    rows_title = "Actions"
    rows_class = rows_of(ActionRow, prefix="actions", noun="action", least=1, most=10)
    proposes: ClassVar[ProposalKind]

    def arrange(self) -> None:
        super().arrange()
        self.before = self.before_this()
        if self.before is not None and not self.is_bound:
            self.initial = {**words_of(self.before), "outcome": self.before.outcome, **self.initial}
            self.rows = self.rows_class.fresh(at=self.at, initial=rows_of_proposal(self.before))
        self.by_key: dict[str, Party | None] = {str(party.number): party for party in self.situation.parties}
        self.by_key["both"] = None
        choices = [("", "Choose")]
        choices += [(key, party.agency.name if party else "Both sides") for key, party in self.by_key.items()]
        for row in self.rows.forms if self.rows else ():
            row.fields["who"].choices = choices

    def before_this(self) -> Proposal | None:
        """The version before, where it was sent back or taken back: the form begins with its words."""
        return sent_back(self.situation.case, self.proposes)

    @property
    def asides(self) -> list[Aside]:
        """Why the version before was sent back, whose words the form begins with."""
        found = [why_sent_back(self.before)] if self.before is not None else []
        return [aside for aside in found if aside.written]

    def clean(self) -> dict[str, Any]:
        """In what was agreed on paper, what was to be done between then and today may stand as well."""
        said = super().clean() or self.cleaned_data
        for row in self.rows.forms if self.rows and said.get("happened_at") else ():
            row.fields["due_on"].at = said["happened_at"]
        return said

    def cleaned_actions(self) -> list[Action]:
        """The actions that were filled in."""
        rows = self.rows.answers if self.rows else []
        return [Action(row["what"], self.by_key[row["who"]], row["due_on"]) for row in rows]


class PlanForm(LateToOthersForm, WithActions, SafetyForm):
    verb = Verb.PROPOSE_PLAN
    proposes = ProposalKind.PLAN
    says = "The other side agrees the plan or sends it back."
    button = "Send the plan"
    plan_fits = pick(
        "How does it stand to the plan that there is already?",
        list(PLAN_FITS.items()),
        required="Select how it stands to the plan that there is already",
    )
    plan_reference = TextField(
        label="Which plan is that?",
        help_text="Its kind, and where your agency finds it. Only if there is one.",
        max_length=200,
        required=False,
        watched=True,
    )
    note = words("Anything to say about the plan", hint=NO_NAMES, rows=3)
    field_order = ("plan_fits", "plan_reference")

    def arrange(self) -> None:
        super().arrange()
        link = self.situation.stage.links_to_plan
        if link is None:
            del self.fields["plan_fits"], self.fields["plan_reference"]
            return
        self.fields["plan_fits"].help_text = link.says
        if self.before is not None and not self.is_bound:
            self.initial["plan_fits"] = self.before.entry.facts.get("plan_fits", "")

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        return agreeing.propose_plan(case, with_safety(request, said), actions=self.cleaned_actions(), **said)


class AgreePlanForm(LateToOthersForm, SafetyForm):
    verb = Verb.AGREE_PLAN
    button = "Agree the plan"
    agree = ConfirmField(
        label="We agree to this plan and to its dates",
        error_messages={"required": "Tick the box to agree the plan"},
    )

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        asked = with_safety(request, said)
        return agreeing.agree_plan(case, asked, happened_at=said["happened_at"], given_how=said["given_how"])


class ReturnPlanForm(VerbForm):
    verb = Verb.RETURN_PLAN
    button = "Send it back"
    why = words("What is wrong with the plan?", hint=NO_NAMES, required="Enter what is wrong with the plan")

    def act(self, case: Case, request: Request) -> Case:
        return agreeing.return_plan(case, request, **self.cleaned_data)


class OutcomeForm(LateToOthersForm, WithActions):
    verb = Verb.PROPOSE_OUTCOME
    proposes = ProposalKind.OUTCOME
    checked = True
    says = "Write this when you have agreed. The other side confirms it or says what is wrong. Then the case is closed."
    button = "Send for confirmation"
    outcome = pick("What became of the disagreement?", SETTLED_CHOICES, required=WHAT_BECAME)
    statement = words("What was agreed?", hint=NO_NAMES, required="Enter what was agreed")
    stays_open = pick(
        "Does anything stay open?",
        [("yes", "Yes"), ("no", "No, nothing stays open")],
        required="Select whether anything stays open",
    )
    outstanding = words("What stays open, and how will it be pursued?", rows=3)
    outstanding_who = pick("Who looks again at what stays open?", [], required="")
    look_again_on = DateField3(
        label="When is it looked at again?",
        called="the day on which it is looked at again",
        when="future-or-today",
        required=False,
    )
    rows_class = rows_of(ActionRow, prefix="actions", noun="action", least=0, most=10)

    def arrange(self) -> None:
        super().arrange()
        self.says = " ".join([type(self).says, self.situation.case.policy.outcome.says]).strip()
        self.fields["outstanding_who"].required = False
        wants = self.situation.case.policy.outcome
        if self.before is not None and not self.is_bound:
            self.initial = {**self.initial, **self._what_stayed_open(self.before)}
        self.fields["statement"].required = wants.written_statement
        if not wants.outstanding_issues:
            del self.fields["stays_open"]
        parties = [(str(party.number), party.agency.name) for party in self.situation.parties]
        self.choose("outstanding_who", [*parties, ("both", "Both sides")])
        hint = "If anything stays open, say who looks at it again, and when. Both are reminded."
        self.fields["look_again_on"].help_text = hint

    def _what_stayed_open(self, before: Proposal) -> dict[str, str]:
        """How the version before had answered it."""
        if before.entry.facts.get("nothing_open"):
            return {"stays_open": "no", "outstanding": ""}
        return {"stays_open": "yes" if self.initial.get("outstanding") else ""}

    def clean(self) -> dict[str, Any]:
        """What stays open is said where something does, and only there."""
        said = super().clean() or self.cleaned_data
        if said.get("stays_open") == "yes" and not said.get("outstanding"):
            self.add_error("outstanding", "Enter what stays open, and how it will be pursued")
        elif said.get("stays_open") == "no" and said.get("outstanding"):
            self.add_error("stays_open", "Select “Yes”, or remove what you wrote of what stays open")
        return said

    @property
    def consequences(self) -> list[str]:
        """Who is asked to confirm, and that the case is closed only then."""
        others = [h.party.agency.name for h in self.situation.holdings if h.party not in self.situation.standing.holds]
        return [
            f"{listed(dict.fromkeys(others)) or 'The other side'} is asked to confirm it, or to say what is wrong.",
            "The case is closed once every side has confirmed it.",
            told_of(self.situation, closing=False),
        ]

    def act(self, case: Case, request: Request) -> Case:
        late = {name: self.cleaned_data[name] for name in self.folded}
        return agreeing.propose_outcome(case, request, **self.said(), **late)

    def said(self) -> dict[str, Any]:
        """The statement as the actions take it."""
        answers = self.cleaned_data
        return {
            "outcome": OutcomeCode(answers["outcome"]),
            "statement": answers["statement"],
            "outstanding": answers["outstanding"],
            "outstanding_party": self.by_key.get(answers["outstanding_who"]),
            "look_again_on": answers["look_again_on"],
            "nothing_open": answers.get("stays_open") == "no",
            "actions": self.cleaned_actions(),
        }


class ReplaceOutcomeForm(OutcomeForm):
    verb = Verb.REPLACE_OUTCOME
    says = "The version before is kept. Every other side is asked to confirm this one, in a limit that begins anew."
    button = "Replace it"
    folded: ClassVar[tuple[str, ...]] = ()
    happened_at = given_how = None  # type: ignore[assignment]  # a version that replaces one is written now

    def before_this(self) -> Proposal | None:
        """The version that waits, whose words the form begins with."""
        return self.situation.open_proposal(ProposalKind.OUTCOME)

    def act(self, case: Case, request: Request) -> Case:
        return rewriting.replace_outcome(case, request, **self.said())


class TakeBackForm(VerbForm):
    verb = Verb.TAKE_BACK_OUTCOME
    says = "The case goes on without it. It stays in the record, and the other side is told why."
    button = "Take it back"
    why = words("Why do you take it back?", hint=NO_NAMES, required="Enter why you take the statement back")

    def act(self, case: Case, request: Request) -> Case:
        return rewriting.take_back_outcome(case, request, **self.cleaned_data)


class ConfirmOutcomeForm(LateToOthersForm):
    verb = Verb.CONFIRM_OUTCOME
    button = "Confirm"
    confirm = ConfirmField(
        label="I confirm this is an accurate record of what we agreed",
        error_messages={"required": "Tick the box to confirm the outcome"},
    )

    def arrange(self) -> None:
        s = self.situation
        mine = listed(dict.fromkeys(party.agency.name for party in s.standing.holds))
        self.fields["confirm"].help_text = f"Your name stands under it: {s.by.name}, {mine}."
        waiting = listed(dict.fromkeys(_who_must_still_confirm(s)))
        self.says = (
            f"The case stays open until {waiting} confirms it as well."
            if waiting
            else "You are the last to confirm it: the case is then closed."
        )

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return agreeing.confirm_outcome(case, request, happened_at=said["happened_at"], given_how=said["given_how"])


def _who_must_still_confirm(s: Situation) -> list[str]:
    """The agencies other than the person's own that have not answered the statement yet."""
    proposal = s.open_proposal(ProposalKind.OUTCOME)
    answered = {answer.party_id for answer in proposal.answers.all()} if proposal else set()
    mine = {party.pk for party in s.standing.holds}
    asked = [h.party for h in s.holdings if h.party.part_ended_at is None and h.party.pk not in mine | answered]
    return [party.agency.name for party in asked]


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
    outcome = pick("What became of the disagreement?", SETTLED_CHOICES, required=WHAT_BECAME)
    why = words("Why is the case closed?", required="Enter why the case is closed")

    def arrange(self) -> None:
        proposal = self.situation.open_proposal(ProposalKind.OUTCOME)
        self.fields["outcome"].initial = proposal.outcome if proposal else ""
        self.fields["outcome"].help_text = "Selected is what the statement says that waits to be confirmed."

    @property
    def consequences(self) -> list[str]:
        """That it ends for both sides without having been confirmed, and who is told."""
        return ["The case is closed without a confirmation.", told_of(self.situation, closing=True)]

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return agreeing.close_unconfirmed(case, request, outcome=OutcomeCode(said["outcome"]), why=said["why"])
