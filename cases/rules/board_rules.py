"""Which of the things that are done at a last stage, and after it, may be done now: each rule with one sentence."""

from cases.access import is_chair
from cases.composition import WITHOUT_SEATS
from cases.models import LIVE_STATES, FollowUpKind, Party, Sitting
from cases.situations import Situation
from cases.verbs import Verb
from core.errors import NotAllowed, ResolveError, WrongMoment
from policies.schema import LastOption, LastStage
from policies.vocabulary import TELLING, Duty, LastStageKind, Owner


def last_stage_of(s: Situation) -> LastStage | None:
    """How the pinned policy settles a case at its end, wherever the case stands now."""
    return s.case.policy.stages[-1].last


def way_of(s: Situation) -> LastOption | None:
    """The way in which this case is to be settled: as chosen, or the only one that there is; None while it is open."""
    options = s.stage.last.options if s.stage.last else ()
    if s.sitting is not None:
        return next((option for option in options if option.kind == s.sitting.kind), None)
    return options[0] if len(options) == 1 else None


def arrangement(last: LastStage, sitting: Sitting | None, *, vacant: bool, chosen: bool = False) -> Verb | None:
    """What the board's side arranges next at a last stage: the way, then who sits; None once both are settled.

    `vacant`: somebody who sat has declared a conflict of interest. `chosen`: look past the way, as if it were settled.
    """
    only = last.options[0].kind if len(last.options) == 1 else None
    kind = sitting.kind if sitting else only
    if kind is None and not chosen:
        return Verb.CHOOSE_WAY
    if kind in WITHOUT_SEATS:
        return None
    return Verb.APPOINT if vacant or sitting is None or sitting.appointed_at is None else None


def chooses(s: Situation) -> bool:
    """Whether it is this person whom the procedure lets choose between its ways; others of the board record what was chosen."""
    last = s.stage.last
    if last is None or len(last.options) == 1:
        return True
    mine = {Owner.CHAIR: is_chair(s.case, s.by), Owner.BOARD_OFFICE: s.standing.office}
    return mine.get(last.option_chosen_by, True)


def seats_people(s: Situation) -> ResolveError | None:
    """Nobody is appointed where the chair decides alone, nor before a way was chosen."""
    way = way_of(s)
    if way is None:
        return WrongMoment("Choose first how it is settled: who sits depends on it.")
    if way.decides_nothing:
        return WrongMoment("Nothing is decided here: nobody is appointed.")
    if way.kind is LastStageKind.CHAIR_DECISION:
        return WrongMoment("The chair decides alone here: nobody is appointed.")
    return None


def ways_to_choose(s: Situation) -> ResolveError | None:
    """Where there is one way, and it decides nothing, there is nothing to choose and nothing to prepare."""
    options = s.stage.last.options if s.stage.last else ()
    return something_is_decided(s) if len(options) == 1 else None


def something_is_decided(s: Situation) -> ResolveError | None:
    """Nothing is heard or decided where the case only ends with somebody being told of it."""
    way = way_of(s)
    options = (way,) if way else s.stage.last.options if s.stage.last else ()
    if all(option.decides_nothing for option in options):
        return WrongMoment("Nothing is decided here: the case ends once those have been told whom the procedure names.")
    return None


def ends_by(s: Situation, duty: Duty) -> LastOption | None:
    """The way by which the case ends when the person does this duty: the last telling of a way that decides nothing."""
    way = way_of(s)
    if way is None or not way.decides_nothing or duty not in TELLING:
        return None
    others = [o for each in TELLING for o in s.owed(each) if not o.optional and not (each is duty and s.is_mine(o))]
    return None if others else way


def speaks_for_a_side(s: Situation) -> ResolveError | None:
    """Papers come from the sides: from who acts for them, and from the raiser."""
    if s.standing.holds or s.standing.raiser:
        return None
    return NotAllowed("Only the people who act for a side hand in its paper.")


def owing_of(s: Situation, kind: FollowUpKind) -> tuple[Party, ...]:
    """The parties of the person that still owe a follow-up of this kind."""
    return tuple(f.party for f in s.follow_ups if f.kind == kind and not f.result and f.party and s.follows_up(f))


def decision_to_acknowledge(s: Situation) -> ResolveError | None:
    """A party acknowledges a decision once."""
    if owing_of(s, FollowUpKind.READING):
        return None
    if any(f.kind == FollowUpKind.READING and not f.result for f in s.follow_ups):
        return NotAllowed("Each side acknowledges the decision for itself.")
    return WrongMoment("There is no decision that waits to be acknowledged.")


def scrutiny_known(s: Situation) -> ResolveError | None:
    """Only where the procedure refers cases to the chair for quality assurance (BUCKS-13), and not twice at once."""
    last = last_stage_of(s)
    if last is None or last.scrutiny is None:
        return WrongMoment("This procedure refers no case for quality assurance.")
    if scrutiny_of(s):
        return WrongMoment("It has been referred for quality assurance already.")
    return None


def scrutiny_waits(s: Situation) -> ResolveError | None:
    """Findings follow upon a referral."""
    return None if scrutiny_of(s) else WrongMoment("Nothing has been referred for quality assurance.")


def scrutiny_of(s: Situation) -> bool:
    """Whether the case is referred for quality assurance now, settled or not (O-28)."""
    return any(f.kind == FollowUpKind.SCRUTINY and not f.result for f in s.follow_ups)


def not_before_the_decision(s: Situation) -> ResolveError | None:
    """A report that the policy puts behind the decision waits for it (BHAM-30)."""
    deciding = [o.number for o in s.owed(Duty.DECIDE)]
    reporting = [o.number for o in s.owed(Duty.REPORT)]
    if s.case.state in LIVE_STATES and deciding and reporting and min(deciding) < min(reporting):
        return WrongMoment("The report back follows upon the decision. Record the decision first.")
    return None
