"""`manage.py token EMAIL`: print a token for the API, in the local mode."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from rest_framework.authtoken.models import Token

from agencies.models import User
from core.commands import PlainCommand


class Command(PlainCommand):
    help = "Print a token with which this person may use the API (local mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("Tokens are printed in the local mode only.")
        person = User.objects.filter(email__iexact=options["email"].strip(), is_active=True).first()
        if person is None:
            raise CommandError(
                f"Nobody has the address “{options['email']}”. “manage.py demo --list” shows who there is."
            )
        token, _made = Token.objects.get_or_create(user=person)
        self.stdout.write(token.key)
