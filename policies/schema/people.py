"""Who acts for a side at a stage."""

from typing import Annotated

from pydantic import Field

from policies.schema.base import Cited, Item
from policies.values import Name
from policies.vocabulary import AgencyType, Role


class ActingRole(Cited):
    """Who acts for a side: the role, the title that the procedure gives it, and roles that may act in its place.

    Alternatives are tried in order where the agency has nobody in the role itself (O-37, BRIS-22).
    """

    role: Role
    title: Name
    alternatives: tuple[Role, ...] = ()


class Who(Item):
    """Who acts for a side at a stage: in general, and by type of agency where the text says otherwise."""

    default: ActingRole
    by_type: dict[AgencyType, ActingRole] = {}

    def of(self, agency_type: AgencyType) -> ActingRole:
        """The role that acts for an agency of this type."""
        return self.by_type.get(agency_type, self.default)


Ladder = Annotated[tuple[ActingRole, ...], Field(min_length=1)]


class Rungs(Cited):
    """A stage that repeats up the organisation: the rungs in ascending order, in general and by type of agency.

    A real case climbs the posts of each agency's own ladder from the lowest of them (`policies.routes.span`); the list
    is the ladder of simulations and pages. The side whose ladder is shorter keeps its top person; the stage ends when
    both ladders are exhausted.
    """

    default: Ladder
    by_type: dict[AgencyType, Ladder] = {}

    def of(self, agency_type: AgencyType) -> tuple[ActingRole, ...]:
        """The rungs of an agency of this type, lowest first; never empty."""
        return self.by_type.get(agency_type, self.default)
