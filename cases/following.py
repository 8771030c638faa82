"""What is to be followed up, as pages and lists show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.follow_ups import what as what_of
from cases.models import FollowUp, FollowUpResult
from cases.presenters import Due, Tag, due_of_clock, title_of_case
from cases.situations import Situation
from cases.wording import who_owes

TAGS = {FollowUpResult.DONE: Tag("Done", "green"), FollowUpResult.NOT_NEEDED: Tag("Not needed", "grey")}


@dataclass(frozen=True)
class FollowUpRow:
    """One thing to be followed up: what, who owes it, until when, and how it stands. `reference` and `title` tell its case."""

    number: int
    kind: str
    what: str
    who: str
    due: Due | None
    tag: Tag
    mine: bool
    reference: str
    title: str


def follow_up_rows(s: Situation) -> list[FollowUpRow]:
    """What is to be followed up in this case, what is done last."""
    rows = [_row(found, at=s.at, mine=s.follows_up(found) and not found.result) for found in s.follow_ups]
    return sorted(rows, key=lambda row: row.tag in TAGS.values())


def rows_of(found: Iterable[FollowUp], *, at: datetime) -> list[FollowUpRow]:
    """What a person has to follow up in several cases (`cases.selectors.to_follow_up`)."""
    return [_row(follow_up, at=at, mine=True) for follow_up in found]


def _row(found: FollowUp, *, at: datetime, mine: bool) -> FollowUpRow:
    case = found.case
    due = None if found.result else due_of_clock(getattr(found, "clock", None), at=at, policy=case.policy)
    what = what_of(found)
    about = f" ({found.subject})" if found.subject else ""
    return FollowUpRow(
        number=found.number,
        kind=found.kind,
        what=f"{what[:1].upper()}{what[1:]}{about}",
        who=who_owes(found, case),
        due=due,
        tag=TAGS[FollowUpResult(found.result)] if found.result else _open_tag(due),
        mine=mine,
        reference=str(case.reference),
        title=title_of_case(case),
    )


def _open_tag(due: Due | None) -> Tag:
    if due is None:
        return Tag("To do", "blue")
    return Tag("Overdue", "red") if due.overdue else Tag("Due soon", "orange") if due.soon else Tag("To do", "blue")
