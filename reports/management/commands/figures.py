"""`manage.py figures [--anew]`: make the rows of the figures where they lag behind the cases, or all of them anew."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from core.commands import PlainCommand
from core.words import counted
from reports.facts import compare


class Command(PlainCommand):
    help = (
        "Compare every case with its figures, and make those that are missing or old (local beat does so each minute)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="make the figures of every case anew")

    def handle(self, *_: Any, **options: Any) -> None:
        made = compare(at=timezone.now(), anew=options["anew"])
        self.stdout.write(f"Made the figures of {counted(made, 'case')}.")
