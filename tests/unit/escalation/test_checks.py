"""Production does not start unsafely."""

import secrets
from datetime import UTC, datetime

import pytest
from django.core import checks as django_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError

from agencies.models import User
from escalation import checks


@pytest.fixture
def production(settings, monkeypatch):
    """Settings that may start."""
    settings.LOCAL = False
    settings.DEBUG = False
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    settings.REDIS_URL = "redis://redis/0"
    settings.ALLOWED_HOSTS = ["resolve.example"]
    settings.SITE_URL = "https://resolve.example"
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "Resolve <no-reply@resolve.example>"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    return settings


def reasons():
    return [refusal.id for refusal in checks.check_settings()]


@pytest.mark.usefixtures("production")
def test_sound_settings_are_not_refused():
    assert reasons() == []


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "", "resolve.secret"),
        ("SECRET_KEY", "django-insecure-" + "abcdefgh" * 8, "resolve.secret"),
        ("SECRET_KEY", "change-me-" + "abcdefgh" * 8, "resolve.secret"),
        ("SECRET_KEY", "abcdefgh" * 6, "resolve.secret"),
        ("SECRET_KEY", "ab" * 40, "resolve.secret"),
        ("DEBUG", True, "resolve.debug"),
        ("REDIS_URL", "", "resolve.broker"),
        ("ALLOWED_HOSTS", [""], "resolve.hosts"),
        ("ALLOWED_HOSTS", ["*"], "resolve.hosts"),
        ("SITE_URL", "http://127.0.0.1:8000", "resolve.address"),
        ("EMAIL_HOST", "", "resolve.mail"),
        ("DEFAULT_FROM_EMAIL", "Resolve <no-reply@resolve.invalid>", "resolve.sender"),
        ("DEFAULT_FROM_EMAIL", "Resolve", "resolve.sender"),
    ],
)
def test_an_unsafe_setting_is_refused(production, name, value, reason):
    setattr(production, name, value)
    assert reasons() == [reason]


def test_sqlite_is_refused(production, monkeypatch):
    monkeypatch.setitem(production.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert reasons() == ["resolve.database"]


def test_local_mode_may_do_all_that(settings):
    settings.LOCAL = True
    settings.DEBUG = True
    assert reasons() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("production")
def test_demo_accounts_are_refused():
    assert checks.demo_accounts() is None
    User.objects.create_user("demo@example.org", name="Demo Person", is_demo=True)
    assert checks.check_data(databases=["default"])[0].id == "resolve.demo_accounts"


@pytest.mark.usefixtures("production")
def test_the_database_is_not_asked_where_it_may_not_be():
    assert checks.check_data() == []


def test_django_tells_them_at_deploy(production):
    production.EMAIL_HOST = ""
    found = django_checks.run_checks(tags=["security"], include_deployment_checks=True)
    assert "resolve.mail" in {message.id for message in found}
    with pytest.raises(SystemCheckError, match="EMAIL_HOST is not set"):
        call_command("check", "--deploy", "--tag", "security")


def calendar_warnings(monkeypatch, at):
    monkeypatch.setattr(checks.timezone, "now", lambda: at)
    return [found for found in django_checks.run_checks() if found.id == "resolve.bank_holidays"]


def test_bank_holidays_that_are_held_for_a_year_are_enough(monkeypatch):
    assert calendar_warnings(monkeypatch, datetime(2027, 12, 31, 12, tzinfo=UTC)) == []


def test_bank_holidays_that_run_out_within_a_year_are_warned_about(monkeypatch):
    found = calendar_warnings(monkeypatch, datetime(2028, 1, 2, 12, tzinfo=UTC))
    assert [warning.level for warning in found] == [django_checks.WARNING] * 3
    assert found[0].msg == (
        "The bank holidays of England and Wales are held until Sunday 31 December 2028, which is less than 12 months. "
        "Past that day no limit can be worked out."
    )
    assert "https://www.gov.uk/bank-holidays.json" in found[0].hint
    assert "policies/data/bank_holidays.json" in found[0].hint


def test_a_start_ends_with_every_reason(production, capsys):
    production.EMAIL_HOST = ""
    production.ALLOWED_HOSTS = []
    with pytest.raises(SystemExit) as ended:
        checks.refuse_unsafe_start()
    assert ended.value.code == checks.EXIT_CONFIGURATION
    said = capsys.readouterr().err
    assert "EMAIL_HOST is not set" in said
    assert "ALLOWED_HOSTS is not set" in said


@pytest.mark.usefixtures("production")
def test_a_silent_database_ends_a_start(monkeypatch, capsys):
    def silent(**_):
        raise OperationalError("no route")

    monkeypatch.setattr(checks, "check_data", silent)
    with pytest.raises(SystemExit):
        checks.refuse_unsafe_start()
    assert "The database does not answer: no route" in capsys.readouterr().err


def test_a_local_start_asks_nothing(settings):
    settings.LOCAL = True
    settings.EMAIL_HOST = ""
    checks.refuse_unsafe_start()
