"""Whom to ring about a child at immediate risk: all of them, the likelier to answer first by the time of day (BHAM-7)."""

from datetime import datetime

from core.words import LONDON
from policies.calendar import load
from policies.schema import Contact, Policy

OFFICE_OPENS, OFFICE_CLOSES = 9, 17
WHEN = {"always": "", "office-hours": ", in office hours", "out-of-hours": ", outside office hours"}


def likelier_first(policy: Policy, *, at: datetime) -> list[Contact]:
    """Every contact of a procedure, those who answer at this time of day (UTC) before the others (BHAM-7)."""
    local = at.astimezone(LONDON)
    working = load(policy.area.calendar).is_working_day(local.date())
    now = "office-hours" if working and OFFICE_OPENS <= local.hour < OFFICE_CLOSES else "out-of-hours"
    return sorted(policy.immediate_risk.contacts, key=lambda contact: contact.when not in ("always", now))
