"""What a procedure says of a child at immediate risk."""

from typing import Literal

from pydantic import Field

from policies.schema.base import Cited
from policies.schema.limits import Limit
from policies.values import Flag, Key, Text
from policies.vocabulary import Role, Start, Unit


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
    """One hop of a chain of people to be told at once: `by` tells `to`.

    `role`: the post that `to` is in the agency that says so. Its holder is told by Resolve as well, and opens the next hop.
    """

    by: Text
    to: Text
    role: Role | None = None


class ImmediateRisk(Cited):
    """What immediate risk does in this area: any of skip, refer, compress and tell (O-30).

    `refer_within` and `tell_within`: how soon the report, and each hop of `tell`, must be recorded as made.
    `evidence_within`: how soon the evidence must follow that a stage asks for, where immediate risk let the case go on
    without (O-24). `safety_reconfirmed`: whether each side is asked at each stage if the child is safe, and who does what
    meanwhile.
    """

    says: Text
    contacts: tuple[Contact, ...] = Field(min_length=1)
    skip: Skip | None = None
    refer: str = ""
    refer_within: Limit = Limit(unit=Unit.ELAPSED_HOURS, amount=1, start=Start.ESCALATION)
    compress: Flag = False
    tell: tuple[Hop, ...] = ()
    tell_within: Limit = Limit(unit=Unit.ELAPSED_HOURS, amount=1, start=Start.ESCALATION)
    safety_reconfirmed: Flag = True
    evidence_within: Limit = Limit(unit=Unit.WORKING_DAYS, amount=2, start=Start.ESCALATION)
