"""What stays to be done beside the stages: asked for by a verb, reminded of by its own clock, answered by who owes it."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import User
from cases import clocks, notices
from cases.models import Case, Entry, FollowUp, FollowUpKind, Holding, Participation, Party, Subject
from policies.schema import Limit
from policies.vocabulary import Owner

TODO: dict[str, str] = {
    FollowUpKind.EVIDENCE: "record what was done before, which was to follow",
    FollowUpKind.REFER: "make the report that the procedure asks for, and record it",
    FollowUpKind.TELL: "tell the person whom the procedure names, and record it",
}
"""What there is to do, by kind, as notices and pages say it: "By Friday, 10am: …"."""


@dataclass(frozen=True)
class Asked:
    """What is asked for: of a party, or of the board's side (`party` None) by its owner; about one child or none.

    `limit` counts from the moment of asking; without one nobody is reminded. `begun` says in the explanation of the due
    time what happened then. `person` is asked by name as well, and `step` is the link of a chain.
    """

    kind: FollowUpKind
    party: Party | None = None
    owner: Owner = Owner.BOARD_OFFICE
    subject: Subject | None = None
    limit: Limit | None = None
    begun: str = ""
    person: User | None = None
    step: int = 0


def ask(asked: Asked, *, case: Case, at: datetime, entry: Entry | None = None) -> FollowUp:
    """Ask for a follow-up from `at` (UTC), and tell who owes it. Must be called inside the transaction of the verb."""
    last = case.follow_ups.order_by("number").last()
    follow_up = FollowUp.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        kind=asked.kind,
        party=asked.party,
        owner=Owner.BOTH if asked.party else asked.owner,
        subject=asked.subject,
        person=asked.person,
        step=asked.step,
        asked_in=entry,
        asked_at=at,
    )
    clock = None
    if asked.limit is not None:
        clock = clocks.start_follow_up(follow_up, asked.limit, case=case, at=at, begun=asked.begun)
    due = clock.due_at if clock else None
    moment = f"follow-up:{follow_up.pk}"
    notices.tell(
        owing(follow_up, case=case), case=case, kind="to-do", todo=TODO[asked.kind], due=due, at=at, moment=moment
    )
    return follow_up


def what(follow_up: FollowUp) -> str:
    """What there is to do, as a page of the case says it: with whom the procedure names (BHAM-7, BRENT-5)."""
    risk = follow_up.case.policy.immediate_risk
    if follow_up.kind == FollowUpKind.REFER and risk.refer:
        return risk.refer.rstrip(".")
    if follow_up.kind == FollowUpKind.TELL and follow_up.step < len(risk.tell):
        hop = risk.tell[follow_up.step]
        return f"tell {hop.to}" if hop.by == "You" else f"{hop.by} tells {hop.to}"
    return TODO[follow_up.kind]


def owing(follow_up: FollowUp, *, case: Case) -> list[User | None]:
    """Who is told of a follow-up: whoever acts for the party now, or did last, and its raiser; or the board's side.

    Where somebody is asked by name, they are, while they are there.
    """
    if follow_up.person is not None and follow_up.person.is_active:
        return [follow_up.person]
    if follow_up.party_id is None:
        return notices.owing(follow_up.owner, case=case)
    held = Holding.objects.filter(passage__case=case, party=follow_up.party_id, person__isnull=False)
    last = held.select_related("person").order_by("passage__number").last()
    people = [last.person] if last else []
    raised = Participation.objects.filter(case=case, party=follow_up.party_id, person=case.raised_by)
    if raised.exists() and case.raised_by not in people:
        people.append(case.raised_by)
    return people or notices.board_side(case)
