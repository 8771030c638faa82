"""What instant does a moment mean that somebody gave to a command? One reading for all of them, or a sentence.

Pure Python: no Django and no clock. (What is typed into a page is read by `core.typed`.)
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import BadInput
from core.words import clock_face, long_date
from policies.calendar import came_twice, instant_in_london

FORM = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")
EXAMPLE = "2026-01-16T17:30"
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Far beyond every case and every calendar, and far enough from where dates end that a limit can be added."""


@dataclass(frozen=True)
class Moment:
    """An instant, and what was chosen in reading it."""

    at: datetime
    """UTC."""
    chosen: str = ""
    """A sentence where the time came twice, as the clocks went back; else empty."""


def read_moment(given: str | None, *, option: str) -> Moment:
    """The moment written as 2026-01-16T17:30, perhaps with seconds and an offset or Z; without one it is London time.

    `option` is the name of what was given, for the sentence. Raises BadInput where nothing is given, and for another form
    (a date alone too), a time that never was as the clocks went forward, and a year before 1900 or after 2999.
    """
    if given is None:
        raise BadInput(f"{option} is missing. Give a date and time, for example {EXAMPLE}.")
    when = _read(given)
    if when is None:
        raise BadInput(
            f"{option} cannot be “{given}”: it is not a real date and time. "
            f"Write it as year-month-dayThour:minute, for example {EXAMPLE}."
        )
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise BadInput(f"{option} cannot be “{given}”: use a year from {FIRST_YEAR} to {LAST_YEAR}.")
    if when.tzinfo is not None:
        return Moment(when.astimezone(UTC))
    return Moment(instant_in_london(when), _choice(when))


def _read(given: str) -> datetime | None:
    try:
        return datetime.fromisoformat(given) if FORM.fullmatch(given) else None
    except ValueError:
        return None


def _choice(when: datetime) -> str:
    if not came_twice(when):
        return ""
    said = f"{clock_face(when.time())} on {long_date(when.date())}"
    return f"{said} came twice, as the clocks went back an hour. The first of the two is meant."
