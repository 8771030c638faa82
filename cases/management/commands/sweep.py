"""`manage.py sweep [--at ISO]`: do what is due, and print the counts as JSON."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases import sweeps


class Command(BaseCommand):
    help = "Do what is due now (or at --at), and print how much of each kind was done."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", help="the moment, such as 2026-01-16T17:30; without an offset it is London time")

    def handle(self, *_: Any, **options: Any) -> None:
        now = timezone.now()
        at = self._moment(options["at"]) if options["at"] else now
        if at > now and not settings.LOCAL:
            raise CommandError("--at lies in the future: that is possible only in the local mode.")
        self.stdout.write(json.dumps(sweeps.sweep(at=at)))

    def _moment(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"--at: “{text}” is not a date and time. Write it like 2026-01-16T17:30.") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/London"))
