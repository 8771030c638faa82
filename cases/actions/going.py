"""How a case gets from one stage or rung to the next, whoever or whatever moved it: a person, a clock, or immediate risk."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from agencies.models import User
from cases.actions.parting import let_go
from cases.models import Case, Entry, FollowUpKind, Party, Passage, PassageEnd, Side
from cases.process import clocks, notices
from cases.process.follow_ups import Asked, ask_each
from cases.process.passages import Entrance, close_passage, open_passage
from policies.vocabulary import GateKind

BEGUN = {GateKind.EVIDENCE: "It was escalated without the evidence"}
WITHOUT_IT = "Immediate risk let it go on without this"


def go_on(
    case: Case,
    passage: Passage,
    entrance: Entrance,
    *,
    at: datetime,
    by: User | None,
    recorded_at: datetime | None = None,
    agreed: Sequence[Party] = (),
) -> None:
    """Leave `passage` and enter the stage to which a transition has just moved the case; who acts no more is told.

    `by` None: a clock moved it, which was seen at `recorded_at` (UTC); a person: it was done on paper, and entered then. Who has `agreed` alone had its say in which way is open, and takes no part from then on.
    """
    before = [person for person in notices.holders(passage) if person != by]
    case.save()
    let_go(agreed, case=case, at=at)
    close_passage(passage, PassageEnd.ESCALATED if by else PassageEnd.ADVANCED, at=at, recorded_at=recorded_at)
    overall = case.policy.overall_limit
    if overall is not None and overall.until == case.stage:
        clocks.stop_overall(case, at=at)
    opened = open_passage(case, entrance, at=at, recorded_at=recorded_at)
    _tell_who_acted(case, opened, before, at=recorded_at or at)


def ask_for_what_follows(case: Case, lacked: Iterable[GateKind], *, entry: Entry, at: datetime) -> None:
    """Immediate risk let the case go on at once: each thing that its gates lacked is to be there afterwards (O-24)."""
    party = case.parties.get(side=Side.ESCALATING)
    limit, kinds = case.policy.immediate_risk.evidence_within, tuple(GateKind)
    asked = [
        Asked(FollowUpKind.EVIDENCE, party, limit=limit, begun=BEGUN.get(kind, WITHOUT_IT), step=kinds.index(kind))
        for kind in lacked
    ]
    ask_each(asked, case=case, at=at, entry=entry)


def _tell_who_acted(case: Case, passage: Passage, before: list[User], *, at: datetime) -> None:
    """Tell those who acted at the stage before, and do not at the new one, that it is with others now."""
    told_already = {person.pk for person in [*notices.holders(passage), case.raised_by]}
    others = [person for person in before if person.pk not in told_already]
    notices.tell(others, case=case, kind="moved-on", todo="see that it has gone to the next stage", at=at)
