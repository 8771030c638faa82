"""`manage.py probe PART`: exit 0 if that part of Resolve lives, 1 if not. For the health checks of containers."""

import os
from argparse import ArgumentParser
from http.client import HTTPException
from typing import Any

from django.core.management import CommandError
from django.utils import timezone

from core.commands import PlainCommand
from escalation.health import signs
from escalation.heartbeats import Part
from escalation.probe import health

WEB = "web"


class Command(PlainCommand):
    help = "Tell by the exit code whether a part of Resolve lives."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which part."""
        parser.add_argument("part", choices=[WEB, *(part.value for part in Part)])

    def handle(self, *_: Any, part: str, **__: Any) -> None:
        """Ask the web server over HTTP on this machine, the others by their heartbeat."""
        if not (self._web_answers() if part == WEB else signs(at=timezone.now())[part].ok):
            raise CommandError(f"{part} gives no sign of life")

    def _web_answers(self) -> bool:
        try:
            return bool(health("127.0.0.1", int(os.environ.get("PORT", "8000")))["parts"][WEB]["ok"])
        except (OSError, HTTPException, ValueError):
            return False
