"""`manage.py policy check FILE…` and `manage.py policy load FILE…`: exit 0, or 1 with the reasons."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from policies.parsing import Mistake, PolicyMistakes, read
from policies.publishing import digest_of, publish


class Command(BaseCommand):
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
            raise CommandError("\n".join(str(mistake) for mistake in refused.mistakes)) from refused

    def _check(self, files: list[Path]) -> None:
        mistakes: list[Mistake] = []
        for file in files:
            try:
                policy, _ = read(file)
                self.stdout.write(
                    f"{file.name}: {policy.area.name}, version {policy.metadata.version}: can be published"
                )
                self.stdout.write(f"  digest {digest_of(policy)}")
            except PolicyMistakes as refused:
                mistakes += refused.mistakes
        if mistakes:
            raise PolicyMistakes(mistakes)

    def _load(self, files: list[Path]) -> None:
        for done in publish(files, by=None, at=timezone.now()):
            became = "published" if done.new else "published before, nothing changed"
            self.stdout.write(f"{done.version.area.name}, version {done.version.version}: {became}")
