"""The forms by which a side asks the board's office to approve something, and the office answers."""

from cases.actions import approving
from cases.actions.door import Request
from cases.forms.asides import Aside
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import Case
from cases.rules import approvals
from cases.rules.approvals import Matter
from cases.verbs import Verb

APPROVE, REFUSE = "approve", "refuse"


class _OfMatter(VerbForm):
    """What both forms ask first: what it is about, where that is not plain."""

    matter = pick("What is it about?", [], required="Select what it is about")

    def ask_about(self, possible: list[Matter]) -> None:
        """Offer what is possible; where that is one thing, it is that one, and stands on the page."""
        self.possible = possible
        named = [(matter.key, approvals.what(self.situation.case, matter)) for matter in possible]
        self.choose("matter", [(key, f"{says[:1].upper()}{says[1:]}") for key, says in named])
        if len(possible) == 1:
            del self.fields["matter"]

    @property
    def chosen(self) -> str:
        """What it is about, by the cleaned answers."""
        return str(self.cleaned_data.get("matter") or next((matter.key for matter in self.possible), ""))

    @property
    def one(self) -> str:
        """What it is about, where only one thing can be; else ""."""
        return approvals.what(self.situation.case, self.possible[0]) if len(self.possible) == 1 else ""


class AskOfficeForm(_OfMatter):
    verb = Verb.ASK_OFFICE
    button = "Send to the board’s office"
    why = words(
        "Why should the office approve it?", required="Enter why the office should approve it", limit=SHORT, rows=4
    )

    def arrange(self) -> None:
        self.ask_about(approvals.matters(self.situation))
        asked = f"You ask it to approve {self.one}. " if self.one else ""
        reads = "" if self.situation.case.board_involved_at else "It reads what you write here, and not the case. "
        self.says = f"{asked}{reads}Everyone who takes part in the case sees it as well."
        self.fields["why"].help_text = NO_NAMES

    @property
    def asides(self) -> list[Aside]:
        """What the procedure leaves open."""
        said = approvals.uncovered(self.situation)[:-1]
        return [Aside("What the procedure does not cover", said)] if said else []

    def act(self, case: Case, request: Request) -> Case:
        return approving.ask_office(case, request, matter=self.chosen, why=self.cleaned_data["why"])


class AnswerAsOfficeForm(_OfMatter):
    verb = Verb.ANSWER_AS_OFFICE
    button = "Send the answer"
    answer = pick(
        "What does the office answer?",
        [(APPROVE, "It approves it"), (REFUSE, "It refuses it")],
        required="Select whether the office approves it",
    )
    why = words("Why?", hint=NO_NAMES, required="Enter why", limit=SHORT, rows=4)

    def arrange(self) -> None:
        s = self.situation
        self.ask_about(approvals.answerable(s))
        if not approvals.waiting(s):
            del self.fields["answer"]
            self.button = "Approve it"
            self.says = f"Nobody has asked for this. You can approve {self.one or 'it'}, with a reason."

    @property
    def asides(self) -> list[Aside]:
        """What was asked, by whom, and why; and what the procedure says of it."""
        asked = [each for each in approvals.shown(self.situation) if not each.answered_at]
        found = [Aside("What the office is asked", [each.heading], [("Why", each.why)]) for each in asked]
        says = approvals.uncovered(self.situation)[:1]
        return [*found, *([Aside("What the procedure says", says)] if says else [])]

    def act(self, case: Case, request: Request) -> Case:
        granted = self.cleaned_data.get("answer", APPROVE) == APPROVE
        why = self.cleaned_data["why"]
        return approving.answer_as_office(case, request, matter=self.chosen, granted=granted, why=why)
