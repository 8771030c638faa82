"""`manage.py migrate`, and after it the guards of what never changes: the record, and published policies."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from core import guards


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as Django does, then install the triggers, which a rebuilt SQLite table has lost."""
        super().handle(*args, **options)
        guards.install(connections[options["database"]])
