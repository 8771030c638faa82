"""The facts of cases as tests want them: made at once, and as plain rows."""

from typing import Any

from cases.models import Case
from reports import facts
from reports.models import BesideFact, CaseFact, LimitFact, PairFact, ReasonFact, StageFact

FACTS = (CaseFact, PairFact, ReasonFact, StageFact, LimitFact, BesideFact)


def made(*cases: Case) -> None:
    """Make the facts of these cases, or of all that there are."""
    facts.refresh([case.pk for case in cases] or list(Case.objects.values_list("pk", flat=True)))


def fact_of(case: Case) -> CaseFact:
    """The facts of a case as it is now."""
    made(case)
    return CaseFact.objects.get(pk=case.pk)


def limit_of(case: Case, duty: str) -> LimitFact:
    """The fact of the newest limit of a duty of a case as it is now."""
    made(case)
    return LimitFact.objects.filter(fact=case.pk, duty=duty).latest("clock")


def every_row() -> dict[Any, list[dict[str, Any]]]:
    """All rows of facts, without their own keys."""
    return {
        model: sorted(
            ({name: value for name, value in row.items() if name != "id"} for row in model.objects.values()), key=str
        )
        for model in FACTS
    }
