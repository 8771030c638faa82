"""What stays to be done beside the stages: asked for by a verb, reminded of by its own clock, answered by who owes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from agencies.models import User
from cases.models import (
    Case,
    Entry,
    FollowUp,
    FollowUpKind,
    FollowUpResult,
    Holding,
    Participation,
    Party,
    PlanAction,
    Subject,
)
from cases.process import clocks, notices
from cases.verbs import Verb
from policies.schema import Limit
from policies.vocabulary import GateKind, Owner

TODO: dict[str, str] = {
    FollowUpKind.EVIDENCE: "record what was done before, which was to follow",
    FollowUpKind.REFER: "make the report that the procedure asks for, and record it",
    FollowUpKind.REFERRAL: "make the referral that the procedure asks for, and record it",
    FollowUpKind.TELL: "tell the person whom the procedure names, and record it",
    FollowUpKind.ACTION: "do what was agreed, and record it",
    FollowUpKind.OUTSTANDING: "look again at what stays open",
    FollowUpKind.COPY: "put a copy of the outcome on {the person’s record}",
    FollowUpKind.OWN_SYSTEM: "record it in your agency’s own system",
    FollowUpKind.CONCERN: "say whether you still think that {the person is} at risk",
    FollowUpKind.HELPED: "say whether it helped {the person}",
    FollowUpKind.DEBRIEF: "offer a debrief, or hold one",
    FollowUpKind.LEARNING: "record what the procedure wants passed on, or say that there was nothing",
    FollowUpKind.PAPER: "hand in your paper",
    FollowUpKind.DECISION: "record the decision that was to follow",
    FollowUpKind.READING: "acknowledge the decision",
    FollowUpKind.SCREENING: "say whether you have screened it, as somebody has told",
    FollowUpKind.ENDORSEMENT: "say whether you have endorsed it, as somebody has told",
    FollowUpKind.SCRUTINY: "record the findings of the quality assurance",
    FollowUpKind.SEAT: "appoint who sits in place of somebody who declared a conflict of interest",
    FollowUpKind.ASSENT: "say whether you agreed with the decision",
    FollowUpKind.HAND: "say whether the decision that was recorded for you is as you made it",
    FollowUpKind.OFFER: "answer the offer of mediation",
    FollowUpKind.LACKING: "give what the board’s side asks for",
}
"""What there is to do, by kind, as notices and pages say it: "By Friday, 10am: …"; its words for whom it is about are open."""


def todo_of(kind: str, case: Case) -> str:
    """What there is to do, by kind, in the words of a case."""
    return case.persons.say(TODO[kind])


ANSWERS: dict[Verb, tuple[FollowUpKind, ...]] = {
    Verb.CONFIRM_RECORDED: (FollowUpKind.COPY, FollowUpKind.OWN_SYSTEM),
    Verb.SAY_CONCERN: (FollowUpKind.CONCERN,),
    Verb.SAY_HELPED: (FollowUpKind.HELPED,),
    Verb.RECORD_DEBRIEF: (FollowUpKind.DEBRIEF,),
    Verb.RECORD_REFERRAL: (FollowUpKind.REFERRAL, FollowUpKind.REFER),
    Verb.CONFIRM_SCREENING: (FollowUpKind.SCREENING, FollowUpKind.ENDORSEMENT),
    Verb.SAY_ASSENT: (FollowUpKind.ASSENT,),
    Verb.CONFIRM_DECISION: (FollowUpKind.HAND,),
    Verb.ANSWER_OFFER: (FollowUpKind.OFFER,),
    Verb.FOLLOW_UP: (
        FollowUpKind.EVIDENCE,
        FollowUpKind.REFER,
        FollowUpKind.TELL,
        FollowUpKind.ACTION,
        FollowUpKind.OUTSTANDING,
        FollowUpKind.COPY,
        FollowUpKind.OWN_SYSTEM,
        FollowUpKind.REFERRAL,
        FollowUpKind.LEARNING,
        FollowUpKind.ASSENT,
        FollowUpKind.LACKING,
    ),
}
"""Which kinds each verb answers; where two do, the first is the usual one and the other says that it is not needed."""

ANSWERED_BY: dict[str, Verb] = {
    FollowUpKind.PAPER: Verb.HAND_IN_PAPER,
    FollowUpKind.DECISION: Verb.RECORD_DECISION,
    FollowUpKind.LEARNING: Verb.RECORD_LEARNING,
    FollowUpKind.READING: Verb.ACKNOWLEDGE_DECISION,
    FollowUpKind.SCRUTINY: Verb.RECORD_FINDINGS,
    FollowUpKind.SEAT: Verb.APPOINT,
}
"""The kinds that are answered by doing something else, which may be done without having been asked for as well."""

FOR_THE_RAISER = (FollowUpKind.CONCERN,)
"""Kinds that are asked of whoever raised it, and of nobody else of their side while they are there."""

FOR_THE_NAMED = ANSWERS[Verb.CONFIRM_SCREENING]
"""Kinds that are asked of whoever is named, and of nobody else of their side while they are there."""


FOR_THE_SEATED = ANSWERS[Verb.SAY_ASSENT]
"""Kinds that are asked of somebody who sat; the board's side can only say that an answer is no longer needed."""

FOR_THE_CHAIR = ANSWERS[Verb.CONFIRM_DECISION]
"""Kinds that only the chair answers: the office does not confirm what it wrote itself."""


OF_THE_STAGE = (FollowUpKind.PAPER, FollowUpKind.OFFER, FollowUpKind.SEAT, FollowUpKind.LACKING)
"""Kinds that are asked for no longer once the stage at which they were asked is over."""


def verb_of(kind: str) -> Verb:
    """The verb by which a follow-up of this kind is usually answered."""
    return ANSWERED_BY.get(kind) or next(verb for verb, kinds in ANSWERS.items() if kind in kinds)


@dataclass(frozen=True)
class Asked:
    """What is asked for: of a party, or of the board's side (`party` None) by its owner; about one child or none.

    `limit` counts from the moment of asking; without one nobody is reminded. `after`: it is asked only once that limit
    has run, and `limit` counts from then on. `due_at` (UTC) is a date that was agreed, instead of a limit. `begun` says in
    the explanation of the due time what happened then. `person` is asked by name as well,
    and `step` is the link of a chain. `quiet`: whoever owes it is told otherwise.
    """

    kind: FollowUpKind
    party: Party | None = None
    owner: Owner = Owner.BOARD_OFFICE
    subject: Subject | None = None
    action: PlanAction | None = None
    limit: Limit | None = None
    after: Limit | None = None
    due_at: datetime | None = None
    begun: str = ""
    person: User | None = None
    step: int = 0
    quiet: bool = False


def ask(asked: Asked, *, case: Case, at: datetime, entry: Entry | None = None) -> FollowUp:
    """Ask for a follow-up from `at` (UTC), and tell who owes it. Must be called inside the transaction of the verb."""
    return ask_each([asked], case=case, at=at, entry=entry)[0]


def ask_each(asked: Iterable[Asked], *, case: Case, at: datetime, entry: Entry | None = None) -> list[FollowUp]:
    """Ask for several follow-ups at once; who owes several of a kind is told once. What is asked later is told then."""
    asked = list(asked)
    made = [_create(item, case=case, at=at, entry=entry) for item in asked]
    quiet = {follow_up.pk for follow_up, item in zip(made, asked, strict=True) if item.quiet}
    told: dict[tuple[str, int | None, datetime | None], FollowUp] = {}
    for follow_up in made:
        if follow_up.pk in quiet:
            continue
        clock = getattr(follow_up, "clock", None)
        told.setdefault((follow_up.kind, follow_up.party_id, clock.due_at if clock else None), follow_up)
    for (kind, _, due), follow_up in told.items():
        if follow_up.opens_at is None:
            people, moment = owing(follow_up, case=case), f"follow-up:{follow_up.pk}"
            notices.tell(people, case=case, kind="to-do", todo=TODO[kind], due=due, at=at, moment=moment)
    return made


def _create(asked: Asked, *, case: Case, at: datetime, entry: Entry | None) -> FollowUp:
    last = case.follow_ups.order_by("number").last()
    opens = clocks.end_of(asked.after, case=case, at=at) if asked.after else None
    follow_up = FollowUp.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        kind=asked.kind,
        party=asked.party,
        owner=Owner.BOTH if asked.party else asked.owner,
        subject=asked.subject,
        action=asked.action,
        person=asked.person,
        step=asked.step,
        asked_in=entry,
        asked_at=at,
        opens_at=opens,
    )
    if asked.limit is not None:
        clocks.start_follow_up(follow_up, asked.limit, case=case, at=at, begun=asked.begun)
    elif asked.due_at is not None:
        clocks.start_agreed(follow_up, asked.due_at, case=case, at=at, begun=asked.begun)
    return follow_up


def settle(found: Iterable[FollowUp], *, by: User, entry: Entry, needed: bool = True) -> None:
    """Say of those of these follow-ups that are open that they are done, or no longer needed, by what `entry` says."""
    for follow_up in found:
        if follow_up.result:
            continue
        follow_up.result = FollowUpResult.DONE if needed else FollowUpResult.NOT_NEEDED
        follow_up.answered_at, follow_up.answered_by, follow_up.answered_in = entry.recorded_at, by, entry
        follow_up.save(update_fields=["result", "answered_at", "answered_by", "answered_in"])
        clocks.stop_follow_up(follow_up, at=entry.recorded_at)


def what(follow_up: FollowUp) -> str:
    """What there is to do, as a page of the case says it: with whom the procedure names (BHAM-7, BRENT-5)."""
    case = follow_up.case
    if follow_up.kind == FollowUpKind.REFERRAL:
        return _refer(follow_up)
    if follow_up.kind == FollowUpKind.ACTION:
        return _agreed(follow_up) or todo_of(follow_up.kind, case)
    if follow_up.kind == FollowUpKind.LACKING:
        return _asked_for(follow_up)
    if follow_up.kind == FollowUpKind.EVIDENCE and follow_up.step:
        lacked = tuple(GateKind)[follow_up.step].label
        return f"record what was to follow: {lacked[:1].lower()}{lacked[1:]}"
    if follow_up.kind == FollowUpKind.LEARNING:
        says = case.policy.learning[follow_up.step].says.rstrip(".")
        return f"{says}. Record one as learning, or say that there was none"
    risk = case.policy.immediate_risk
    if follow_up.kind == FollowUpKind.REFER and risk.refer:
        return risk.refer.rstrip(".")
    if follow_up.kind == FollowUpKind.TELL and follow_up.step < len(risk.tell):
        hop = risk.tell[follow_up.step]
        return f"tell {hop.to}" if hop.by == "You" else f"{hop.by} tells {hop.to}"
    return todo_of(follow_up.kind, case)


def _refer(follow_up: FollowUp) -> str:
    """To whom the stage that asked for it has it referred."""
    passage = follow_up.asked_in.passage if follow_up.asked_in else None
    if passage is None:
        return TODO[FollowUpKind.REFERRAL]
    item = follow_up.case.policy.stage(passage.stage).referrals[follow_up.step]
    return f"refer it to {item.to}{f'. {item.says}' if item.says else ''}".rstrip(".")


def _asked_for(follow_up: FollowUp) -> str:
    """What the board's side asked for, in its own words; without them where those have been erased."""
    content = getattr(follow_up.asked_in, "content", None)
    words = str(content.body.get("asked_for", "")) if content is not None else ""
    return f"{TODO[FollowUpKind.LACKING]}: {words}".rstrip(".: ")


def _agreed(follow_up: FollowUp) -> str:
    """What was agreed to be done; "" where its words have been erased."""
    content = getattr(follow_up.asked_in, "content", None)
    if follow_up.action is None or content is None:
        return ""
    actions, number = content.body.get("actions", []), follow_up.action.number
    return str(actions[number - 1]["what"]) if number <= len(actions) else ""


def owing(follow_up: FollowUp, *, case: Case) -> list[User | None]:
    """Who is told of a follow-up: whoever acts for the party now, or did last, and its raiser; or the board's side.

    Where somebody is asked by name, they are, while they are there; what is asked of the raiser is the raiser's alone.
    """
    if follow_up.person is not None and follow_up.person.is_active:
        return [follow_up.person]
    if follow_up.party_id is None:
        return notices.owing(follow_up.owner, case=case)
    if follow_up.kind in FOR_THE_RAISER and case.raised_by.is_active:
        return [case.raised_by]
    held = Holding.objects.filter(passage__case=case, party=follow_up.party_id, person__isnull=False)
    last = held.select_related("person").order_by("passage__number").last()
    people = [last.person] if last else []
    raised = Participation.objects.filter(case=case, party=follow_up.party_id, person=case.raised_by)
    if raised.exists() and case.raised_by not in people:
        people.append(case.raised_by)
    return people or notices.board_side(case)
