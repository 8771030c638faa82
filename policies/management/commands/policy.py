"""`manage.py policy check FILE…` and `manage.py policy load FILE…`: exit 0, or 1 with the reasons."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import Error, OperationalError, ProgrammingError
from django.utils import timezone

from core.commands import PlainCommand
from policies.parsing import Mistake, PolicyMistakes
from policies.publishing import digest_of, examine, publish, published_otherwise

NOT_COMPARED = "The database does not answer, or has no tables yet: whether these versions are published with other content is not known."
NOT_PUBLISHED = (
    "Nothing was published: the database does not answer, or has no tables yet. "
    "Set it up with “manage.py migrate”, then load again."
)
BUSY = (
    "Nothing was published: something else is writing to the database, such as “make run” filling the demo. "
    "Load again when it has ended."
)

MEND_FIRST = "Mend this, and check again: whether the parts fit together is looked at once each is right by itself."


def _what_then(mistakes: Iterable[Mistake]) -> list[str]:
    """What follows upon mistakes that hide others."""
    return [MEND_FIRST] if any(mistake.kind or mistake.key.startswith("line ") for mistake in mistakes) else []


class Command(PlainCommand):
    help = "Check policy files, or publish them (all or none)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check", "load"])
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            if options["what"] == "check":
                self._check(options["files"])
            else:
                self._load(options["files"])
        except PolicyMistakes as refused:
            raise CommandError("\n".join([*map(str, refused.mistakes), *_what_then(refused.mistakes)])) from refused

    def _check(self, files: list[Path]) -> None:
        sound, mistakes = examine(files)
        try:
            mistakes += [mistake for one in sound for mistake in published_otherwise(one)]
        except Error:
            self.stderr.write(NOT_COMPARED, self.style.WARNING)
        wrong = {mistake.file for mistake in mistakes}
        for one in sound:
            if str(one.file) not in wrong:
                said = f"{one.policy.area.name}, version {one.policy.metadata.name}"
                self.stdout.write(f"{one.file.name}: {said}: can be published")
                self.stdout.write(f"  digest {digest_of(one.policy)}")
        if mistakes:
            raise PolicyMistakes(mistakes)

    def _load(self, files: list[Path]) -> None:
        try:
            published = publish(files, by=None, at=timezone.now())
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(BUSY if "locked" in str(error) else NOT_PUBLISHED) from error
        for done in published:
            became = "published" if done.new else "published before, nothing changed"
            self.stdout.write(f"{done.version.area.name}, version {done.version.name}: {became}")
