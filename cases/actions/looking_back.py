"""What people say once a stage or a case is over: records kept, whether it helped, whether the concern continues, a debrief."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.actions.following import answer, facts_of, mine
from cases.models import Case, FollowUp, FollowUpKind, FollowUpResult
from cases.presenters.following import subject_name
from cases.process.follow_ups import Asked, ask
from cases.verbs import Verb
from core.errors import BadInput
from core.words import london, long_date


class Debrief(StrEnum):
    """What became of a debrief."""

    OFFERED = "offered"
    HELD = "held"
    DECLINED = "declined"


@dataclass(frozen=True)
class Recorded:
    """One thing that stands on an agency's own records: follow-up `number`, since when (London), under which reference."""

    number: int
    recorded_on: date
    own_reference: str


@transaction.atomic
def confirm_recorded(case: Case, request: Request, *, recorded: list[Recorded]) -> Case:
    """Confirm for one's own agency what stands on its records, several things at once, each with its own reference.

    A copy of the outcome on the record of each child (BHAM-6), and a stage or the case in the agency's own system (BUCKS-7,
    BRIS-13). Raises BadInput for what is not asked of the person, and for a day to come.
    """
    act = enter(case, Verb.CONFIRM_RECORDED, request)
    if not recorded:
        sentence = "Add at least one record"
        raise BadInput(sentence, {"recorded": [sentence]})
    if any(one.recorded_on > london(request.at).date() for one in recorded):
        sentence = "The day on which it was recorded must be today or in the past"
        raise BadInput(sentence, {"recorded": [sentence]})
    by_number = {one.number: one for one in recorded}
    found = [mine(act, number) for number in by_number]
    lines = []
    for one in found:
        about = f", {subject_name(one.subject)}" if one.subject else ""
        said = by_number[one.number]
        lines.append(
            f"{act.case.persons.say(one.get_kind_display())}{about}: {said.own_reference.strip()}, {long_date(said.recorded_on)}"
        )
    entry = act.write(
        facts={"recorded": [facts_of(one, FollowUpResult.DONE) for one in found]}, content={"own_references": lines}
    )
    for one in found:
        answer(act, one, FollowUpResult.DONE, entry)
    act.tell_others("see what stands on the other agency’s records")
    return act.case


@transaction.atomic
def say_concern(
    case: Case, request: Request, *, continues: bool, why: str, satisfied: FollowUpResult | None = None
) -> Case:
    """Say for oneself, at any time, whether the child is still thought to be at risk (BRIS-5); it moves nothing.

    Where it continues, everybody who takes part is told, and the board where it is involved. Of whoever raised the case it
    is asked after the end, and whether they are `satisfied` with what came of it. Raises BadInput where it continues and
    nothing says why, or nothing says whether they are satisfied who are asked.
    """
    act = enter(case, Verb.SAY_CONCERN, request)
    asked = next(iter(act.situation.to_answer(Verb.SAY_CONCERN)), None)
    faults: dict[str, list[str]] = {}
    if continues and not why.strip():
        faults["why"] = [act.case.persons.say("Enter why you still think that {the person is} at risk")]
    if asked is not None and satisfied is None:
        faults["satisfied"] = ["Select whether you are satisfied with it"]
    if faults:
        raise BadInput("Some answers are missing.", faults)
    result = FollowUpResult.YES if continues else FollowUpResult.NO
    answers = {**facts_of(asked, result), "satisfied": satisfied} if asked is not None else {"result": result}
    entry = act.write(facts=answers, content={"why": why})
    if asked is not None:
        answer(act, asked, result, entry)
    if continues:
        act.tell_others("read that {the person is} still thought to be at risk")
        act.tell_board("read that {the person is} still thought to be at risk")
    else:
        act.tell_others("read that the concern does not continue")
    return act.case


@transaction.atomic
def say_helped(case: Case, request: Request, *, helped: FollowUpResult, changed: str) -> Case:
    """Say for one's side whether what came of it helped the child, and what changed for the child.

    Where it is too early to say, it is asked again after as long as before.
    """
    act = enter(case, Verb.SAY_HELPED, request)
    found = _first(act)
    entry = act.write(facts=facts_of(found, helped), content={"changed": changed})
    answer(act, found, helped, entry)
    outcome = act.case.policy.outcome
    if helped is FollowUpResult.TOO_EARLY and outcome.ask_if_it_helped_after is not None:
        asked = Asked(
            FollowUpKind.HELPED,
            found.party,
            limit=outcome.answer_within,
            after=outcome.ask_if_it_helped_after,
            begun="It was time to ask again",
        )
        ask(asked, case=act.case, at=request.at, entry=entry)
    act.tell_others("read whether it helped {the person}")
    return act.case


@transaction.atomic
def record_debrief(
    case: Case, request: Request, *, debrief: Debrief, held_on: date | None = None, note: str = ""
) -> Case:
    """Record that a debrief was offered, held on a day, or declined (BRIS-35). One that is only offered stays to be held."""
    act = enter(case, Verb.RECORD_DEBRIEF, request)
    if debrief is Debrief.HELD and held_on is None:
        sentence = "Enter the day on which the debrief was held"
        raise BadInput(sentence, {"held_on": [sentence]})
    found = _first(act)
    day = held_on.isoformat() if held_on and debrief is Debrief.HELD else None
    entry = act.write(facts={**facts_of(found, debrief), "held_on": day}, content={"note": note})
    if debrief is not Debrief.OFFERED:
        answer(act, found, FollowUpResult(debrief.value), entry)
    act.tell_others("see what was recorded of a debrief")
    return act.case


def _first(act: Act) -> FollowUp:
    return act.situation.to_answer(act.verb)[0]
