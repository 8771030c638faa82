"""A procedure on dates: the walk of `policies.simulator` in the words of a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policies.models import PolicyVersion
from policies.presenters import words
from policies.simulator import Question, walk
from policies.vocabulary import Duty, Owner

BOARD = {Owner.BOARD_OFFICE, Owner.CHAIR}


@dataclass(frozen=True)
class DatedDuty:
    """What somebody owes, by when, and how that was worked out."""

    what: str
    who: str
    due_at: datetime | None
    explanation: list[str]


@dataclass(frozen=True)
class DatedStage:
    """One stage, or one step of it, on dates."""

    label: str
    title: str
    entered: datetime
    raising: str
    receiving: str
    duties: list[DatedDuty]
    binding: str
    """Whether its decision binds; only for the last stage."""


@dataclass(frozen=True)
class DatedWalk:
    """The whole walk, with what was taken for granted."""

    assumptions: list[str]
    stages: list[DatedStage]


def dated_walk(version: PolicyVersion, question: Question) -> DatedWalk:
    """Walk a case through this version. Raises BadInput beyond the bank holidays held."""
    found = walk(version.policy, question, digest=version.digest)
    last = len(found["stages"]) - 1
    stages = [_stage(version, row, is_last=place == last) for place, row in enumerate(found["stages"])]
    return DatedWalk(found["assumptions"], stages)


def _stage(version: PolicyVersion, row: dict[str, Any], *, is_last: bool) -> DatedStage:
    return DatedStage(
        label=words.stage_label(row["number"]),
        title=row["title"],
        entered=datetime.fromisoformat(row["entered"]),
        raising=row["raising_title"] or "",
        receiving=row["receiving_title"] or "",
        duties=[_duty(version, item) for item in row["obligations"]],
        binding=words.binding_in_words(row["binding"]) if is_last else "",
    )


def _duty(version: PolicyVersion, item: dict[str, Any]) -> DatedDuty:
    area = version.policy.area
    owner = Owner(item["owner"])
    named = {Owner.BOARD_OFFICE: area.board_office, Owner.CHAIR: area.chair}
    return DatedDuty(
        what=Duty(item["what"]).label,
        who=named.get(owner, owner.label),
        due_at=datetime.fromisoformat(item["due"]) if item["due"] else None,
        explanation=item["explanation"],
    )
