"""How a case is closed by agreement, and where what it taught goes."""

from typing import Self

from pydantic import model_validator

from policies.schema.base import Cited
from policies.schema.limits import Limit
from policies.values import Flag, Text
from policies.vocabulary import LearningKind, LearningTo, Start, Unit

FIVE_WORKING_DAYS = Limit(unit=Unit.WORKING_DAYS, amount=5, start=Start.ESCALATION)


class Afterwards(Cited):
    """Something that is asked for once a stage or a case is over, `within` a limit; null where it is only offered."""

    says: Text
    within: Limit | None = FIVE_WORKING_DAYS


class Outcome(Cited):
    """How a case is closed by agreement, and what is asked for afterwards.

    `written_statement`: what was agreed is written down; without it, what became of it is enough. `outstanding_issues`: so is
    what stays open, or that nothing does (BRENT-17, BRIS-33).
    `recorded_on_own_system`: each agency says that it has recorded the case in its own system (BRIS-13). `answer_within`
    is the limit of what is asked afterwards: copies, whether the concern continues, whether it helped. That last is asked
    from `ask_if_it_helped_after` the end on, or never where it is null.
    """

    written_statement: Flag = True
    copy_on_each_childs_record: Flag = False
    outstanding_issues: Flag = False
    confirm_within: Limit = FIVE_WORKING_DAYS
    answer_within: Limit = FIVE_WORKING_DAYS
    ask_if_it_helped_after: Limit | None = Limit(unit=Unit.WORKING_DAYS, amount=20, start=Start.ESCALATION)
    recorded_on_own_system: Afterwards | None = None
    debrief: Afterwards | None = None
    says: str = ""


class Learning(Cited):
    """Where learning and gaps in policy go (O-20). `of` and `to` say so for Resolve; without them it is only shown.

    `must`: each side is asked at the end of a case to record it, or to say that there was nothing (BRENT-18).
    """

    addressee: Text
    says: Text
    must: Flag = False
    of: LearningKind | None = None
    to: LearningTo | None = None

    @model_validator(mode="after")
    def must_says_what_and_to_whom(self) -> Self:
        """Refuse what must be passed on where Resolve is not told what it is, or to whom it goes."""
        if self.must and (self.of is None or self.to is None):
            raise ValueError("what must be passed on names what it is, and to whom: add “of” and “to”")
        return self
