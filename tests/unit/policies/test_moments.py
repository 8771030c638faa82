"""A moment that a command is given: one reading of it, or a sentence that names the form."""

from datetime import UTC, datetime

import pytest

from core.errors import BadInput
from policies.moments import Moment, read_moment

WRONG = "it is not a real date and time. Write it as year-month-dayThour:minute, for example 2026-01-16T17:30."


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ("2026-01-16T17:30", datetime(2026, 1, 16, 17, 30, tzinfo=UTC)),
        ("2026-01-16 17:30", datetime(2026, 1, 16, 17, 30, tzinfo=UTC)),
        ("2026-01-16T17:30:20", datetime(2026, 1, 16, 17, 30, 20, tzinfo=UTC)),
        ("2026-07-16T17:30", datetime(2026, 7, 16, 16, 30, tzinfo=UTC)),
        ("2026-07-16T17:30Z", datetime(2026, 7, 16, 17, 30, tzinfo=UTC)),
        ("2026-07-16T17:30:20+02:00", datetime(2026, 7, 16, 15, 30, 20, tzinfo=UTC)),
        ("1900-01-01T00:00+14:00", datetime(1899, 12, 31, 10, 0, tzinfo=UTC)),
        ("2999-12-31T23:59-12:00", datetime(3000, 1, 1, 11, 59, tzinfo=UTC)),
    ],
)
def test_the_instant_is_in_utc(given: str, at: datetime) -> None:
    assert read_moment(given, option="--at") == Moment(at)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "--at is missing. Give a date and time, for example 2026-01-16T17:30."),
        *[
            (given, f"--at cannot be “{given}”: {WRONG}")
            for given in (
                "", "soon", "2026-01-16", "20260116", "20260116T1730", "2026-01-16T1730", "2026-01-16T17",
                "2026-W03-5T17:30", "2026-02-30T10:00", "2026-01-16T24:30", "2026-01-16T17:30+25:00", "2026-01-16T17:30 soon",
            )
        ],
        *[
            (given, f"--at cannot be “{given}”: use a year from 1900 to 2999.")
            for given in ("9999-12-31T23:59", "9999-12-31T23:59-12:00", "0001-01-01T00:00+14:00", "1899-12-31T23:59")
        ],
        (
            "2026-03-29T01:30",
            "There was no 1:30am on Sunday 29 March 2026: the clocks went forward by an hour that night. Use a time an hour later, or give the offset.",
        ),
    ],
)  # fmt: skip
def test_another_is_refused_with_a_sentence(given: str | None, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_moment(given, option="--at")
    assert refused.value.sentence == says


def test_of_a_time_that_came_twice_the_first_is_meant_and_that_is_said() -> None:
    moment = read_moment("2026-10-25T01:30", option="--at")
    assert moment.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment.chosen.startswith("1:30am on Sunday 25 October 2026 came twice")
    assert read_moment("2026-10-25T01:30Z", option="--at").chosen == ""
