"""What a case taught: recorded by whoever took part, answered by whom the policy names, and thanks for a good challenge."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from cases import record
from cases.actions.door import Request, enter
from cases.models import CLOSED, Became, Case, FollowUpKind, LearningPoint
from cases.process import notices
from cases.process.follow_ups import Asked, ask_each, settle
from cases.record import Author, Draught
from cases.rules.learning import addressee_of, agency_for, learning_for, readers
from cases.verbs import Verb
from core.errors import BadInput, NotVisible
from core.words import london
from policies.vocabulary import LearningKind, LearningTo


@transaction.atomic
def record_learning(case: Case, request: Request, *, of: LearningKind, learning: str) -> Case:
    """Record a learning point, or a gap in a policy, at any time; whom the policy names is told (BRENT-18, BRIS-34, BRIS-38).

    It identifies nobody, because it is read outside the case.
    """
    act = enter(case, Verb.RECORD_LEARNING, request)
    party = act.situation.speaks_for
    addressee = addressee_of(of, case=act.case)
    if addressee is LearningTo.AGENCY_BOARD_MEMBER and party is None:
        addressee = LearningTo.BOARD_OFFICE
    sent_for = agency_for(addressee, party)
    entry = act.write(facts={"kind": of, "addressee": addressee}, content={"learning": learning})
    point = LearningPoint.objects.create(
        case=act.case,
        kind=of,
        addressee=addressee,
        agency=sent_for.agency if sent_for else None,
        entry=entry,
        recorded_at=request.at,
    )
    musts = [step for step, item in enumerate(act.case.policy.learning) if item.must and item.of is of]
    asked = [f for f in act.situation.follow_ups if f.kind == FollowUpKind.LEARNING and f.step in musts]
    settle([f for f in asked if party is not None and f.party_id == party.pk], by=request.by, entry=entry)
    notices.tell(
        [person for person in readers(point) if person is None or person.pk != request.by.pk],
        case=act.case,
        kind=Verb.RECORD_LEARNING,
        todo="say what becomes of what a case taught",
        at=request.at,
        path=f"/learning/{point.pk}/",
    )
    return act.case


@transaction.atomic
def answer_learning(point_id: int, *, by: User, at: datetime, became: Became, said: str) -> LearningPoint:
    """Say what became of a learning point; it stays open until something was changed, or it was not taken up.

    The record says so, and whoever recorded it is told. Raises NotVisible for whoever it was not sent to, and BadInput
    where it is closed.
    """
    if not learning_for(by).filter(pk=point_id).exists():
        raise NotVisible
    point = LearningPoint.objects.select_related("entry__by").get(pk=point_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("area", "policy_version").get(pk=point.case_id)
    point.refresh_from_db(fields=["became"])
    if point.became in CLOSED:
        raise BadInput("This has been closed already.")
    draught = Draught("learning-answered", {"became": became}, {"became_of_it": said})
    entry = record.write(draught, case=case, at=at, author=Author(by))
    point.became, point.answered_at, point.answered_by, point.answered_in = became, at, by, entry
    point.save(update_fields=["became", "answered_at", "answered_by", "answered_in"])
    people = [person for person in (point.entry.by,) if person is not None and person.pk != by.pk]
    notices.tell(people, case=case, kind="learning-answered", todo="read what became of what you recorded", at=at)
    return point


@transaction.atomic
def record_dissent(case: Case, request: Request, *, meeting: str, held_on: date, dissent: str) -> Case:
    """Record dissent at a meeting, such as a strategy discussion; each agency is asked to record it as well (BRIS-15)."""
    act = enter(case, Verb.RECORD_DISSENT, request)
    if held_on > london(request.at).date():
        sentence = "The day of the meeting must be today or in the past"
        raise BadInput(sentence, {"held_on": [sentence]})
    entry = act.write(facts={"held_on": held_on.isoformat()}, content={"meeting": meeting, "dissent": dissent})
    asked = act.case.policy.outcome.recorded_on_own_system
    if asked is not None:
        each = [
            Asked(FollowUpKind.OWN_SYSTEM, party, limit=asked.within, begun="Dissent at a meeting was recorded")
            for party in act.situation.parties
        ]
        ask_each(each, case=act.case, at=request.at, entry=entry)
    act.tell_others("read of dissent at a meeting")
    return act.case


@transaction.atomic
def thank(case: Case, request: Request, *, thanks: str) -> Case:
    """Thank whoever raised it for a good challenge; they are told."""
    act = enter(case, Verb.THANK, request)
    act.write(content={"thanks": thanks})
    raiser = [act.case.raised_by] if act.case.raised_by_id != request.by.pk else []
    notices.tell(raiser, case=act.case, kind=Verb.THANK, todo="read a thank you", at=request.at)
    return act.case
