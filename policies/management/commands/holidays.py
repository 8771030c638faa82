"""`manage.py holidays FILE`: take newer bank-holiday dates from a file, after showing what they change. Needs no network."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import PlainCommand
from core.errors import BadInput
from core.words import listed, long_date
from policies.holidays import changes, put, read


class Command(PlainCommand):
    """Print what changes; with `--check`, change nothing. Exit 1 with a sentence where the file cannot be used."""

    help = "Take newer bank-holiday dates from a file saved from https://www.gov.uk/bank-holidays.json."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and whether to look only."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="say what would change, and change nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read the file, say what it changes, and keep it."""
        try:
            newer = read(options["file"].read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        except BadInput as error:
            raise CommandError(error.sentence) from error
        found = changes(newer)
        for change in found:
            for days, says in ((change.added, "New"), (change.removed, "No longer")):
                if days:
                    self.stdout.write(f"{change.division.label}. {says}: {listed(long_date(day) for day in days)}.")
        if not found:
            self.stdout.write("These dates are held already.")
        elif not options["check"]:
            put(newer)
            self.stdout.write("Taken. Restart Resolve, then run `manage.py redate` to date the running limits again.")
