"""How long somebody has, what they owe, and when they are reminded."""

from typing import Self

from pydantic import model_validator

from policies.schema.base import Cited
from policies.values import Amount, Flag, HoursBefore, Key, MorningsAfter, Text
from policies.vocabulary import COUNTED_BACK, KNOWN_LATER, Breach, Duty, Owner, Start, Strength, Unit

UNCOUNTED = (Unit.SAME_WORKING_DAY, Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC)
UNDATED = (Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC)


class Period(Cited):
    """A time that counts from something. `amount` counts `unit`s from `start`; units without an amount carry none.

    With the start `met`, `after` names the duty at the same stage from whose meeting it counts.
    """

    unit: Unit
    amount: Amount | None = None
    start: Start = Start.ESCALATION
    after: Duty | None = None

    @model_validator(mode="after")
    def amount_fits_unit(self) -> Self:
        """Refuse a counted unit without an amount, and an amount on a unit that counts nothing."""
        counted = self.unit not in UNCOUNTED
        if counted and self.amount is None:
            raise ValueError(f"a limit in {self.unit.value} needs an amount: add for example “amount: 2”")
        if not counted and self.amount not in (None, 1):
            raise ValueError(f"a limit of “{self.unit.value}” carries no amount: remove “amount”")
        return self

    @model_validator(mode="after")
    def start_is_whole(self) -> Self:
        """Refuse a start that lacks what it counts from, and one that counts back in a unit that cannot."""
        if self.start is Start.MET and self.after is None:
            raise ValueError(
                "it counts from when something is met: say what with “after:”, such as “after: acknowledge”"
            )
        if self.start is not Start.MET and self.after is not None:
            raise ValueError("“after” needs “start: met”: add it, or remove “after”")
        if self.start in COUNTED_BACK and self.unit in UNCOUNTED:
            raise ValueError(f"“{self.unit.value}” cannot count back from a meeting: use a unit with an amount")
        return self

    @property
    def is_dated(self) -> bool:
        """Whether it comes to a date as soon as its stage begins."""
        return self.unit not in UNDATED and self.start not in KNOWN_LATER


class Limit(Period):
    """How long somebody has.

    `or_sooner_to_protect`: the case's protective date holds where it is earlier (BRENT-6). `or_sooner`: a second time; the
    earlier of the two holds.
    """

    strength: Strength = Strength.MAXIMUM
    or_sooner_to_protect: Flag = False
    or_sooner: Period | None = None

    @property
    def periods(self) -> tuple[Period, ...]:
        """The times of which the earliest holds: one, or two."""
        return (self,) if self.or_sooner is None else (self, self.or_sooner)


class Obligation(Cited):
    """What somebody owes at a stage, by when, and what the passing of the limit does.

    `on_breach` is remind at the last stage, where nothing can be offered, unless the file says otherwise.
    `must_set_timetable`: meeting it must state a timescale (BRIS-27). `optional`: it is offered and not owed.
    With owner `both`, one discussion meets it for both sides, while a plan needs each of them. `priority`: it is owed in
    cases of that priority only, a key of the policy's `priorities`.
    """

    what: Duty
    owner: Owner
    limit: Limit | None = None
    on_breach: Breach = Breach.OFFER
    must_set_timetable: Flag = False
    optional: Flag = False
    priority: Key | None = None
    note: str = ""

    def applies(self, priority: str) -> bool:
        """Whether it is owed in a case of this priority ("" where the policy knows none)."""
        return self.priority is None or self.priority == priority


class OverallLimit(Cited):
    """A limit over several stages, shown until the case is resolved or reaches `until` (BRENT-6).

    `on_breach` offers the next stage to the side that raised it, or reminds; it moves no case by itself.
    """

    limit: Limit
    until: Key | None = None
    on_breach: Breach = Breach.OFFER
    says: Text

    @model_validator(mode="after")
    def moves_nothing(self) -> Self:
        """Refuse a limit over several stages that would move a case: each stage has limits of its own for that."""
        if self.on_breach is Breach.ADVANCE:
            raise ValueError("a limit over several stages moves no case by itself: use “offer” or “remind”")
        return self


class Reminders(Cited):
    """When reminders go out: each once per moment and person.

    `working_hours_before` is 1 to 80 (two working weeks), or null for none; `working_mornings_after` 0 to 60.
    """

    at_half: Flag = True
    working_hours_before: HoursBefore | None = 2
    at_breach: Flag = True
    working_mornings_after: MorningsAfter = 5
    then_weekly: Flag = True
