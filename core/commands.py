"""A command for people who are no programmers: what it refuses, it refuses in a sentence and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class PlainCommand(BaseCommand):
    """Says why it refused as it stands, without the name of Django's error before it; the exit code is 1 as ever."""

    _called_from_command_line = False  # Django sets it

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run it; on the command line print the refusal, elsewhere let it go on to the caller."""
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            if not self._called_from_command_line or options.get("traceback"):
                raise
            self.stderr.write(str(error))
            raise SystemExit(error.returncode) from error
