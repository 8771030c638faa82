"""How a case comes back: down to a stage where it was before, or to life after it has ended."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from cases.actions.by_when import faults_of_time
from cases.actions.door import Act, Request, enter
from cases.models import Case, Party, PassageEnd
from cases.process.passages import Entrance, close_passage, open_passage
from cases.verbs import Verb
from core.errors import BadInput


class Cause(StrEnum):
    """Why an ended case is taken up again."""

    PLAN_NOT_KEPT = "plan-not-kept"
    CHILD_STILL_AT_RISK = "child-still-at-risk"
    SOMETHING_NEW = "something-new"
    ENDED_BY_MISTAKE = "ended-by-mistake"


@transaction.atomic
def step_down(
    case: Case,
    request: Request,
    *,
    to: str,
    why: str,
    protective_at: datetime | None = None,
    protective_why: str = "",
    time_accepted: bool = False,
) -> Case:
    """Take a case back to an earlier stage that it has been at, with a reason; what is owed there is owed anew (BHAM-31).

    `protective_at` (UTC) is asked where that stage names no limit, and `time_accepted` says that its own is soon enough
    where the procedure wants the time to be set at each stage (BRIS-8). Raises BadInput for a stage that it was not at.
    """
    act = enter(case, Verb.STEP_DOWN, request)
    case = act.case
    if to not in case.stages_behind():
        sentence = "Select a stage that this case has been at before"
        raise BadInput(sentence, {"to": [sentence]})
    _check_time(act, to, protective_at, accepted=time_accepted)
    act.write(
        facts={"from": case.stage, "to": to, "time_accepted": time_accepted and protective_at is None},
        content={"why": why, "protective_why": protective_why},
    )
    passage = act.passage
    case.step_down(to=to)
    case.save()
    close_passage(passage, PassageEnd.STEPPED_DOWN, at=request.at)
    open_passage(case, Entrance(protective_at=protective_at), at=request.at)
    act.tell_others("see that it went back to an earlier stage")
    return case


@transaction.atomic
def reopen(
    case: Case,
    request: Request,
    *,
    cause: Cause,
    why: str,
    protective_at: datetime | None = None,
    protective_why: str = "",
    time_accepted: bool = False,
) -> Case:
    """Take up an ended case again, at the stage where it ended; who had agreed alone takes part again.

    How it ended before stays in the record. What is owed at the stage is owed anew; a limit over several stages is not
    started again.
    """
    act = enter(case, Verb.REOPEN, request)
    case = act.case
    _check_time(act, case.stage, protective_at, accepted=time_accepted)
    act.write(
        facts={
            "cause": cause,
            "ending": case.ending,
            "ended_at": case.ended_at.isoformat() if case.ended_at else None,
            "time_accepted": time_accepted and protective_at is None,
        },
        content={"why": why, "protective_why": protective_why},
    )
    Party.objects.filter(case=case, passed_to=None).exclude(part_ended_at=None).update(part_ended_at=None)
    case.forget_parties()
    case.reopen()
    case.save()
    rung = case.passages.order_by("number").values_list("rung", flat=True).last() or 0
    open_passage(case, Entrance(rung=rung, protective_at=protective_at), at=request.at)
    act.tell_others("see that it was reopened")
    return case


def _check_time(act: Act, stage: str, protective_at: datetime | None, *, accepted: bool) -> None:
    waits = not act.case.immediate_risk
    faults = faults_of_time(act, stage, protective_at, accepted=accepted, waits=waits)
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)
