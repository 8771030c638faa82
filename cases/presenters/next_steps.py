"""What comes first: the one green button of a case for this person, and at its last stage the steps in their order."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cases.composition import WITHOUT_SEATS
from cases.models import LIVE_STATES, FollowUp, FollowUpKind, FollowUpResult, Obligation
from cases.presenters.duties import Duties
from cases.process.notices import TODO_OF_DUTY
from cases.rules.board_rules import arrangement, owing_of, something_is_decided, way_of
from cases.situations import Situation
from cases.verbs import VERBS_OF_DUTY, Verb
from core.words import listed, moment
from policies.vocabulary import Duty, Sides

ANSWERS = (Verb.AGREE_PLAN, Verb.ACCEPT_TIMETABLE)
"""What waits for an answer comes before everything else."""

BEFORE_ANYBODY_SITS = (Duty.ACKNOWLEDGE, Duty.NOTIFY_BOARD, Duty.INFORM_CHAIR)
"""Duties of a last stage that come before its way is chosen and people are appointed; the others build on that."""
ONCE_SOMEBODY_SITS = (Duty.CONVENE_MEETING, Duty.OFFER_MEDIATION)
"""Duties that come before the decision, of those and for those who sit."""


OF_THE_SIDES = {FollowUpKind.OFFER: Verb.ANSWER_OFFER, FollowUpKind.PAPER: Verb.HAND_IN_PAPER}
"""What each side is asked for before it is decided, and by which verb it answers."""


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


def in_order(duties: Sequence[Duty], arranging: Verb | None) -> list[Duty | Verb]:
    """What the board's side owes at a last stage, in its order, with what it is to arrange in between."""
    first = [duty for duty in duties if duty in BEFORE_ANYBODY_SITS]
    then = [duty for duty in duties if duty in ONCE_SOMEBODY_SITS]
    rest = [duty for duty in duties if duty not in (*first, *then)]
    return [*first, *([arranging] if arranging else []), *then, *rest]


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
    order += _verbs_of(duty for duty in owed if duty in ONCE_SOMEBODY_SITS)
    order += [verb for kind, verb in OF_THE_SIDES.items() if owing_of(s, kind)]
    rest = _verbs_of(duty for duty in owed if duty not in (*BEFORE_ANYBODY_SITS, *ONCE_SOMEBODY_SITS))
    rest = rest or [Verb.RECORD_DECISION]
    waits = any(_awaited(s, kind) for kind in OF_THE_SIDES) or bool(_open_duties(s, ONCE_SOMEBODY_SITS))
    if waits:  # until then nobody is pressed to decide; they still may
        rest = [verb for verb in rest if verb is not Verb.RECORD_DECISION]
    return order + rest


def _nobody_sits(s: Situation) -> bool:
    if s.stage.last is None:
        return False
    vacant = any(not f.result for f in _asked(s, FollowUpKind.SEAT))
    return arrangement(s.stage.last, s.sitting, vacant=vacant, chosen=True) is Verb.APPOINT


def _has_seats(s: Situation) -> bool:
    way = way_of(s)
    return way is None or way.kind not in WITHOUT_SEATS


def _asked(s: Situation, kind: FollowUpKind) -> list[FollowUp]:
    """What of this kind was asked for at this visit to the stage."""
    since = s.passage.opened_at if s.passage else None
    return [f for f in s.follow_ups if f.kind == kind and (since is None or f.asked_at >= since)]


def _awaited(s: Situation, kind: FollowUpKind) -> list[FollowUp]:
    """Those that are not there, and whose time has not passed; nothing is awaited once a side has declined mediation."""
    asked = _asked(s, kind)
    if any(f.result == FollowUpResult.DECLINED for f in asked):
        return []
    missing = [f for f in asked if not f.result]
    return [f for f in missing if getattr(f, "clock", None) is None or f.clock.due_at >= s.at]


def settling_steps(s: Situation) -> list[SettlingStep]:
    """How the last stage goes on, step by step; [] elsewhere and once it is settled."""
    if s.stage.last is None or s.case.state not in LIVE_STATES or s.passage is None or s.passage.closed_at:
        return []
    steps = [_decision(s)]
    if something_is_decided(s) is None:
        first = [*_duties(s, BEFORE_ANYBODY_SITS), *_way(s), *_who_sits(s), *_duties(s, ONCE_SOMEBODY_SITS)]
        steps = [*first, *_of_the_sides(s), *steps]
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


def _of_the_board(s: Situation, kinds: Collection[Duty]) -> list[Obligation]:
    """What the board's side, or whoever mediates, owes of these kinds, done or not."""
    return [o for o in s.obligations if o.duty in kinds and o.party_id is None and not o.optional]


def _open_duties(s: Situation, kinds: Collection[Duty]) -> list[Obligation]:
    """Those of them that are not done, whoever owes them: who sits waits for what the office arranges."""
    return [o for o in _of_the_board(s, kinds) if o.met_at is None]


def _duties(s: Situation, kinds: Collection[Duty]) -> list[SettlingStep]:
    """Each of them as a step: done, or not yet."""
    return [
        SettlingStep(_sentence(TODO_OF_DUTY[o.duty]), "Done" if o.met_at else "", done=o.met_at is not None)
        for o in _of_the_board(s, kinds)
    ]


def _sentence(todo: str) -> str:
    return f"{todo[:1].upper()}{todo[1:]}"


def _of_the_sides(s: Situation) -> list[SettlingStep]:
    said = {
        FollowUpKind.OFFER: ("Answer the offer of mediation", "answered"),
        FollowUpKind.PAPER: ("Hand in the papers", "handed in"),
    }
    return [step for kind, words in said.items() for step in _of_a_kind(s, kind, *words)]


def _of_a_kind(s: Situation, kind: FollowUpKind, what: str, did: str) -> list[SettlingStep]:
    asked = _asked(s, kind)
    if not asked:
        return []
    missing, declined = [f for f in asked if not f.result], [f for f in asked if f.result == FollowUpResult.DECLINED]
    if declined:
        state = f"Declined by {_names(declined)}"
    elif not missing:
        state = "Done"
    elif _awaited(s, kind):
        state = f"Waiting for {_names(missing)}"
    else:
        state = f"Not {did} by {_names(missing)}, and the time for it has passed"
    return [SettlingStep(what, state, done=not _awaited(s, kind))]


def _names(found: Iterable[FollowUp]) -> str:
    return listed(dict.fromkeys(f.party.agency.name for f in found if f.party))


def _decision(s: Situation) -> SettlingStep:
    if something_is_decided(s) is not None:
        return SettlingStep("Tell those whom the procedure names: the case ends with that", "", done=False)
    way = way_of(s)
    return SettlingStep("Record the advice" if way and way.is_advice else "Record the decision", "", done=False)
