"""What comes first: the one green button of a case for this person, and at its last stage the steps in their order."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.composition import WITHOUT_SEATS
from cases.models import LIVE_STATES, FollowUp, FollowUpKind
from cases.presenters.duties import Duties
from cases.rules.board_rules import owing_of, something_is_decided, way_of
from cases.situations import Situation
from cases.verbs import VERBS_OF_DUTY, Verb
from core.words import listed, moment
from policies.vocabulary import Duty, Sides

ANSWERS = (Verb.AGREE_PLAN, Verb.ACCEPT_TIMETABLE)
"""What waits for an answer comes before everything else."""

BEFORE_ANYBODY_SITS = (Duty.ACKNOWLEDGE, Duty.NOTIFY_BOARD, Duty.INFORM_CHAIR, Duty.OFFER_MEDIATION)
"""Duties of a last stage that come before its way is chosen and people are appointed; the others build on that."""


@dataclass(frozen=True)
class SettlingStep:
    """One step of a last stage: what, how it stands, and whether it is the next."""

    what: str
    state: str
    done: bool
    next: bool = False


def first_verb(s: Situation, duties: list[Duties], verbs: list[Verb]) -> Verb | None:
    """What the person does first: the answer to what waits for it, then what they owe, in the order of the stage."""
    waits = next((verb for verb in ANSWERS if verb in verbs), None)
    if waits is not None:
        return waits
    if s.stage.last is not None and s.case.state in LIVE_STATES:
        return next((verb for verb in _order_of_last_stage(s) if verb in verbs), None)
    found = next((verb for verb in _verbs_of(row.duty for row in duties if row.mine) if verb in verbs), None)
    all_done = not any(s.is_asked_now(o) and not o.optional for o in s.obligations)
    if found is None and all_done and s.stage.sides is Sides.RAISING and Verb.ESCALATE in verbs:
        return Verb.ESCALATE
    return found


def _verbs_of(duties: Iterable[str]) -> list[Verb]:
    return [verb for duty in duties for verb in VERBS_OF_DUTY.get(Duty(duty), ())]


def _order_of_last_stage(s: Situation) -> list[Verb]:
    """What this person may have to do there, in order: whom to tell, the way, who sits, papers, the rest, the decision."""
    owed = [o.duty for o in s.obligations if s.is_asked_now(o) and s.is_mine(o) and not o.optional]
    order = _verbs_of(duty for duty in owed if duty in BEFORE_ANYBODY_SITS)
    if way_of(s) is None:
        order.append(Verb.CHOOSE_WAY)
    if _nobody_sits(s):
        order.append(Verb.APPOINT)
    if owing_of(s, FollowUpKind.PAPER):
        order.append(Verb.HAND_IN_PAPER)
    rest = _verbs_of(duty for duty in owed if duty not in BEFORE_ANYBODY_SITS) or [Verb.RECORD_DECISION]
    if _papers_awaited(s):  # until then nobody is pressed to decide; they still may
        rest = [verb for verb in rest if verb is not Verb.RECORD_DECISION]
    return order + rest


def _nobody_sits(s: Situation) -> bool:
    return _has_seats(s) and (s.sitting is None or s.sitting.appointed_at is None)


def _has_seats(s: Situation) -> bool:
    way = way_of(s)
    return way is None or way.kind not in WITHOUT_SEATS


def _papers_asked(s: Situation) -> list[FollowUp]:
    """The papers that were asked for at this visit to the stage."""
    since = s.passage.opened_at if s.passage else None
    return [f for f in s.follow_ups if f.kind == FollowUpKind.PAPER and (since is None or f.asked_at >= since)]


def _papers_awaited(s: Situation) -> list[FollowUp]:
    """Those of them that are not there, and whose time has not passed."""
    missing = [f for f in _papers_asked(s) if not f.result]
    return [f for f in missing if getattr(f, "clock", None) is None or f.clock.due_at >= s.at]


def settling_steps(s: Situation) -> list[SettlingStep]:
    """How the last stage goes on, step by step; [] elsewhere and once it is settled."""
    if s.stage.last is None or s.case.state not in LIVE_STATES or s.passage is None or s.passage.closed_at:
        return []
    steps = [*_way(s), *_who_sits(s), *_papers(s), _decision(s)]
    upcoming = next((step for step in steps if not step.done), None)
    return [SettlingStep(step.what, step.state, step.done, next=step is upcoming) for step in steps]


def _way(s: Situation) -> list[SettlingStep]:
    if s.stage.last is None or len(s.stage.last.options) == 1:
        return []
    way = way_of(s)
    return [SettlingStep("Choose how it is settled", f"Done: {way.title}" if way else "", done=way is not None)]


def _who_sits(s: Situation) -> list[SettlingStep]:
    if not _has_seats(s):
        return []
    sits = s.sitting.sits_at if s.sitting else None
    when = f"Done. It sits on {moment(sits)}" if sits else "Done. No date is set yet"
    there = not _nobody_sits(s)
    return [SettlingStep("Appoint who sits", when if there else "", done=there)]


def _papers(s: Situation) -> list[SettlingStep]:
    asked = _papers_asked(s)
    if not asked:
        return []
    missing = [f for f in asked if not f.result]
    names = listed(dict.fromkeys(f.party.agency.name for f in missing if f.party))
    if not missing:
        state = "Done"
    elif _papers_awaited(s):
        state = f"Waiting for {names}"
    else:
        state = f"Not handed in by {names}, and the time for it has passed"
    return [SettlingStep("Hand in the papers", state, done=not _papers_awaited(s))]


def _decision(s: Situation) -> SettlingStep:
    if something_is_decided(s) is not None:
        return SettlingStep("Tell those whom the procedure names: the case ends with that", "", done=False)
    way = way_of(s)
    return SettlingStep("Record the advice" if way and way.is_advice else "Record the decision", "", done=False)
