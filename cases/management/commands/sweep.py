"""`manage.py sweep [--at ISO]`: do what is due, and print the counts as JSON; 1 with a sentence for each case that failed."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from cases import sweeps
from core.commands import PlainCommand
from core.errors import BadInput
from policies.moments import EXAMPLE, read_moment


class Command(PlainCommand):
    help = "Do what is due now (or at --at), and print how much of each kind was done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", help=f"the moment, such as {EXAMPLE}; without an offset it is London time")

    def handle(self, *_: Any, **options: Any) -> None:
        now = timezone.now()
        at = now if options["at"] is None else self._moment(options["at"])
        if at > now and not settings.LOCAL:
            raise CommandError("--at lies in the future: that is possible only in the local mode.")
        try:
            self.stdout.write(json.dumps(sweeps.sweep(at=at)))
        except sweeps.SomeFailed as failed:
            self.stdout.write(json.dumps(failed.done))
            raise CommandError("\n".join(sweeps.in_words(failed.failures))) from failed

    def _moment(self, given: str) -> datetime:
        try:
            moment = read_moment(given, option="--at")
        except BadInput as error:
            raise CommandError(error.sentence) from error
        if moment.chosen:
            self.stderr.write(moment.chosen, self.style.WARNING)
        return moment.at
