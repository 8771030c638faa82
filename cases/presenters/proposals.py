"""The latest plan, outcome statement and timetable of a case, as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime

from cases import record
from cases.models import Answer, Case, Proposal, ProposalKind
from cases.words.entries import ERASED, paragraphs_of
from core.words import listed


@dataclass(frozen=True)
class PartyAnswer:
    """What one party has said to a proposal; `accepts` is None while it has not answered."""

    agency: str
    accepts: bool | None
    by: str
    at: datetime | None
    why: list[str]


@dataclass(frozen=True)
class Agreement:
    """A plan, an outcome statement or a timetable, with every party's answer.

    `until` (UTC) is the new date of a timetable or, where it `pauses`, when the limits run on.
    """

    version: int
    outcome: str
    by: str
    at: datetime
    state: str
    actions: list[tuple[str, str, date]]
    paragraphs: list[tuple[str, list[str]]]
    answers: list[PartyAnswer]
    until: datetime | None = None
    pauses: bool = False


def latest_timetable(case: Case) -> Agreement | None:
    """The newest timetable, whatever became of it; None where there is none."""
    return _latest(case, ProposalKind.TIMETABLE)


def latest_plan(case: Case) -> Agreement | None:
    """The newest plan; None where there is none."""
    return _latest(case, ProposalKind.PLAN)


def latest_outcome(case: Case) -> Agreement | None:
    """The newest outcome statement; None where there is none."""
    return _latest(case, ProposalKind.OUTCOME)


def _latest(case: Case, kind: ProposalKind) -> Agreement | None:
    found = case.proposals.filter(kind=kind).select_related("entry__content", "proposed_by__agency", "timetable")
    proposal = (
        found.prefetch_related("answers__by", "answers__party__agency", "answers__entry__content", "actions")
        .order_by("-version")
        .first()
    )
    if proposal is None:
        return None
    body = record.body_of(proposal.entry)
    timetable = getattr(proposal, "timetable", None)
    dates = [action.due_on for action in proposal.actions.all()]
    words = body.pop("actions", None) or [{"what": ERASED, "who": ""}] * len(dates)
    return Agreement(
        version=proposal.version,
        outcome=proposal.get_outcome_display() if proposal.outcome else "",
        by=proposal.proposed_by.agency.name,
        at=proposal.proposed_at,
        state=_state(proposal),
        actions=[(item["what"], item["who"], due) for item, due in zip(words, dates, strict=True)],
        paragraphs=[("What was agreed", [ERASED])] if record.is_erased(proposal.entry) else paragraphs_of(body, case),
        answers=_answers(case, proposal),
        until=timetable.until if timetable else None,
        pauses=timetable.pauses if timetable else False,
    )


def _state(proposal: Proposal) -> str:
    if proposal.accepted_at:
        return "Agreed" if proposal.kind == ProposalKind.TIMETABLE else "Agreed by every party"
    if proposal.set_aside_at is None:
        return "Waiting for an answer"
    refused = [answer.party.agency.name for answer in proposal.answers.all() if not answer.accepts]
    if refused:
        return f"{'Refused' if proposal.kind == ProposalKind.TIMETABLE else 'Sent back'} by {listed(refused)}"
    if proposal.taken_back:
        return f"Taken back by {proposal.proposed_by.agency.name}"
    return "No longer waits for an answer: the case went on without it"


def _answers(case: Case, proposal: Proposal) -> list[PartyAnswer]:
    """Every party's answer, but for those that had agreed before and were not asked."""
    given = {answer.party_id: answer for answer in proposal.answers.all()}
    lines = []
    for party in case.present():
        answer = given.get(party.pk)
        if answer is None and proposal.kind == ProposalKind.TIMETABLE and party.side == proposal.proposed_by.side:
            continue
        if answer is None and party.part_ended_at is not None and party.part_ended_at <= proposal.proposed_at:
            continue
        lines.append(
            PartyAnswer(
                agency=party.agency.name,
                accepts=answer.accepts if answer else None,
                by=answer.by.name if answer else "",
                at=answer.at if answer else None,
                why=_why(answer, case) if answer and not answer.accepts else [],
            )
        )
    return lines


def _why(answer: Answer, case: Case) -> list[str]:
    """Why it was sent back, in paragraphs; none where the words have been erased."""
    content = getattr(answer.entry, "content", None)
    return [line for _, lines in paragraphs_of(content.body if content else {}, case) for line in lines]
