"""How the last stage of a procedure settles a case."""

from typing import Literal

from pydantic import Field

from policies.schema.base import Cited
from policies.values import Flag, Seats, Text
from policies.vocabulary import DECIDES_NOTHING, LastStageKind, Owner


class Composition(Cited):
    """Who sits on a panel, mediates or chairs a meeting. `parties`: whether the disputing agencies sit; `members`: of what they are.

    `enforced: block`: only the chair may appoint otherwise, and says why; `warn`: the office may as well. What is only
    asked for `where-possible` is never more than a warning.
    """

    agencies: Seats | None = None
    parties: Literal["included", "where-possible", "excluded", "not-stated"] = "not-stated"
    members: Literal["board-members", "strategic-leads", "any"] = "any"
    enforced: Literal["block", "warn"] = "block"
    note: str = ""


class Scrutiny(Cited):
    """That a case, settled or not, may be referred to the chair for quality assurance (BUCKS-13, O-28)."""

    says: Text


class LastOption(Cited):
    """One way in which the last stage may settle the case. `binding` is null where the text does not say (O-15).

    `decided_by` is left out where nothing is decided: the chair is told, or the dissent recorded, and the case ends with that.
    A decision of the chair that does not bind is advice.
    """

    kind: LastStageKind
    title: Text
    decided_by: Owner | None = None
    binding: Flag | None
    composition: Composition | None = None
    may_set_course_of_action: Flag = False

    @property
    def decides_nothing(self) -> bool:
        """Whether the case ends in this way without anything being decided."""
        return self.kind in DECIDES_NOTHING

    @property
    def is_advice(self) -> bool:
        """Whether the chair advises, and the parties decide for themselves."""
        return self.kind is LastStageKind.CHAIR_DECISION and self.binding is False


class LastStage(Cited):
    """What the board's side does at the end of the road. `reached_through`: who receives the referral."""

    options: tuple[LastOption, ...] = Field(min_length=1)
    reached_through: Owner = Owner.BOARD_OFFICE
    option_chosen_by: Owner = Owner.CHAIR
    scrutiny: Scrutiny | None = None

    @property
    def binding(self) -> bool | None:
        """True or false where every option agrees; null where the text does not say or the options differ."""
        said = {option.binding for option in self.options}
        return said.pop() if len(said) == 1 else None
