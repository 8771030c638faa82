"""How what the figures count is called in an area: its stages, reasons and levels of need, and its agencies, in their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from agencies.models import Agency
from core.words import counted
from policies.models import Area
from policies.schema import Policy, Stage
from policies.selectors import versions_of
from policies.vocabulary import AgencyType

OTHER = "other"
NOT_GIVEN = ""
BOARD = "board"


@dataclass(frozen=True)
class Names:
    """What is called how, in the order in which tables show it. Agencies by id; `types` of agencies by id as well."""

    stages: dict[str, str]
    reasons: dict[str, str]
    needs: dict[str, str]
    agencies: dict[int, str]
    types: dict[int, AgencyType]

    def agency(self, pk: int | None) -> str:
        """The name of an agency; of none, the board's side."""
        return "The board’s side" if pk is None else self.agencies.get(pk, "An agency of another area")


def names_of(area: Area, *, besides: Iterable[int] = ()) -> Names:
    """The names of an area: those of its newest procedure first, then what only earlier ones knew. Three queries at most.

    `besides`: agencies (ids) that took part and belong to other areas.
    """
    policies = [version.policy for version in versions_of(area).defer("content", "source")]
    found = list(Agency.objects.filter(areas=area).order_by("name"))
    missing = set(besides) - {agency.pk for agency in found}
    if missing:
        found += Agency.objects.filter(pk__in=missing).order_by("name")
    levels = [level for policy in policies if policy.thresholds for level in policy.thresholds.levels]
    return Names(
        stages=_first_said((stage.key, stage_title(stage, policy)) for policy in policies for stage in policy.stages),
        reasons=_first_said(
            (reason.key, policy.persons.say(reason.label)) for policy in policies for reason in policy.reasons
        )
        | {OTHER: "Something else"},
        needs={level: level for level in levels} | {NOT_GIVEN: "Not given"},
        agencies={agency.pk: agency.name for agency in found},
        types={agency.pk: AgencyType(agency.type) for agency in found},
    )


def stage_title(stage: Stage, policy: Policy) -> str:
    """A stage as its procedure numbers and calls it; a stage before Stage 1 has no number."""
    return stage.title if stage.number in (None, "0") else f"Stage {stage.number}: {stage.title}"


def period_name(first: date, last: date) -> str:
    """A period in words: "April 2025 to March 2026" where it is of whole months, else with its days."""
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    same_year = first.year == last.year
    if whole:
        return f"{first:%B} to {last:%B %Y}" if same_year else f"{first:%B %Y} to {last:%B %Y}"
    opening = f"{first.day} {first:%B}" if same_year else f"{first.day} {first:%B %Y}"
    return f"{opening} to {last.day} {last:%B %Y}" if first != last else f"{first.day} {first:%B %Y}"


def cases(number: int) -> str:
    """So many cases, in words."""
    return counted(number, "case")


def _first_said(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each key with the words that came first for it, in the order in which the keys came."""
    said: dict[str, str] = {}
    for key, words in found:
        said.setdefault(key, words)
    return said
