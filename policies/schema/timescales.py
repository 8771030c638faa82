"""How the time for a stage is set, and how it may be lengthened."""

from policies.schema.base import Cited
from policies.schema.limits import Limit
from policies.values import Flag
from policies.vocabulary import Start, Unit


class Extension(Cited):
    """Whether a limit may be lengthened by a timetable that both sides agree, and stand still by agreement (BRIS-10, O-10).

    Where a text says nothing, both are possible: a guide or a maximum is lengthened by such a timetable and in no other way.
    """

    allowed: Flag = True
    pauses: Flag = True
    says: str = ""


class Timescales(Cited):
    """How the time for a stage is set. `set_at_each_stage`: whoever takes a case on says by when, or accepts the limit.

    `screening_confirmed_within`: how soon whoever is named as having screened or endorsed a case is to say whether that is
    so. Nothing waits for it; null reminds nobody.
    """

    set_at_each_stage: Flag = False
    says: str = ""
    extension: Extension = Extension()
    screening_confirmed_within: Limit | None = Limit(unit=Unit.WORKING_DAYS, amount=2, start=Start.ESCALATION)
