"""The list of areas, each with the procedure in force and what is to be noted about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policies.models import Area, PolicyVersion
from policies.presenters.version import past_review


@dataclass(frozen=True)
class AreaRow:
    """One area; `version` is None where no procedure is in force yet."""

    area: Area
    version: PolicyVersion | None
    stages: int
    review_date: date | None
    is_past_review: bool


def area_rows(areas: Sequence[Area], in_force: Sequence[PolicyVersion], *, on: date) -> list[AreaRow]:
    """The areas with their versions in force on this London day."""
    version_of = {version.area_id: version for version in in_force}
    return [_row(area, version_of.get(area.pk), on) for area in areas]


def _row(area: Area, version: PolicyVersion | None, on: date) -> AreaRow:
    if version is None:
        return AreaRow(area, None, 0, None, is_past_review=False)
    policy = version.policy
    return AreaRow(area, version, len(policy.stages), policy.metadata.review_date, bool(past_review(policy, on=on)))
