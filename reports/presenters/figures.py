"""What stands at the head of the dashboard: a few numbers, each leading to its list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse

from cases.models import LIVE_STATES, Case, Clock
from reports.scopes import Scope
from reports.shape import Cell, Section, Unit, written


@dataclass(frozen=True)
class Tile:
    """One number with its words, and where it leads ("" for nowhere)."""

    number: str
    words: str
    href: str = ""


def tiles_of(scope: Scope, sections: tuple[Section, ...], *, at: datetime) -> list[Tile]:
    """Open and overdue now, answered in time, and half of the time to the end."""
    live = Case.objects.filter(area=scope.area, state__in=LIVE_STATES)
    running = Clock.objects.filter(case=OuterRef("pk"), stopped_at=None, paused_at=None, follow_up=None)
    overdue = live.filter(Exists(running.filter(due_at__lt=at))).count()
    cells = {section.key: section.tables[0].rows[-1].cells for section in sections}
    in_time, half = cells["in-time"][-1], cells["times"][1]
    here = {"area": scope.area.pk}
    return [
        Tile(f"{live.count():,}", "open now", f"{reverse('case-list')}?{urlencode({**here, 'status': 'live'})}"),
        Tile(f"{overdue:,}", "overdue now", f"{reverse('case-list')}?{urlencode({**here, 'due': 'overdue'})}"),
        Tile(_said(in_time), "of limits kept in the time allowed"),
        Tile(_said(half), "working days to the end, for half of them"),
    ]


def _said(cell: Cell) -> str:
    return "None" if cell.value is None else written(cell)


Links = dict[str, dict[str, list[str]]]


def links_of(sections: Iterable[Section]) -> Links:
    """Where the numbers of these sections lead, by table and row, in the order of the columns; "" where a share leads nowhere."""
    page = reverse("figures-behind")
    return {
        table.key: {row.key: [_behind(cell, page) for cell in row.cells] for row in table.rows}
        for section in sections
        for table in section.tables
    }


def _behind(cell: Cell, page: str) -> str:
    """The address on this page of the cases behind a count other than 0; "" for none."""
    if cell.unit != Unit.COUNT or cell.count is None or not cell.value:
        return ""
    asked = {"measure": cell.count.measure, "first": cell.count.first, "last": cell.count.last, **dict(cell.count.of)}
    return f"{page}?{urlencode(asked)}"
