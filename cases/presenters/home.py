"""Rows of lists over several cases: what needs a person's attention, and the cases that they may know of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from cases.models import LIVE_STATES, Case, Obligation, Passage, Proposal, ProposalKind
from cases.presenters.case import title_of_case
from cases.presenters.due import Due, Tag, due_of, due_of_clock, tag_of
from cases.presenters.next_steps import in_order
from cases.process.notices import TODO_OF_DUTY
from cases.verbs import Verb
from cases.words.entries import stage_name, who_owes
from core.words import counted
from policies.vocabulary import Duty

TO_ANSWER: dict[str, str] = {
    ProposalKind.PLAN: "Agree the plan or send it back",
    ProposalKind.TIMETABLE: "Answer the timetable",
    ProposalKind.REDIRECT: "Say whether it is for the agency that was named",
}
YOURS, THEIRS = Tag("Your turn", "blue"), Tag("Waiting for them", "grey")


@dataclass(frozen=True)
class Row:
    """One case of a list on home: its soonest duty, how many more there are, whose it is, and its limit in words."""

    case: Case
    title: str
    stage: str
    what: str
    more: str
    who: str
    due: Due | None
    tag: Tag


def rows_by_case(
    obligations: Iterable[Obligation],
    proposals: Iterable[Proposal],
    *,
    at: datetime,
    usual: Tag = YOURS,
    arranging: Mapping[int, Verb] = MappingProxyType({}),
) -> list[Row]:
    """One row for each case, in the order in which its first duty comes; what waits for an answer is said first.

    `arranging` says by passage (its id) what the board's side is to arrange at a last stage before others can go on.
    """
    found: dict[int, list[Obligation]] = {}
    for o in obligations:
        found.setdefault(o.passage.case_id, []).append(o)
    waiting: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        waiting.setdefault(proposal.case_id, []).append(proposal)
    rows = [_row(owed, waiting.pop(pk, []), arranging, at=at, usual=usual) for pk, owed in found.items()]
    rows += [_row([], asked, arranging, at=at, usual=usual) for asked in waiting.values()]
    return sorted(rows, key=lambda row: (row.due is None, row.due.at if row.due else at))


def _row(
    owed: list[Obligation], asked: list[Proposal], arranging: Mapping[int, Verb], *, at: datetime, usual: Tag
) -> Row:
    first = owed[0] if owed else None
    passage = (first or asked[0]).passage
    case = passage.case
    clock = getattr(first, "clock", None)
    due = due_of_clock(None if clock is None or clock.stands_still else clock, at=at, policy=case.policy)
    said = [TO_ANSWER[proposal.kind] for proposal in asked]
    plan = any(proposal.kind == ProposalKind.PLAN for proposal in asked)
    said += _todos([Duty(o.duty) for o in owed if not (plan and o.duty == Duty.AGREE_PLAN)], case, passage, arranging)
    return Row(
        case=case,
        title=title_of_case(case),
        stage=stage_name(case, passage.stage, passage.rung),
        what=said[0],
        more=f"and {counted(len(said) - 1, 'more thing')}" if len(said) > 1 else "",
        who=who_owes(first, case) if first else "The other side",
        due=due,
        tag=_tag(due, usual),
    )


def _todos(duties: list[Duty], case: Case, passage: Passage, arranging: Mapping[int, Verb]) -> list[str]:
    """What there is to do, each once; at a last stage in its order, with what is to be arranged."""
    if case.policy.stage(passage.stage).last is None:
        return list(dict.fromkeys(TODO_OF_DUTY[duty].capitalize() for duty in duties))
    steps = in_order(duties, arranging.get(passage.pk))
    return list(dict.fromkeys(s.label if isinstance(s, Verb) else TODO_OF_DUTY[s].capitalize() for s in steps))


def _tag(due: Due | None, usual: Tag) -> Tag:
    if due is None:
        return usual
    return Tag("Overdue", "red") if due.overdue else Tag("Due soon", "orange") if due.soon else usual


def case_rows(cases: Iterable[Case], *, at: datetime) -> list[dict[str, object]]:
    """Rows of a list of cases, each with `next_due` and `takes_part` annotated (`cases.selectors.listed`)."""
    rows = []
    for case in cases:
        next_due: datetime | None = getattr(case, "next_due", None)
        due = due_of(next_due, at=at, policy=case.policy) if next_due and case.state in LIVE_STATES else None
        rows.append(
            {
                "case": case,
                "title": title_of_case(case),
                "stage": stage_name(case, case.stage),
                "agencies": [party.agency.name for party in case.present()],
                "due": due,
                "tag": tag_of(case, due),
                "risk": case.immediate_risk,
            }
        )
    return rows
