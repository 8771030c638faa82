"""Which policy holds? The versions of an area, and the one in force on a day."""

from datetime import date

from django.db.models import QuerySet

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
