"""What people do inside a stage: acknowledge, respond, discuss, record a step, report no agreement, hand over, note."""

from datetime import datetime

from django.db import transaction

from agencies.ladder import Standing
from agencies.models import User
from agencies.selectors import agencies_of, chairs_of
from cases.access import admit
from cases.actions.door import Act, Request, enter
from cases.actions.late import check_late, facts_of_late, kept_limits
from cases.actions.offering import ask_to_answer
from cases.actions.own_references import NO_REFERENCES, References, set_references
from cases.actions.telling import end_if_told
from cases.models import Case, Exclusion, Holding, Obligation, ProposalKind, Side, Visibility
from cases.process import clocks, notices
from cases.process.passages import against, on_leave_until, stand_in, tell_holder
from cases.required_means import departs, faults_of_means
from cases.rules.board_rules import way_of
from cases.verbs import STEP_DUTIES, Verb
from cases.words.methods import unexplained
from core.errors import BadInput
from core.words import listed, long_date, moment
from policies.vocabulary import AFTER_DECISION, TELLING, Duty


@transaction.atomic
def acknowledge(
    case: Case,
    request: Request,
    *,
    timetable: str = "",
    timetable_at: datetime | None = None,
    note: str = "",
    references: References = NO_REFERENCES,
    happened_at: datetime | None = None,
    given_how: str = "",
) -> Case:
    """Say that the disagreement has arrived and is being dealt with; where the policy asks, with a timetable (BRIS-27).

    `references` are the party's own for each whom it is about. Its date, `timetable_at` (UTC), is from then on the limit of what the same people owe at this stage without a date.
    `happened_at` (UTC): it was done on paper then, and reached the other side as `given_how` says.
    """
    act = enter(case, Verb.ACKNOWLEDGE, request, held_at=happened_at, keeps=(Duty.ACKNOWLEDGE,))
    check_late(act, happened_at, how=given_how)
    owed = act.situation.owed_by_me(Duty.ACKNOWLEDGE)
    asked = [o for o in owed if o.must_set_timetable]
    if asked:
        _check_timetable(act, timetable, timetable_at)
    until = {"until": timetable_at.isoformat()} if asked and timetable_at else {}
    act.write(
        facts=facts_of_late(happened_at, owed) | until,
        content={
            "timetable": timetable,
            "note": note,
            "references_given": set_references(act, references),
            "given_how": given_how,
        },
        occurred_at=happened_at,
    )
    act.meet(owed, done_at=happened_at)
    if timetable_at is not None:
        _set_timetable(act, asked, timetable_at)
    mine = act.passage.holdings.filter(person=request.by, acknowledged_at__isnull=True)
    mine.update(acknowledged_at=happened_at or request.at)
    act.tell_others("read by when it is to be settled" if asked else "see that it was acknowledged")
    return act.case


@transaction.atomic
def respond(
    case: Case,
    request: Request,
    *,
    position: str,
    response: str,
    references: References = NO_REFERENCES,
    happened_at: datetime | None = None,
    given_how: str = "",
) -> Case:
    """Answer the disagreement: `position` is agree, partly or disagree, `response` the answer in words.

    `happened_at` (UTC): it was answered on paper then, and the answer reached the other side as `given_how` says.
    """
    keeps = (Duty.ACKNOWLEDGE, Duty.RESPOND)
    act = enter(case, Verb.RESPOND, request, held_at=happened_at, keeps=keeps)
    check_late(act, happened_at, how=given_how)
    owed = [o for duty in keeps for o in act.situation.owed_by_me(duty)]
    act.write(
        facts={"position": position, **facts_of_late(happened_at, owed)},
        content={
            "response": response,
            "references_given": set_references(act, references),
            "given_how": given_how,
        },
        occurred_at=happened_at,
    )
    act.meet_for_my_side(*keeps, done_at=happened_at)
    act.tell_others("read the response")
    return act.case


@transaction.atomic
def record_discussion(
    case: Case,
    request: Request,
    *,
    held_at: datetime,
    method: str,
    method_reason: str = "",
    took_part: list[str],
    said: str,
    agreed: str = "",
    disputed: str = "",
    relevance_to_risk: str = "",
    result: str,
) -> Case:
    """Record a discussion that was held at `held_at` (UTC): how, who took part, what was said, and its `result`.

    What is `agreed`, what is `disputed`, and how far that bears on the risk may stand beside (BHAM-10).
    It meets the duty to discuss for every party of which somebody took part (BHAM-13, BRIS-39, FLOW-9), and shows that the
    other side has received the disagreement. So it was held since the stage began, by somebody of each side (O-31). The
    duty is about the discussion: one that was held in time meets it in time, though it is written down later.
    """
    act = enter(case, Verb.RECORD_DISCUSSION, request, held_at=held_at, took_part=took_part)
    _check_moment(act, held_at)
    _check_sides(act, took_part)
    _explain_method(act, method, method_reason)
    faults = faults_of_means(act.case, method, method_reason)
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)
    instead = departs(act.case, method)
    owed = act.situation.discussed_by(took_part)
    act.write(
        facts={
            "method": method,
            "result": result,
            **({"means_required": instead} if instead else {}),
            "parties": [party.number for party in act.situation.present(took_part)],
            **kept_limits(held_at, owed),
        },
        content={
            "took_part": took_part,
            "said": said,
            "agreed": agreed,
            "disputed": disputed,
            "relevance_to_risk": relevance_to_risk,
            "method_reason": method_reason,
        },
        occurred_at=held_at,
    )
    act.meet(owed, done_at=held_at if held_at >= act.passage.opened_at else None)
    act.meet_for_my_side(Duty.ACKNOWLEDGE, Duty.RESPOND)
    passage = act.passage
    passage.discussed_at = passage.discussed_at or held_at
    passage.save(update_fields=["discussed_at"])
    act.tell_others("read what was discussed")
    return act.case


@transaction.atomic
def record_step(
    case: Case,
    request: Request,
    *,
    verb: Verb,
    said: str,
    meeting_at: datetime | None = None,
    happened_at: datetime | None = None,
) -> Case:
    """Record a step that the policy asks for (tell or consult one's manager, review, tell the chair, convene, offer mediation, report back).

    `happened_at` (UTC) is when it was done, where that was before now; `meeting_at` when the meeting is that was arranged,
    which is needed where a limit of the stage counts back from it.
    """
    act = enter(case, verb, request, held_at=happened_at, keeps=(STEP_DUTIES[verb],))
    check_late(act, happened_at)
    if verb is Verb.CONVENE_MEETING:
        _set_meeting(act, meeting_at)
    facts = facts_of_late(happened_at, act.situation.owed_by_me(STEP_DUTIES[verb]))
    if meeting_at is not None:
        facts = {**facts, "meeting_at": meeting_at.isoformat()}
    entry = act.write(facts=facts, content={"said": said}, occurred_at=happened_at)
    act.meet_mine(STEP_DUTIES[verb], done_at=happened_at)
    if verb is Verb.REPORT:
        chairs = [chair for chair in chairs_of(act.case.area) if chair.pk != request.by.pk]
        notices.tell(chairs, case=act.case, kind=verb, todo="read the report back", at=request.at)  # BHAM-30
    if verb is Verb.OFFER_MEDIATION:
        ask_to_answer(act, entry)
    act.tell_others("see what has happened")
    if STEP_DUTIES[verb] in TELLING:
        end_if_told(act, way_of(act.situation), entry)
    return act.case


@transaction.atomic
def report_no_agreement(case: Case, request: Request, *, why: str, step_up: bool | None = None) -> Case:
    """Report for one's side that it could not agree at this stage; the side that raised it may then escalate.

    `step_up` says whether a further rung would help, where the stage has one; None elsewhere. Once both sides have said
    no, the next stage is open as well. At a rung the report meets the reporter's own duty to agree a plan (FLOW-13).
    """
    act = enter(case, Verb.REPORT_NO_AGREEMENT, request)
    if act.situation.further_rung and step_up is None:
        sentence = "Select whether a further step up would help"
        raise BadInput(f"{sentence}.", {"step_up": [sentence]})
    asked = step_up if act.situation.further_rung else None
    mine = [holding.pk for holding in act.situation.unreported]
    act.passage.holdings.filter(pk__in=mine).update(no_agreement_at=request.at, step_up_helps=asked)
    ends = asked is False and act.case.rungs().declined
    act.write(facts={} if asked is None else {"step_up": asked, "both": ends}, content={"why": why})
    passage = act.passage
    passage.no_agreement_at = passage.no_agreement_at or request.at
    passage.save(update_fields=["no_agreement_at"])
    if act.situation.stage.repeats is not None:
        act.meet_mine(Duty.AGREE_PLAN)
    act.tell_others("decide whether to escalate")
    return act.case


@transaction.atomic
def hand_over(case: Case, request: Request, *, to: User, why: str) -> Case:
    """Hand one's part to a colleague of the same agency, or to who covers for them. The clocks do not change."""
    act = enter(case, Verb.HAND_OVER, request)
    mine = act.passage.holdings.filter(person=request.by).select_related("party__agency").order_by("party__number")
    waits = {party.pk for kind in ProposalKind for party in act.situation.unanswered(kind)}
    holding: Holding = next((held for held in mine if held.party_id in waits), mine[0])
    _check_colleague(act, holding, to)
    found = _who_takes_it(act, holding, to)
    act.write(facts={"to": to.pk}, content={"why": why})
    holding.person, holding.handed_over, holding.since = found.person, True, request.at
    holding.on_behalf_of = found.on_behalf_of
    holding.why = list(found.why)
    holding.acknowledged_at = None
    holding.save()
    admit(act.case, found.person, party=holding.party, at=request.at)
    tell_holder(holding, case=act.case, kind=Verb.HAND_OVER, at=request.at)
    act.tell_others("see who acts now")
    return act.case


@transaction.atomic
def add_note(case: Case, request: Request, *, text: str, private: bool, happened_at: datetime | None = None) -> Case:
    """Add a note to the record, shared or for one's own side only; also after the case has ended (BRIS-5).

    `happened_at` (UTC) is when that was of which it tells, at whatever stage, where it was before now.
    """
    act = enter(case, Verb.ADD_NOTE, request)
    if private and act.situation.speaks_for is None:
        sentence = "You are on neither side, so your notes are shared with everyone who takes part"
        raise BadInput(sentence, {"private": [sentence]})
    if happened_at is not None and happened_at > request.at:
        sentence = "The time of which the note tells must be in the past"
        raise BadInput(f"{sentence}.", {"happened_at": [sentence]})
    visibility = Visibility.PARTY if private else Visibility.SHARED
    act.write(content={"text": text}, visibility=visibility, occurred_at=happened_at)
    if not private:
        act.tell_others("read a new note")
    return act.case


def _check_timetable(act: Act, timetable: str, timetable_at: datetime | None) -> None:
    faults = {}
    if not timetable.strip():
        faults["timetable"] = ["Enter the timescale for resolving it: the procedure asks for it in the acknowledgement"]
    if timetable_at is None or timetable_at <= act.request.at:
        faults["timetable_at"] = ["Enter by when it is to be resolved: a time in the future"]
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)


def _set_timetable(act: Act, asked: list[Obligation], until: datetime) -> None:
    """Date what the same people still owe here; a date that protects the child, where it is sooner, stays."""
    why = f"The acknowledgement of {moment(act.request.at)} set this date: {moment(until)}."
    whose = {o.party_id for o in asked}
    for owed in act.situation.obligations:
        left = owed.met_at is None and not owed.optional and owed.duty not in (Duty.ACKNOWLEDGE, *AFTER_DECISION)
        if left and owed.party_id in whose:
            clocks.set_date(owed, until, case=act.case, at=act.request.at, why=why)


def _set_meeting(act: Act, meeting_at: datetime | None) -> None:
    sentence = ""
    if meeting_at is None and act.situation.stage.counts_back_from_its_meeting:
        sentence = "Enter when the meeting is: what comes before it is counted back from then"
    elif meeting_at is not None and meeting_at <= act.request.at:
        sentence = "The time of the meeting must be in the future"
    if sentence:
        raise BadInput(f"{sentence}.", {"meeting_at": [sentence]})
    if meeting_at is not None and act.situation.passage is not None:
        act.situation.passage.meeting_at = meeting_at
        act.situation.passage.save(update_fields=["meeting_at"])


def _check_moment(act: Act, held_at: datetime) -> None:
    """A discussion has taken place, and since the stage began, to the minute: what was said before is of the one before."""
    sentence, began = "", act.passage.opened_at
    if held_at > act.request.at:
        sentence = "The discussion must have taken place already"
    elif held_at < began.replace(second=0, microsecond=0):
        sentence = f"This stage began on {moment(began)}: record what was said since then, or add a note"
    if sentence:
        raise BadInput(f"{sentence}.", {"held_at": [sentence]})


def _check_sides(act: Act, took_part: list[str]) -> None:
    """Somebody of each side took part; of a side for which nobody stands, nobody can."""
    for side in Side:
        names = act.situation.names_of(side)
        if names and not names & set(took_part):
            sentence = f"Select somebody of each side who took part: none of {listed(sorted(names), 'or')} is selected"
            raise BadInput(f"{sentence}.", {"took_part": [sentence]})


def _explain_method(act: Act, method: str, reason: str) -> None:
    sentence = unexplained(act.case.policy, method, reason)
    if sentence:
        raise BadInput(sentence, {"method_reason": [sentence]})


def _check_colleague(act: Act, holding: Holding, to: User) -> None:
    sentence = ""
    if not to.is_active or holding.party.agency not in agencies_of(to):
        sentence = f"{to.name} does not belong to {holding.party.agency.name}. Choose a colleague of your own agency"
    elif to.pk == act.request.by.pk:
        sentence = "You act already. Choose somebody else"
    elif Exclusion.objects.filter(case=act.case, person=to).exists():
        sentence = f"{to.name} is part of the disagreement and cannot act in it. Choose somebody else"
    elif to.pk in against(holding.party, act.case):
        sentence = f"{to.name} takes or took part for the other side. Choose somebody else"
    if sentence:
        raise BadInput(sentence, {"to": [sentence]})


def _who_takes_it(act: Act, holding: Holding, to: User) -> Standing:
    """The colleague, or who covers for them while they are on leave. Raises BadInput where nobody does."""
    at = act.request.at
    found = stand_in(to, why=f"{act.request.by.name} handed it to {to.name}.", case=act.case, at=at)
    until = on_leave_until(to, at=at)
    if found is not None and (until is None or _can_cover(act, holding, found.person)):
        return found
    when = f" until {long_date(until)}" if until else ""
    sentence = f"{to.name} is on leave{when}. Choose somebody else"
    raise BadInput(sentence, {"to": [sentence]})


def _can_cover(act: Act, holding: Holding, person: User | None) -> bool:
    """Whether a cover can take the part: not the one who hands it over, nor away too, nor of the other side."""
    if person is None or person.pk == act.request.by.pk or on_leave_until(person, at=act.request.at) is not None:
        return False
    return person.pk not in against(holding.party, act.case)
