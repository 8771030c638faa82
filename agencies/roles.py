"""What a membership lets a person do: role -> permissions, one table on one page.

A permission says that somebody may do a kind of thing at all. Where and on what (which area, which agency, which case)
is answered by `agencies.selectors` and `cases.access`. Nobody's role lets them read a case: that is need-to-know.
"""

from policies.vocabulary import Word


class MembershipRole(Word):
    """In what capacity a person belongs to an agency, or to the board of an area."""

    PRACTITIONER = "practitioner", "Practitioner"
    MANAGER = "manager", "Manager"
    AGENCY_ADMIN = "agency-admin", "Agency administrator"
    BOARD_OFFICE = "board-office", "Business office of the board"
    CHAIR = "chair", "Chair of the board"
    BOARD_MEMBER = "board-member", "Board member"
    ADMINISTRATOR = "administrator", "Administrator of Resolve"


AGENCY_ROLES = (MembershipRole.PRACTITIONER, MembershipRole.MANAGER, MembershipRole.AGENCY_ADMIN)
"""Roles that one has in an agency: such a membership names the agency."""

BOARD_ROLES = (MembershipRole.BOARD_OFFICE, MembershipRole.CHAIR, MembershipRole.BOARD_MEMBER)
"""Roles that one has on an area's board: such a membership names the area."""

PERMISSIONS: dict[MembershipRole, frozenset[str]] = {
    MembershipRole.PRACTITIONER: frozenset({"cases.raise"}),
    MembershipRole.MANAGER: frozenset({"cases.raise", "reports.view_own"}),
    MembershipRole.AGENCY_ADMIN: frozenset({"cases.raise", "agencies.edit_directory", "reports.view_own"}),
    MembershipRole.BOARD_OFFICE: frozenset(
        {
            "cases.oversee",
            "cases.see_desk",
            "policies.publish",
            "policies.see_use",
            "policies.view_all",
            "agencies.edit_directory",
            "reports.view",
            "reports.publish",
            "reports.audit",
            "notifications.see_failures",
        }
    ),
    MembershipRole.CHAIR: frozenset(
        {
            "cases.decide",
            "cases.see_desk",
            "policies.see_use",
            "policies.view_all",
            "reports.view",
            "reports.audit",
        }
    ),
    MembershipRole.BOARD_MEMBER: frozenset({"policies.see_use", "policies.view_all", "reports.view_published"}),
    MembershipRole.ADMINISTRATOR: frozenset(
        {"policies.add_area", "policies.publish", "policies.view_all", "agencies.edit_directory"}
    ),
}


def permissions_of(role: str) -> frozenset[str]:
    """The permissions of a membership role; none for a role that the table does not know."""
    known = {member.value: granted for member, granted in PERMISSIONS.items()}
    return known.get(role, frozenset())
