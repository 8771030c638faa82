"""The forms of what is asked afterwards: records, whether the concern continues, whether it helped, a debrief."""

from typing import Any

from cases.actions import looking_back
from cases.actions.door import Request
from cases.actions.looking_back import Debrief, Recorded
from cases.forms.asides import Aside
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import LIVE_STATES, Case, FollowUp, FollowUpResult
from cases.presenters.following import what_of
from cases.verbs import Verb
from core.forms import DateField3, GovukForm, SelectField, TextField
from core.rows import rows_of

YES_NO = [("yes", "Yes"), ("no", "No")]
SATISFIED = [(r.value, str(r.label)) for r in (FollowUpResult.YES, FollowUpResult.PARTLY, FollowUpResult.NO)]
HELPED = [*SATISFIED, (FollowUpResult.TOO_EARLY.value, str(FollowUpResult.TOO_EARLY.label))]
DEBRIEFS = [
    (Debrief.OFFERED.value, "Offered, and not held yet"),
    (Debrief.HELD.value, "Held"),
    (Debrief.DECLINED.value, "Declined"),
]
MOST = 40


class RecordedRow(GovukForm):
    """One thing that stands on the agency's own records."""

    which = SelectField(label="What is recorded?", error_messages={"required": "Select what is recorded"})
    recorded_on = DateField3(
        label="When was it recorded?", called="the day on which it was recorded", when="past-or-today"
    )
    own_reference = TextField(
        label="Your own reference for it",
        help_text="By which your agency finds it in its own system.",
        max_length=60,
        error_messages={"required": "Enter your own reference for it"},
    )


class RecordedForm(VerbForm):
    verb = Verb.CONFIRM_RECORDED
    says = "Remove the rows of what is not on your records yet: you can come back for them."
    button = "Confirm"
    rows_title = "On your records"
    rows_class = rows_of(RecordedRow, prefix="recorded", noun="record", least=1, most=MOST)

    def arrange(self) -> None:
        mine = self.situation.to_answer(self.verb)
        if not self.is_bound and self.rows_class is not None:
            self.rows = self.rows_class.fresh(at=self.at, initial=[self._begun(found) for found in mine][:MOST])
        choices = [("", "Choose"), *((str(found.number), what_of(found)) for found in mine)]
        for row in self.rows.forms if self.rows else ():
            row.fields["which"].choices = choices

    def _begun(self, found: FollowUp) -> dict[str, Any]:
        """A row with what is known already: the party's own reference for a child, as it gave it when it was raised."""
        known = found.subject.references.filter(party=found.party).first() if found.subject else None
        return {"which": str(found.number), "own_reference": known.reference if known else ""}

    def act(self, case: Case, request: Request) -> Case:
        rows = self.rows.answers if self.rows else []
        recorded = [Recorded(int(row["which"]), row["recorded_on"], row["own_reference"]) for row in rows]
        return looking_back.confirm_recorded(case, request, recorded=recorded)


class ConcernForm(VerbForm):
    verb = Verb.SAY_CONCERN
    button = "Send"
    continues = pick(
        "Do you still think that {the person is} at risk?",
        YES_NO,
        required="Select whether you still think that {the person is} at risk",
    )
    follow_ups = ("why",)
    why = words("Why?", hint=f"You can leave this empty if you answer no. {NO_NAMES}")
    satisfied = pick(
        "Are you satisfied with what came of it?", SATISFIED, required="Select whether you are satisfied with it"
    )

    def arrange(self) -> None:
        if self.situation.to_answer(self.verb):
            self.says = "You raised it. The case has ended, and nothing that you answer here changes how."
        else:
            self.says = "You say this for yourself, and can do so again at any time. The case stays where it is."
            del self.fields["satisfied"]

    @property
    def asides(self) -> list[Aside]:
        """Who is told, and what can be done where the concern continues."""
        told = "Everybody who acts in the case is told, and who raised it; the board’s office where it is involved."
        ended = self.situation.case.state not in LIVE_STATES
        leads = "You can then reopen this disagreement, or raise a new one. The case’s page leads you there."
        danger = "If {a person is} in danger now, do not wait: use the emergency contacts on this page."
        lines = [told, *([leads] if ended and self.situation.standing.escalating else []), self.persons.say(danger)]
        return [Aside("If you answer yes", lines)]

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        satisfied = said.get("satisfied")
        return looking_back.say_concern(
            case,
            request,
            continues=said["continues"] == "yes",
            why=said["why"],
            satisfied=FollowUpResult(satisfied) if satisfied else None,
        )


class HelpedForm(VerbForm):
    verb = Verb.SAY_HELPED
    button = "Send"
    helped = pick("Did it help {the person}?", HELPED, required="Select whether it helped {the person}")
    changed = words(
        "What changed for {the person}?",
        hint=NO_NAMES,
        required="Enter what changed for {the person}, or that nothing did",
    )

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return looking_back.say_helped(case, request, helped=FollowUpResult(said["helped"]), changed=said["changed"])


class DebriefForm(VerbForm):
    verb = Verb.RECORD_DEBRIEF
    button = "Record it"
    debrief = pick("What became of the debrief?", DEBRIEFS, required="Select what became of the debrief")
    follow_ups = ("held_on",)
    held_on = DateField3(
        label="If it was held, when?", called="the day on which it was held", when="past-or-today", required=False
    )
    note = words("Anything to say about it", hint=NO_NAMES, limit=SHORT, rows=3)

    def arrange(self) -> None:
        asked = self.situation.case.policy.outcome.debrief
        self.says = asked.says if asked else ""

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        return looking_back.record_debrief(
            case, request, debrief=Debrief(said["debrief"]), held_on=said["held_on"], note=said["note"]
        )
