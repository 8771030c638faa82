"""The values that a policy file holds at the end of its keys: each is taken in its own form, and nothing is turned into it."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticKnownError

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _written_as_date(given: Any) -> Any:
    """Let through a date, and a text like 2026-04-01; a number would silently become a day of 1970."""
    if isinstance(given, date) or (isinstance(given, str) and ISO_DATE.fullmatch(given)):
        return given
    raise PydanticKnownError("date_type")


Day = Annotated[date, BeforeValidator(_written_as_date)]
Flag = Annotated[bool, Field(strict=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Edition = Annotated[int, Field(strict=True, ge=1, le=999)]
Amount = Annotated[int, Field(strict=True, ge=1, le=1000)]
Seats = Annotated[int, Field(strict=True, ge=1, le=20)]
HoursBefore = Annotated[int, Field(strict=True, ge=1, le=80)]
MorningsAfter = Annotated[int, Field(strict=True, ge=0, le=60)]
Rule = Annotated[str, StringConstraints(pattern=r"^[A-Z]+-[0-9]+$")]
Cites = Annotated[tuple[Rule, ...], BeforeValidator(lambda cite: [cite] if isinstance(cite, str) else cite)]
