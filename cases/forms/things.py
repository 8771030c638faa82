"""Which names belong to no person? Those of an area, its agencies, posts and procedure may stand in any text."""

from collections.abc import Iterable

from agencies.models import Agency
from policies.models import PolicyVersion
from policies.schema import Policy, Stage
from policies.vocabulary import AgencyType, Role


def names_of_things(versions: Iterable[PolicyVersion]) -> list[str]:
    """The names of things in the areas of these policies; one query for their agencies."""
    known = list(versions)
    agencies = Agency.objects.filter(areas__in=[version.area_id for version in known]).values_list("name", flat=True)
    said = [name for version in known for name in _said_by(version.policy)]
    return [*agencies, *said, *(role.label for role in Role), *(kind.label for kind in AgencyType)]


def _said_by(policy: Policy) -> list[str]:
    area = policy.area
    return [
        *(area.name, area.partnership, area.board_office, area.chair, *area.aliases),
        policy.metadata.title,
        *(contact.name for contact in policy.immediate_risk.contacts),
        *(reason.label for reason in policy.reasons),
        *((policy.thresholds.title, *policy.thresholds.levels) if policy.thresholds else ()),
        *(title for stage in policy.stages for title in _titles(stage)),
    ]


def _titles(stage: Stage) -> list[str]:
    acting = [stage.who.default, *stage.who.by_type.values()] if stage.who else []
    if stage.repeats:
        acting += [*stage.repeats.default, *(role for rungs in stage.repeats.by_type.values() for role in rungs)]
    options = stage.last.options if stage.last else ()
    return [stage.title, *(role.title for role in acting), *(option.title for option in options)]
