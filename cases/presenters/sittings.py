"""How a last stage stands, as pages show it: the way chosen, who sits, when, and what departs from the procedure."""

from dataclasses import dataclass
from datetime import datetime

from cases.composition import WITHOUT_SEATS, Place, check
from cases.models import Seat
from cases.rules.board_rules import way_of
from cases.rules.who_may_sit import body_of
from cases.situations import Situation
from cases.words.board import member_line
from core.words import moment
from policies.presenters.words import option_binds


@dataclass(frozen=True)
class SeatLine:
    """Somebody who sits: by name, in which role, for which agency, and the conflict of interest that was declared, "" for none.

    Where what was written has been erased, `name` and `conflict` are "" and `conflicted` still says whether one was declared.
    """

    name: str
    role: str
    agency: str
    conflict: str
    conflicted: bool


@dataclass(frozen=True)
class SittingPage:
    """The last stage of a case that is at it: lines for a summary, and sentences that somebody must read first."""

    title: str
    binds: str
    members: list[str]
    composition: list[str]
    sits: str
    papers: str
    departs: list[str]
    names: list[str]
    kind: str
    seats: list[SeatLine]
    sits_at: datetime | None
    papers_by: datetime | None


def sitting_of(s: Situation) -> SittingPage | None:
    """How the present last stage is to settle the case; None elsewhere, and while it is open in which way."""
    way = way_of(s)
    if way is None or s.passage is None:
        return None
    seats = [seat for seat in s.sitting.seats.all() if seat.until is None] if s.sitting else []
    area = s.case.area_id
    parties = [body_of(party.agency, area) for party in s.parties if party.part_ended_at is None]
    places = [Place(body_of(seat.agency, area), seat.role, seat.conflicted) for seat in seats]
    found = check(way.composition, way.kind, places, parties)
    appointed = way.kind not in WITHOUT_SEATS and bool(seats)
    return SittingPage(
        title=way.title,
        binds=option_binds(way),
        members=[_line(seat) for seat in seats],
        composition=found.said if appointed else [],
        sits=_when(s.sitting.sits_at if s.sitting else None),
        papers=_when(s.sitting.papers_by if s.sitting else None),
        names=[f"{_name(seat)} ({seat.agency.name})" for seat in seats],
        departs=[finding.sentence for finding in found.findings] if appointed else [],
        kind=way.kind,
        seats=[_seat(seat) for seat in seats],
        sits_at=s.sitting.sits_at if s.sitting else None,
        papers_by=s.sitting.papers_by if s.sitting else None,
    )


def _seat(seat: Seat) -> SeatLine:
    written = _written(seat)
    return SeatLine(
        written.get("name", ""), seat.role, seat.agency.name, written.get("conflict", ""), conflicted=seat.conflicted
    )


def _written(seat: Seat) -> dict[str, str]:
    """What was written of a seat when it was filled; nothing where that has been erased."""
    content = getattr(seat.entry, "content", None)
    members: list[dict[str, str]] = content.body.get("members", []) if content else []
    return members[seat.number - 1] if len(members) >= seat.number else {}


def _line(seat: Seat) -> str:
    written = _written(seat)
    return member_line(written) if written else f"{seat.get_role_display()}, {seat.agency.name}"


def _name(seat: Seat) -> str:
    return _written(seat).get("name", str(seat.get_role_display()))


def _when(at: datetime | None) -> str:
    return moment(at) if at else ""
