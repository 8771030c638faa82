"""Which policy holds? The versions of an area, and the one in force on a day."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from core.errors import NotVisible
from policies.models import Area, PolicyVersion


def in_force(area: Area, *, on: date) -> PolicyVersion:
    """The version of an area's procedure in force on this London day: the latest that has begun.

    Raises NotVisible where the area has none yet.
    """
    version = versions_of(area).filter(in_force_from__lte=on).first()
    if version is None:
        raise NotVisible(f"{area.name} has no procedure in force.")
    return version


def versions_of(area: Area) -> QuerySet[PolicyVersion]:
    """The published versions of an area's procedure, the latest first."""
    return PolicyVersion.objects.filter(area=area).select_related("area").order_by("-in_force_from", "-pk")


def all_in_force(*, on: date) -> list[PolicyVersion]:
    """The version in force on this London day of every area that has one, by the area's name; one query."""
    latest = PolicyVersion.objects.filter(area=OuterRef("area"), in_force_from__lte=on).order_by(
        "-in_force_from", "-pk"
    )
    current = PolicyVersion.objects.filter(pk=Subquery(latest.values("pk")[:1]))
    return list(current.select_related("area").order_by("area__name"))


def other_versions(version: PolicyVersion) -> list[PolicyVersion]:
    """The other published versions of the same area, the latest first, without their content."""
    return list(versions_of(version.area).exclude(pk=version.pk).defer("content", "source"))
