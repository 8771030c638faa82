"""Somebody turns out to be part of the disagreement: they are kept out of the case from then on, whoever they are."""

from django.db import transaction
from django.db.models import Q

from agencies.models import User
from agencies.selectors import board_office_of, chairs_of, practitioners_and_managers
from cases.access import kept_out
from cases.actions.door import Act, Request, enter
from cases.models import Case, Exclusion
from cases.process.succession import resolve_again
from cases.situations import Situation
from cases.verbs import Verb
from core.errors import BadInput


def who_can_be_kept_out(s: Situation) -> dict[int, User]:
    """Whom this person may keep out, by id, in the order of names: never themselves, nor whoever raised the case.

    The side that raised it, and the board's side, anybody of the agencies in the case and of the board; who acts for an
    agency that received it, people of that agency.
    """
    wide = s.standing.escalating or s.standing.board
    agencies = [party.agency for party in (s.parties if wide else s.standing.holds)]
    people = list(practitioners_and_managers(*agencies))
    if wide:
        people += [*board_office_of(s.case.area), *chairs_of(s.case.area)]
    out = kept_out(s.case)
    found = {p.pk: p for p in people if p.pk not in {*out, s.by.pk, s.case.raised_by_id}}
    return dict(sorted(found.items(), key=lambda item: item[1].name))


@transaction.atomic
def keep_out(case: Case, request: Request, *, person: User, why: str) -> Case:
    """Keep a person out of the case, with a reason (BUCKS-6): they see it no longer, and whatever they held passes them by.

    The manager next up acts instead. Administrators, the board's office and the chair can be kept out like anybody else.
    Raises BadInput where the person may not be kept out by this actor.
    """
    act = enter(case, Verb.KEEP_OUT, request)
    if person.pk not in who_can_be_kept_out(act.situation):
        sentence = f"{person.name} cannot be kept out of this case by you. Choose somebody else"
        raise BadInput(sentence, {"person": [sentence]})
    act.write(facts={"person": person.pk}, content={"why": why})
    Exclusion.objects.create(case=act.case, person=person, since=request.at)
    _find_again(act, Q(person=person) | Q(on_behalf_of=person))
    act.tell_others("see who is kept out of it")
    return act.case


@transaction.atomic
def let_in(case: Case, request: Request, *, person: User, why: str) -> Case:
    """Undo it: the person was kept out by mistake, or is no longer part of the disagreement. Who acts is resolved again."""
    act = enter(case, Verb.LET_IN, request)
    exclusion = Exclusion.objects.filter(case=act.case, person=person).first()
    if exclusion is None:
        sentence = f"{person.name} is not kept out of this case"
        raise BadInput(sentence, {"person": [sentence]})
    act.write(facts={"person": person.pk}, content={"why": why})
    exclusion.delete()
    _find_again(act, Q())
    act.tell_others("see who may take part again")
    return act.case


def _find_again(act: Act, whose: Q) -> None:
    """Resolve again who stands for the parties with such holdings."""
    held = act.passage.holdings.filter(whose, party__part_ended_at=None)
    resolve_again(act.case, act.passage, held.select_related("party__agency", "party__practitioner"), at=act.request.at)
