"""`manage.py redate`: after the bank holidays changed, date the limits of running cases again, and say which moved."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.process.redating import redate
from core.words import counted, listed


class Command(BaseCommand):
    help = "Date the running limits again after the bank holidays have changed; none becomes shorter."

    def handle(self, *_: Any, **__: Any) -> None:
        """Print a line for each case whose limits moved."""
        found = redate(at=timezone.now())
        for reference, moved in found.items():
            self.stdout.write(f"{reference}: now {listed(dict.fromkeys(moved))}.")
        self.stdout.write(f"{counted(len(found), 'case')} dated again.")
