"""What is asked of a screening or an endorsement: by whom and when, of whoever goes on or raises it; and of whoever is named."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from agencies.models import User
from cases.actions import screening
from cases.actions.door import Request
from cases.forms.base import NO_NAMES, SHORT, VerbForm, pick, words
from cases.models import Case, FollowUp
from cases.rules.declaring import FOLLOW_UPS, Declared
from cases.verbs import Verb
from cases.words.gates import DECLARED
from core.forms import GovukForm, MomentField, RecentMomentField, SelectField, TextField
from policies.vocabulary import GateKind

ELSEWHERE = "other"
"""The answer that it was somebody who has no account here."""


def _asked(kind: GateKind) -> tuple[SelectField, TextField, MomentField]:
    """By whom it was done, their name where they have no account, and when."""
    deed = DECLARED[kind]
    when = RecentMomentField(
        label=deed.when,
        called=f"the time at which it was {deed.key}",
        when="past-or-today",
        required=False,
        help_text="Only if you name somebody.",
    )
    name = TextField(label="If they have no account here: their name and role", max_length=200, required=False)
    return SelectField(label=deed.who, required=False), name, when


class DeclaredFields(forms.Form):
    """Who has screened it or endorsed it, and when, for a form to inherit."""

    screened_by, screened_name, screened_at = _asked(GateKind.SCREENING)
    endorsed_by, endorsed_name, endorsed_at = _asked(GateKind.SAFEGUARDING_LEAD_ENDORSEMENT)


FOLLOWING = tuple(name for name in DeclaredFields.base_fields if not name.endswith("_by"))
"""The questions that follow from another answer."""


def arrange_declared(
    form: GovukForm, people: Mapping[GateKind, Collection[User]], *, me: User, required: Collection[GateKind]
) -> None:
    """Ask of these kinds, offering these people, the writer among them only where they may; of the others nothing."""
    for kind, deed in DECLARED.items():
        if kind not in people:
            for part in ("by", "name", "at"):
                del form.fields[f"{deed.key}_{part}"]
            continue
        field = form.fields[f"{deed.key}_by"]
        assert isinstance(field, SelectField)  # noqa: S101 - narrows the type
        named = [(str(person.pk), _as_choice(person, me)) for person in people[kind]]
        field.choices = [("", "Nobody yet"), *named, (ELSEWHERE, "Somebody who has no account here")]
        field.required = kind in required
        field.help_text = "They are told, and asked to confirm it, unless it is you." if named else ""
        field.error_messages["required"] = f"Select who has {deed.key} it"


def declared_of(answers: dict[str, Any]) -> tuple[Declared, ...]:
    """What is said of it, out of the cleaned answers, which lose it."""
    found = []
    for kind, deed in DECLARED.items():
        by, name, at = (answers.pop(f"{deed.key}_{part}", None) for part in ("by", "name", "at"))
        if by:
            person = None if by == ELSEWHERE else User.objects.get(pk=by)
            found.append(Declared(kind, at, person, "" if person else name or ""))
    return tuple(found)


def _as_choice(person: User, me: User) -> str:
    named = f"{person.name}, {person.job_title}".removesuffix(", ")
    return f"I have done it myself ({named})" if person == me else named


class ConfirmScreeningForm(VerbForm):
    verb = Verb.CONFIRM_SCREENING
    says = "Somebody of your agency has said that you have. If it is not so, they and the board’s office are told."
    button = "Save your answer"
    in_address = ("which",)
    which = pick("What was told of you?", [], required="Select what was told of you")
    is_so = pick(
        "Is it so?",
        [("yes", "Yes, I have screened or endorsed it"), ("no", "No, it is not so")],
        required="Select whether it is so",
    )
    why = words("If it is not so: what is?", hint=NO_NAMES, limit=SHORT, rows=3)
    follow_ups = ("why",)

    def arrange(self) -> None:
        mine = self.situation.to_answer(self.verb)
        self.choose("which", [(str(found.number), _told(found)) for found in mine])
        if len(mine) == 1:
            self.initial.setdefault("which", str(mine[0].number))

    def act(self, case: Case, request: Request) -> Case:
        said = self.cleaned_data
        number, is_so = int(said["which"]), said["is_so"] == "yes"
        return screening.confirm_screening(case, request, number=number, is_so=is_so, why=said["why"])


def _told(found: FollowUp) -> str:
    deed = next(DECLARED[kind].key for kind, asked in FOLLOW_UPS.items() if asked == found.kind)
    return f"That you have {deed} it"
