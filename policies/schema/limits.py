"""How long somebody has, what they owe, and when they are reminded."""

from typing import Self

from pydantic import model_validator

from policies.schema.base import Cited
from policies.values import Amount, Flag, HoursBefore, Key, MorningsAfter, Text
from policies.vocabulary import Breach, Duty, Owner, Start, Strength, Unit


class Limit(Cited):
    """How long somebody has. `amount` counts `unit`s from `start`; units without an amount carry none.

    `or_sooner_to_protect`: the case's protective date holds where it is earlier (BRENT-6).
    """

    unit: Unit
    amount: Amount | None = None
    start: Start = Start.ESCALATION
    strength: Strength = Strength.MAXIMUM
    or_sooner_to_protect: Flag = False

    @model_validator(mode="after")
    def amount_fits_unit(self) -> Self:
        """Refuse a counted unit without an amount, and an amount on a unit that counts nothing."""
        counted = self.unit not in {Unit.SAME_WORKING_DAY, Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC}
        if counted and self.amount is None:
            raise ValueError(f"a limit in {self.unit.value} needs an amount: add for example “amount: 2”")
        if not counted and self.amount not in (None, 1):
            raise ValueError(f"a limit of “{self.unit.value}” carries no amount: remove “amount”")
        return self


class Obligation(Cited):
    """What somebody owes at a stage, by when, and what the passing of the limit does.

    `on_breach` is remind at the last stage, where nothing can be offered, unless the file says otherwise.
    `must_set_timetable`: meeting it must state a timescale (BRIS-27). `optional`: it is offered and not owed.
    With owner `both`, one discussion meets it for both sides, while a plan needs each of them.
    """

    what: Duty
    owner: Owner
    limit: Limit | None = None
    on_breach: Breach = Breach.OFFER
    must_set_timetable: Flag = False
    optional: Flag = False
    note: str = ""


class OverallLimit(Cited):
    """A limit over several stages, shown until the case is resolved or reaches `until` (BRENT-6)."""

    limit: Limit
    until: Key | None = None
    says: Text


class Reminders(Cited):
    """When reminders go out: each once per moment and person.

    `working_hours_before` is 1 to 80 (two working weeks), or null for none; `working_mornings_after` 0 to 60.
    """

    at_half: Flag = True
    working_hours_before: HoursBefore | None = 2
    at_breach: Flag = True
    working_mornings_after: MorningsAfter = 5
    then_weekly: Flag = True
