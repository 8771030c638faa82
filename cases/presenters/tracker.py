"""How a case stands at each stage of its procedure: the steps of the tracker, in words."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import LIVE_STATES, Case, Obligation, Passage
from cases.words.entries import stage_name
from core.words import clock, day_and_month, long_date
from policies.schema import Stage
from policies.vocabulary import Duty


@dataclass(frozen=True)
class Step:
    """One stage in the tracker of a case: `state` in words, `kind` for its look."""

    title: str
    state: str
    kind: str


def tracker(case: Case, passages: list[Passage], *, at: datetime, first: Obligation | None = None) -> list[Step]:
    """The stages of the pinned policy, and how the case stands at each; `first` is what is due next, if anything is."""
    stages = list(case.policy.stages)
    here = [stage.key for stage in stages].index(case.stage)
    steps = []
    for number, stage in enumerate(stages):
        visits = [passage for passage in passages if passage.stage == stage.key]
        steps.append(
            _visited(stage, visits[-1], case, first, at=at) if visits else _unvisited(case, stage, number < here)
        )
    return steps


def _unvisited(case: Case, stage: Stage, is_behind: bool) -> Step:
    title = stage_name(case, stage.key)
    if is_behind:
        return Step(title, "Passed over", "skipped")
    return Step(title, "Not started", "todo") if case.state in LIVE_STATES else Step(title, "Not needed", "skipped")


def _visited(stage: Stage, last: Passage, case: Case, first: Obligation | None, *, at: datetime) -> Step:
    title = stage_name(case, stage.key)
    if last.closed_at is not None:
        return Step(title, f"{last.get_end_display()} on {long_date(last.closed_at)}", "done")
    now = f"Now, step {last.rung + 1}" if stage.repeats else "Now"
    if first is None:
        return Step(title, f"{now}, since {long_date(last.opened_at)}", "current")
    due: datetime = first.clock.due_at
    what, when = Duty(first.duty).label.lower(), f"{day_and_month(due)}, {clock(due)}"
    if due < at:
        return Step(title, f"{now}: {what} was due {when}", "overdue")
    return Step(title, f"{now}: {what} due {when}", "current")
