"""Words for what the facts of a record entry hold as codes: moments, and the numbers of parties."""

from datetime import datetime

from cases.models import Case
from core.words import moment


def moment_of(iso: str) -> str:
    """A moment of the record, in words."""
    return moment(datetime.fromisoformat(iso))


def agency_of(case: Case, number: int | None) -> str:
    """The agency of the party with this number; "" for none."""
    return next((party.agency.name for party in case.parties.all() if party.number == number), "")
