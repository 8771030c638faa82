"""`manage.py simulate AREA --raising TYPE --receiving TYPE --at ISO [--immediate-risk]`: the walk of a case, as JSON."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core.errors import ResolveError
from core.words import LONDON
from policies.models import Area
from policies.moments import EXAMPLE, read_moment
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
        parser.add_argument("--at", required=True, help=f"such as {EXAMPLE}; without an offset it is London time")
        parser.add_argument("--immediate-risk", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            moment = read_moment(options["at"], option="--at")
            policy, digest = _policy(options["area"], moment.at)
            sides = _type(options["raising"]), _type(options["receiving"])
            question = Question(*sides, moment.at, options["immediate_risk"], moment.chosen)
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
