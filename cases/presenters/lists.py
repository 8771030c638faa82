"""The lists of cases as files: the columns of what a person has to do, of the cases that they may know of, and of what cases taught.

They say what the pages of these lists say, and nothing that an outline would not (`cases.access`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cases.models import Case, LearningPoint, Side
from cases.presenters.due import Due, Tag
from cases.presenters.following import FollowUpRow
from cases.presenters.home import Row, case_rows
from core.sheets import Column, Listing
from core.words import listed

AT_ONCE = 500
"""Cases that are read from the database at once."""


def cases_to_take(cases: QuerySet[Case], *, at: datetime) -> Iterator[dict[str, Any]]:
    """The rows of `cases.selectors.listed`, read some at a time."""
    for case in cases.iterator(chunk_size=AT_ONCE):
        yield from case_rows([case], at=at)


def _of_the_case(value: Callable[[Case], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda row: value(row["case"])


def _agencies(case: Case, side: Side) -> str:
    return listed(party.agency.name for party in case.present() if party.side == side)


CASES: Listing[dict[str, Any]] = Listing(
    "cases",
    "Cases",
    (
        Column("Reference", _of_the_case(lambda case: case.reference)),
        Column("Area", _of_the_case(lambda case: case.area.name)),
        Column("Raised by", _of_the_case(lambda case: _agencies(case, Side.ESCALATING))),
        Column("Received by", _of_the_case(lambda case: _agencies(case, Side.RECEIVING))),
        Column("Raised (London time)", _of_the_case(lambda case: case.raised_at)),
        Column("Stage", lambda row: row["stage"]),
        Column("Next deadline (London time)", lambda row: row["due"].at if row["due"] else ""),
        Column("How near", lambda row: row["due"].phrase if row["due"] else ""),
        Column("Status", lambda row: row["tag"].text),
        Column("Immediate risk", lambda row: row["risk"]),
        Column("Ended (London time)", _of_the_case(lambda case: case.ended_at)),
    ),
)


@dataclass(frozen=True)
class ToDo:
    """One line of what needs a person's attention: under which heading of their first page, and what it says there."""

    heading: str
    reference: str
    title: str
    stage: str
    what: str
    who: str
    due: Due | None
    tag: Tag


def duties_to_take(heading: str, rows: Iterable[Row]) -> Iterator[ToDo]:
    """Duties of cases under their heading of the first page."""
    for row in rows:
        what = f"{row.what} {row.more}".strip()
        yield ToDo(heading, str(row.case.reference), row.title, row.stage, what, row.who, row.due, row.tag)


def follow_ups_to_take(heading: str, rows: Iterable[FollowUpRow]) -> Iterator[ToDo]:
    """What is to be followed up, under its heading of the first page."""
    for row in rows:
        yield ToDo(heading, row.reference, row.title, "", row.what, row.who, row.due, row.tag)


TO_DO: Listing[ToDo] = Listing(
    "what-needs-attention",
    "What needs your attention",
    (
        Column("List", lambda row: row.heading),
        Column("Case", lambda row: row.reference),
        Column("About", lambda row: row.title),
        Column("Stage", lambda row: row.stage),
        Column("What to do", lambda row: row.what),
        Column("Who", lambda row: row.who),
        Column("By when (London time)", lambda row: row.due.at if row.due else ""),
        Column("How near", lambda row: row.due.phrase if row.due else ""),
        Column("Status", lambda row: row.tag.text),
    ),
)


def _said(point: LearningPoint) -> str:
    return str(point.entry.content.body["learning"])


def _became_of_it(point: LearningPoint) -> str:
    return str(point.answered_in.content.body["became_of_it"]) if point.answered_in else ""


LEARNING: Listing[LearningPoint] = Listing(
    "learning",
    "Learning",
    (
        Column("Kind", lambda point: point.get_kind_display()),
        Column("What was recorded", _said),
        Column("Recorded (London time)", lambda point: point.recorded_at),
        Column("Area", lambda point: point.case.area.name),
        Column("Case, where you may know of it", lambda point: point.case.reference if point.known else ""),  # type: ignore[attr-defined]
        Column("Sent to", lambda point: point.get_addressee_display()),
        Column("Agency", lambda point: point.agency.name if point.agency else ""),
        Column("Status", lambda point: "Closed" if point.is_closed else "Open"),
        Column("What became of it", lambda point: point.get_became_display()),
        Column("Said of it", _became_of_it),
        Column("Answered (London time)", lambda point: point.answered_at),
    ),
)
