"""The form of the triage: what the board's side looks at when a case has reached its last stage, and what is next."""

from typing import Any

from cases.actions import triage
from cases.actions.door import Request
from cases.forms.asides import Aside
from cases.forms.base import NO_NAMES, VerbForm, pick, words
from cases.models import Case
from cases.presenters.triage import known_of
from cases.verbs import Verb
from cases.words.triage import THEN, URGENCIES, WRITTEN_OF, Point, Then, Urgency
from core.forms import CheckboxesField, MomentField

YES_OR_NO = [("yes", "Yes"), ("no", "No")]
ASKED = ("asked_of", "asked_for", "asked_by")


class TriageForm(VerbForm):
    verb = Verb.TRIAGE
    button = "Save and tell both sides"
    says = "Both sides read what you find. It can be done again at any time."
    complete = pick("Is it complete?", YES_OR_NO, required="Select whether it is complete")
    lacking = words("If not: what lacks?", hint=NO_NAMES, limit=1000, rows=2)
    policy = pick("Is it under the right procedure?", YES_OR_NO, required="Select whether the procedure is right")
    policy_doubt = words("If not: why may it be under another?", hint=NO_NAMES, limit=1000, rows=2)
    parties = pick("Are the right agencies in it?", YES_OR_NO, required="Select whether the right agencies are in it")
    parties_doubt = words("If not: what is not right?", hint=NO_NAMES, limit=1000, rows=2)
    conflicts = pick(
        "Is it free of conflicts of interest?", YES_OR_NO, required="Select whether it is free of conflicts of interest"
    )
    conflicts_found = words("If not: what is the conflict?", hint=NO_NAMES, limit=1000, rows=2)
    urgency = pick(
        "How soon must it be settled?",
        [(key.value, said) for key, said in URGENCIES.items()],
        required="Select how soon it must be settled",
    )
    urgent_by = MomentField(
        label="If sooner: by when?",
        help_text=f"It moves no limit. {MomentField.example}.",
        called="the time by which it must be settled",
        when="future",
        required=False,
    )
    urgent_why = words("If sooner: why?", hint=NO_NAMES, limit=1000, rows=2)
    then = pick("What is next?", [], required="Select what is next")
    asked_of = CheckboxesField(label="If you ask for more: of whom?", required=False)
    asked_for = words("If you ask for more: for what?", hint=NO_NAMES, limit=1000, rows=3)
    asked_by = MomentField(
        label="If you ask for more: until when?",
        help_text=f"They owe it until then, and are reminded. {MomentField.example}.",
        called="the time until which it is to be given",
        when="future",
        required=False,
    )
    why = words("If it goes back: why?", hint=NO_NAMES, limit=1000, rows=2)
    follow_ups = (*WRITTEN_OF.values(), "urgent_by", "urgent_why", *ASKED, "why")

    def arrange(self) -> None:
        s = self.situation
        back = bool(s.case.stages_behind())
        self.choose("then", [(key.value, said) for key, said in THEN.items() if back or key is not Then.RETURN])
        self.parties_asked = {str(party.number): party for party in s.parties if party.part_ended_at is None}
        field = self.fields["asked_of"]
        assert isinstance(field, CheckboxesField)  # noqa: S101 - narrows the type
        field.choices = [(key, party.agency.name) for key, party in self.parties_asked.items()]
        if not back:
            del self.fields["why"]

    @property
    def asides(self) -> list[Aside]:
        """What is known of each point."""
        return [Aside(known.title, known.lines) for known in known_of(self.situation)]

    def act(self, case: Case, request: Request) -> Case:
        said: dict[str, Any] = self.cleaned_data
        return triage.triage(
            case,
            request,
            doubts={point: said[WRITTEN_OF[point]] for point in Point if said[point.value] == "no"},
            urgency=Urgency(said["urgency"]),
            then=Then(said["then"]),
            urgent_by=said["urgent_by"],
            urgent_why=said["urgent_why"],
            asked_of=[self.parties_asked[key] for key in said["asked_of"]],
            asked_for=said["asked_for"],
            asked_by=said["asked_by"],
            why=said.get("why", ""),
        )
