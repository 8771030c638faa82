"""`manage.py demo`: make the demo of the local mode, once; `--list` prints who can sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from agencies.models import Membership
from core.commands import PlainCommand
from core.words import counted
from escalation.demo import history
from escalation.demo.build import build, is_built
from escalation.demo.people import PASSWORD
from policies.models import Area


class Command(PlainCommand):
    help = "Make the demo: people, agencies and cases in every area (local mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-past", action="store_true", help="leave out the cases of the years before")
        parser.add_argument("--list", action="store_true", help="print the demo's sign-ins, and make nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("The demo is for the local mode only.")
        if options["list"]:
            self._list()
        elif is_built():
            told = 0 if options["without_past"] else history.tell(at=timezone.now())
            done = f"Added {counted(told, 'case')} of the years before." if told else "Nothing was changed."
            self.stdout.write(f"The demo is there already. {done}")
        elif not Area.objects.exists():
            raise CommandError("No policy is published yet. Run “manage.py policy load policies/library/*.yaml” first.")
        else:
            made = build(at=timezone.now(), with_past=not options["without_past"])
            self.stdout.write(f"Made the demo with {counted(made, 'case')}.")

    def _list(self) -> None:
        """A few people of each area: one of each role, from the agencies that most cases concern."""
        self.stdout.write(f"Demo sign-ins (password: {PASSWORD}), or one click on the sign-in page:")
        for area in Area.objects.order_by("name"):
            self.stdout.write(f"  {area.name}")
            shown: set[tuple[str, str]] = set()
            people = Membership.objects.filter(user__is_demo=True).select_related("user", "agency")
            for member in people.filter(agency__areas=area) | people.filter(area=area):
                kind = (member.role, member.agency.type if member.agency else "")
                if kind not in shown and kind[1] in ("", "childrens-social-care", "health", "school"):
                    shown.add(kind)
                    place = member.agency.name if member.agency else area.partnership
                    self.stdout.write(f"    {member.user.email:62} {member.user.job_title}, {place}")
