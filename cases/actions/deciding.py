"""How the last stage settles a case: the board's side records the decision, its reasons and who made it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from django.db import transaction

from agencies.models import User
from cases.access import standing
from cases.actions.door import Act, Request, enter
from cases.actions.hand import Given, ask_the_chair, check_given, hand_of
from cases.actions.late import check_late, facts_of_late
from cases.actions.stating import Action, check_actions, in_words
from cases.composition import DECIDING_SEATS
from cases.models import Case, Ending, Entry, FollowUpKind, OutcomeCode, PassageEnd, PlanAction, State
from cases.models.outcomes import ADVISED, SETTLED
from cases.process import clocks, notices
from cases.process.follow_ups import OF_THE_STAGE, Asked, ask, ask_each, settle
from cases.process.passages import close_passage
from cases.process.seats import NO_LONGER, sitters
from cases.process.told import tell_and_record
from cases.rules.board_rules import way_of
from cases.selectors import left_after_the_end
from cases.verbs import Verb
from core.errors import BadInput
from core.words import LONDON
from policies.deadlines import DAY_ENDS
from policies.schema import LastOption
from policies.vocabulary import Duty, Event, LastStageKind, Owner


class Result(StrEnum):
    """What the last stage came to."""

    DECIDED = "decided"
    COURSE_OF_ACTION = "course-of-action"
    NOT_SETTLED = "not-settled"


ENDING_OF_KIND: dict[LastStageKind, Ending] = {
    LastStageKind.CHAIR_DECISION: Ending.CHAIR_DECISION,
    LastStageKind.MEDIATION: Ending.MEDIATION,
    LastStageKind.CHAIRED_MEETING: Ending.CHAIRED_MEETING,
    LastStageKind.PANEL: Ending.PANEL,
}

WHAT_BECAME = "Select what became of the disagreement"


@transaction.atomic
def record_decision(
    case: Case,
    request: Request,
    *,
    kind: LastStageKind,
    result: Result,
    decided_by: str,
    decision: str,
    reasons: str,
    outcome: OutcomeCode | None = None,
    dissent: str = "",
    actions: Sequence[Action] = (),
    decision_by: datetime | None = None,
    happened_at: datetime | None = None,
    given: Given | None = None,
) -> Case:
    """Record what the chair, mediator, meeting or panel came to (BUCKS-15, BHAM-29, BRIS-31, BRENT-14).

    A course of action leaves the case open, and the decision is owed by `decision_by` (UTC), with reminders; the later
    decision closes that. Where it is settled, `outcome` says what became of it. Not settled ends the case as unresolved and reported to the chair (O-7), which a binding way of
    deciding does not allow (O-15). Each side is asked to acknowledge what was decided. Raises BadInput for a way that was
    not chosen, or on which nobody sits as the procedure asks. `happened_at` (UTC): it was decided then, and is entered later.

    Whoever does not decide records it for those who do, and the record says so. The chair is asked to confirm what was
    recorded in the chair's name; `given` says how the chair gave it, which must be said where no chair has an account.
    """
    act = enter(case, Verb.RECORD_DECISION, request, held_at=happened_at, keeps=(Duty.DECIDE,))
    check_late(act, happened_at)
    case = act.case
    option = _option(act, kind, result)
    _check(act, result, actions, decision_by)
    became = _became(option, result, outcome)
    check_given(act, option, given)
    sitting = act.situation.sitting
    entry = act.write(
        facts={
            "kind": kind,
            "result": result,
            "binding": option.binding,
            **({"outcome": became} if became else {}),
            "decision_by": decision_by.isoformat() if decision_by and result is Result.COURSE_OF_ACTION else None,
            "seats": sitting.seats.filter(until=None).count() if sitting else 0,
            **hand_of(act, option, given),
            **facts_of_late(happened_at, act.situation.owed(Duty.DECIDE)),
        },
        content={
            "decided_by": decided_by,
            "decision": decision,
            "reasons": reasons,
            "dissent": dissent,
            "actions": in_words(list(actions)),
        },
        occurred_at=happened_at,
    )
    _ask_for_actions(act, actions, entry)
    follow_ups = act.situation.follow_ups
    settle([f for f in follow_ups if f.kind == FollowUpKind.DECISION], by=request.by, entry=entry)
    ask_the_chair(act, option, entry)
    members = [person for person in sitters(act.passage) if person != request.by]
    if result is Result.COURSE_OF_ACTION:
        _owe_decision(act, option, decision_by, entry)
        ask_to_acknowledge(act, entry)
        act.tell_others("read the course of action")
        return case
    settle([f for f in follow_ups if f.kind in OF_THE_STAGE], by=request.by, entry=entry, needed=False)
    _end(act, option, became, done_at=happened_at)
    act.tell_others("read the decision")
    _follow_on(act, result, entry)
    _ask_who_sat(act, result, members, entry)
    return case


def _end(act: Act, option: LastOption, became: OutcomeCode | None, *, done_at: datetime | None) -> None:
    """End the case: decided where `became` says what became of it, else not settled."""
    case, request = act.case, act.request
    if case.state == State.AWAITING_CONFIRMATION:
        case.return_outcome()  # a statement that the parties have not confirmed holds up no decision
    if became is not None:
        ending = Ending.ADVICE if option.is_advice else ENDING_OF_KIND[option.kind]
        case.decide(at=request.at, ending=ending, outcome=became)
        act.meet(act.situation.owed(Duty.DECIDE), done_at=done_at)
    else:
        case.report_unresolved(at=request.at)
    case.save()
    end = PassageEnd.DECIDED if became is not None else PassageEnd.UNRESOLVED
    close_passage(act.passage, end, at=request.at)
    clocks.stop_overall(case, at=request.at)


def _follow_on(act: Act, result: Result, entry: Entry) -> None:
    """What comes after: the report back, the acknowledgements, and the chair is told of what was not settled (O-7)."""
    case, at = act.case, act.request.at
    for left in left_after_the_end().filter(passage=act.passage):
        people = notices.owing(left.owner, case=case)
        notices.tell(people, case=case, kind="to-do", todo=notices.TODO_OF_DUTY[left.duty], at=at)
    if result is Result.DECIDED:
        ask_to_acknowledge(act, entry)
    else:
        chairs = notices.owing(Owner.CHAIR, case=case)
        notices.tell(chairs, case=case, kind="reported", todo="read that it was not settled", at=at)
    tell_and_record(Event.CLOSED, case=case, passage=act.passage, at=at)


def _ask_who_sat(act: Act, result: Result, members: Sequence[User], entry: Entry) -> None:
    """Ask whoever sat, and did not record it, whether they agreed; where nothing was decided, tell them that it is over."""
    if result is not Result.DECIDED:
        left = [person for person in members if not standing(act.case, person).seats]
        notices.tell(left, case=act.case, kind="sitting-over", todo=NO_LONGER, at=act.request.at)
        return
    limit = act.case.policy.outcome.confirm_within
    asked = [Asked(FollowUpKind.ASSENT, person=one, limit=limit, begun="The decision was recorded") for one in members]
    for item in asked:
        ask(item, case=act.case, at=act.request.at, entry=entry)


def _ask_for_actions(act: Act, actions: Sequence[Action], entry: Entry) -> None:
    """Each action is owed by its party, or by each of them, by the end of its day."""
    s = act.situation
    asked = []
    for number, action in enumerate(actions, start=1):
        row = PlanAction.objects.create(decided_in=entry, number=number, party=action.party, due_on=action.due_on)
        due = datetime.combine(action.due_on, DAY_ENDS, tzinfo=LONDON).astimezone(UTC)
        owing = [action.party] if action.party else [party for party in s.parties if party.part_ended_at is None]
        asked += [Asked(FollowUpKind.ACTION, one, action=row, due_at=due, begun="It was decided") for one in owing]
    ask_each(asked, case=act.case, at=act.request.at, entry=entry)


def _owe_decision(act: Act, option: LastOption, decision_by: datetime | None, entry: Entry) -> None:
    """A course of action leads to a decision, which is owed by its own date beside the stage (BUCKS-15)."""
    begun = "A course of action was set, and the decision follows"
    asked = Asked(FollowUpKind.DECISION, owner=option.decided_by or Owner.CHAIR, due_at=decision_by, begun=begun)
    ask(asked, case=act.case, at=act.request.at, entry=entry)


def ask_to_acknowledge(act: Act, entry: Entry) -> None:
    """Each side says that it has read it; one that has yet to for an earlier one says it once for both."""
    s = act.situation
    waiting = {f.party_id for f in s.follow_ups if f.kind == FollowUpKind.READING and not f.result}
    for party in s.parties:
        if party.part_ended_at is None and party.pk not in waiting:
            limit = act.case.policy.outcome.confirm_within
            asked = Asked(FollowUpKind.READING, party, limit=limit, begun="The decision was recorded", quiet=True)
            ask(asked, case=act.case, at=act.request.at, entry=entry)


def _check(act: Act, result: Result, actions: Sequence[Action], decision_by: datetime | None) -> None:
    check_actions(list(actions), at=act.request.at, required=False)
    if result is not Result.COURSE_OF_ACTION:
        return
    sentence = ""
    if decision_by is None:
        sentence = "Enter by when the decision follows"
    elif decision_by <= act.request.at:
        sentence = "The time by which the decision follows must be in the future"
    if sentence:
        raise BadInput(sentence, {"decision_by": [sentence]})


def _became(option: LastOption, result: Result, outcome: OutcomeCode | None) -> OutcomeCode | None:
    """What became of it, where it was settled; None of all else. Raises BadInput where nobody said."""
    if result is not Result.DECIDED:
        return None
    if outcome is None or outcome not in (ADVISED if option.is_advice else SETTLED):
        raise BadInput(WHAT_BECAME, {"outcome": [WHAT_BECAME]})
    return outcome


def _option(act: Act, kind: LastStageKind, result: Result) -> LastOption:
    last = act.situation.stage.last
    option = next((o for o in last.options if o.kind == kind), None) if last else None
    if option is None or option.decides_nothing:
        sentence = "The procedure does not know this way of deciding"
        raise BadInput(sentence, {"kind": [sentence]})
    way = way_of(act.situation)
    if way is not None and way.kind != option.kind:
        sentence = f"Another way was chosen: {way.title}. Choose this one first, then record the decision"
        raise BadInput(sentence, {"kind": [sentence]})
    if result is Result.COURSE_OF_ACTION and not option.may_set_course_of_action:
        sentence = "The procedure asks for a decision here, not for a course of action"
        raise BadInput(sentence, {"result": [sentence]})
    if result is Result.NOT_SETTLED and option.binding:
        sentence = "This way of deciding is binding: record the decision that was made"
        raise BadInput(sentence, {"result": [sentence]})
    if result is Result.DECIDED:
        _check_seats(act, option)
    return option


def _check_seats(act: Act, option: LastOption) -> None:
    """Where the procedure holds firmly to who may sit, they are appointed before it is decided (BHAM-28, BRIS-30)."""
    if option.composition is None or option.composition.enforced != "block":
        return
    sitting = act.situation.sitting
    roles = DECIDING_SEATS.get(option.kind, ())
    if sitting is None or not sitting.seats.filter(until=None, role__in=roles).exists():
        sentence = "Appoint who sits first: the procedure says who may, and nobody has been appointed"
        raise BadInput(sentence, {"kind": [sentence]})
    if any(f.kind == FollowUpKind.SEAT and not f.result for f in act.situation.follow_ups):
        sentence = "Somebody who sat has declared a conflict of interest: appoint first who sits in their place"
        raise BadInput(sentence, {"kind": [sentence]})
