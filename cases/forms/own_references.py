"""The questions for one's own reference for each whom a case is about, for the forms that ask them to inherit."""

from typing import Any, ClassVar

from cases.actions import own_references
from cases.actions.door import Request
from cases.forms.base import VerbForm
from cases.models import Case
from cases.presenters.following import subject_name
from cases.rules.answering import with_a_reference
from cases.verbs import Verb
from core.forms import GovukForm, TextField

MOST = 8
"""So many subjects may a case have."""
ASKED = tuple(f"reference_{number}" for number in range(1, MOST + 1))


def _field() -> TextField:
    return TextField(label="Your own reference", max_length=60, required=False)


class ReferenceFields(GovukForm):
    """A field for each subject that a case may have; those that there are not are taken away."""

    reference_1 = _field()
    reference_2 = _field()
    reference_3 = _field()
    reference_4 = _field()
    reference_5 = _field()
    reference_6 = _field()
    reference_7 = _field()
    reference_8 = _field()


def arrange_references(form: VerbForm) -> None:
    """Ask for those that there are, with what the party has given before."""
    s = form.situation
    there = {f"reference_{subject.number}": subject for subject in with_a_reference(s)} if s.speaks_for else {}
    for name in ASKED:
        subject = there.get(name)
        if subject is None:
            form.fields.pop(name, None)
            continue
        known = subject.references.filter(party=s.speaks_for).first()
        initials = f", {subject.initials}" if subject.initials else ""
        field = form.fields[name]
        field.label = f"Your own reference for {subject_name(subject)}{initials}"
        field.help_text = "As in your own system. Not a name, and not an NHS number."
        field.initial = known.reference if known else None


def references_of(said: dict[str, Any]) -> dict[int, str]:
    """The references among the cleaned answers, taken out of them."""
    return {int(name.split("_")[1]): str(said.pop(name)) for name in ASKED if name in said}


class GiveReferencesForm(VerbForm, ReferenceFields):
    verb = Verb.GIVE_REFERENCES
    button = "Save"
    says = "Documents and copies of the outcome have it, so that your people find {the person} in your own system."
    follow_ups: ClassVar[tuple[str, ...]] = ()

    def arrange(self) -> None:
        arrange_references(self)

    def act(self, case: Case, request: Request) -> Case:
        return own_references.give_references(case, request, references=references_of(dict(self.cleaned_data)))
