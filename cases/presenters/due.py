"""How pressing a thing is, in words: a limit, how far off it is, and the tag that says so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cases.models import LIVE_STATES, Case, Clock, Obligation, State
from cases.process.due_times import calendar_of
from cases.process.notices import TODO_OF_DUTY
from cases.words.entries import who_owes
from core.words import deadline_phrase, listed, moment
from policies.schema import Policy

SOON = 1
"""Working days before a limit from which it is shown as due soon."""


@dataclass(frozen=True)
class Tag:
    """A status in a word and a GOV.UK tag colour."""

    text: str
    colour: str = ""


@dataclass(frozen=True)
class Due:
    """A limit as people read it: the moment, how far off it is, how it was worked out; if it was moved, when it was first

    due.
    """

    at: datetime
    moment: str
    phrase: str
    overdue: bool
    soon: bool
    explanation: tuple[str, ...] = ()
    first_at: datetime | None = None

    @property
    def first(self) -> str:
        """When it was first due, in words; "" where it was not moved (O-10)."""
        return moment(self.first_at) if self.first_at else ""

    @property
    def kind(self) -> str:
        """How pressing it is, as the deadline's look."""
        return "overdue" if self.overdue else "soon" if self.soon else ""


@dataclass(frozen=True)
class Limit:
    """What is owed by when, said once for all who owe it: "Health and Oakwood School have until … to agree a plan"."""

    who: str
    has: str
    todo: str
    due: Due


def due_of(due_at: datetime, *, at: datetime, policy: Policy, explanation: Iterable[str] = ()) -> Due:
    """A limit in words as seen at `at` (UTC), by the policy's working calendar."""
    calendar = calendar_of(policy)
    away = calendar.working_days_between(at.date(), due_at.date())
    overdue = due_at < at
    return Due(
        at=due_at,
        moment=moment(due_at),
        phrase=deadline_phrase(due_at=due_at, at=at, calendar=calendar),
        overdue=overdue,
        soon=not overdue and away <= SOON,
        explanation=tuple(explanation),
    )


def due_of_clock(clock: Clock | None, *, at: datetime, policy: Policy) -> Due | None:
    """The limit of a clock in words; None without a clock."""
    if clock is None:
        return None
    due = due_of(clock.due_at, at=at, policy=policy, explanation=clock.explanation)
    return replace(due, first_at=clock.original_due_at) if clock.due_at != clock.original_due_at else due


def limits_of(obligations: Iterable[Obligation], case: Case, *, at: datetime) -> list[Limit]:
    """The dated obligations that are not met, soonest first, those of both sides in one line."""
    owing: dict[tuple[str, datetime], list[str]] = {}
    for o in obligations:
        clock = getattr(o, "clock", None)
        if o.met_at is None and clock is not None:
            owing.setdefault((o.duty, clock.due_at), []).append(who_owes(o, case))
    return [
        Limit(
            listed(who), "have" if len(who) > 1 else "has", TODO_OF_DUTY[duty], due_of(due, at=at, policy=case.policy)
        )
        for (duty, due), who in sorted(owing.items(), key=lambda item: item[0][1])
    ]


def tag_of(case: Case, due: Due | None) -> Tag:
    """The status of a case in a word."""
    ended = {
        State.RESOLVED: Tag("Resolved", "green"),
        State.UNRESOLVED_REPORTED: Tag("Unresolved", "purple"),
        State.RECORDED: Tag("Recorded", "grey"),
        State.WITHDRAWN: Tag("Withdrawn", "grey"),
    }
    if case.state not in LIVE_STATES:
        return ended[State(case.state)]
    if due is not None and due.overdue:
        return Tag("Overdue", "red")
    if case.state == State.AWAITING_CONFIRMATION:
        return Tag("To be confirmed", "yellow")
    if due is not None and due.soon:
        return Tag("Due soon", "orange")
    return Tag("Open", "blue")
