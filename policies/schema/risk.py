"""What a procedure says of a child at immediate risk."""

from typing import Literal

from pydantic import Field

from policies.schema.base import Cited
from policies.schema.limits import Limit
from policies.values import Flag, Key, Text
from policies.vocabulary import Start, Unit


class Contact(Cited):
    """Whom to ring about a child at immediate risk, and when they answer. `phone` may be empty where none is known."""

    name: Text
    phone: str = ""
    when: Literal["always", "office-hours", "out-of-hours"] = "always"
    note: str = ""


class Skip(Cited):
    """Immediate risk starts the case at `to` instead of at the first stage, if `condition` is also affirmed."""

    to: Key
    condition: Text


class Hop(Cited):
    """One hop of a chain of people to be told at once: `by` tells `to`."""

    by: Text
    to: Text


class ImmediateRisk(Cited):
    """What immediate risk does in this area: any of skip, refer, compress and tell (O-30).

    `evidence_within`: how soon the evidence must follow that a stage asks for, where immediate risk let the case go on
    without (O-24).
    """

    says: Text
    contacts: tuple[Contact, ...] = Field(min_length=1)
    skip: Skip | None = None
    refer: str = ""
    compress: Flag = False
    tell: tuple[Hop, ...] = ()
    evidence_within: Limit = Limit(unit=Unit.WORKING_DAYS, amount=2, start=Start.ESCALATION)
