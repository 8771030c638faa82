"""The desk of the board's side: what it looks after, section by section. Each knows what is in it, and how its rows read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from agencies.gaps import Gap, gaps_in
from agencies.models import User
from agencies.selectors import areas_overseen_by
from cases import oversight
from cases.access import references_overseen_by
from cases.presenters import desk_rows
from cases.presenters.desk_rows import DeskRow
from cases.rules.learning import open_points
from cases.selectors import asked_of_the_office, unread, without_a_person
from core.sheets import Column, Listing
from core.words import london
from notifications.selectors import failed_deliveries
from policies.models import PolicyVersion
from policies.presenters.version import past_review
from policies.selectors import all_in_force

Found = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True)
class Section:
    """One part of the desk. `columns` are the headings of a row's link and cells; `dated`: a column with its limit follows.

    `of_the_office`: the chair has no part in it. `every`: where all of them are, if not on a page of the desk.
    """

    key: str
    title: str
    says: str
    empty: str
    columns: tuple[str, ...]
    find: Callable[[User, datetime], Found]
    rows: Callable[..., list[DeskRow]]
    dated: bool = False
    tagged: bool = False
    of_the_office: bool = False
    every: str = ""

    def shown(self, found: Sequence[Any], *, at: datetime) -> list[DeskRow]:
        """The rows of what was found, each cell with its heading."""
        rows = self.rows(found, at=at)
        return [replace(row, labelled=tuple(zip(self.columns[1:], row.cells, strict=True))) for row in rows]


AT_ONCE = 500
"""Rows of a section that are made at once for a file."""


def listing_of(section: Section) -> Listing[DeskRow]:
    """A section as a file: the columns of its table, and what stands under a row's link, and its tags, in columns of their own."""
    cells = (_cell(place, heading) for place, heading in enumerate(section.columns[1:]))
    dated = (
        Column[DeskRow]("By when (London time)", lambda row: row.due.at if row.due else ""),
        Column[DeskRow]("How near", lambda row: row.due.phrase if row.due else ""),
    )
    tagged = (Column[DeskRow]("Status", lambda row: row.tag.text if row.tag else ""),)
    return Listing(
        f"desk-{section.key}",
        section.title,
        (
            Column[DeskRow](section.columns[0], lambda row: row.text),
            Column[DeskRow]("Where, or of what", lambda row: row.under),
            *cells,
            *(dated if section.dated else ()),
            *(tagged if section.tagged else ()),
            Column[DeskRow]("Immediate risk", lambda row: row.at_risk),
        ),
    )


def _cell(place: int, heading: str) -> Column[DeskRow]:
    return Column(heading, lambda row: row.cells[place])


def every_row(section: Section, found: Found, *, at: datetime) -> Iterator[DeskRow]:
    """All rows of a section, some at a time."""
    for page in Paginator(found, AT_ONCE):
        yield from section.shown(list(page.object_list), at=at)


def sections_for(person: User) -> list[Section]:
    """The sections of this person's desk, in their order."""
    office = person.has_perm("cases.oversee")
    return [section for section in SECTIONS if office or not section.of_the_office]


def _past_review(person: User, at: datetime) -> list[PolicyVersion]:
    """The procedures in force in the areas of whose board's office this is that are past their review date."""
    today, own = london(at).date(), set(areas_overseen_by(person).values_list("pk", flat=True))
    followed = [version for version in all_in_force(on=today) if version.area_id in own]
    return [version for version in followed if past_review(version.policy, on=today)]


def _gaps(person: User, at: datetime) -> list[Gap]:
    return gaps_in(areas_overseen_by(person), at=at)


CASE, AGENCIES, STAGE = "Case", "Agencies", "Stage"

SECTIONS = (
    Section(
        key="last-stage",
        title="At the last stage",
        says="Cases that the board’s side is to settle, with what is next. Those that nobody has triaged come first.",
        empty="No case is at a last stage.",
        columns=(CASE, AGENCIES, "What is next"),
        find=lambda person, _: oversight.at_last_stage(person),
        rows=desk_rows.what_is_next,
        dated=True,
        tagged=True,
    ),
    Section(
        key="told",
        title="The board was told",
        says="Cases at a stage at which the procedure tells the board, before they reach a last stage.",
        empty="No case is at a stage at which the procedure tells the board.",
        columns=(CASE, AGENCIES, STAGE, "Told"),
        find=lambda person, _: oversight.told_before_the_last(person),
        rows=desk_rows.told,
        dated=True,
        tagged=True,
    ),
    Section(
        key="overdue",
        title="Limits that have passed",
        says="What is still owed at a stage though its time is over, the longest overdue first.",
        empty="No limit has passed without what it was for.",
        columns=(CASE, "Whose", "What"),
        find=lambda person, at: oversight.limits_passed(person, at=at),
        rows=desk_rows.breaches,
        dated=True,
    ),
    Section(
        key="asked",
        title="Asked of the office",
        says="A side waits until the office approves something, or does not.",
        empty="Nobody waits for an approval.",
        columns=(CASE, AGENCIES, STAGE),
        find=lambda person, _: asked_of_the_office(oversight.of_the_office(person)),
        rows=desk_rows.cases_as_they_stand,
        dated=True,
        of_the_office=True,
    ),
    Section(
        key="dates",
        title="Dates to set",
        says="Somebody is to sit or to mediate, and no date is set.",
        empty="Every meeting, panel and mediation has its date.",
        columns=(CASE, AGENCIES, "How it is settled"),
        find=lambda person, _: oversight.to_arrange(person),
        rows=desk_rows.dates,
        dated=True,
    ),
    Section(
        key="reports",
        title="Reports back that are due",
        says="A mediator, a panel or the board’s side is to report back after the decision.",
        empty="Nobody owes a report back.",
        columns=(CASE, "Whose", "How the case ended"),
        find=lambda person, _: oversight.reports_due(person),
        rows=desk_rows.reports,
        dated=True,
    ),
    Section(
        key="follow-ups",
        title="Follow-ups past their time",
        says="What was to be done beside the stages or after the end, in cases that the board reads.",
        empty="Nothing that is to be followed up is late.",
        columns=(CASE, "Whose", "What"),
        find=lambda person, at: oversight.follow_ups_overdue(person, at=at),
        rows=desk_rows.breaches,
        dated=True,
    ),
    Section(
        key="nobody",
        title="Cases in which nobody could be found",
        says="A side has nobody who can act for it. Name somebody in the directory.",
        empty="Somebody acts for every side.",
        columns=(CASE, AGENCIES, STAGE),
        find=lambda person, _: without_a_person(oversight.of_the_office(person)),
        rows=desk_rows.cases_as_they_stand,
        dated=True,
        of_the_office=True,
    ),
    Section(
        key="nobodys-move",
        title="Cases that wait for nobody",
        says="They are open, and nobody owes anything. Ask the side that raised it how it is to go on.",
        empty="In every open case somebody has something to do.",
        columns=(CASE, AGENCIES, STAGE),
        find=lambda person, _: oversight.with_nobodys_move(oversight.of_the_office(person)),
        rows=desk_rows.cases_as_they_stand,
        dated=True,
        of_the_office=True,
    ),
    Section(
        key="unread",
        title="Unread by the receiving agency",
        says="An agency that received it has neither opened nor acknowledged it at its present stage.",
        empty="Every receiving agency has opened what it received.",
        columns=(CASE, AGENCIES, STAGE),
        find=lambda person, _: unread(oversight.of_the_office(person)),
        rows=desk_rows.cases_as_they_stand,
        dated=True,
        of_the_office=True,
    ),
    Section(
        key="undelivered",
        title="Messages that could not be delivered",
        says="Limits go on running. Mend the address, or tell the person another way, and send the message again.",
        empty="Every message has been delivered or is on its way.",
        columns=("About", "For", "What to do", "Since"),
        find=lambda person, _: failed_deliveries(references=references_overseen_by(person)),
        rows=desk_rows.bounced,
        of_the_office=True,
        every="delivery-failures",
    ),
    Section(
        key="gaps",
        title="Vacant posts and gaps in cover",
        says="Posts for which the procedure asks, and in which nobody can act now or within two weeks.",
        empty="Every post for which the procedure asks has somebody who can act.",
        columns=("Agency", "What is missing"),
        find=_gaps,
        rows=desk_rows.gaps_of,
        tagged=True,
        of_the_office=True,
    ),
    Section(
        key="learning",
        title="Learning that waits for an answer",
        says="What became of it is still to be said.",
        empty="Every learning point has been answered.",
        columns=("What", "For", "Recorded"),
        find=lambda person, _: open_points(person),
        rows=desk_rows.learning,
        every="learning",
    ),
    Section(
        key="procedures",
        title="Procedures past their review date",
        says="They hold until another version is published.",
        empty="No procedure in force is past its review date.",
        columns=("Procedure", "Version", "Was to be reviewed by"),
        find=_past_review,
        rows=desk_rows.procedures,
        of_the_office=True,
    ),
)
"""The desk from the top: what presses first, then what stands still, then what is to be kept in order."""
