"""The forms of whoever sits: a conflict of interest, papers, whether they agreed; the chair’s word on what was recorded; an offer of mediation."""

from cases.actions import confirming, offering, seating
from cases.actions.door import Request
from cases.forms.asides import Aside
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import Case, OutcomeCode
from cases.models.outcomes import choices_among, correctable_from
from cases.presenters.decisions import decisions_of
from cases.verbs import Verb
from core.forms import MomentField, SelectField


class ConflictForm(VerbForm):
    verb = Verb.DECLARE_CONFLICT
    checked = True
    says = "You sit no longer from then on, and read nothing more of the case. Who appoints is asked to fill the seat again."
    button = "Declare it"
    conflict = words(
        "What is the conflict of interest?",
        hint="Both sides and the board’s side read it. Write no more than they need. Do not write anyone’s name.",
        required="Enter what the conflict of interest is",
        limit=SHORT,
        rows=3,
    )

    @property
    def consequences(self) -> list[str]:
        """That it takes their sight of the case."""
        return [self.says]

    def act(self, case: Case, request: Request) -> Case:
        return seating.declare_conflict(case, request, **self.cleaned_data)


class AskForPapersForm(VerbForm):
    verb = Verb.ASK_FOR_PAPERS
    button = "Ask for them"
    says = "Both sides are asked, and reminded. A paper that was asked for before, and is not there yet, is asked for until then."
    papers_by = MomentField(
        label="Until when does each side hand in its paper?",
        called="the time until which papers are handed in",
        when="future-or-today",
    )
    asked = words("What are the papers to speak about?", hint=NO_NAMES, limit=1000, rows=3)

    def act(self, case: Case, request: Request) -> Case:
        return seating.ask_for_papers(case, request, **self.cleaned_data)


class AssentForm(VerbForm):
    verb = Verb.SAY_ASSENT
    button = "Send"
    says = "It changes nothing of the decision. Once you have answered you read the case no longer, unless you report back."
    agrees = pick(
        "Did you agree with what was decided?",
        [("yes", "Yes"), ("no", "No, not with all of it")],
        required="Select whether you agreed with what was decided",
    )
    dissent = words("If not: with what did you not agree, and why?", hint=NO_NAMES, rows=3)
    follow_ups = ("dissent",)

    @property
    def asides(self) -> list[Aside]:
        """What was recorded, to be read before they answer."""
        found = decisions_of(self.situation.case)[:1]
        return [Aside(decision.heading, decision.sentences, decision.paragraphs) for decision in found]

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return seating.say_assent(case, request, agrees=said["agrees"] == "yes", dissent=said["dissent"])


class ConfirmDecisionForm(VerbForm):
    verb = Verb.CONFIRM_DECISION
    button = "Save your answer"
    says = (
        "It was recorded in your name. If you correct it, both sides are told and acknowledge it anew; what was recorded "
        "stays on the record. Whether it was settled does not change: to take the case up again, reopen it."
    )
    is_so = pick(
        "Is it as you decided?",
        [("yes", "Yes"), ("no", "No, I correct it")],
        required="Select whether it is as you decided",
    )
    wrong = words("If not: what is wrong?", hint=NO_NAMES, rows=3)
    decision = words("If not: the decision as you made it", hint=NO_NAMES)
    reasons = words("If not: its reasons, where they are others", hint=NO_NAMES)
    outcome = SelectField(label="If not: what became of the disagreement, where it was something else?", required=False)
    follow_ups = ("wrong", "decision", "reasons", "outcome")

    def arrange(self) -> None:
        found = correctable_from(self.situation.case.outcome_code)
        if found:
            self.choose("outcome", [("", "As it was recorded"), *choices_among(found)])
        else:
            del self.fields["outcome"]

    @property
    def asides(self) -> list[Aside]:
        """What was recorded."""
        found = decisions_of(self.situation.case)[:1]
        return [Aside(decision.heading, decision.sentences, decision.paragraphs) for decision in found]

    def act(self, case: Case, request: Request) -> Case:
        said = dict(self.cleaned_data)
        code = said.pop("outcome", "")
        outcome = OutcomeCode(code) if code else None
        return confirming.confirm_decision(case, request, is_so=said.pop("is_so") == "yes", outcome=outcome, **said)


class AnswerOfferForm(VerbForm):
    verb = Verb.ANSWER_OFFER
    button = "Send your answer"
    says = "You answer for your side. If a side declines, those who settle the case choose another way, or record how it ends."
    accepts = pick(
        "Does your side accept mediation?",
        [("yes", "Yes"), ("no", "No")],
        required="Select whether your side accepts it",
    )
    why = words("If not: why?", hint=NO_NAMES, limit=SHORT, rows=3)
    follow_ups = ("why",)

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return offering.answer_offer(case, request, accepts=said["accepts"] == "yes", why=said["why"])


SEATING_FORMS: tuple[type[VerbForm], ...] = (
    ConflictForm,
    AskForPapersForm,
    AssentForm,
    ConfirmDecisionForm,
    AnswerOfferForm,
)
"""The forms of the verbs of whoever sits."""
