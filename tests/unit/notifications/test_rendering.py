"""How a notice reads, and that it says nothing but reference, what to do, by when and link."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.models import Message
from notifications.outbox import Notice
from notifications.rendering import AWAY, FOOT, OPENING, OPENING_WITH_LIMIT, OPENING_WITHOUT_REFERENCE, OPENINGS, render

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = "https://resolve.example/"


def message(**changes: Any) -> Message:
    fields = {
        "key": "k",
        "kind": "acknowledge",
        "reference": "ESC-0142",
        "todo": "acknowledge it",
        "due": DUE,
        "path": "/cases/ESC-0142/",
        "created_at": AT,
    }
    return Message(**fields | changes)


def test_the_letter_in_full() -> None:
    letter = render(message(office_phone="01632 960001"))
    assert letter.subject == "ESC-0142: acknowledge it by 5pm on Tuesday 24 November 2026"
    assert letter.body == (
        "A disagreement is waiting for you.\n"
        "Reference: ESC-0142\n"
        "What to do: acknowledge it\n"
        "By: 5pm on Tuesday 24 November 2026\n"
        "Sign in to see it: https://resolve.example/cases/ESC-0142/\n"
        "\n"
        "If you are away, set up cover in Resolve or ring the business office on 01632 960001.\n"
        "We will never ask for your password or security code by email. Do not reply with details of anybody.\n"
    )


def test_a_limit_in_summer_is_said_in_london_time() -> None:
    letter = render(message(due=datetime(2026, 7, 1, 16, 0, tzinfo=UTC), created_at=datetime(2026, 6, 30, tzinfo=UTC)))
    assert letter.subject.endswith("by 5pm on Wednesday 1 July 2026")


def test_a_limit_that_had_passed_is_said_to_have_passed() -> None:
    letter = render(message(kind="reminder", created_at=DUE + timedelta(seconds=1)))
    assert letter.subject == "ESC-0142: acknowledge it, overdue since 5pm on Tuesday 24 November 2026"
    assert "Overdue since: 5pm on Tuesday 24 November 2026" in letter.body
    assert "\nBy:" not in letter.body


def test_at_its_very_moment_a_limit_has_not_passed() -> None:
    assert " by 5pm on " in render(message(created_at=DUE)).subject


def test_without_a_limit_no_moment_is_named() -> None:
    letter = render(message(due=None, todo="read what has happened"))
    assert letter.subject == "ESC-0142: read what has happened"
    assert letter.body.startswith("There is news about a disagreement.\n")
    assert "By:" not in letter.body


def test_without_a_reference_it_is_resolve_that_writes() -> None:
    letter = render(message(reference="", due=None, todo="download your report", path="/reports/"))
    assert letter.subject == "Resolve: download your report"
    assert letter.body.startswith("There is a message for you in Resolve.\n")
    assert "Reference" not in letter.body


def test_a_reminder_says_that_it_is_one() -> None:
    assert render(message(kind="reminder")).body.startswith("A reminder: something waits for you.\n")


references = st.from_regex(r"[A-Z]{2,4}-[0-9]{4}", fullmatch=True)
todos = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=120).filter(
    str.isprintable
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  naive bounds
kinds = st.from_regex(r"[a-z]{3,9}(-[a-z]{3,9})?", fullmatch=True) | st.sampled_from(sorted(OPENINGS))
SECRET = "Ada Okafor, Northside School, neglect"


@given(references, todos, st.none() | moments, moments, kinds)
def test_nothing_but_reference_todo_limit_and_link_is_ever_said(
    reference: str, todo: str, due: datetime | None, at: datetime, kind: str
) -> None:
    notice = Notice(
        recipient=None,
        key=SECRET,
        kind=kind,
        reference=reference,
        todo=todo,
        due=due,
        path=f"/cases/{reference}/",
        at=at,
    )
    written = notice.message()
    letter = render(written)
    assert "\n" not in letter.subject
    assert SECRET not in letter.subject + letter.body
    # Take away the four things and the fixed words: nothing is left.
    when = render(message(due=due, created_at=at)).subject.removeprefix("ESC-0142: acknowledge it")
    assert letter.subject == f"{reference}: {todo}{when}"
    first, *rest = letter.body.split("\n")
    assert first in {*OPENINGS.values(), OPENING, OPENING_WITH_LIMIT, OPENING_WITHOUT_REFERENCE}
    said_when = when.removeprefix(", overdue since ").removeprefix(" by ")
    expected = [
        f"Reference: {reference}",
        f"What to do: {todo}",
        *([f"{'Overdue since' if 'overdue' in when else 'By'}: {said_when}"] if due else []),
        f"Sign in to see it: https://resolve.example/cases/{reference}/",
        "",
        AWAY.format(""),
        *FOOT,
        "",
    ]
    assert rest == expected
