"""Made-up figures and a small world for the tests of reports: an area, its board, an agency, and reports frozen by hand."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from agencies.models import Agency, Membership, User
from agencies.roles import MembershipRole
from policies.models import Area
from reports.models import FrozenReport, Report
from reports.shape import Cell, ChartKind, Content, Link, Row, Section, Table, count_of

AT = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)
FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)


@dataclass
class Board:
    """An area with its office, chair and a board member, an agency with a manager and a practitioner, and a stranger."""

    area: Area
    agency: Agency
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def a_board(key: str = "anyshire", name: str = "Anyshire") -> Board:
    """A board in which everybody has a part."""
    area = Area.objects.create(key=key, name=name, partnership=f"{name} Safeguarding Partnership")
    agency = Agency.objects.create(name=f"{name} Health Trust", type="health")
    agency.areas.add(area)
    board = Board(area, agency)
    parts: dict[str, tuple[str, MembershipRole, dict[str, Any]]] = {
        "office": ("Olive Office", MembershipRole.BOARD_OFFICE, {"area": area}),
        "second": ("Percy Partner", MembershipRole.BOARD_OFFICE, {"area": area}),
        "chair": ("Carl Chair", MembershipRole.CHAIR, {"area": area}),
        "member": ("Mary Member", MembershipRole.BOARD_MEMBER, {"area": area, "agency": agency}),
        "manager": ("Tom Jones", MembershipRole.MANAGER, {"agency": agency}),
        "keeper": ("Ada Keeper", MembershipRole.AGENCY_ADMIN, {"agency": agency}),
        "practitioner": ("Priya Shah", MembershipRole.PRACTITIONER, {"agency": agency}),
    }
    for part, (person, role, where) in parts.items():
        board.people[part] = User.objects.create(email=f"{part}@{key}.example", name=person)
        Membership.objects.create(user=board.people[part], role=role, **where)
    return board


def sections(first: date = FIRST, last: date = LAST, *, raised: tuple[int, ...] = (12, 3, 9)) -> tuple[Section, ...]:
    """Two sections, as the figures make them."""

    def cell(value: int, **of: str) -> Cell:
        return Cell(value=value, count=count_of("raised", first, last, **of))

    agencies = [Row(key=f"a{n}", label=f"Agency {n}", cells=(cell(v, raising=str(n)),)) for n, v in enumerate(raised)]
    total = Row(key="total", label="Total", cells=(cell(sum(raised)),), total=True)
    parts = tuple(row.cells[0].count for row in agencies if row.cells[0].count)
    whole = total.cells[0].count
    assert whole is not None
    by_agency = Table(
        key="agencies",
        title="Disagreements raised, by agency",
        subtitle="Anyshire, 1 April 2025 to 31 March 2026",
        head="Agency",
        columns=("Raised",),
        rows=(*agencies, total),
        links=(Link(total=whole, parts=parts),),
        drawn=ChartKind.BARS,
    )
    ended = Table(
        key="ended",
        title="How they ended",
        subtitle="Anyshire, 1 April 2025 to 31 March 2026",
        head="End",
        columns=("Cases",),
        rows=(Row(key="agreed", label="Agreed", cells=(Cell(value=20, count=count_of("ended", first, last)),)),),
    )
    return (
        Section(key="raised", title="Who raised", finding="Agency 0 raised most.", says="Cases.", tables=(by_agency,)),
        Section(key="ended", title="How it ended", finding="Most were agreed.", says="Cases.", tables=(ended,)),
    )


def content(title: str = "Annual report 2025 to 2026", **changes: Any) -> Content:
    """What a report publishes."""
    told: dict[str, Any] = {
        "title": title,
        "area": "Anyshire",
        "partnership": "Anyshire Safeguarding Partnership",
        "first": FIRST,
        "last": LAST,
        "threshold": 5,
        "sections": sections(),
        "made_on": AT.date(),
        "version": 1,
    }
    return Content(**told | changes)


def a_draft(board: Board, **fields: Any) -> Report:
    """A report that is being written."""
    told: dict[str, Any] = {
        "area": board.area,
        "first": FIRST,
        "last": LAST,
        "title": "Annual report 2025 to 2026",
        "started_at": AT,
        "started_by": board.office,
        "updated_at": AT,
        "updated_by": board.office,
    }
    return Report.objects.create(**told | fields)


def frozen(board: Board, **fields: Any) -> FrozenReport:
    """A report frozen by hand."""
    said = content(**fields).model_dump_json()
    return FrozenReport.objects.create(
        report=a_draft(board),
        area=board.area,
        first=FIRST,
        last=LAST,
        frozen_at=AT,
        frozen_by=board.office,
        figures="[]",
        content=said,
        definitions=1,
        digest=sha256(said.encode()).hexdigest(),
    )
