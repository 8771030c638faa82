"""Who may write an area's annual report, and who may read it once it is frozen: need to know, as querysets."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from agencies.models import Membership, User
from agencies.roles import MembershipRole
from agencies.selectors import areas_overseen_by
from policies.models import Area
from reports.models import FrozenReport, Report, ReportFile
from reports.readers.figures import agencies_read_by, areas_read_by

PUBLISH = "reports.publish"
MAY_READ = (PUBLISH, "reports.view", "reports.view_published", "reports.view_own")

Person = User | AnonymousUser


def may_read_any(person: User) -> bool:
    """Whether somebody has a part by which they may read reports at all."""
    return any(person.has_perm(permission) for permission in MAY_READ)


def areas_publishing(person: Person) -> QuerySet[Area]:
    """The areas whose annual report this person writes: those in whose board's office they work."""
    return areas_overseen_by(person)


def reports_of(person: Person) -> QuerySet[Report]:
    """The reports that a person may write on; those thrown away are not among them."""
    of_theirs = Report.objects.filter(area__in=areas_publishing(person), discarded_at=None)
    return of_theirs.select_related("area", "updated_by", "started_by", "frozen")


def frozen_for(person: User) -> QuerySet[FrozenReport]:
    """The frozen reports that a person may read: of the boards on which they have a part, and of their agencies' areas."""
    found = FrozenReport.objects.filter(area__in=_areas_published_to(person)).defer("figures", "content")
    return found.select_related("area", "report", "frozen_by", "withdrawal__by")


def files_for(person: User) -> QuerySet[ReportFile]:
    """The files of the frozen reports that a person may read."""
    return ReportFile.objects.filter(frozen__in=frozen_for(person).order_by().values("pk"))


def _areas_published_to(person: User) -> QuerySet[Area]:
    if not person.is_active:
        return Area.objects.none()
    member = Membership.objects.filter(user=person, role=MembershipRole.BOARD_MEMBER.value).values("area")
    theirs = (
        Q(pk__in=areas_read_by(person).order_by())
        | Q(pk__in=member)
        | Q(agencies__in=agencies_read_by(person).order_by())
    )
    return Area.objects.filter(pk__in=Area.objects.filter(theirs).order_by().values("pk"))
