"""Who reads which figures: the board its own area's as they are, an agency its own as they would be published.

The board's office and its chair see true numbers. Managers and administrators of an agency see what concerns their agency, with
small numbers hidden, because they do not know each of its cases (need to know).
"""

from django.db.models import Q, QuerySet

from agencies.models import Agency, Membership, User
from agencies.roles import MembershipRole
from agencies.selectors import areas_overseen_by, chaired_areas
from policies.models import Area

FOR_AN_AGENCY = (MembershipRole.MANAGER, MembershipRole.AGENCY_ADMIN)


def areas_read_by(person: User) -> QuerySet[Area]:
    """The areas whose true figures a person sees: those whose board's office they are of, or whose board they chair."""
    of_the_board = Q(pk__in=areas_overseen_by(person)) | Q(pk__in=chaired_areas(person))
    return Area.objects.filter(of_the_board).order_by("name")


def agencies_read_by(person: User) -> QuerySet[Agency]:
    """The agencies whose own figures a person sees as they would be published; none for an account that is closed."""
    if not person.is_active:
        return Agency.objects.none()
    roles = [role.value for role in FOR_AN_AGENCY]
    mine = Membership.objects.filter(user=person, role__in=roles).values("agency")
    return Agency.objects.filter(pk__in=mine).order_by("name")
