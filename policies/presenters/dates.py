"""A procedure on dates: the walk of `policies.simulator` in the words of a page, with who is told what, and when reminded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.words import moment
from policies.calendar import Calendar, load
from policies.deadlines import working_hours_before, working_mornings_after, working_time_midpoint
from policies.presenters import words
from policies.presenters.version import risk_effects
from policies.publishing import digest_of
from policies.schema import Policy, Stage
from policies.simulator import NO_MEETING, Overall, Question, overall_of, walk
from policies.vocabulary import Duty, Event, Owner, Start


@dataclass(frozen=True)
class DatedDuty:
    """What somebody owes, by when, how that was worked out, and when they are reminded."""

    what: str
    who: str
    due_at: datetime | None
    explanation: list[str]
    reminders: list[str]


@dataclass(frozen=True)
class DatedStage:
    """One stage, or one step of it, on dates."""

    label: str
    title: str
    entered: datetime
    raising: str
    receiving: str
    duties: list[DatedDuty]
    told: list[str]
    """Who is told what there."""
    binding: str
    """Whether its decision binds; only for the last stage."""


@dataclass(frozen=True)
class DatedWalk:
    """The whole walk, with what was taken for granted, and what immediate risk asks for where it was said."""

    assumptions: list[str]
    at_risk: list[str]
    stages: list[DatedStage]
    overall: list[str]
    """Until when all of it is to be settled, where the procedure says so."""


def dated_walk(policy: Policy, question: Question) -> DatedWalk:
    """Walk a case through this procedure. Raises BadInput beyond the bank holidays held."""
    found = walk(policy, question, digest=digest_of(policy))
    last = len(found["stages"]) - 1
    stages = [_stage(policy, question, row, is_last=place == last) for place, row in enumerate(found["stages"])]
    at_risk = [effect.text for effect in risk_effects(policy)] if question.immediate_risk else []
    return DatedWalk(
        found["assumptions"], at_risk, stages, list(_overall(policy, overall_of(policy, question, found["stages"])))
    )


def _overall(policy: Policy, found: Overall | None) -> Iterable[str]:
    if policy.overall_limit is None or found is None:
        return
    yield policy.overall_limit.says
    yield f"By {moment(found.due.due_at)}." if found.due else NO_MEETING
    if found.begins_after:
        yield f"If nobody agrees and every limit is used, that has passed when “{found.begins_after}” begins."


def _stage(policy: Policy, question: Question, row: dict[str, Any], *, is_last: bool) -> DatedStage:
    stage = policy.stage(row["key"])
    entered = datetime.fromisoformat(row["entered"])
    return DatedStage(
        label=words.stage_label(row["number"]),
        title=row["title"],
        entered=entered,
        raising=row["raising_title"] or "",
        receiving=row["receiving_title"] or "",
        duties=[_duty(policy, question, stage, item, entered) for item in row["obligations"]],
        told=_told(policy, stage, is_last=is_last),
        binding=words.last_stage_binds(stage.last) if is_last and stage.last else "",
    )


def _duty(policy: Policy, question: Question, stage: Stage, item: dict[str, Any], entered: datetime) -> DatedDuty:
    owner = Owner(item["owner"])
    named = {Owner.BOARD_OFFICE: policy.area.board_office, Owner.CHAIR: policy.area.chair}
    due = datetime.fromisoformat(item["due"]) if item["due"] else None
    limits = [owed.limit for owed in stage.obligations if (owed.what, owed.owner) == (item["what"], owner)]
    is_from_raising = any(limit is not None and limit.start is Start.RAISED for limit in limits)
    started = question.at if is_from_raising else entered
    return DatedDuty(
        what=Duty(item["what"]).label,
        who=named.get(owner, owner.label),
        due_at=due,
        explanation=item["explanation"],
        reminders=list(_reminders(policy, started, due, load(policy.area.calendar))) if due else [],
    )


def _reminders(policy: Policy, started: datetime, due: datetime, calendar: Calendar) -> Iterable[str]:
    """When whoever owes it is reminded, until it is done (`cases.process.clocks` sends them at the same moments)."""
    says = policy.reminders
    if says.at_half:
        half = working_time_midpoint(started, due, calendar)
        if started < half < due:
            yield f"At half of the time: {moment(half)}"
    if says.working_hours_before is not None:
        before = working_hours_before(due, says.working_hours_before, calendar)
        if started < before < due:
            yield f"Shortly before: {moment(before)}"
    mornings = working_mornings_after(due, says.working_mornings_after, calendar)
    if mornings:
        yield f"If it is late: each working morning from {moment(mornings[0])} to {moment(mornings[-1])}"
    if says.then_weekly:
        yield "Then once a week"


def _told(policy: Policy, stage: Stage, *, is_last: bool) -> list[str]:
    said = [
        words.tell_in_words(policy, item)
        for item in (*policy.tells, *stage.tells)
        if item.on is not Event.CLOSED or is_last
    ]
    beside = [words.referral_in_words(item, policy.area) for item in stage.referrals]
    return ["When the stage begins, whoever acts is told what to do and by when.", *said, *beside]
