"""How the last stage settles a case: the board's side records the decision, its reasons and who made it."""

from enum import StrEnum

from django.db import transaction

from cases import clocks, notices
from cases.actions.door import Request, enter
from cases.models import Case, Ending, PassageEnd, State
from cases.passages import close_passage
from cases.selectors import left_after_the_end
from cases.verbs import Verb
from core.errors import BadInput
from policies.schema import LastOption
from policies.vocabulary import Duty, Event, LastStageKind


class Result(StrEnum):
    """What the last stage came to."""

    DECIDED = "decided"
    COURSE_OF_ACTION = "course-of-action"
    NOT_SETTLED = "not-settled"


ENDING_OF_KIND: dict[LastStageKind, Ending] = {
    LastStageKind.CHAIR_DECISION: Ending.CHAIR_DECISION,
    LastStageKind.MEDIATION: Ending.MEDIATION,
    LastStageKind.CHAIRED_MEETING: Ending.CHAIRED_MEETING,
    LastStageKind.PANEL: Ending.PANEL,
}


@transaction.atomic
def record_decision(
    case: Case,
    request: Request,
    *,
    kind: LastStageKind,
    result: Result,
    decided_by: str,
    decision: str,
    reasons: str,
    actions: str = "",
) -> Case:
    """Record what the chair, mediator, meeting or panel came to. A course of action leaves the case open (BUCKS-15);

    not settled ends it as unresolved and reported to the chair, which a binding way of deciding does not allow (O-15).
    """
    act = enter(case, Verb.RECORD_DECISION, request)
    case = act.case
    option = _option(case, kind, result)
    act.write(
        facts={"kind": kind, "result": result, "binding": option.binding},
        content={"decided_by": decided_by, "decision": decision, "reasons": reasons, "actions": actions},
    )
    if result is Result.COURSE_OF_ACTION:
        act.tell_others("read the course of action")
        return case
    if case.state == State.AWAITING_CONFIRMATION:
        case.return_outcome()  # a statement that the parties have not confirmed holds up no decision
    if result is Result.DECIDED:
        case.decide(at=request.at, ending=ENDING_OF_KIND[kind])
        act.meet(act.situation.owed(Duty.DECIDE))
    else:
        case.report_unresolved(at=request.at)
    case.save()
    passage = act.passage
    close_passage(passage, PassageEnd.DECIDED if result is Result.DECIDED else PassageEnd.UNRESOLVED, at=request.at)
    clocks.stop_overall(case, at=request.at)
    act.tell_others("read the decision")
    for left in left_after_the_end().filter(passage=passage):
        people = notices.owing(left.owner, case=case)
        notices.tell(people, case=case, kind="to-do", todo=notices.TODO_OF_DUTY[left.duty], at=request.at)
    notices.tell_as_policy_says(Event.CLOSED, case=case, passage=passage, at=request.at)
    return case


def _option(case: Case, kind: LastStageKind, result: Result) -> LastOption:
    last = case.policy_stage.last
    option = next((o for o in last.options if o.kind == kind), None) if last else None
    if option is None:
        sentence = "The procedure does not know this way of deciding"
        raise BadInput(sentence, {"kind": [sentence]})
    if result is Result.COURSE_OF_ACTION and not option.may_set_course_of_action:
        sentence = "The procedure asks for a decision here, not for a course of action"
        raise BadInput(sentence, {"result": [sentence]})
    if result is Result.NOT_SETTLED and option.binding:
        sentence = "This way of deciding is binding: record the decision that was made"
        raise BadInput(sentence, {"result": [sentence]})
    return option
