"""`manage.py simulate AREA --raising TYPE --receiving TYPE --at ISO`: the walk of a case, as JSON or in words.

AREA is a published area, one of the library, or a file that ends in .yaml: what is being written is tried before it is published.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from core.commands import PlainCommand
from core.errors import NotVisible, ResolveError
from core.words import LONDON, long_date
from policies.models import Area, PolicyVersion
from policies.moments import EXAMPLE, read_moment
from policies.parsing import PolicyMistakes, read
from policies.presenters.walking import lines_of
from policies.publishing import digest_of
from policies.schema import Policy
from policies.selectors import areas_with_procedure, first_day, in_force
from policies.simulator import Question, walk
from policies.vocabulary import AgencyType

LIBRARY = Path(__file__).resolve().parents[2] / "library"

Answer = TypeVar("Answer")


class Command(PlainCommand):
    help = "Walk a hypothetical case in which nobody agrees through an area's procedure, and print it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("area", help="the key of an area, or a policy file that ends in .yaml")
        parser.add_argument("--raising", required=True)
        parser.add_argument("--receiving", required=True)
        parser.add_argument("--at", required=True, help=f"such as {EXAMPLE}; without an offset it is London time")
        parser.add_argument("--immediate-risk", action="store_true")
        parser.add_argument("--priority", default="", help="a key of the procedure's priorities; without it the first")
        parser.add_argument("--meeting", help="when the meeting is from which times count back, written like --at")
        parser.add_argument("--in-words", action="store_true", help="print it as people read it, and not as JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            moment = read_moment(options["at"], option="--at")
            policy, digest = _policy(options["area"], moment.at)
            sides = _type(options["raising"]), _type(options["receiving"])
            question = Question(
                *sides,
                moment.at,
                options["immediate_risk"],
                moment.chosen,
                _meeting(policy, options["meeting"], after=moment.at),
                _priority(policy, options["priority"]),
            )
            self.stdout.write(_said(policy, question, digest, in_words=options["in_words"]))
        except ResolveError as error:
            raise CommandError(error.sentence) from error


def _said(policy: Policy, question: Question, digest: str, *, in_words: bool) -> str:
    if in_words:
        return "\n".join(lines_of(policy, question))
    return json.dumps(walk(policy, question, digest=digest), ensure_ascii=False, indent=2)


def _priority(policy: Policy, key: str) -> str:
    known = [priority.key for priority in policy.priorities]
    if key and not known:
        raise CommandError("This procedure knows no priorities: leave out --priority.")
    if key and key not in known:
        raise CommandError(f"There is no priority “{key}”. Use one of {', '.join(known)}.")
    return key


def _meeting(policy: Policy, given: str | None, *, after: datetime) -> datetime | None:
    if given is None:
        return None
    if not policy.counts_back:
        raise CommandError("No time of this procedure counts back from a meeting: leave out --meeting.")
    at = read_moment(given, option="--meeting").at
    if at <= after:
        raise CommandError("The meeting must be after the case is raised: use a --meeting later than --at.")
    return at


def _policy(area: str, at: datetime) -> tuple[Policy, str]:
    """The file; else the version in force on that day; without one (or without a database) the library's."""
    if area.endswith((".yaml", ".yml")):
        return _read(Path(area))
    version = _asked(lambda: _in_force(area, at))
    if version is not None:
        return version.policy, version.digest
    shipped = {path.stem: path for path in LIBRARY.glob("*.yaml")}
    if area not in shipped:
        raise CommandError(_why_none(area, shipped))
    return _read(shipped[area])


def _read(path: Path) -> tuple[Policy, str]:
    try:
        policy, _ = read(path)
    except PolicyMistakes as error:
        raise CommandError(str(error)) from error
    return policy, digest_of(policy)


def _in_force(area: str, at: datetime) -> PolicyVersion | None:
    known = Area.objects.filter(key=area).first()
    try:
        return in_force(known, on=at.astimezone(LONDON).date()) if known else None
    except NotVisible:
        return None


def _why_none(area: str, shipped: Iterable[str]) -> str:
    begins = _asked(lambda: first_day(area))
    if begins is not None:
        name, day = begins
        return f"The procedure of {name} is in force from {long_date(day)}. Use --at on or after that day."
    areas = sorted({*shipped, *(_asked(areas_with_procedure) or ())})
    return f"There is no area “{area}”. Use one of {', '.join(areas)}."


def _asked(question: Callable[[], Answer | None]) -> Answer | None:
    """The database's answer; None where there is no database, or none of our tables in it."""
    try:
        return question()
    except DatabaseError:
        return None


def _type(name: str) -> AgencyType:
    try:
        return AgencyType(name)
    except ValueError as error:
        known = ", ".join(word.value for word in AgencyType)
        raise CommandError(f"There is no type of agency “{name}”. Use one of {known}.") from error
