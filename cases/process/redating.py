"""The bank holidays have changed: limits that run are dated again, and nobody gets less time than they were told."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from cases import record
from cases.models import LIVE_STATES, Case, Clock
from cases.process import clocks, due_times, notices
from cases.record import Author, Draught
from core.words import moment
from policies.schema import Limit
from policies.vocabulary import AFTER_DECISION, COUNTED_BACK


def redate(*, at: datetime) -> dict[str, list[str]]:
    """Date every running limit again from `at` (UTC) on; returns the new due times, in words, by reference of the case.

    A limit moves later, or not at all: a date that was told is never shortened. Left alone are limits that have passed,
    stand still, were agreed on by both sides, or are shortened because a child is at immediate risk.
    """
    live = Case.objects.filter(state__in=LIVE_STATES).order_by("pk").values_list("pk", flat=True)
    found = {}
    for case_id in live:
        reference, moved = _redate(case_id, at=at)
        if moved:
            found[reference] = moved
    return found


@transaction.atomic
def _redate(case_id: int, *, at: datetime) -> tuple[str, list[str]]:
    locked = Case.objects.select_for_update(of=("self",)).select_related("area", "policy_version")
    case = locked.get(pk=case_id)
    moved = []
    for clock in _running(case, at=at):
        due = _due_again(clock, case)
        if due is None or due <= clock.due_at:
            continue
        before = clock.due_at
        why = f"The bank holidays changed on {moment(at)}: due {moment(due)} instead of {moment(before)}."
        clocks.redate(clock, due, policy=case.policy, at=at, why=why)
        duty = clock.obligation.duty if clock.obligation else "overall"
        facts = {"duty": duty, "from": before.isoformat(), "due": due.isoformat()}
        passage = clock.obligation.passage if clock.obligation else None
        record.write(Draught("redated", facts), case=case, at=at, author=Author(), passage=passage)
        moved.append(moment(due))
    if moved:
        passage = case.passages.filter(closed_at=None).first()
        people = [*(notices.holders(passage) if passage else []), case.raised_by]
        notices.tell(people, case=case, kind="redated", todo="see the new date: the bank holidays have changed", at=at)
    return str(case.reference), moved


def _running(case: Case, *, at: datetime) -> Iterator[Clock]:
    if case.immediate_risk and case.policy.immediate_risk.compress:
        return
    running = case.clocks.filter(stopped_at=None, paused_at=None, breached_at=None, follow_up=None, due_at__gte=at)
    for clock in running.select_related("obligation__passage").order_by("pk"):
        if clock.is_as_allowed:
            yield clock


def _due_again(clock: Clock, case: Case) -> datetime | None:
    """When the limit falls due by the calendar of today; None where nothing but a date of the case's own dates it."""
    limit = _limit_of(clock, case)
    passage = clock.obligation.passage if clock.obligation else case.passages.order_by("number").first()
    if limit is None:
        return None
    after = clock.obligation is not None and clock.obligation.duty in AFTER_DECISION
    protective_at = due_times.protective(limit, case=case, passage=passage) if passage and not after else None
    if limit.or_sooner is None and limit.start not in COUNTED_BACK:
        worked = due_times.work_out(
            limit, case=case, started_at=clock.started_at, protective_at=protective_at, compress=False
        )
    elif clock.obligation is None:
        worked = due_times.over_several_stages(case, protective_at=protective_at)
    else:
        worked = due_times.soonest(
            limit,
            duty=clock.obligation.duty,
            case=case,
            passage=clock.obligation.passage,
            known_at=clock.started_at,
        )
    return worked.due_at if worked else None


def _limit_of(clock: Clock, case: Case) -> Limit | None:
    obligation = clock.obligation
    if obligation is None:
        return case.policy.overall_limit.limit if case.policy.overall_limit else None
    item = due_times.item_of(obligation, case.policy.stage(obligation.passage.stage).obligations)
    if item is None and obligation.duty in due_times.OVER_AN_OUTCOME:
        return case.policy.outcome.confirm_within
    return item.limit if item else None
