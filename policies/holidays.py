"""Newer bank-holiday dates, as GOV.UK publishes them or as Resolve keeps them: read, checked, and put beside those held."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import BadInput
from policies.calendar import DATA, DIVISIONS, load
from policies.vocabulary import CalendarName

Divisions = dict[str, list[str]]


@dataclass(frozen=True)
class Change:
    """What newer dates change in one division: days that become bank holidays, and days that no longer are."""

    division: CalendarName
    added: tuple[date, ...]
    removed: tuple[date, ...]


def held() -> dict[str, Any]:
    """The file of dates that this installation holds: `source`, `licence` and `divisions`."""
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def read(text: str) -> Divisions:
    """The dates in GOV.UK's own JSON, or in a file as Resolve keeps it: division -> ISO dates, sorted.

    Raises BadInput with a sentence where it is neither, lacks a division, or a date is not real.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadInput(f"This is not JSON: {error}. Save https://www.gov.uk/bank-holidays.json as it is.") from error
    if not isinstance(found, Mapping):
        raise BadInput("The file holds no divisions. Save https://www.gov.uk/bank-holidays.json as it is.")
    divisions = found.get("divisions", found)
    dates = {name.value: _dates(divisions, name) for name in DIVISIONS}
    load(CalendarName.UNITED_KINGDOM, dates)
    return dates


def together(newer: Divisions) -> Divisions:
    """The dates held, and in the years of which the newer file speaks those of the newer file: GOV.UK drops old years."""
    merged = {}
    for name, dates in newer.items():
        years = {day[:4] for day in dates}
        merged[name] = sorted({*dates, *(day for day in held()["divisions"][name] if day[:4] not in years)})
    return merged


def changes(newer: Divisions) -> list[Change]:
    """What would change in each division, where anything would."""
    found = []
    for name, dates in together(newer).items():
        before, after = set(held()["divisions"][name]), set(dates)
        added, removed = sorted(after - before), sorted(before - after)
        if added or removed:
            days = (tuple(date.fromisoformat(day) for day in listed) for listed in (added, removed))
            found.append(Change(CalendarName(name), *days))
    return found


def put(newer: Divisions) -> None:
    """Keep the newer dates. Processes that run go on with the older ones until they are started again."""
    text = json.dumps(held() | {"divisions": together(newer)}, indent=1, ensure_ascii=False)
    DATA.write_text(f"{text}\n", encoding="utf-8")


def _dates(divisions: Any, name: CalendarName) -> list[str]:
    said = divisions.get(name.value) if isinstance(divisions, Mapping) else None
    events = said.get("events") if isinstance(said, Mapping) else said
    if not isinstance(events, list) or not events:
        raise BadInput(f"The file holds no bank holidays for {name.label}.")
    days = [event.get("date") if isinstance(event, Mapping) else event for event in events]
    dated = {day for day in days if isinstance(day, str)}
    if len(dated) < len(set(days)):
        raise BadInput(f"A bank holiday of {name.label} has no date.")
    return sorted(dated)
