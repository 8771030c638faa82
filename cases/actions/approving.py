"""What the board's office is asked to approve: a jump to a later stage, or a pause; and its answer."""

from django.db import transaction

from agencies.models import User
from agencies.selectors import board_office_of
from cases.actions import timing
from cases.actions.door import Act, Request, enter
from cases.models import Approval, ApprovalKind, Case, Party, Side
from cases.process import notices
from cases.rules.approvals import Matter, answerable, matters, waiting
from cases.verbs import Verb
from core.errors import BadInput


@transaction.atomic
def ask_office(case: Case, request: Request, *, matter: str, why: str) -> Case:
    """Ask the board's office to approve something (`Matter.key`), in words that it reads without the case (O-3)."""
    act = enter(case, Verb.ASK_OFFICE, request)
    wanted = _found(matters(act.situation), matter)
    _check(why)
    party = _asks(act, wanted)
    entry = act.write(facts=_facts(wanted), content={"why": why})
    Approval.objects.create(
        case=act.case,
        passage=act.passage,
        kind=wanted.kind,
        stage=wanted.stage,
        proposal=wanted.proposal,
        asked_by=party,
        asked_in=entry,
    )
    office: list[User | None] = [*board_office_of(act.case.area)]
    todo = "approve or refuse what a side asks of the board’s office"
    notices.tell(office or [None], case=act.case, kind=act.verb.value, todo=todo, at=request.at)
    act.tell_others("see that the board’s office was asked")
    return act.case


@transaction.atomic
def answer_as_office(case: Case, request: Request, *, matter: str, granted: bool, why: str) -> Case:
    """Approve or refuse what was asked, with a reason; a jump that nobody asked for can be approved as well (O-3).

    An approved jump is open beside the next stage from now on, and an approved pause begins.
    """
    act = enter(case, Verb.ANSWER_AS_OFFICE, request)
    wanted = _found(answerable(act.situation), matter)
    _check(why)
    approval = next((a for a in waiting(act.situation) if wanted.is_of(a)), None)
    if approval is None and not granted:
        sentence = "Nobody has asked for this, so there is nothing to refuse"
        raise BadInput(f"{sentence}.", {"granted": [sentence]})
    if granted and wanted.proposal is not None:
        timing.check_pause(act, wanted.proposal)
    entry = act.write(facts={**_facts(wanted), "granted": granted}, content={"why": why})
    approval = approval or Approval(case=act.case, passage=act.passage, kind=wanted.kind, stage=wanted.stage)
    approval.granted, approval.answered_in = granted, entry
    approval.save()
    if granted and wanted.proposal is not None:
        timing.let_hold(act, wanted.proposal)
    act.tell_others(
        "see what the board’s office has approved" if granted else "see what the board’s office has refused"
    )
    return act.case


def _asks(act: Act, wanted: Matter) -> Party:
    """The party that asks: the one that proposed the pause, or that raised the case."""
    if wanted.proposal is not None:
        return wanted.proposal.proposed_by
    return next(party for party in act.situation.parties if party.side == Side.ESCALATING)


def _facts(matter: Matter) -> dict[str, str]:
    """For the record: what it is about, by the stage or the date."""
    if matter.kind is ApprovalKind.PAUSE and matter.proposal is not None:
        return {"kind": matter.kind.value, "until": matter.proposal.timetable.until.isoformat()}
    return {"kind": matter.kind.value, "to": matter.stage}


def _found(possible: list[Matter], key: str) -> Matter:
    found = next((matter for matter in possible if matter.key == key), None)
    if found is None:
        sentence = "Select what it is about"
        raise BadInput(f"{sentence}.", {"matter": [sentence]})
    return found


def _check(why: str) -> None:
    if not why.strip():
        raise BadInput("Enter why.", {"why": ["Enter why"]})
