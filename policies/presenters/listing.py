"""The list of areas, each with the procedure in force and what is to be noted about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core.sheets import Column, Listing, Value
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


def _of_the_version(value: Callable[[PolicyVersion], Value]) -> Callable[[AreaRow], Value]:
    return lambda row: value(row.version) if row.version else ""


PROCEDURES: Listing[AreaRow] = Listing(
    "procedures",
    "Procedures",
    (
        Column("Area", lambda row: row.area.name),
        Column("Partnership", lambda row: row.area.partnership),
        Column("Procedure in force", _of_the_version(lambda version: version.policy.metadata.title)),
        Column("Version", _of_the_version(lambda version: version.name)),
        Column("In force from", _of_the_version(lambda version: version.in_force_from)),
        Column("Stages", lambda row: row.stages if row.version else ""),
        Column("Review date", lambda row: row.review_date),
        Column("Past its review date", lambda row: row.is_past_review if row.review_date else ""),
    ),
)
