"""In whose name a decision is recorded: its own who decides, or that of others; and the chair’s own word on it (BUCKS-15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.selectors import chairs_of
from cases.access import is_chair
from cases.actions.door import Act
from cases.models import Entry, FollowUpKind
from cases.process.follow_ups import Asked, ask
from core.errors import BadInput
from core.words import london
from policies.schema import LastOption
from policies.vocabulary import Owner


@dataclass(frozen=True)
class Given:
    """How the chair gave a decision to whoever records it: by which means (a key of `GIVEN_BY`), and on which day."""

    by: str
    on: date


def is_own(act: Act, option: LastOption) -> bool:
    """Whether whoever records a decision is one of those who made it, or has it from nobody else."""
    if option.decided_by is Owner.CHAIR:
        return is_chair(act.case, act.request.by)
    return act.situation.standing.leads


def hand_of(act: Act, option: LastOption, given: Given | None) -> Mapping[str, Any]:
    """For the record: for whom it was recorded and by which part of the board, where that is another; and how it was given."""
    if is_own(act, option):
        return {}
    as_whom = Owner.BOARD_OFFICE if act.situation.standing.office else Owner.CHAIR
    said = {"given_by": given.by, "given_on": given.on.isoformat()} if given else {}
    return {"recorded_for": option.decided_by, "recorded_as": as_whom, **said}


def check_given(act: Act, option: LastOption, given: Given | None) -> None:
    """Where no chair can confirm it here, it is said how the chair gave it. Raises BadInput beside the field."""
    if given is not None and given.on > london(act.request.at).date():
        sentence = "The day on which the chair gave it must be today or in the past"
        raise BadInput(f"{sentence}.", {"given_on": [sentence]})
    for_the_chair = option.decided_by is Owner.CHAIR and not is_own(act, option)
    if for_the_chair and given is None and not chairs_of(act.case.area):
        sentence = "Select how the chair gave it to you: no chair has an account here who could confirm it"
        raise BadInput(
            f"{sentence}.", {"given_by": [sentence], "given_on": ["Enter on which day the chair gave it to you"]}
        )


def ask_the_chair(act: Act, option: LastOption, entry: Entry) -> None:
    """Ask the chair whether what was recorded in the chair's name is as the chair made it."""
    if option.decided_by is not Owner.CHAIR or is_own(act, option) or not chairs_of(act.case.area):
        return
    limit = act.case.policy.outcome.confirm_within
    asked = Asked(FollowUpKind.HAND, owner=Owner.CHAIR, limit=limit, begun="The decision was recorded for the chair")
    ask(asked, case=act.case, at=act.request.at, entry=entry)
