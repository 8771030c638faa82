"""The forms by which somebody who is part of the disagreement is kept out of a case, and let in again."""

from cases.actions import excluding
from cases.actions.door import Request
from cases.actions.excluding import who_can_be_kept_out
from cases.forms.base import NO_NAMES, SHORT, VerbForm, words
from cases.models import Case, Exclusion
from cases.verbs import Verb
from core.forms import SelectField

WHY = words("Why?", hint=NO_NAMES, required="Enter why", limit=SHORT, rows=3)


class KeepOutForm(VerbForm):
    verb = Verb.KEEP_OUT
    says = (
        "From now on they cannot see this case. What they do in it passes to the next manager up. "
        "What they have written stays in the record."
    )
    button = "Keep them out"
    person = SelectField(label="Who is part of the disagreement?", error_messages={"required": "Select who it is"})
    why = WHY

    def arrange(self) -> None:
        self.people = who_can_be_kept_out(self.situation)
        choices = [
            (str(key), f"{person.name}, {person.job_title}".removesuffix(", ")) for key, person in self.people.items()
        ]
        self.choose("person", [("", "Choose a person"), *choices])

    def act(self, case: Case, request: Request) -> Case:
        person = self.people[int(self.cleaned_data["person"])]
        return excluding.keep_out(case, request, person=person, why=self.cleaned_data["why"])


class LetInForm(VerbForm):
    verb = Verb.LET_IN
    says = "They can take part again from now on. Who acts for each side is worked out anew."
    person = SelectField(label="Who may take part again?", error_messages={"required": "Select who it is"})
    why = WHY

    def arrange(self) -> None:
        kept_out = Exclusion.objects.filter(case=self.situation.case).select_related("person").order_by("person__name")
        self.people = {str(row.person_id): row.person for row in kept_out}
        self.choose("person", [("", "Choose a person"), *((key, person.name) for key, person in self.people.items())])

    def act(self, case: Case, request: Request) -> Case:
        person = self.people[self.cleaned_data["person"]]
        return excluding.let_in(case, request, person=person, why=self.cleaned_data["why"])
