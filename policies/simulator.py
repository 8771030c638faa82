"""What would happen if nobody agreed? A hypothetical case walked through a policy on dates, pure and without a database."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.words import LONDON
from policies.calendar import Calendar, load
from policies.deadlines import Deadline, deadline, sooner_of
from policies.routes import Circumstances, first_stage, role_at, rung_count, ways_on
from policies.schema import ActingRole, Obligation, Period, Policy, Stage
from policies.vocabulary import AFTER_DECISION, COUNTED_BACK, KNOWN_LATER, AgencyType, Duty, Ground, Sides, Start, Unit

PROTECTIVE_DAYS = 5
"""Working days of the protective date that the walk takes where a procedure names no limit."""
ASSUMED = (
    f"The procedure names no limit here: this is the protective date that is assumed, {PROTECTIVE_DAYS} working days "
    "from the start of the stage."
)

NO_MEETING = "It counts back from a meeting, whose date is not given here."


@dataclass(frozen=True)
class Question:
    """Who against whom, raised when (any zone), and whether a child is at immediate risk (and what it takes to skip).

    `chosen` is a sentence on what was taken for granted in reading when; empty for nothing. `meeting_at`: when the meeting
    is from which limits count back, be it arranged on the way or what the disagreement arises from. `priority`: a key of the
    policy's priorities; "" takes the first.
    """

    raising: AgencyType
    receiving: AgencyType
    at: datetime
    immediate_risk: bool = False
    chosen: str = ""
    meeting_at: datetime | None = None
    priority: str = ""

    @property
    def pairs(self) -> list[tuple[AgencyType, AgencyType]]:
        """The one cross-side pair of the case."""
        return [(self.raising, self.receiving)]


@dataclass
class _Walk:
    policy: Policy
    question: Question
    calendar: Calendar
    assumptions: dict[str, None] = field(default_factory=dict)
    stages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def priority(self) -> str:
        """The priority of the case: the one asked for, or the first that the policy knows."""
        return self.question.priority or next((each.key for each in self.policy.priorities), "")

    def assume(self, sentence: str) -> None:
        """Note what the walk took for granted, once."""
        self.assumptions[sentence] = None


def walk(policy: Policy, question: Question, *, digest: str) -> dict[str, Any]:
    """The walk of a case in which nobody agrees, asks for more time or answers early, and what is offered is taken at once.

    Returns plain data with the keys policy, assumptions and stages (`manage.py simulate` prints it). Instants are ISO 8601
    with London's offset.
    """
    path = _Walk(policy, question, load(policy.area.calendar))
    path.assume("Nobody agrees, asks for more time or answers before the limit; what is offered is taken at once.")
    if question.chosen:
        path.assume(question.chosen)
    if policy.priorities and not question.priority:
        path.assume(f"The case is of the priority “{policy.priorities[0].label}”.")
    stage = _start(path)
    entered: datetime = question.at
    while True:
        for rung in range(rung_count(stage, [question.raising, question.receiving])):
            entered = _visit(path, stage, rung, entered)
        following = [way.stage for way in _ways(path, stage) if way.stage is not None]
        if not following:
            break
        if following[0].discretionary:
            path.assume(f"“{following[0].title}” may be passed over with a reason; the walk goes through it.")
        stage = following[0]
    return {
        "policy": {"area": policy.area.key, "version": policy.metadata.version, "hash": digest},
        "assumptions": list(path.assumptions),
        "stages": path.stages,
    }


@dataclass(frozen=True)
class Overall:
    """Until when all of a case is to be settled, and the first stage of its walk that begins only after that ("" for none)."""

    due: Deadline | None
    begins_after: str = ""


def overall_of(policy: Policy, question: Question, stages: list[dict[str, Any]]) -> Overall | None:
    """The overall limit of a walk with these stages, where the procedure has one; `due` is None where no date is known."""
    overall = policy.overall_limit
    if overall is None:
        return None
    path = _Walk(policy, question, load(policy.area.calendar))
    times = [_timed(path, each, policy.stages[0], question.at, None) for each in overall.limit.periods]
    due = sooner_of(each for each in times if each is not None)
    keys = [row["key"] for row in stages]
    within = stages[: keys.index(overall.until) + 1 if overall.until in keys else None]
    late = [row["title"] for row in within if due and datetime.fromisoformat(row["entered"]) > due.due_at]
    return Overall(due, late[0] if late else "")


def _start(path: _Walk) -> Stage:
    risk = path.question.immediate_risk
    stage = first_stage(path.policy, immediate_risk_confirmed=risk)
    if risk and path.policy.immediate_risk.skip is not None:
        path.assume(f"The answer is yes to “{path.policy.immediate_risk.skip.condition}”")
    if risk and path.policy.immediate_risk.compress:
        path.assume("Immediate risk compresses the limits: n working days become n × 24 hours from the escalation.")
    return stage


def _ways(path: _Walk, stage: Stage) -> list[Any]:
    circumstances = Circumstances(path.priority, path.question.immediate_risk)
    return ways_on(
        path.policy,
        stage_key=stage.key,
        pairs=path.question.pairs,
        ground=Ground.NOT_AGREED,
        circumstances=circumstances,
    )


def _visit(path: _Walk, stage: Stage, rung: int, entered: datetime) -> datetime:
    """Add one stage (or one rung of it) to the walk; returns the instant at which the next is entered."""
    protective = _protective(path, stage, entered)
    owed = [item for item in stage.obligations if item.applies(path.priority)]
    dues = [(item, None if item.optional else _due(path, item, stage, entered, protective)) for item in owed]
    path.stages.append(_row(path, stage, rung, entered, dues))
    ends = [due.due_at for _, due in dues if due is not None]
    if not ends:
        if stage.last is None and stage.sides is Sides.RAISING:
            path.assume(f"“{stage.title}” is inside one agency and names no limit: the walk leaves it at once.")
        return entered
    return max(*ends, entered)


def _protective(path: _Walk, stage: Stage, entered: datetime) -> Deadline | None:
    """Five working days, where a stage names no limit and is not inside one agency."""
    if stage.is_dated or stage.sides is Sides.RAISING:
        return None
    found = deadline(
        amount=PROTECTIVE_DAYS,
        unit=Unit.WORKING_DAYS,
        start=Start.STAGE_ENTERED,
        started_at=entered,
        calendar=path.calendar,
        persons=path.policy.persons,
    )
    path.assume(f"“{stage.title}” names no limit: {PROTECTIVE_DAYS} working days are taken for it here.")
    return replace(found, explanation=(ASSUMED, *found.explanation)) if found else None


def _due(
    path: _Walk, item: Obligation, stage: Stage, entered: datetime, protective: Deadline | None
) -> Deadline | None:
    """When an obligation is due; by the protective date in a whole stage that names no limit (`Stage.is_dated`).

    What follows upon a decision has no date of its own (BHAM-30).
    """
    limit = item.limit
    if limit is None and item.what in AFTER_DECISION:
        return None
    if limit is None:
        return protective
    asked = [each for each in limit.periods if protective is None or each.start in KNOWN_LATER]
    found = [_timed(path, each, stage, entered, protective) for each in asked]
    return sooner_of(each for each in (protective, *found) if each is not None)


def _timed(
    path: _Walk, period: Period, stage: Stage, entered: datetime, protective: Deadline | None
) -> Deadline | None:
    """When one time of a limit ends; None where what it counts from is not known here."""
    started = _started(path, period, stage, entered, protective)
    if started is None:
        return None
    return deadline(
        amount=period.amount,
        unit=period.unit,
        start=period.start,
        started_at=started,
        calendar=path.calendar,
        persons=path.policy.persons,
        compress=path.question.immediate_risk and path.policy.immediate_risk.compress,
        known_at=entered,
    )


def _started(
    path: _Walk, period: Period, stage: Stage, entered: datetime, protective: Deadline | None
) -> datetime | None:
    """From when a time counts: where it follows upon another duty, from that one's own limit."""
    if period.start in COUNTED_BACK:
        return _meeting(path, period, entered)
    if period.start is Start.MET:
        before = _due(path, _owed(path, stage, period.after), stage, entered, protective)
        path.assume("What another duty waits for is done when its own time ends.")
        return before.due_at if before else None
    return path.question.at if period.start is Start.RAISED else entered


def _meeting(path: _Walk, period: Period, entered: datetime) -> datetime | None:
    """The meeting from which a time counts back; one that was over when a stage began is not the one arranged at it."""
    given = path.question.meeting_at
    if given is None:
        path.assume("No meeting is given: what counts back from one has no date here.")
    elif period.start is Start.BEFORE_MEETING and given <= entered:
        path.assume(
            "The meeting that is given is over before a stage that arranges one: what counts back there has no date."
        )
        return None
    return given


def _owed(path: _Walk, stage: Stage, duty: Duty | None) -> Obligation:
    return next(item for item in stage.obligations if item.what is duty and item.applies(path.priority))


def _row(
    path: _Walk, stage: Stage, rung: int, entered: datetime, dues: list[tuple[Obligation, Deadline | None]]
) -> dict[str, Any]:
    raising = _acting(path, stage, "raising", path.question.raising, rung)
    receiving = _acting(path, stage, "receiving", path.question.receiving, rung)
    return {
        "key": stage.key,
        "number": stage.number,
        "title": stage.title,
        "raising_role": raising.role.value if raising else None,
        "raising_title": raising.title if raising else None,
        "receiving_role": receiving.role.value if receiving else None,
        "receiving_title": receiving.title if receiving else None,
        "entered": _iso(entered),
        "obligations": [
            {
                "what": item.what.value,
                "owner": item.owner.value,
                "due": _iso(due.due_at) if due else None,
                "explanation": list(due.explanation) if due else [_undated(item)],
            }
            for item, due in dues
        ],
        "binding": stage.last.binding if stage.last else None,
    }


def _acting(path: _Walk, stage: Stage, side: str, agency_type: AgencyType, rung: int) -> ActingRole | None:
    return role_at(path.policy, stage=stage, side=side, agency_type=agency_type, pairs=path.question.pairs, rung=rung)


def _undated(item: Obligation) -> str:
    if item.limit is not None and item.limit.start in COUNTED_BACK:
        return NO_MEETING
    if item.limit is not None and item.limit.unit is Unit.AS_SOON_AS_POSSIBLE:
        return "It is due as soon as possible; the procedure names no time."
    if item.limit is not None and item.limit.start is Start.MET:
        return "It counts from when what comes before it is done, and that has no date here."
    if item.optional:
        return "It is offered and not owed, so it has no limit."
    if item.what in AFTER_DECISION:
        return "It follows upon the decision; the procedure names no time."
    return "The procedure names no limit for it."


def _iso(instant: datetime) -> str:
    return instant.astimezone(LONDON).isoformat()
