"""What the API says of how a last stage settles a case: who sits, its steps, and what it came to."""

from datetime import datetime

from pydantic import BaseModel


class WrittenShape(BaseModel):
    """One answer that somebody wrote, under its heading."""

    heading: str
    paragraphs: list[str]


class SeatShape(BaseModel):
    """Somebody who sits. `conflict` is what they declared, "" for none; once it is erased, `conflicted` still says that they did."""

    name: str
    role: str
    agency: str
    conflict: str
    conflicted: bool


class SittingShape(BaseModel):
    """How the last stage is to settle the case: the way chosen (or the only one), who sits, and when.

    `departs` says in sentences what of the procedure's rule on who sits is not kept.
    """

    kind: str
    title: str
    binding: str
    seats: list[SeatShape]
    departs: list[str]
    sits_at: datetime | None
    papers_by: datetime | None


class StepShape(BaseModel):
    """One step of a last stage, in order: what, how it stands, and whether it is the next."""

    what: str
    state: str
    done: bool
    next: bool


class DecisionShape(BaseModel):
    """What the last stage came to, or quality assurance found; `acknowledged` says of each side whether it has read it.

    `members` says of those who sat whether they agreed, and `confirmed` whether the chair has confirmed what somebody else
    recorded in the chair's name.
    """

    heading: str
    at: datetime
    recorded_by: str
    says: list[str]
    written: list[WrittenShape]
    acknowledged: list[str]
    members: list[str]
    confirmed: list[str]
