"""Time by agreement: which limits of a stage a timetable would move, who answers it, and how it stands, in words."""

from datetime import datetime

from django.db.models import Q

from cases import record
from cases.models import Case, Clock, Obligation, Proposal, ProposalKind
from cases.process import clocks, due_times
from cases.situations import Situation, acts_instead
from cases.verbs import Verb
from core.errors import NotAllowed, ResolveError, WrongMoment
from core.words import listed, moment
from policies.vocabulary import AFTER_DECISION, Sides


def running(s: Situation) -> list[Clock]:
    """The limits of what the sides owe at this stage that run now or have passed, soonest first.

    What stands still, and what is owed over an outcome statement, is not among them.
    """
    owed = [o for o in s.obligations if o.party is not None and o.met_at is None and o.party.part_ended_at is None]
    found = [o.clock for o in owed if hasattr(o, "clock") and o.duty not in due_times.OVER_AN_OUTCOME]
    return sorted((c for c in found if c.stopped_at is None and c.paused_at is None), key=lambda c: (c.due_at, c.pk))


def can_stand_still(s: Situation) -> list[Clock]:
    """Those of the running limits that a pause would hold: neither one that has passed, nor a date that protects the child."""
    protective = s.passage.protective_at if s.passage else None
    return [clock for clock in running(s) if clock.due_at > s.at and clock.due_at != protective]


def paused_until(s: Situation) -> datetime | None:
    """Until when (UTC) the limits of the stage stand still by agreement; None where they do not."""
    agreed = [o.clock.paused_until for o in s.obligations if hasattr(o, "clock") and o.clock.stopped_at is None]
    return max((until for until in agreed if until is not None), default=None)


def waiting(s: Situation) -> Proposal | None:
    """The timetable that waits for an answer, if one does."""
    return s.open_proposal(ProposalKind.TIMETABLE)


def latest(s: Situation) -> Proposal | None:
    """The newest timetable proposed at this stage, whatever became of it; None where there is none."""
    found = s.case.proposals.filter(kind=ProposalKind.TIMETABLE, passage=s.passage)
    found = found.select_related("timetable", "proposed_by__agency").prefetch_related("answers__party__agency")
    return found.order_by("-version").first()


def refused(proposal: Proposal) -> bool:
    """Whether a party has refused it; one that was answered with another date, taken back or replaced was not refused."""
    return any(not answer.accepts for answer in proposal.answers.all())


def refused_here(s: Situation) -> Proposal | None:
    """The timetable of this stage that was refused, where none has come after it (BRIS-9, BRIS-10)."""
    last = latest(s) if s.passage is not None else None
    return last if last is not None and refused(last) else None


def must_accept(s: Situation, proposal: Proposal) -> set[int]:
    """The ids of the parties whose acceptance a timetable needs: those of the other side that take part and have not agreed."""
    return {
        h.party_id for h in s.holdings if h.party.side != proposal.proposed_by.side and h.party.part_ended_at is None
    }


def cap(case: Case) -> str:
    """Until when all stages together may take, which no timetable moves, in a sentence; "" where the procedure has no such limit."""
    overall = clocks.overall_of(case)
    return f"The limit over all stages is {moment(overall.due_at)}. No timetable moves it." if overall else ""


def beyond(case: Case, until: datetime) -> str:
    """That a date (UTC) lies past the limit over all stages, which it does not move, in a sentence; "" where it does not."""
    overall = clocks.overall_of(case)
    if overall is None or until <= overall.due_at:
        return ""
    return f"That is later than the limit over all stages, {moment(overall.due_at)}, which stays as it is."


# What may be done. Each answers with the error to raise, or None.


def may_propose(s: Situation) -> ResolveError | None:
    """Another date may be proposed while a limit of the sides runs, and while nobody waits for one's answer (BRIS-10)."""
    if not s.case.policy.timescales.extension.allowed:
        return WrongMoment("The procedure does not let a limit be lengthened.")
    if s.stage.sides is Sides.RAISING:
        return WrongMoment("The other agency takes no part in this stage.")
    until = paused_until(s)
    if until is not None:
        return WrongMoment(f"The limits stand still until {moment(until)}, as both sides agreed. End the pause first.")
    if not running(s):
        return WrongMoment("No limit of the two sides runs at this stage.")
    proposal = waiting(s)
    if proposal is not None and proposal.proposed_by not in s.sides:
        return WrongMoment("A timetable waits for an answer already. It is accepted, refused or countered first.")
    return None


def may_answer(s: Situation) -> ResolveError | None:
    """Who answers is of the other side, and did not write it."""
    proposal = waiting(s)
    if proposal is None:
        return WrongMoment("There is no timetable that waits for an answer.")
    if not s.unanswered(ProposalKind.TIMETABLE):
        return WrongMoment("A timetable is answered by the other side, once.")
    if proposal.entry.by_id == s.by.pk:
        return NotAllowed("You wrote it, so somebody else answers for the other party.")
    return None


def may_accept(s: Situation) -> ResolveError | None:
    """The other side accepts; a pause the board's side may grant as well, if it takes no part in the case for an agency."""
    proposal = waiting(s)
    if proposal is not None and proposal.timetable.pauses and s.standing.board and not s.standing.takes_part:
        return None
    return speaks_for_a_side(s) or may_answer(s)


def may_take_back(s: Situation) -> ResolveError | None:
    """Who proposed it takes it back, while it waits."""
    proposal = waiting(s)
    if proposal is None or proposal.proposed_by not in s.sides:
        return WrongMoment("Your side has proposed no timetable that waits for an answer.")
    return None


def may_end_pause(s: Situation) -> ResolveError | None:
    """Either side, or the board's side, lets the limits run again before the agreed moment."""
    refused = None if s.standing.board else speaks_for_a_side(s)
    if refused is None and paused_until(s) is None:
        return WrongMoment("No limit stands still by agreement.")
    return refused


def may_bring_forward(s: Situation) -> ResolveError | None:
    """Something is owed at this stage that a sooner date could hold."""
    return None if owed_here(s) else WrongMoment("Nothing is owed at this stage that could be brought forward.")


def owed_here(s: Situation) -> list[Obligation]:
    """What a date that protects the child holds at this stage: all that is owed, but for an outcome statement and afterwards."""
    others = (*due_times.OVER_AN_OUTCOME, *AFTER_DECISION)
    owed = [o for o in s.obligations if o.met_at is None and not o.optional and o.duty not in others]
    return [o for o in owed if o.party is None or o.party.part_ended_at is None]


def may_pause(s: Situation) -> str:
    """Why the limits may not stand still, as a sentence; "" where they may."""
    if not s.case.policy.timescales.extension.pauses:
        return "The procedure does not let its limits stand still."
    if s.case.immediate_risk:
        return s.case.persons.say("{A person is} at immediate risk, so nothing stands still.")
    if not can_stand_still(s):
        return s.case.persons.say("No limit can stand still here: it has passed, or protects {the person}.")
    return ""


def speaks_for_a_side(s: Situation) -> ResolveError | None:
    """Whoever acts for a party at this stage, and the raiser for the side that raised it."""
    if s.sides:
        return None
    return NotAllowed(acts_instead(s) or "Only the people who stand for their agencies at this stage can do this.")


# How it stands, in words.

SET_A_DATE = tuple(verb.value for verb in (Verb.RAISE, Verb.ESCALATE, Verb.STEP_DOWN, Verb.REOPEN, Verb.BRING_FORWARD))
"""Entries by which somebody may have said by when it must be settled to protect the child."""


def protective_lines(s: Situation) -> list[str]:
    """By when this stage must be settled to protect the child, and why, as whoever set the date said; none without a date."""
    if s.passage is None or s.passage.closed_at is not None or s.passage.protective_at is None:
        return []
    until = s.passage.protective_at
    said = [f"By {moment(until)}."]
    setting = Q(kind__in=SET_A_DATE) | Q(kind=Verb.FLAG_RISK.value, facts__has_key="to")
    entry = s.case.entries.filter(setting).select_related("content").order_by("-number").first()
    words = record.body_of(entry) if entry is not None else {}
    why = words.get("protective_why") or words.get("protective_reason")
    if why:
        said.append(f"Why: {why}")
    if any(clock.due_at > until for clock in running(s)):
        said.append("Both sides have since agreed on a later date.")
    return said


def lines_of(s: Situation) -> list[str]:
    """How the newest timetable of this stage stands, in sentences; none where there is none."""
    proposal = latest(s) if s.passage is not None and s.passage.closed_at is None else None
    if proposal is None:
        return []
    said = f"{proposal.proposed_by.agency.name} proposed {what(proposal)}."
    if proposal.accepted_at is not None:
        agreed = any(answer.party.side != proposal.proposed_by.side for answer in proposal.answers.all())
        how = "Agreed" if agreed else "Granted by the board’s side"
        return [said, f"{how} on {moment(proposal.accepted_at)}."]
    if proposal.set_aside_at is None:
        return [said, f"It waits for the answer of {listed(silent(s, proposal))}. {RUNS_ON}"]
    if refused(proposal):
        names = listed(a.party.agency.name for a in proposal.answers.all() if not a.accepts)
        return [said, f"{names} refused it. The time allowed is as it was."]
    return []


RUNS_ON = "Until it is accepted, the time allowed runs on."


def what(proposal: Proposal) -> str:
    """What is proposed, in the middle of a sentence: "another date, Friday 4 December 2026, 5pm"."""
    until = moment(proposal.timetable.until)
    return f"that the limits stand still until {until}" if proposal.timetable.pauses else f"another date, {until}"


def silent(s: Situation, proposal: Proposal) -> list[str]:
    """The agencies whose answer a timetable waits for."""
    accepted = {answer.party_id for answer in proposal.answers.all()}
    asked = must_accept(s, proposal) - accepted
    return list(dict.fromkeys(h.party.agency.name for h in s.holdings if h.party_id in asked))
