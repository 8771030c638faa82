"""`manage.py simulate AREA --raising TYPE --receiving TYPE --at ISO [--immediate-risk]`: the walk of a case, as JSON."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core.errors import ResolveError
from core.words import LONDON
from policies.calendar import instant_in_london
from policies.models import Area
from policies.parsing import PolicyMistakes, read
from policies.publishing import digest_of
from policies.schema import Policy
from policies.selectors import in_force
from policies.simulator import Question, walk
from policies.vocabulary import AgencyType

LIBRARY = Path(__file__).resolve().parents[2] / "library"


class Command(BaseCommand):
    help = "Walk a hypothetical case in which nobody agrees through an area's procedure, and print it as JSON."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("area")
        parser.add_argument("--raising", required=True)
        parser.add_argument("--receiving", required=True)
        parser.add_argument("--at", required=True, help="such as 2026-01-16T17:30; without an offset it is London time")
        parser.add_argument("--immediate-risk", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        at = _moment(options["at"])
        policy, digest = _policy(options["area"], at)
        question = Question(_type(options["raising"]), _type(options["receiving"]), at, options["immediate_risk"])
        try:
            self.stdout.write(json.dumps(walk(policy, question, digest=digest), ensure_ascii=False, indent=2))
        except ResolveError as error:
            raise CommandError(error.sentence) from error


def _policy(area: str, at: datetime) -> tuple[Policy, str]:
    """The version in force on that day; without one (or without a database) the library's."""
    try:
        known = Area.objects.filter(key=area).first()
        if known is not None:
            version = in_force(known, on=at.astimezone(LONDON).date())
            return version.policy, version.digest
    except (DatabaseError, ResolveError):
        pass
    file = LIBRARY / f"{area}.yaml"
    areas = sorted(path.stem for path in LIBRARY.glob("*.yaml"))
    if area not in areas:
        raise CommandError(f"There is no area “{area}”. Use one of {', '.join(areas)}.")
    try:
        policy, _ = read(file)
    except PolicyMistakes as error:
        raise CommandError(str(error)) from error
    return policy, digest_of(policy)


def _type(name: str) -> AgencyType:
    try:
        return AgencyType(name)
    except ValueError as error:
        known = ", ".join(word.value for word in AgencyType)
        raise CommandError(f"There is no type of agency “{name}”. Use one of {known}.") from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else instant_in_london(moment)
    except ResolveError as error:
        raise CommandError(error.sentence) from error
    except ValueError as error:
        raise CommandError(f"--at: “{text}” is not a date and time. Write it like 2026-01-16T17:30.") from error
