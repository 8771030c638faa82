"""Which policy holds? The versions of an area, and the one in force on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from core.errors import NotVisible
from policies.models import Area, PolicyDraft, PolicyVersion


@dataclass(frozen=True)
class Use:
    """How many disagreements follow a version: those that are open, and all."""

    still_open: int
    all: int


LATEST_FIRST = ("-in_force_from", "-pk")


def in_force(area: Area, *, on: date) -> PolicyVersion:
    """The version of an area's procedure in force on this London day: the latest that has begun, in its newest edition.

    Raises NotVisible where the area has none yet.
    """
    version = in_force_if_any(area, on=on)
    if version is None:
        raise NotVisible(f"{area.name} has no procedure in force.")
    return version


def in_force_if_any(area: Area, *, on: date) -> PolicyVersion | None:
    """The same; None where the area has none yet."""
    return _holding(on).filter(area=area).select_related("area").first()


def successor_of(version: PolicyVersion, *, on: date) -> PolicyVersion | None:
    """The version that is in force on this London day in place of this one, without its content; None where this one is."""
    current = _holding(on).filter(area=version.area_id).defer("content", "source").first()
    begun_later = current is not None and current.pk != version.pk and version.in_force_from <= on
    return current if begun_later else None


def use_of(area: Area) -> dict[int, Use]:
    """How many disagreements follow each version of an area, by the version's key; one query.

    Counted through the relation that cases have to versions, so that this app knows nothing else of a case.
    """
    still_open = Count("cases", filter=Q(cases__ended_at=None))
    counts = PolicyVersion.objects.filter(area=area).annotate(all=Count("cases"), still_open=still_open)
    return {pk: Use(still_open=some, all=total) for pk, some, total in counts.values_list("pk", "still_open", "all")}


def first_day(area_key: str) -> tuple[str, date] | None:
    """The name of an area and the first day on which it has a procedure; None where none is published."""
    published = PolicyVersion.objects.filter(area__key=area_key).order_by("in_force_from")
    return published.values_list("area__name", "in_force_from").first()


def areas_with_procedure() -> list[str]:
    """The keys of the areas that have a published procedure, in force or not, in the order of the alphabet."""
    return list(Area.objects.filter(versions__isnull=False).order_by("key").values_list("key", flat=True).distinct())


def versions_of(area: Area) -> QuerySet[PolicyVersion]:
    """The published versions of an area's procedure, the latest first."""
    return PolicyVersion.objects.filter(area=area).select_related("area").order_by(*LATEST_FIRST)


def _holding(on: date) -> QuerySet[PolicyVersion]:
    """The versions that have begun by this London day, the latest first, each only in the newest edition that has begun."""
    begun = PolicyVersion.objects.filter(in_force_from__lte=on)
    mended = begun.filter(area=OuterRef("area"), version=OuterRef("version"), edition__gt=OuterRef("edition"))
    return begun.exclude(Exists(mended)).order_by(*LATEST_FIRST)


def all_in_force(*, on: date) -> list[PolicyVersion]:
    """The version in force on this London day of every area that has one, by the area's name; one query."""
    latest = _holding(on).filter(area=OuterRef("area"))
    current = PolicyVersion.objects.filter(pk=Subquery(latest.values("pk")[:1]))
    return list(current.select_related("area").order_by("area__name"))


def open_drafts(areas: Collection[Area], *, of_new_areas: bool) -> list[PolicyDraft]:
    """The drafts of these areas that are not published, and those for new areas if they are asked for."""
    wanted = Q(area__in=areas) | (Q(area=None) if of_new_areas else Q(pk__in=()))
    found = PolicyDraft.objects.filter(wanted, published_as=None, discarded_at=None).select_related("updated_by")
    return list(found.order_by("pk"))


def draft_of(area: Area) -> PolicyDraft | None:
    """The open draft of an area; None where nobody has begun one."""
    return PolicyDraft.objects.filter(area=area, published_as=None, discarded_at=None).first()


def other_versions(version: PolicyVersion) -> list[PolicyVersion]:
    """The other published versions of the same area, the latest first, without their content."""
    return list(versions_of(version.area).exclude(pk=version.pk).defer("content", "source"))
