"""What is to be followed up, as pages and lists show it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from cases.models import FollowUp, FollowUpKind, FollowUpResult, Subject
from cases.presenters.case import title_of_case
from cases.presenters.due import Due, Tag, due_of_clock
from cases.presenters.statement import KINDS
from cases.process.follow_ups import todo_of, verb_of, what
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import who_owes
from core.words import counted, long_date

TAGS = {FollowUpResult.DONE: Tag("Done", "green"), FollowUpResult.NOT_NEEDED: Tag("Not needed", "grey")}
GROUPED = (FollowUpKind.COPY, FollowUpKind.OWN_SYSTEM)
"""Kinds of which one party may owe many at once: a list shows those of one limit as one."""


@dataclass(frozen=True)
class FollowUpRow:
    """One thing to be followed up: what (`todo`: whomever it is about), who owes it, until when, and how it stands. `reference` and `title` tell its case.

    `verb` answers it. `opens` says from when on it is asked, where that is later. `stands_for`: how many.
    """

    number: int
    kind: str
    what: str
    todo: str
    who: str
    due: Due | None
    tag: Tag
    mine: bool
    reference: str
    title: str
    verb: Verb
    opens: str
    result: str
    stands_for: int = 1


@dataclass(frozen=True)
class FollowUps:
    """What is to be followed up in a case, as its page shows it: what is open, and what is done with."""

    open: list[FollowUpRow]
    done: list[FollowUpRow]


def follow_up_rows(s: Situation) -> list[FollowUpRow]:
    """What is to be followed up in this case, one row each, what is done last."""
    answerable = {found.pk for found in s.to_follow_up}
    rows = [_row(found, at=s.at, mine=found.pk in answerable) for found in s.follow_ups]
    return sorted(rows, key=lambda row: bool(row.result))


def follow_ups_of(s: Situation) -> FollowUps:
    """As `follow_up_rows`, for a page: what one party owes for several children stands in one row."""
    rows = grouped(follow_up_rows(s))
    return FollowUps([row for row in rows if not row.result], [row for row in rows if row.result])


def rows_of(found: Iterable[FollowUp], *, at: datetime) -> list[FollowUpRow]:
    """What a person has to follow up in several cases (`cases.selectors.to_follow_up`), several of a kind in one row."""
    return grouped([_row(follow_up, at=at, mine=True) for follow_up in found])


def grouped(rows: Iterable[FollowUpRow]) -> list[FollowUpRow]:
    """The rows, those of a case, a kind, a party, a limit and a result that are asked for each child made one."""
    found: dict[object, FollowUpRow] = {}
    for row in rows:
        due = row.due.at if row.due else None
        key: object = (
            (row.reference, row.kind, row.who, due, row.result) if row.kind in GROUPED else (row.reference, row.number)
        )
        first = found.get(key)
        if first is None:
            found[key] = row
            continue
        stands_for = first.stands_for + 1
        said = f"{row.todo} ({counted(stands_for, 'record')})"
        found[key] = replace(first, what=said, stands_for=stands_for)
    return list(found.values())


def what_of(found: FollowUp) -> str:
    """What there is to do, and about which child."""
    about = f" ({subject_name(found.subject)})" if found.subject else ""
    return f"{_capital(what(found))}{about}"


def subject_name(subject: Subject) -> str:
    """A child as lists name it: "Child 2"."""
    return f"{KINDS[subject.kind]} {subject.number}"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _row(found: FollowUp, *, at: datetime, mine: bool) -> FollowUpRow:
    case = found.case
    due = None if found.result else due_of_clock(getattr(found, "clock", None), at=at, policy=case.policy)
    later = found.opens_at is not None and found.opens_at > at
    return FollowUpRow(
        number=found.number,
        kind=found.kind,
        what=what_of(found),
        todo=_capital(todo_of(found.kind, case)),
        who=who_owes(found, case),
        due=due,
        tag=_tag(found, due, later=later),
        mine=mine,
        reference=str(case.reference),
        title=title_of_case(case),
        verb=verb_of(found.kind),
        opens=long_date(found.opens_at) if found.opens_at and later else "",
        result=found.result,
    )


def _tag(found: FollowUp, due: Due | None, *, later: bool) -> Tag:
    if found.result:
        result = FollowUpResult(found.result)
        return TAGS.get(result, Tag(result.label, "green"))
    if found.not_kept_in_id is not None:
        return Tag("Not kept", "red")
    if later:
        return Tag("Later", "grey")
    if due is None:
        return Tag("To do", "blue")
    return Tag("Overdue", "red") if due.overdue else Tag("Due soon", "orange") if due.soon else Tag("To do", "blue")
