"""When does a limit of a case fall due, by what is known of the case now? Nothing is stored here: `cases.process.clocks` does that."""

from dataclasses import replace
from datetime import datetime

from cases.models import Case, Clock, Obligation, Passage, PassageEnd
from policies.calendar import Calendar, load
from policies.deadlines import Deadline, deadline, sooner_of
from policies.schema import Limit, Period, Policy
from policies.schema import Obligation as PolicyObligation
from policies.vocabulary import AFTER_DECISION, COUNTED_BACK, Duty, Start, Unit

OVER_AN_OUTCOME = (Duty.PROPOSE_OUTCOME, Duty.CONFIRM_OUTCOME)
"""Duties whose limits are not the stage's own."""
PLACES_APART = 10
"""How far apart the numbers of a stage's obligations stand: the parties that owe the same one share what lies between."""


def calendar_of(policy: Policy) -> Calendar:
    """The working calendar of a policy's area."""
    return load(policy.area.calendar)


def work_out(
    limit: Period | None,
    *,
    case: Case,
    started_at: datetime,
    protective_at: datetime | None,
    compress: bool,
    begun: str = "",
    known_at: datetime | None = None,
) -> Deadline | None:
    """When a limit that starts at `started_at` (UTC) falls due, and why; None where neither text nor case dates it.

    `known_at`: since when it has been known where it counts back from a meeting.
    """
    return deadline(
        amount=limit.amount if limit else None,
        unit=limit.unit if limit else Unit.CASE_SPECIFIC,
        start=limit.start if limit else Start.STAGE_ENTERED,
        started_at=started_at,
        calendar=calendar_of(case.policy),
        protective_at=protective_at,
        compress=compress,
        begun=begun,
        known_at=known_at,
        persons=case.persons,
    )


def started_at(limit: Period | None, *, case: Case, passage: Passage) -> datetime | None:
    """The instant (UTC) from which a limit of this passage counts (O-11, O-22, O-39); None while it is not known.

    From the end of the stage before, that is when it was recorded as ended (or that nothing could be agreed at it), or
    when its own limit passed, whichever came first; but never from so early that the limit would have passed before this passage began (see `start`). A stage that
    the clock ended late, after an outage, ended when it was moved on, and one to which a case comes back begins then: nobody
    is timed out unseen.
    """
    match limit.start if limit else Start.STAGE_ENTERED:
        case Start.RAISED:
            return case.raised_at
        case Start.PREVIOUS_STAGE_ENDED:
            return _end_of_stage_before(case, passage)
        case Start.MET:
            return _met_at(limit.after if limit else None, passage)
        case Start.BEFORE_MEETING:
            return passage.meeting_at
        case Start.BEFORE_RELATED_MEETING:
            return case.related_meeting_at
        case _:
            return passage.opened_at


def _met_at(duty: Duty | None, passage: Passage) -> datetime | None:
    """When everybody had met a duty at a passage; None until then."""
    asked = passage.obligations.filter(duty=duty, optional=False).exclude(party__part_ended_at__isnull=False)
    owed = list(asked.values_list("met_at", flat=True))
    met = [when for when in owed if when is not None]
    return max(met) if met and len(met) == len(owed) else None


def _end_of_stage_before(case: Case, passage: Passage) -> datetime:
    """When the stage or rung before ended: as recorded, or by its own limit if that was first (FLOW-11, FLOW-14, O-22)."""
    before = case.passages.filter(number=passage.number - 1).first()
    if before is None or before.end != PassageEnd.ESCALATED:
        return passage.opened_at
    limits = Clock.objects.filter(obligation__passage=before).exclude(obligation__duty__in=OVER_AN_OUTCOME)
    own = limits.order_by("due_at").last()
    ends = [passage.opened_at, before.no_agreement_at, own.due_at if own else None]
    return min(end for end in ends if end is not None)


def protective(limit: Limit | None, *, case: Case, passage: Passage) -> datetime | None:
    """The date that protects the child here: the passage's own, or the one that the case was raised with (BRENT-6)."""
    if passage.protective_at is not None or limit is None or not limit.or_sooner_to_protect:
        return passage.protective_at
    first = case.passages.order_by("number").first()
    date = first.protective_at if first else None
    return date if date is not None and date > passage.opened_at else None


def soonest(limit: Limit | None, *, duty: str, case: Case, passage: Passage, known_at: datetime) -> Deadline | None:
    """When a limit of a passage falls due, by what is known of it by now: the earlier of its times where it has two.

    A date that protects the child is one by which it is settled: it does not hasten a `duty` that follows upon the decision.
    """
    protective_at = None if duty in AFTER_DECISION else protective(limit, case=case, passage=passage)
    periods = limit.periods if limit is not None else (None,)
    found = [_timed(each, protective_at, case=case, passage=passage, known_at=known_at) for each in periods]
    return sooner_of(each for each in found if each is not None)


def _timed(
    limit: Period | None, protective_at: datetime | None, *, case: Case, passage: Passage, known_at: datetime
) -> Deadline | None:
    """When one time falls due; None while what it counts from is not known.

    A limit that would have run out before the passage began counts from its beginning: nobody is timed out unseen.
    Immediate risk shortens it where the policy says so (BRIS-6).
    """
    compress = case.immediate_risk and case.policy.immediate_risk.compress
    begun = started_at(limit, case=case, passage=passage)
    if begun is None:
        return None
    worked = work_out(
        limit, case=case, started_at=begun, protective_at=protective_at, compress=compress, known_at=known_at
    )
    if worked is not None and worked.due_at <= passage.opened_at and begun < passage.opened_at:
        worked = work_out(
            limit, case=case, started_at=passage.opened_at, protective_at=protective_at, compress=compress
        )
        late = "The stage before ended late, so this limit counts from the start of this stage."
        worked = replace(worked, explanation=(late, *worked.explanation)) if worked else None
    return worked


def anew(limit: Limit | None, *, case: Case, passage: Passage, at: datetime) -> Deadline | None:
    """When a limit falls due for an agency that joins at `at` (UTC): it counts from then.

    But for what counts from within the stage, or back from a meeting. A date that protects the child holds for it as well, unless
    it has passed by then: nobody is timed out unseen.
    """
    protective_at = protective(limit, case=case, passage=passage)
    coming = protective_at if protective_at is not None and protective_at > at else None
    compress = case.immediate_risk and case.policy.immediate_risk.compress
    found = []
    for period in limit.periods if limit is not None else (None,):
        own = period is not None and period.start in (*COUNTED_BACK, Start.MET)
        begun = started_at(period, case=case, passage=passage) if own else at
        if begun is not None:
            found.append(
                work_out(period, case=case, started_at=begun, protective_at=coming, compress=compress, known_at=at)
            )
    return sooner_of(each for each in found if each is not None)


def over_several_stages(case: Case, *, protective_at: datetime | None) -> Deadline | None:
    """When the limit over several stages falls due; None where the policy has none, or nothing dates it (BRENT-6, O-18)."""
    said = case.policy.overall_limit
    periods = said.limit.periods if said else ()
    found = [_overall(period, protective_at, case=case) for period in periods]
    return sooner_of(each for each in found if each is not None)


def _overall(period: Period, protective_at: datetime | None, *, case: Case) -> Deadline | None:
    begun = case.related_meeting_at if period.start is Start.BEFORE_RELATED_MEETING else case.raised_at
    if begun is None:
        return None
    return work_out(
        period,
        case=case,
        started_at=begun,
        protective_at=protective_at,
        compress=False,
        known_at=case.raised_at,
    )


def compressed(limit: Limit, *, case: Case, passage: Passage, at: datetime) -> Deadline | None:
    """When a limit falls due, compressed. What counts back from a meeting stays: the meeting does not move."""
    found = []
    for period in limit.periods:
        begun = started_at(period, case=case, passage=passage)
        if begun is None or period.start in COUNTED_BACK:
            continue
        worked = [
            work_out(period, case=case, started_at=start, protective_at=None, compress=True) for start in (begun, at)
        ]
        found += [each for each in worked if each is not None and each.due_at > at][:1]
    return sooner_of(found)


def item_of(obligation: Obligation, items: tuple[PolicyObligation, ...]) -> PolicyObligation | None:
    """What of the policy's stage an obligation stands for; None where it came of something that was done there."""
    place = obligation.number // PLACES_APART - 1
    found = items[place] if 0 <= place < len(items) else None
    return found if found is not None and found.what == obligation.duty else None
