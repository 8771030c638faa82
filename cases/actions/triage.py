"""What the board's side does when a case has reached its last stage: it looks whether it can be settled as it is."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from cases.actions.door import Act, Request, enter
from cases.actions.sitting import check_in_future
from cases.models import Case, FollowUpKind, Party
from cases.process.follow_ups import Asked, ask_each, settle
from cases.verbs import Verb
from cases.words.triage import WRITTEN_OF, Point, Then, Urgency
from core.errors import BadInput

NO_WAY_BACK = "There is no earlier stage to which it could go back"
ASKED = "The board’s side asked for it"
LACKING: dict[Point, str] = {
    Point.COMPLETE: "Enter what lacks",
    Point.POLICY: "Enter why it may be under another procedure",
    Point.PARTIES: "Enter what is not right about the parties",
    Point.CONFLICTS: "Enter what the conflict of interest is",
}
"""What is asked for where a point is not in order."""


@transaction.atomic
def triage(
    case: Case,
    request: Request,
    *,
    doubts: Mapping[Point, str],
    urgency: Urgency,
    then: Then,
    urgent_by: datetime | None = None,
    urgent_why: str = "",
    asked_of: Sequence[Party] = (),
    asked_for: str = "",
    asked_by: datetime | None = None,
    why: str = "",
) -> Case:
    """Record what the board's side found when it looked at the case, and what is next. It may be done again at any time.

    `doubts` says in words of each point what is not in order; a point that is not among them is. `urgent_by` (UTC) moves no
    limit: the protective date is the sides' own. What is asked for is owed by each of `asked_of` until `asked_by` (UTC),
    and takes the place of what was asked for before. To take the case back is an act of its own (`returning.step_down`).
    """
    act = enter(case, Verb.TRIAGE, request)
    asks = then is Then.ASK
    faults = _faults(act, doubts, then, why)
    faults |= _faults_of_asking(asked_of, asked_for, asked_by) if asks else {}
    if faults:
        raise BadInput("Some answers are missing.", faults)
    check_in_future(act, urgent_by, "urgent_by", "The time by which it must be settled")
    check_in_future(act, asked_by if asks else None, "asked_by", "The time until which it is to be given")
    entry = act.write(
        facts={
            "points": {point.value: point not in doubts for point in Point},
            "urgency": urgency,
            "urgent_by": urgent_by.isoformat() if urgent_by else None,
            "then": then,
            "asked_of": [party.number for party in asked_of] if asks else [],
            "asked_by": asked_by.isoformat() if asks and asked_by else None,
        },
        content={
            **{WRITTEN_OF[point]: words for point, words in doubts.items()},
            "urgent_why": urgent_why,
            "asked_for": asked_for if asks else "",
            "why": why if then is Then.RETURN else "",
        },
    )
    before = [f for f in act.situation.follow_ups if f.kind == FollowUpKind.LACKING]
    settle(before, by=request.by, entry=entry, needed=False)
    if asks:
        owed = [Asked(FollowUpKind.LACKING, party, due_at=asked_by, begun=ASKED) for party in asked_of]
        ask_each(owed, case=act.case, at=request.at, entry=entry)
    act.tell_others("read what the board’s side found")
    return act.case


def _faults(act: Act, doubts: Mapping[Point, str], then: Then, why: str) -> dict[str, list[str]]:
    faults = {WRITTEN_OF[point]: [LACKING[point]] for point, words in doubts.items() if not words.strip()}
    if then is Then.RETURN and not act.case.stages_behind():
        faults["then"] = [NO_WAY_BACK]
    elif then is Then.RETURN and not why.strip():
        faults["why"] = ["Enter why it is to go back"]
    return faults


def _faults_of_asking(of: Sequence[Party], what: str, by: datetime | None) -> dict[str, list[str]]:
    """Whoever asks for more says of whom, what, and until when."""
    wanted = {"asked_of": bool(of), "asked_for": bool(what.strip()), "asked_by": by is not None}
    says = {"asked_of": "Select whom you ask", "asked_for": "Enter what you ask for", "asked_by": "Enter until when"}
    return {name: [says[name]] for name, there in wanted.items() if not there}
