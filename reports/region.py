"""Several boards beside each other: the figures of the areas that consent, by level, as each publishes them or would.

Each area's numbers are hidden for themselves, and none is added to another's: what is shown of one does not depend on which
others consent, so that nothing can be worked out as they come and go.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from agencies.models import User
from core.words import counted, listed, long_date
from policies.models import Area
from policies.vocabulary import Band
from reports.figures.names import period_name
from reports.figures.sections import sections_of
from reports.models import FrozenReport, RegionConsent, Threshold
from reports.publishing import publishable
from reports.scopes import Scope
from reports.shape import Cell, Content, Mark, Row, Section, Table, Unit

BANDS, LIMITS = "bands", "limits-by-agency"
"""The tables of a report that are compared."""
PER_CENT = 100
NOT_SHOWN = Cell(mark=Mark.NOT_AVAILABLE)


def consenting() -> QuerySet[Area]:
    """The areas whose board lets others compare."""
    return Area.objects.filter(pk__in=RegionConsent.objects.filter(withdrawn_at=None).values("area")).order_by("name")


def consent_of(area: Area) -> RegionConsent | None:
    """The consent that stands for an area."""
    return RegionConsent.objects.filter(area=area, withdrawn_at=None).select_related("given_by").first()


def give(*, area: Area, by: User, at: datetime) -> bool:
    """Consent for an area; False where somebody has done so already."""
    try:
        with transaction.atomic():
            RegionConsent.objects.create(area=area, given_at=at, given_by=by)
    except IntegrityError:
        return False
    return True


def withdraw(*, area: Area, by: User, at: datetime) -> bool:
    """Withdraw the consent of an area; False where none stands."""
    standing = RegionConsent.objects.filter(area=area, withdrawn_at=None)
    return bool(standing.update(withdrawn_at=at, withdrawn_by=by))


@dataclass(frozen=True)
class OfArea:
    """What one area shows of a period: its tables by key, and since when it is published (None where it is not)."""

    area: Area
    tables: Mapping[str, Table]
    published_on: date | None

    def cells(self, table: str, row: str | None) -> tuple[Cell, ...]:
        """The cells of a row (None: of the total) of a table; none where it has none."""
        rows = self.tables[table].rows if table in self.tables else ()
        return next((found.cells for found in rows if (found.total if row is None else found.key == row)), ())


def of_area(area: Area, first: date, last: date) -> OfArea:
    """What an area published of exactly this period, and else what it would publish now."""
    frozen = list(FrozenReport.objects.filter(area=area).select_related("withdrawal").order_by("frozen_at", "pk"))
    for report in reversed(frozen):
        tables = tables_in(report.published.sections)
        if (report.first, report.last) == (first, last) and not report.is_withdrawn and BANDS in tables:
            return OfArea(area, tables, report.published.made_on)
    earlier = [report.published for report in frozen]
    found = publishable(sections_of(Scope(area, first, last)), threshold=threshold_of(earlier), earlier=earlier)
    return OfArea(area, tables_in(found.sections), None)


def threshold_of(earlier: Iterable[Content]) -> int:
    """The highest threshold under which the area published, and at least the usual one."""
    return max([Threshold.FIVE.value, *(content.threshold for content in earlier)])


def tables_in(sections: Iterable[Section]) -> dict[str, Table]:
    """The tables by their key."""
    return {table.key: table for section in sections for table in section.tables}


def region(first: date, last: date) -> Section:
    """How far disagreements went in each area that consents, and how many answers came in time."""
    areas = [of_area(area, first, last) for area in consenting()]
    period = period_name(first, last)
    return Section(
        key="region",
        title="How far disagreements went, by area",
        finding=f"{counted(len(areas), 'area compares its figures,areas compare their figures')}",
        says="Stages differ between areas, so the level of whoever acts at a stage is compared: practitioners, their managers, "
        "directors, the board. Each disagreement raised in the period is counted at the furthest level that it reached. Areas "
        "differ in size and in what they record: a higher number is not a worse one.",
        tables=(
            numbers_table(areas, period),
            shares_table(areas, period),
            in_time_table(areas, period),
        ),
    )


def numbers_table(areas: Iterable[OfArea], period: str) -> Table:
    """How many, by level."""
    rows = tuple(Row(key=found.area.key, label=found.area.name, cells=numbers_of(found)) for found in areas)
    return table_of("region-levels", "Furthest level reached, by area", period, (*labels(), "All"), rows, notes(areas))


def numbers_of(found: OfArea) -> tuple[Cell, ...]:
    """The numbers of an area by level, and all."""
    return tuple(next(iter(found.cells(BANDS, band)), NOT_SHOWN) for band in (*Band, None))


def shares_table(areas: Iterable[OfArea], period: str) -> Table:
    """The same as per cent, of the numbers that are shown."""
    rows = []
    for found in areas:
        *levels, whole = numbers_of(found)
        cells = tuple(share_of(cell, whole) for cell in levels)
        rows.append(Row(key=found.area.key, label=found.area.name, cells=cells))
    title = "Furthest level reached, as a share of all raised, by area"
    return table_of("region-shares", title, period, labels(), tuple(rows), ())


def share_of(part: Cell, whole: Cell) -> Cell:
    """A share of two numbers that are shown; else why there is none."""
    if part.value is None or whole.value is None:
        return Cell(unit=Unit.PERCENT, mark=part.mark or whole.mark)
    if not whole.value:
        return Cell(unit=Unit.PERCENT, mark=Mark.NOT_APPLICABLE)
    share = round(PER_CENT * part.value / whole.value, 1)
    return Cell(value=share, unit=Unit.PERCENT, count=part.count, over=whole.count)


def in_time_table(areas: Iterable[OfArea], period: str) -> Table:
    """How many limits were due, and which share was kept in the time allowed."""
    rows = []
    for found in areas:
        due, *_, share = found.cells(LIMITS, None) or (NOT_SHOWN, NOT_SHOWN)
        rows.append(Row(key=found.area.key, label=found.area.name, cells=(due, share)))
    return table_of(
        "region-in-time", "Answered in time, by area", period, ("Due", "In the time allowed"), tuple(rows), ()
    )


def labels() -> tuple[str, ...]:
    """The levels in words."""
    return tuple(band.label for band in Band)


def notes(areas: Iterable[OfArea]) -> tuple[str, ...]:
    """Which areas have published what is shown, and which would."""
    published = [f"{found.area.name} (on {long_date(found.published_on)})" for found in areas if found.published_on]
    said = f"As published: {listed(published)}." if published else ""
    others = [found.area.name for found in areas if not found.published_on]
    return tuple(filter(None, (said, f"As it would be published now: {listed(others)}." if others else "")))


def table_of(
    key: str, title: str, period: str, columns: tuple[str, ...], rows: tuple[Row, ...], said: tuple[str, ...]
) -> Table:
    """A table with a row for each area."""
    return Table(key=key, title=title, subtitle=period, head="Area", columns=columns, rows=rows, notes=said)
