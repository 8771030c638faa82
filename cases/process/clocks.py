"""The clocks of a case: the only writer of due times. Every due time is stored once, with how it was worked out."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agencies.models import User
from cases.models import Case, Clock, FollowUp, Obligation, Passage
from cases.process.due_times import anew, calendar_of, compressed, item_of, over_several_stages, soonest, work_out
from core.words import LONDON, moment
from policies.calendar import Calendar
from policies.deadlines import (
    Deadline,
    working_hours_before,
    working_mornings_after,
    working_time_midpoint,
)
from policies.schema import Limit, Policy, Reminders

WEEK = timedelta(days=7)
WEEKLY_REMINDERS = 52
WHOSE = ("obligation__party", "obligation__passage", "follow_up__party")
"""What a clock is of, and who owes it."""


def start_at(obligation: Obligation, limit: Limit, *, case: Case, at: datetime, begun: str) -> Clock | None:
    """Start the clock of a limit that counts from an instant within its stage (UTC), such as the wait for a confirmation.

    `begun` says in the explanation what happened then.
    """
    worked = work_out(limit, case=case, started_at=at, protective_at=None, compress=False, begun=begun)
    return _create(case, obligation, worked, at=at) if worked else None


def start(obligation: Obligation, limit: Limit | None, *, case: Case, passage: Passage) -> Clock | None:
    """Start the clock of an obligation that begins with its passage; None where nothing dates it.

    A limit that waits for something within the stage gets its clock when that is known (`carry_on`).
    """
    worked = soonest(limit, duty=obligation.duty, case=case, passage=passage, known_at=passage.opened_at)
    return _create(case, obligation, worked, at=passage.opened_at) if worked else None


def start_anew(
    obligation: Obligation, limit: Limit | None, *, case: Case, passage: Passage, at: datetime, why: str
) -> Clock | None:
    """Start the clock of what another agency owed here before, counted from `at` (UTC); `why` ends its explanation."""
    worked = anew(limit, case=case, passage=passage, at=at)
    return _create(case, obligation, replace(worked, explanation=(*worked.explanation, why)), at=at) if worked else None


def count_from_entry(passage: Passage, *, case: Case, at: datetime) -> None:
    """A stage that began on paper is entered at `at` (UTC): a limit that would have passed by then counts from then.

    Nobody is timed out unseen. A date that protects the child stays.
    """
    over = Clock.objects.filter(obligation__passage=passage, stopped_at=None, due_at__lte=at).select_related(
        "obligation"
    )
    items = case.policy.stage(passage.stage).obligations
    for clock in over:
        item = item_of(clock.obligation, items) if clock.obligation else None
        worked = anew(item.limit if item else None, case=case, passage=passage, at=at)
        if worked is not None and worked.due_at > at:
            clock.due_at = clock.original_due_at = worked.due_at
            clock.explanation = [
                *worked.explanation,
                "It counts from the entry in Resolve: by then the time from the paper had passed.",
            ]
            clock.next_at = next_moment(clock, policy=case.policy, after=at)
            clock.save(update_fields=["due_at", "original_due_at", "explanation", "next_at"])


def put_off(obligation: Obligation, to: datetime, *, case: Case, passage: Passage, at: datetime, why: str) -> None:
    """Let a running limit be due at `to` (UTC) if that is later; a date that protects the child stays."""
    clock = Clock.objects.filter(obligation=obligation, stopped_at=None).first()
    if clock is not None and clock.due_at < to and clock.due_at != passage.protective_at:
        move(clock, to, policy=case.policy, at=at, why=(why,))


def carry_on(obligation: Obligation, limit: Limit, *, case: Case, passage: Passage, at: datetime) -> None:
    """Start the clock of what waited for something that is known at `at` (UTC), or bring it forward by that."""
    worked = soonest(limit, duty=obligation.duty, case=case, passage=passage, known_at=at)
    clock = Clock.objects.filter(obligation=obligation).first()
    if worked is None or (clock is not None and not _may_come_forward(clock, to=worked.due_at)):
        return
    if clock is None:
        _create(case, obligation, worked, at=at)
        return
    clock.due_at = clock.original_due_at = worked.due_at
    clock.explanation = list(worked.explanation)
    clock.next_at = next_moment(clock, policy=case.policy, after=min(at, clock.due_at))
    clock.save(update_fields=["due_at", "original_due_at", "explanation", "next_at"])


def _may_come_forward(clock: Clock, *, to: datetime) -> bool:
    """Whether a running limit may be due at `to` (UTC) instead: sooner, and not where the sides agreed on another time."""
    return clock.stopped_at is None and to < clock.due_at and clock.is_as_allowed


def start_overall(case: Case, *, protective_at: datetime | None) -> Clock | None:
    """Start the limit over several stages, where the policy has one (BRENT-6, O-18)."""
    worked = over_several_stages(case, protective_at=protective_at)
    return _create(case, None, worked, at=case.raised_at) if worked else None


def stop(
    obligations: Iterable[Obligation], *, at: datetime, met_by: User | None = None, met_at: datetime | None = None
) -> None:
    """Stop the clocks of these obligations at `at` (UTC); with `met_by`, they are met by that person, then or at `met_at`."""
    ids = [obligation.pk for obligation in obligations]
    if met_by is not None:
        Obligation.objects.filter(pk__in=ids, met_at__isnull=True).update(met_at=met_at or at, met_by=met_by)
    Clock.objects.filter(obligation__in=ids, stopped_at__isnull=True).update(stopped_at=at, next_at=None)


def pause(obligations: Iterable[Obligation], *, at: datetime) -> None:
    """Let these limits stand still from `at` (UTC) on. One that has passed by then has passed.

    One that stands still by agreement goes on standing still, for as long as this wait lasts.
    """
    ids = [obligation.pk for obligation in obligations]
    running = Clock.objects.filter(obligation__in=ids, stopped_at=None, paused_at=None, due_at__gte=at)
    running.update(paused_at=at, next_at=None)
    agreed = Clock.objects.filter(obligation__in=ids, stopped_at=None, paused_until__isnull=False)
    agreed.update(paused_until=None, next_at=None)


def pause_until(agreed: Iterable[Clock], *, until: datetime, at: datetime) -> None:
    """Let these running limits stand still by agreement from `at` until `until` (UTC), when a sweep lets them run on."""
    for clock in agreed:
        clock.paused_at, clock.paused_until, clock.next_at = at, until, until
        clock.save(update_fields=["paused_at", "paused_until", "next_at"])


def pauses_over(case: Case, *, at: datetime | None) -> list[Clock]:
    """The limits of a case that stood still by agreement until a moment that has come by `at` (UTC); without it, all that do."""
    agreed = case.clocks.filter(stopped_at=None, paused_until__isnull=False)
    over = agreed if at is None else agreed.filter(paused_until__lte=at)
    return list(over.select_related("obligation__passage").order_by("paused_until", "pk"))


def overall_of(case: Case) -> Clock | None:
    """The running limit over several stages; None where there is none."""
    return case.clocks.filter(obligation__isnull=True, follow_up__isnull=True, stopped_at__isnull=True).first()


def set_date(obligation: Obligation, due: datetime, *, case: Case, at: datetime, why: str) -> None:
    """Let an obligation be due at `due` (UTC): what has no date gets this one, and a later one is brought forward to it.

    A sooner date stays. `why` is the sentence that says whose date it is.
    """
    clock = Clock.objects.filter(obligation=obligation, stopped_at=None).first()
    if clock is None:
        _create(case, obligation, Deadline(due_at=due, explanation=(why,), started_at=at), at=at)
    elif due < clock.due_at:
        move(clock, due, policy=case.policy, at=at, why=(why,))


def move(clock: Clock, to: datetime, *, policy: Policy, at: datetime, why: tuple[str, ...]) -> None:
    """Let a limit be due at `to` (UTC) instead, earlier or later, with the sentences that say why.

    What was allowed first is kept (O-10). A limit that had passed runs again: if it passes once more, that is noted anew.
    """
    clock.due_at, clock.explanation = to, [*clock.explanation, *why]
    clock.breached_at = clock.reminded_at = None
    clock.next_at = next_moment(clock, policy=policy, after=min(at, to))
    clock.save(update_fields=["due_at", "explanation", "breached_at", "reminded_at", "next_at"])


def redate(clock: Clock, to: datetime, *, policy: Policy, at: datetime, why: str) -> None:
    """Let a limit be due at `to` (UTC) because the bank holidays have changed; the next change may date it again."""
    move(clock, to, policy=policy, at=at, why=(why,))
    clock.redated_to = to
    clock.save(update_fields=["redated_to"])


def resume(passage: Passage, *, case: Case, at: datetime, gaining_nothing: Collection[int] = ()) -> None:
    """Let the limits of a passage that stand still run on from `at` (UTC), due later by as long as they stood.

    What stood still by agreement runs on from the moment agreed, where that was sooner. A day that is none of work is
    rolled to the next, unless immediate risk compresses the limits. A date that protects the child does not move (working
    time, 7). `gaining_nothing`: the parties (ids) whose own limits are due as before.
    """
    still = Clock.objects.filter(obligation__passage=passage, stopped_at=None).exclude(paused_at=None)
    for clock in still.select_related("obligation"):
        gains = clock.obligation is None or clock.obligation.party_id not in gaining_nothing
        ends = min(at, clock.paused_until or at)
        if clock.paused_at is not None and clock.due_at != passage.protective_at and gains:
            _defer(clock, case=case, since=clock.paused_at, at=ends)
        clock.paused_at = clock.paused_until = None
        clock.next_at = next_moment(clock, policy=case.policy, after=min(ends, clock.due_at))
        clock.save(update_fields=["due_at", "explanation", "paused_at", "paused_until", "next_at"])


def _defer(clock: Clock, *, case: Case, since: datetime, at: datetime) -> None:
    due = clock.due_at + (at - since)
    if not (case.immediate_risk and case.policy.immediate_risk.compress):
        calendar, local = calendar_of(case.policy), due.astimezone(LONDON)
        if not calendar.is_working_day(local.date()):
            day = calendar.next_working_day(local.date())
            due = datetime.combine(day, local.time(), tzinfo=LONDON).astimezone(UTC)
    why = "by agreement" if clock.paused_until else "while an outcome statement waited to be confirmed"
    said = f"It stood still from {moment(since)} until {moment(at)}, {why}: {moment(due)}."
    clock.due_at, clock.explanation = due, [*clock.explanation, said]


def compress(passage: Passage, *, case: Case, at: datetime) -> None:
    """Shorten the running limits of a passage from `at` (UTC) on, since a child is at immediate risk (BRIS-6).

    Each is worked out again from its own start. One that would have passed by now counts from now instead: nobody is
    timed out unseen. None becomes later than it was.
    """
    items = case.policy.stage(passage.stage).obligations
    running = Clock.objects.filter(obligation__passage=passage, stopped_at=None, due_at__gt=at)
    for clock in running.select_related("obligation"):
        item = item_of(clock.obligation, items) if clock.obligation else None
        worked = compressed(item.limit, case=case, passage=passage, at=at) if item and item.limit else None
        if worked is None or worked.due_at >= clock.due_at:
            continue
        begun = case.persons.say("Before it was said that {a person is} at immediate risk")
        said = f"{begun}, on {moment(at)}, it was {moment(clock.due_at)}."
        clock.due_at, clock.explanation = worked.due_at, [*worked.explanation, said]
        if clock.paused_at is None:
            clock.next_at = next_moment(clock, policy=case.policy, after=at)
        clock.save(update_fields=["due_at", "explanation", "next_at"])


def stop_overall(case: Case, *, at: datetime) -> None:
    """Stop the limit over several stages."""
    overall = case.clocks.filter(obligation__isnull=True, follow_up__isnull=True, stopped_at__isnull=True)
    overall.update(stopped_at=at, next_at=None)


def start_follow_up(follow_up: FollowUp, limit: Limit, *, case: Case, at: datetime, begun: str) -> Clock | None:
    """Start the limit of a follow-up at `at` (UTC), or from when on it is asked; `begun` says in the explanation what was then."""
    begins = follow_up.opens_at or at
    worked = work_out(limit, case=case, started_at=begins, protective_at=None, compress=False, begun=begun)
    return _create(case, None, worked, at=at, follow_up=follow_up) if worked else None


def start_agreed(follow_up: FollowUp, due_at: datetime, *, case: Case, at: datetime, begun: str) -> Clock:
    """Start, at `at` (UTC), the clock of a follow-up whose date was agreed; `begun` says in the explanation where."""
    worked = Deadline(due_at, (f"{begun}: by {moment(due_at)}.",), at)
    return _create(case, None, worked, at=at, follow_up=follow_up)


def end_of(limit: Limit, *, case: Case, at: datetime) -> datetime | None:
    """When a limit that starts at `at` (UTC) has run, by the policy's calendar; None where nothing dates it."""
    worked = work_out(limit, case=case, started_at=at, protective_at=None, compress=False)
    return worked.due_at if worked else None


def stop_follow_up(follow_up: FollowUp, *, at: datetime) -> None:
    """Stop the limit of a follow-up, where it has one."""
    Clock.objects.filter(follow_up=follow_up, stopped_at__isnull=True).update(stopped_at=at, next_at=None)


def passed(case: Case, *, at: datetime) -> list[Clock]:
    """The running clocks of a case whose limit passed before `at` (UTC) and has not been noted yet, soonest limit first."""
    running = case.clocks.filter(stopped_at=None, paused_at=None, breached_at=None, due_at__lt=at)
    found = running.select_related(*WHOSE)
    return list(found.order_by("due_at", "obligation__number", "pk"))


def due(case: Case, *, at: datetime) -> list[Clock]:
    """The clocks of a case that ask for something at `at` (UTC), the longest waiting first."""
    waiting = case.clocks.filter(next_at__lte=at).select_related(*WHOSE)
    found = list(waiting.order_by("next_at", "due_at", "obligation__number", "pk"))
    for clock in found:
        clock.case = case
    return found


def mark_breached(clock: Clock, *, at: datetime) -> None:
    """Note that the limit has passed; the clock goes on for its reminders."""
    clock.breached_at = at
    clock.save(update_fields=["breached_at"])


def mark_reminded(clock: Clock, *, at: datetime) -> None:
    """Note that a reminder went out, and set the next moment of the clock: the first that lies after `at`."""
    clock.reminded_at = at
    clock.next_at = next_moment(clock, policy=clock.case.policy, after=at)
    clock.save(update_fields=["reminded_at", "next_at"])


def next_moment(clock: Clock, *, policy: Policy, after: datetime) -> datetime | None:
    """The next moment (UTC) after `after` at which this clock asks for something; None when it never will again."""
    return next((moment for moment in _moments(clock, policy) if moment > after), None)


def _moments(clock: Clock, policy: Policy) -> list[datetime]:
    """All the moments of a clock, in order: reminders before the limit, just past the limit, and chasers after it."""
    reminders, calendar = policy.reminders, calendar_of(policy)
    just_past = clock.due_at + timedelta(seconds=1)
    moments = [just_past, *_before(clock, reminders, calendar)]
    mornings = working_mornings_after(clock.due_at, reminders.working_mornings_after, calendar)
    moments += mornings
    if reminders.then_weekly:
        last = mornings[-1] if mornings else just_past
        moments += [last + WEEK * week for week in range(1, WEEKLY_REMINDERS + 1)]
    follow_up = clock.follow_up
    if follow_up is not None and follow_up.opens_at is not None:  # it is asked only then
        moments.append(follow_up.opens_at)
    return sorted(moments)


def _before(clock: Clock, reminders: Reminders, calendar: Calendar) -> list[datetime]:
    found: list[datetime] = []
    if reminders.at_half:
        found.append(working_time_midpoint(clock.started_at, clock.due_at, calendar))
    if reminders.working_hours_before:
        found.append(working_hours_before(clock.due_at, reminders.working_hours_before, calendar))
    return [moment for moment in found if clock.started_at < moment < clock.due_at]


def _create(
    case: Case,
    obligation: Obligation | None,
    worked: Deadline,
    *,
    at: datetime,
    follow_up: FollowUp | None = None,
) -> Clock:
    """Keep a clock that is started at `at`: what its limit asked for before then is over, and nobody is reminded of it."""
    since = at if follow_up is not None and follow_up.opens_at is not None else max(worked.started_at, at)
    clock = Clock(
        case=case,
        obligation=obligation,
        follow_up=follow_up,
        started_at=worked.started_at,
        due_at=worked.due_at,
        original_due_at=worked.due_at,
        explanation=list(worked.explanation),
    )
    clock.next_at = next_moment(clock, policy=case.policy, after=min(since, worked.due_at))
    clock.save()
    return clock
