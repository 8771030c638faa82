"""May this start in production? Each refusal is a sentence that says what to set.

Django's `check --deploy` tells them all (with `--database default` also those that ask the database). Web server, worker
and beat ask again as they start, and end with the sentences instead of running unsafely. That the bank holidays will run
out is a warning, told by every check.
"""

import sys
from collections.abc import Callable, Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, ProgrammingError, connections
from django.utils import timezone

from core.words import long_date
from policies.calendar import DIVISIONS, load

SECRET_LENGTH = 50
SECRET_VARIETY = 5
SECRET_EXAMPLES = ("django-insecure", "change-me", "changeme", "example", "secret", "test")
MONTHS_AHEAD = 12
"""Of bank holidays: limits run for weeks, and whoever fetches newer dates may need a while."""
EXIT_CONFIGURATION = 78
"""What BSD's sysexits.h calls EX_CONFIG."""


def secret() -> str | None:
    """A secret key of the installation's own."""
    try:
        key: str = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if not key:
        return "SECRET_KEY is not set. Set it to at least 50 random characters that are kept out of version control."
    if key.lower().startswith(SECRET_EXAMPLES) or len(key) < SECRET_LENGTH or len(set(key)) < SECRET_VARIETY:
        return "SECRET_KEY is an example or too short. Set it to at least 50 random characters."
    return None


def debug() -> str | None:
    """No page with the program's insides."""
    return "DEBUG is on. Take RESOLVE_DEBUG out of the environment." if settings.DEBUG else None


def database() -> str | None:
    """A server that several processes can write to."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return "The database is SQLite. Set DATABASE_URL to a PostgreSQL database."
    return None


def broker() -> str | None:
    """A broker that several machines can reach."""
    return None if settings.REDIS_URL else "REDIS_URL is not set. Set it to the address of a Redis server."


def hosts() -> str | None:
    """Only the names that are ours."""
    named = [host for host in settings.ALLOWED_HOSTS if host]
    if not named or "*" in named:
        return "ALLOWED_HOSTS is not set, or allows every name. Set it to the names that Resolve is reached by."
    return None


def address() -> str | None:
    """Links in e-mails lead to us, and safely."""
    if not settings.SITE_URL.startswith("https://"):
        return "SITE_URL is not set to an https address. Notices link to it: set it to the address of the site."
    return None


def mail() -> str | None:
    """Notices leave the house."""
    return None if settings.EMAIL_HOST else "EMAIL_HOST is not set. Set it to the mail server that notices leave by."


def sender() -> str | None:
    """Notices come from an address that receiving mail servers take."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if "@" not in address or address.endswith(".invalid"):
        return "DEFAULT_FROM_EMAIL is not set. Set it to the sender of notices, such as Resolve <no-reply@example.org>."
    return None


def demo_accounts() -> str | None:
    """Nobody who signs in with one click. A database without our tables has no accounts."""
    try:
        count = get_user_model()._default_manager.filter(is_demo=True).count()  # noqa: SLF001
    except ProgrammingError:
        return None
    if count:
        return f"The database holds {count} demo accounts. Use a database that the demo was never loaded into."
    return None


Question = Callable[[], str | None]
OF_SETTINGS: Sequence[Question] = (secret, debug, database, broker, hosts, address, mail, sender)
OF_DATABASE: Sequence[Question] = (demo_accounts,)


def _as_errors(questions: Sequence[Question]) -> list[checks.CheckMessage]:
    if settings.LOCAL:
        return []
    refusals = [(question.__name__, question()) for question in questions]
    return [checks.Error(sentence, id=f"resolve.{name}") for name, sentence in refusals if sentence]


def check_settings(**_: Any) -> list[checks.CheckMessage]:
    """What the settings lack for production; nothing in local mode."""
    return _as_errors(OF_SETTINGS)


def check_data(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """What the database must not hold in production; asked only where the database may be asked."""
    return _as_errors(OF_DATABASE) if databases else []


def check_calendars(**_: Any) -> list[checks.CheckMessage]:
    """Warn, in every mode, of each division whose bank holidays are held for less than a year from now."""
    at = timezone.now()
    return [
        checks.Warning(
            f"The bank holidays of {division.label} are held until {long_date(calendar.last_date_held)}, which is less "
            f"than {MONTHS_AHEAD} months. Past that day no limit can be worked out.",
            hint="Install a newer Resolve, or put the newer dates of https://www.gov.uk/bank-holidays.json into "
            "policies/data/bank_holidays.json.",
            id="resolve.bank_holidays",
        )
        for division in DIVISIONS
        if (calendar := load(division)).months_held(at) < MONTHS_AHEAD
    ]


def register() -> None:
    """Make all known to `manage.py check`; what is asked of production only, to `check --deploy`."""
    checks.register(check_settings, checks.Tags.security, deploy=True)
    checks.register(check_data, checks.Tags.database, deploy=True)
    checks.register(check_calendars)


def refuse_unsafe_start() -> None:
    """End this process, with a sentence for each reason, if production may not start so. In local mode: nothing."""
    try:
        refusals = check_settings() or check_data(databases=["default"])
        reasons = [refusal.msg for refusal in refusals]
    except Error as error:
        reasons = [f"The database does not answer: {error}"]
    if settings.LOCAL or not reasons:
        return
    connections.close_all()
    sys.stderr.write("Resolve does not start:\n" + "".join(f"  - {reason}\n" for reason in reasons))
    sys.exit(EXIT_CONFIGURATION)
