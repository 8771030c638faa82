"""What would happen: a verb is really done, looked at, and rolled back, so a preview cannot differ from the deed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.models import Case
from cases.presenters.due import Limit, limits_of
from cases.words.entries import stage_name


@dataclass(frozen=True)
class Holder:
    """Who would act for a party, and why that person."""

    agency: str
    title: str
    name: str
    why: list[str]
    receives: bool
    covers: str = ""

    @property
    def said(self) -> str:
        """The person in words: name, whom they cover, and in which post."""
        name = self.name or "nobody is in post; the board’s office is told"
        covers = f", covering for {self.covers}" if self.covers else ""
        return f"{name}{covers}{f' ({self.title})' if self.title else ''}"


@dataclass(frozen=True)
class Preview:
    """The stage that the case would enter, with its people and limits."""

    stage: str
    holders: list[Holder]
    limits: list[Limit]


def preview(deed: Callable[[], Case], *, at: datetime) -> Preview:
    """Do `deed`, describe where the case stands after it as seen at `at` (UTC), and undo everything.

    Whatever `deed` raises, it raises here.
    """
    with transaction.atomic():
        found = _describe(deed(), at=at)
        transaction.set_rollback(True)
    return found


def _describe(case: Case, *, at: datetime) -> Preview:
    passage = case.passages.order_by("number").select_related("case").last()
    if passage is None:
        raise AssertionError("a case that was raised has a passage")
    holders = [
        Holder(
            agency=holding.party.agency.name,
            title=holding.title,
            name=holding.person.name if holding.person else "",
            why=list(holding.why),
            receives=holding.party.side == "receiving",
            covers=holding.on_behalf_of.name if holding.on_behalf_of else "",
        )
        for holding in passage.holdings.select_related("party__agency", "person", "on_behalf_of").order_by(
            "party__number"
        )
    ]
    owed = passage.obligations.filter(met_at__isnull=True).select_related("clock", "party__agency")
    return Preview(stage_name(case, passage.stage, passage.rung), holders, limits_of(owed, case, at=at))
