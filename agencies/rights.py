"""May this person change this part of the directory? Each check raises NotAllowed with the sentence; None is a command.

The administrator of Resolve keeps everything; the office of a board its area's agencies and people; an agency's
administrator that agency. Nobody can give a role that is above their own keeping.
"""

from collections.abc import Iterable

from agencies.models import Agency, User
from agencies.roles import AGENCY_ROLES, MembershipRole
from agencies.selectors import (
    administers_everything,
    agencies_known_of,
    areas_overseen_by,
    may_change_posts,
    may_set_cover_for,
)
from core.errors import NotAllowed
from policies.models import Area


def check_directory(by: User | None) -> None:
    """Whether they may make accounts at all."""
    if by is not None and not (by.is_active and by.has_perm("agencies.edit_directory")):
        raise NotAllowed("Only those who keep the directory can add people to it.")


def check_areas(by: User | None, areas: Iterable[Area]) -> None:
    """Whether they may enter an agency of these areas: all of them must be theirs."""
    if by is None or administers_everything(by):
        return
    overseen = set(areas_overseen_by(by).values_list("pk", flat=True))
    if not overseen or not {area.pk for area in areas} <= overseen:
        raise NotAllowed("Only the business office of an area can add its agencies.")


def check_posts(by: User | None, agency: Agency) -> None:
    """Whether they may say which posts this agency has, and who holds them."""
    if by is not None and not may_change_posts(by, agency):
        raise NotAllowed(f"Only an administrator of {agency.name} or the board’s business office can change its posts.")


def check_role(by: User | None, *, role: MembershipRole, agency: Agency | None, area: Area | None) -> None:
    """Whether they may give this role there."""
    if by is None or administers_everything(by):
        return
    if role in AGENCY_ROLES and agency is not None:
        check_posts(by, agency)
    elif role is MembershipRole.ADMINISTRATOR or area is None or not areas_overseen_by(by).filter(pk=area.pk).exists():
        raise NotAllowed("You cannot give this role.")


def check_cover_for(by: User | None, person: User) -> None:
    """Whether they may set or end cover for this person."""
    if by is not None and not may_set_cover_for(by, person):
        raise NotAllowed(f"Only {person.name} or an administrator of their agency can do this.")


def check_leaver(by: User | None, person: User) -> None:
    """Whether they may close this account, or open it again: whoever keeps every agency that the person belongs to.

    One's own, and that of somebody who has a part on a board, only Resolve's administrator closes.
    """
    if by is None or administers_everything(by):
        return
    agencies = agencies_known_of(person)
    if not by.is_active or not any(may_change_posts(by, agency) for agency in agencies):
        raise NotAllowed(f"Only an administrator of {person.name}’s agency or the board’s business office can do this.")
    has_more = person.memberships.exclude(role__in=[role.value for role in AGENCY_ROLES]).exists()
    elsewhere = [agency.name for agency in agencies if not may_change_posts(by, agency)]
    if by.pk == person.pk or has_more or elsewhere:
        raise NotAllowed("Only an administrator of Resolve can close this account, or open it again.")
