"""The reference by which a party's people find a child in their own system: given and corrected by that party alone."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.models import Case, SubjectReference
from cases.presenters.following import subject_name
from cases.rules.answering import with_a_reference
from cases.verbs import Verb
from core.errors import BadInput

References = Mapping[int, str]
"""By the number of the subject: the reference; an empty one changes nothing."""
NO_REFERENCES: References = MappingProxyType({})


@transaction.atomic
def give_references(case: Case, request: Request, *, references: References) -> Case:
    """Give or correct one's own party's references. The one before stays in the record. Raises BadInput where none is new."""
    act = enter(case, Verb.GIVE_REFERENCES, request)
    lines = set_references(act, references)
    if not lines:
        sentence = "Enter a reference that differs from the one on record"
        number = next((subject.number for subject in with_a_reference(act.situation)), 1)
        raise BadInput(sentence, {f"reference_{number}": [sentence]})
    act.write(content={"references_given": lines})
    return act.case


def set_references(act: Act, references: References) -> list[str]:
    """Keep what is new for the actor's party; returns what the record says of it, the earlier reference beside it."""
    party = act.situation.speaks_for
    if party is None:
        return []
    lines = []
    for subject in with_a_reference(act.situation):
        new = references.get(subject.number, "").strip()
        known = subject.references.filter(party=party).first()
        if not new or (known is not None and known.reference == new):
            continue
        SubjectReference.objects.update_or_create(subject=subject, party=party, defaults={"reference": new})
        before = f" (before: {known.reference})" if known is not None else ""
        lines.append(f"{subject_name(subject)}: {new}{before}")
    return lines
