"""`manage.py deadline`: when a limit falls due and how that is worked out, as JSON. Reads no database."""

import json
from argparse import ArgumentParser
from enum import StrEnum
from typing import Any, TypeVar

from django.core.management.base import CommandError

from core.commands import PlainCommand
from core.errors import BadInput
from core.words import LONDON, listed
from policies.calendar import load
from policies.deadlines import UNCOUNTED, deadline
from policies.moments import EXAMPLE, read_moment
from policies.vocabulary import CalendarName, Start, Unit

UNITS = tuple(unit for unit in Unit if unit not in (Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC))
STARTS = (Start.RECEIPT, Start.ESCALATION)

Choice = TypeVar("Choice", bound=StrEnum)


class Command(PlainCommand):
    """Answer for one limit; exit 1 with a sentence that says what is wrong and how to mend it."""

    help = "Print when a limit falls due and how that is worked out, as JSON."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All are checked in `handle`, so that every mistake is answered by a sentence and exit code 1."""
        parser.add_argument("--received", help=f"when it was received or sent, for example {EXAMPLE} (London)")
        parser.add_argument("--amount", help="how many units, 1 or more; not needed for same-working-day")
        parser.add_argument("--unit", help=f"one of {', '.join(UNITS)}")
        parser.add_argument("--calendar", help=f"one of {', '.join(CalendarName)}")
        parser.add_argument("--start", default=Start.RECEIPT.value, help="receipt (default) or escalation")

    def handle(self, **options: Any) -> None:
        """Print `due` (ISO 8601, London offset) and `explanation`."""
        try:
            answer = _work_out(**{key: options[key] for key in ("received", "amount", "unit", "calendar", "start")})
        except BadInput as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def _work_out(
    *, received: str | None, amount: str | None, unit: str | None, calendar: str | None, start: str | None
) -> dict[str, Any]:
    counted_in = _choice("--unit", unit, UNITS)
    days = load(_choice("--calendar", calendar, tuple(CalendarName)))
    event = _choice("--start", start, STARTS)
    number = _amount(amount, counted_in)
    moment = read_moment(received, option="--received")
    answer = deadline(amount=number, unit=counted_in, start=event, started_at=moment.at, calendar=days)
    if answer is None:
        raise BadInput(f"A limit in {counted_in.value} has no date by itself.")
    due = answer.due_at.astimezone(LONDON)
    return {"due": due.isoformat(), "explanation": [*filter(None, [moment.chosen]), *answer.explanation]}


def _choice(option: str, given: str | None, words: tuple[Choice, ...]) -> Choice:
    for word in words:
        if word.value == given:
            return word
    allowed = listed([word.value for word in words], "or")
    if given is None:
        raise BadInput(f"{option} is missing. Use {allowed}.")
    raise BadInput(f"{option} cannot be “{given}”. Use {allowed}.")


def _amount(given: str | None, unit: Unit) -> int | None:
    if given is None and unit in UNCOUNTED:
        return None
    if given is None:
        raise BadInput(f"--amount is missing. A limit in {unit.value} needs a whole number of 1 or more.")
    try:
        number = int(given)
    except ValueError as error:
        raise BadInput(f"--amount cannot be “{given}”. Use a whole number of 1 or more.") from error
    if number < (0 if unit in UNCOUNTED else 1):
        raise BadInput(f"--amount cannot be {number}. Use a whole number of 1 or more.")
    if unit in UNCOUNTED and number > 1:
        raise BadInput(f"--amount cannot be {number}: {unit.value} counts nothing. Leave it out.")
    return number
