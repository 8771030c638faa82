"""What the alert after an act says: that it is done, and what follows from it."""

from datetime import datetime

from agencies.models import User
from cases.models import LIVE_STATES, Case, Obligation
from cases.process.follow_ups import ANSWERS
from cases.process.notices import TODO_OF_DUTY
from cases.rules.refusals import grounds
from cases.situations import Situation, situation
from cases.verbs import Verb
from cases.words.entries import stage_name, who_in_a_sentence
from core.words import clock, day_and_month, listed
from policies.vocabulary import Duty, Ground

YOUR_OWN = {Duty.RESPOND: "Your reply is due", Duty.AGREE_PLAN: "The plan is to be agreed"}
AT_ANY_TIME = (Verb.GIVE_REFERENCES, Verb.RECORD_DISSENT, Verb.RECORD_LEARNING, Verb.THANK)
QUIET = (
    Verb.ADD_NOTE,
    Verb.REPORT,
    Verb.DECLARE_CONFLICT,
    Verb.CONFIRM_DECISION,
    Verb.KEEP_OUT,
    Verb.LET_IN,
    Verb.LINK,
    Verb.REPORT_NOT_KEPT,
    *AT_ANY_TIME,
    *ANSWERS,
)
"""Acts upon which nothing follows."""


def alert_of(verb: Verb, case: Case, *, by: User, at: datetime) -> str:
    """The alert for this person after `verb`, from how the case stands now (UTC)."""
    fresh = Case.objects.select_related("area", "policy_version").prefetch_related("parties__agency").get(pk=case.pk)
    s = situation(fresh, by=by, at=at)
    done = verb.done_for(fresh.persons)
    if not s.standing.sees:
        return f"{done}. You no longer see {fresh.reference}: nothing is left for you to do in it."
    if not s.standing.content or verb in QUIET or fresh.state not in LIVE_STATES:
        return f"{done}."
    if verb is Verb.ESCALATE:
        return " ".join([f"Escalated to {_here(s)}.", *_next_of_others(s)])
    if verb is Verb.REFUSE_TIMETABLE and s.standing.escalating and Ground.DELAY in grounds(s):
        return f"{done}. You can escalate at once, because of the delay."
    return " ".join([f"{done}.", *(_next_of_mine(s) or _next_of_others(s))])


def _here(s: Situation) -> str:
    return stage_name(s.case, s.case.stage, s.passage.rung if s.passage else 0)


def _dated(s: Situation, *, mine: bool) -> list[Obligation]:
    asked = [o for o in s.obligations if s.is_asked_now(o) and s.is_mine(o) is mine and hasattr(o, "clock")]
    running = [o for o in asked if o.clock.stopped_at is None and not o.clock.stands_still]
    return sorted(running, key=lambda o: o.clock.due_at)


def _next_of_mine(s: Situation) -> list[str]:
    first = next(iter(_dated(s, mine=True)), None)
    if first is None:
        return []
    when = f"{clock(first.clock.due_at)} on {day_and_month(first.clock.due_at)}"
    own = YOUR_OWN.get(Duty(first.duty))
    return [f"{own} by {when}." if own else f"You have until {when} to {TODO_OF_DUTY[first.duty]}."]


def _next_of_others(s: Situation) -> list[str]:
    """Who has until when to do what next, by name where a person acts for the agency."""
    dated = _dated(s, mine=False)
    soonest = [o for o in dated if (o.clock.due_at, o.duty) == (dated[0].clock.due_at, dated[0].duty)]
    if not soonest:
        return []
    people: dict[int | None, str] = {
        h.party_id: f"{h.person.name} ({h.party.agency.name})" for h in s.holdings if h.person
    }
    names = [people.get(o.party_id) or who_in_a_sentence(o, s.case) for o in soonest]
    said = f"{listed(names)} {'have' if len(names) > 1 else 'has'}"
    due = soonest[0].clock.due_at
    todo = TODO_OF_DUTY[soonest[0].duty]
    return [f"{said[:1].upper()}{said[1:]} until {clock(due)} on {day_and_month(due)} to {todo}."]
