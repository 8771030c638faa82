"""Two cases that belong together are linked, and stay two: each goes its own way (no merging)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from agencies.models import User
from cases import record
from cases.access import standing, visible_to
from cases.actions.door import Request, enter
from cases.models import Case, CaseLink, LinkKind
from cases.presenters.linked import received_it
from cases.process import notices
from cases.record import Author, Draught
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed


def check_may_counter(case: Case, person: User) -> None:
    """Raise NotAllowed unless the person takes part in `case` for an agency that received it."""
    if not received_it(standing(case, person), case.parties.all()):
        raise NotAllowed("Only the side that received a disagreement can answer it with one of its own.")


def counter(case: Case, *, against: Case, by: User, at: datetime) -> None:
    """Link a case that has just been raised to the one that it answers, and tell the people of that one, at `at` (UTC).

    Of the new case the older one's record says that there is one, and nothing else: not all who read the one may see the
    other. Must be called inside the transaction that raises it.
    """
    check_may_counter(against, by)
    locked = Case.objects.select_for_update(of=("self",)).select_related("area", "policy_version").get(pk=against.pk)
    CaseLink.objects.create(case=case, other=locked, kind=LinkKind.COUNTER, by=by, at=at)
    party = locked.parties.filter(participations__person=by).first()
    record.write(Draught("countered", {}), case=locked, at=at, author=Author(by, None, party))
    passage = locked.passages.order_by("number").last()
    people = [*(notices.holders(passage) if passage else []), locked.raised_by]
    others = [person for person in people if person.pk != by.pk]
    notices.tell(others, case=locked, kind="countered", todo="see that the other side has raised one of its own", at=at)


@transaction.atomic
def link(case: Case, request: Request, *, reference: str) -> Case:
    """Note that another case, which the actor may see too, is about the same matter."""
    act = enter(case, Verb.LINK, request)
    other = visible_to(request.by).filter(reference=reference.strip().upper()).exclude(pk=case.pk).first()
    sentence = ""
    if other is None:
        sentence = "Enter the reference of another case that you can see"
    elif CaseLink.objects.filter(Q(case=case, other=other) | Q(case=other, other=case)).exists():
        sentence = f"{other.reference} is linked already"
    if other is None or sentence:
        raise BadInput(sentence, {"reference": [sentence]})
    CaseLink.objects.create(case=act.case, other=other, kind=LinkKind.SAME_MATTER, by=request.by, at=request.at)
    act.write(facts={})
    act.tell_others("see that another case is about the same matter")
    return act.case
