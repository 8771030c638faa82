"""What the board's office may approve in a case: which jumps and pauses, who asks, and how it stands, in words.

Before the procedure involves the board, its office knows that a case exists and may not read it. Of what it is asked it
reads the words of who asked, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cases import record
from cases.models import Approval, ApprovalKind, Case, Entry, Proposal, State
from cases.rules import timetables
from cases.situations import Situation, acts_instead
from cases.verbs import Verb
from cases.words.entries import stage_name
from core.errors import NotAllowed, ResolveError, WrongMoment
from core.words import moment
from policies.routes import Way


@dataclass(frozen=True)
class Matter:
    """What can be asked and approved: a jump to a stage (its key), or the pause that a timetable proposes."""

    kind: ApprovalKind
    stage: str = ""
    proposal: Proposal | None = None

    @property
    def key(self) -> str:
        """As a form's answer."""
        return f"{self.kind.value}-{self.stage}" if self.stage else self.kind.value

    def is_of(self, approval: Approval) -> bool:
        """Whether an approval is about this."""
        proposal = self.proposal.pk if self.proposal else None
        return (approval.kind, approval.stage, approval.proposal_id) == (self.kind, self.stage, proposal)


def here(case: Case) -> QuerySet[Approval]:
    """What was asked and answered at the present stage, oldest first."""
    found = case.approvals.filter(passage__closed_at=None)
    return found.select_related("asked_in__content", "asked_by__agency", "answered_in__content", "proposal__timetable")


def waiting(s: Situation) -> list[Approval]:
    """What waits for the office's answer: not a pause whose timetable has been answered or taken back."""
    if s.case.state != State.OPEN:
        return []
    live = Q(proposal=None) | Q(proposal__accepted_at=None, proposal__set_aside_at=None)
    return list(here(s.case).filter(live, answered_in=None))


def jumps(s: Situation) -> list[Matter]:
    """The jumps that the office may approve from here and has not."""
    open_to = s.case.approved_stages()
    return [Matter(ApprovalKind.JUMP, key) for key in _stages(s.case.ways_by_approval()) if key not in open_to]


def matters(s: Situation) -> list[Matter]:
    """What this person may ask now: not what waits for the office's answer already."""
    possible = _possible(s)
    asked = waiting(s) if possible else []
    return [matter for matter in possible if not any(matter.is_of(approval) for approval in asked)]


def _possible(s: Situation) -> list[Matter]:
    """A jump, for the side that raised it; and for the side that proposed a pause, that one."""
    found = jumps(s) if s.standing.escalating else []
    proposal = timetables.waiting(s)
    if proposal is not None and proposal.timetable.pauses and proposal.proposed_by in s.sides:
        found.append(Matter(ApprovalKind.PAUSE, proposal=proposal))
    return found


def answerable(s: Situation) -> list[Matter]:
    """What the office may answer: what it was asked, then the jumps that it may approve unasked."""
    asked = [Matter(ApprovalKind(a.kind), a.stage, a.proposal) for a in waiting(s)]
    return [*asked, *(jump for jump in jumps(s) if jump not in asked)]


def _stages(ways: Sequence[Way]) -> list[str]:
    return list(dict.fromkeys(way.stage.key for way in ways if way.stage is not None))


# What may be done. Each answers with the error to raise, or None.


def may_ask(s: Situation) -> ResolveError | None:
    """Who may ask is of a side, and there is something that the office could approve for it."""
    if not s.sides:
        return NotAllowed(acts_instead(s) or "Only the people who stand for their agencies at this stage can do this.")
    if not _possible(s):
        return WrongMoment("There is nothing here that the board’s office could approve for your side.")
    if not matters(s):
        return WrongMoment("The board’s office has been asked already, and has not answered yet.")
    return None


def of_the_office(s: Situation) -> ResolveError | None:
    """The board's office alone, and not the chair."""
    return None if s.standing.office else NotAllowed("Only the board’s office can do this.")


def may_answer(s: Situation) -> ResolveError | None:
    """The office answers where it was asked, or where the procedure lets it approve a jump."""
    return None if answerable(s) else WrongMoment("There is nothing here that waits for the office’s approval.")


# How it stands, in words.


def what(case: Case, matter: Matter | Approval) -> str:
    """What is approved, in the middle of a sentence: "that the case goes straight to Stage 5: Mediation"."""
    if matter.kind == ApprovalKind.JUMP:
        return f"that the case goes straight to {stage_name(case, matter.stage)}"
    assert matter.proposal is not None  # noqa: S101 - a pause is that of a timetable
    return f"that the limits stand still until {moment(matter.proposal.timetable.until)}"


@dataclass(frozen=True)
class Shown:
    """Something asked of the office, as the case and its outline show it: no more of the case than the words of who asked."""

    what: str
    asked_by: str
    asked_at: datetime | None
    why: list[str]
    granted: bool | None
    answered_at: datetime | None
    reason: list[str]

    @property
    def heading(self) -> str:
        """Who asked for what, and when."""
        if self.asked_at is None:
            return f"Not asked by anybody: {self.what}."
        return f"{self.asked_by} asked the board’s office on {moment(self.asked_at)} to approve {self.what}."

    @property
    def outcome(self) -> str:
        """What the office answered, and when."""
        if self.answered_at is None:
            return "It has not answered yet."
        return f"{'Approved' if self.granted else 'Refused'} on {moment(self.answered_at)}."


def shown(s: Situation) -> list[Shown]:
    """What was asked of the office at this stage, and what it answered; a pause that was settled otherwise is left out.

    It is for the office, and for whoever may read the case.
    """
    if not s.standing.content and not s.standing.office:
        return []
    asked = {approval.pk for approval in waiting(s)}
    return [_shown(approval, s.case) for approval in here(s.case) if approval.answered_in_id or approval.pk in asked]


def _shown(approval: Approval, case: Case) -> Shown:
    asked, answered = approval.asked_in, approval.answered_in
    return Shown(
        what=what(case, approval),
        asked_by=approval.asked_by.agency.name if approval.asked_by else "",
        asked_at=asked.occurred_at if asked else None,
        why=_why(asked),
        granted=approval.granted if answered else None,
        answered_at=answered.occurred_at if answered else None,
        reason=_why(answered),
    )


def _why(entry: Entry | None) -> list[str]:
    return str(record.body_of(entry).get("why", "")).splitlines() if entry is not None else []


def uncovered(s: Situation) -> list[str]:
    """That the procedure does not cover this case, and how to go straight to a later stage all the same (O-3); none elsewhere."""
    found = s.case.ways_by_approval() if s.case.state == State.OPEN else []
    if not found:
        return []
    said = list(dict.fromkeys(way.says for way in found))
    approved = [key for key in _stages(found) if key in s.case.approved_stages()]
    if approved:
        return [*said, f"The board’s office has approved that it goes straight to {stage_name(s.case, approved[0])}."]
    office = s.case.policy.area.board_office
    where = " or ".join(stage_name(s.case, key) for key in _stages(found))
    ladder = f"It goes through each stage, unless the {office} approves that it goes straight to {where}."
    return [*said, ladder, f"The side that raised it may ask for that: “{Verb.ASK_OFFICE.label}”."]
