"""Which limits of a case have passed? Each is noted once in the record, under its own moment, before anything moves.

The sweep asks before it moves a case, and the door before a verb acts: so nothing that people do, and no other limit that
passed at the same time, takes the trace of a passed limit away.
"""

from collections.abc import Collection
from datetime import datetime

from cases import record
from cases.models import LIVE_STATES, Case, Clock, Passage
from cases.process import clocks, notices
from cases.process.told import tell_and_record
from cases.record import Author, Draught
from policies.vocabulary import Breach, Event, Ground


def note_passed(
    case: Case, *, at: datetime, held_at: datetime | None = None, keeps: Collection[int] = ()
) -> list[Clock]:
    """Note every limit of a locked case that passed unmet before `at` (UTC), soonest first; returns those that are new.

    `held_at`: when that was done which is about to be written down, and `keeps` the obligations (ids) that it meets. A limit
    that it kept has not passed. Whom the policy names is told once of those that passed together (but for follow-ups).
    """
    noted = [clock for clock in clocks.passed(case, at=at) if not _kept_by(clock, held_at, keeps)]
    written: set[tuple[str, int | None, int, datetime]] = set()
    for clock in noted:
        clocks.mark_breached(clock, at=at)
        if clock.follow_up is not None:  # what one party owes for several children is noted once
            key = (clock.follow_up.kind, clock.follow_up.party_id, clock.follow_up.step, clock.due_at)
            if key in written:
                continue
            written.add(key)
        obligation, owed = clock.obligation, clock.obligation or clock.follow_up
        passage = obligation.passage if obligation else _open_passage(case)
        facts = {
            "duty": _what(clock),
            "party": owed.party.number if owed and owed.party else None,
            "due": clock.due_at.isoformat(),
            "then": _then(clock, case, passage),
        }
        if clock.follow_up is not None:
            facts["follow_up"] = clock.follow_up.number
        draught = Draught("limit-passed", facts)
        record.write(draught, case=case, at=clock.due_at, recorded_at=at, author=Author(), passage=passage)
    passage = _open_passage(case)
    if passage is not None and case.state in LIVE_STATES and any(clock.follow_up is None for clock in noted):
        tell_and_record(Event.BREACH, case=case, passage=passage, at=at)
    return noted


def end_pauses(case: Case, *, at: datetime, at_once: bool = False) -> None:
    """Let what stood still by agreement until a moment that has come by `at` (UTC) run on from that moment; tell both sides.

    `at_once`: whether or not the moment has come, because a child is at immediate risk.
    """
    over = clocks.pauses_over(case, at=None if at_once else at)
    for passage in dict.fromkeys(clock.obligation.passage for clock in over if clock.obligation):
        until = max(clock.paused_until for clock in over if clock.paused_until)
        clocks.resume(passage, case=case, at=at)
        draught = Draught("pause-over", {"until": until.isoformat()})
        record.write(draught, case=case, at=min(until, at), recorded_at=at, author=Author(), passage=passage)
        people = [*notices.holders(passage), case.raised_by]
        notices.tell(people, case=case, kind="pause-over", todo="see that the limits run on", at=at)


def leads_on(case: Case, passage: Passage) -> bool:
    """Whether the procedure leads on from this passage for want of a response; from a last stage it does not."""
    if case.policy.stage(passage.stage).last is not None:
        return False
    rungs = case.rungs()
    return rungs.further or any(
        way.stage is not None and not way.bypass for way in case.ways_on(Ground.NO_RESPONSE, rungs=rungs)
    )


def _open_passage(case: Case) -> Passage | None:
    return case.passages.filter(closed_at__isnull=True).first()


def _what(clock: Clock) -> str:
    if clock.obligation is not None:
        return clock.obligation.duty
    return clock.follow_up.kind if clock.follow_up is not None else "overall"


def _then(clock: Clock, case: Case, passage: Passage | None) -> str:
    """What the passing of the limit does: what the policy says, where there is anywhere to go."""
    if clock.follow_up is not None or passage is None or not leads_on(case, passage):
        return Breach.REMIND
    overall = case.policy.overall_limit
    return clock.obligation.on_breach if clock.obligation else overall.on_breach if overall else Breach.REMIND


def _kept_by(clock: Clock, held_at: datetime | None, keeps: Collection[int]) -> bool:
    """Whether what was done at this time, at this stage, keeps the limit of a clock."""
    obligation = clock.obligation
    if obligation is None or obligation.pk not in keeps or held_at is None:
        return False
    return obligation.passage.opened_at <= held_at <= clock.due_at
