"""What instant or date did a person mean by what they typed? Pure Python: no Django, no clock.

Dates arrive in three parts and times as people write them; what cannot be read comes back as `Mistyped`, which says
which parts are wrong, so that the page can mark exactly those and keep what was typed.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from core.words import LONDON, clock_face, listed, long_date

DATE_PARTS = ("day", "month", "year")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SHORTEST_MONTH = 3
SPOKEN_TIMES = {"midday": time(12), "noon": time(12), "midnight": time(0)}
TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?m?\.?", re.IGNORECASE)


class Mistyped(ValueError):
    """What was typed cannot be read. `says` follows the name of the thing ("must be a real date"); `parts` are to blame."""

    def __init__(self, says: str, parts: tuple[str, ...]) -> None:
        super().__init__(says)
        self.says = says
        self.parts = parts


def is_blank(typed: Mapping[str, str]) -> bool:
    """Whether nothing at all was typed."""
    return not any(text.strip() for text in typed.values())


def read_date(typed: Mapping[str, str]) -> date:
    """The date in `day`, `month` (a number or a name) and `year`, as text. Raises Mistyped in GOV.UK's words."""
    texts = {part: typed.get(part, "").strip() for part in DATE_PARTS}
    missing = tuple(part for part in DATE_PARTS if not texts[part])
    if missing:
        raise Mistyped(f"must include a {listed(missing)}", missing)
    if not re.fullmatch(r"\d+", texts["year"]):
        raise Mistyped("must be a real date", ("year",))
    if len(texts["year"]) != len("2026"):
        raise Mistyped("must have a year of 4 numbers, like 2026", ("year",))
    day, month = _number(texts["day"], "day"), read_month(texts["month"])
    try:
        return date(int(texts["year"]), month, day)
    except ValueError:
        raise Mistyped("must be a real date", DATE_PARTS if month else ("month",)) from None


def _number(text: str, part: str) -> int:
    if re.fullmatch(r"\d{1,2}", text, re.ASCII):
        return int(text)
    raise Mistyped("must be a real date", (part,))


def read_month(text: str) -> int:
    """The number of a month typed as "11", "Nov" or "November". Raises Mistyped for anything else."""
    name = text.strip().lower().rstrip(".")
    if len(name) >= SHORTEST_MONTH:
        for number, month in enumerate(MONTHS, start=1):
            if month.startswith(name) or (name == "sept" and month == "september"):
                return number
    return _number(name, "month")


def read_time(text: str) -> time:
    """The time of day typed as "5pm", "2:05pm", "2.05 pm", "14:05", "1405", "midday". Raises Mistyped for anything else.

    "5" alone is refused: at five in the morning nobody is at work, and in the afternoon somebody meant it.
    """
    wanted = text.strip().lower()
    if wanted in SPOKEN_TIMES:
        return SPOKEN_TIMES[wanted]
    found = TIME.fullmatch(wanted)
    wrong = Mistyped("must have a time like 2:05pm or 14:05", ("time",))
    if not found or ("m" in wanted and not found["half"]) or not (found["half"] or found["minute"]):
        raise wrong
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise wrong
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise wrong from None


def instant(day: date, at: time) -> datetime:
    """The instant in UTC of a London date and time. Raises Mistyped for the hour that the clocks skip in March.

    Of the hour that October has twice, the first is taken: it is the earlier, so no limit is made longer by it.
    """
    local = datetime.combine(day, at, tzinfo=LONDON)
    there = local.astimezone(UTC)
    if there.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        says = f"cannot be {clock_face(at)} on {long_date(day)}, because the clocks go forward in that hour"
        raise Mistyped(says, ("time",))
    return there
