"""What the pages of the raise journey show: whom to ring, the answers so far, and what happens once it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.clocks import calendar_of
from cases.journey import Journey
from cases.presenters import Limit, limits_of, with_whom
from cases.situations import Situation
from cases.wording import stage_name
from core.words import LONDON
from policies.models import PolicyVersion
from policies.schema import Contact

OFFICE_OPENS, OFFICE_CLOSES = 9, 17


@dataclass(frozen=True)
class AreaContacts:
    """Whom to ring in one area, the likelier first by the time of day, and what its procedure says."""

    area: str
    says: str
    contacts: list[Contact]
    tell: list[str]


@dataclass(frozen=True)
class AnswerRow:
    """One answer in "check your answers"."""

    question: str
    lines: list[str]
    step: str


@dataclass(frozen=True)
class Sent:
    """What the confirmation page says."""

    reference: str
    stage: str
    people: list[str]
    limits: list[Limit]


def contacts_of(versions: Iterable[PolicyVersion], *, at: datetime) -> list[AreaContacts]:
    """The contacts for a child at immediate risk in each area (BHAM-7), at this time of day (UTC).

    And the chain of people who tell each other where the procedure names one (BRENT-5).
    """
    found = []
    for version in versions:
        risk = version.policy.immediate_risk
        local = at.astimezone(LONDON)
        working = calendar_of(version.policy).is_working_day(local.date())
        now = "office-hours" if working and OFFICE_OPENS <= local.hour < OFFICE_CLOSES else "out-of-hours"
        ordered = sorted(risk.contacts, key=lambda contact: contact.when not in ("always", now))
        tell = [f"{hop.by} tells {hop.to}." for hop in risk.tell]
        found.append(AreaContacts(version.area.name, risk.says, ordered, tell))
    return found


def draft_summary(found: Journey) -> list[AnswerRow]:
    """Every answer of a journey, in its order, as people read it."""
    return [
        AnswerRow(question, lines, key) for key, form in found.answered.items() for question, lines in form.summary()
    ]


def sent_page(s: Situation) -> Sent:
    """What the confirmation page says of the case just raised."""
    rung = s.passage.rung if s.passage else 0
    return Sent(
        str(s.case.reference),
        stage_name(s.case, s.case.stage, rung),
        with_whom(s),
        limits_of(s.obligations, s.case, at=s.at),
    )
