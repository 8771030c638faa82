"""A bank holiday is proclaimed while limits run: they are dated again, later or not at all."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from cases.models import Case, Clock
from cases.process import clocks, due_times
from cases.process.redating import redate
from cases.verbs import Verb
from notifications.models import Message
from policies import calendar
from policies.vocabulary import CalendarName
from tests.unit.cases.world import HOUR, START, World, a_world, at

pytestmark = pytest.mark.django_db
PROCLAIMED = date(2026, 11, 25)
AFTER_IT = date(2026, 11, 26)


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    """Raised on a Tuesday."""
    return world.raised()


@pytest.fixture
def proclaimed(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day after the case was raised has become a bank holiday."""
    proclaim(monkeypatch, PROCLAIMED)


def proclaim(monkeypatch: pytest.MonkeyPatch, *holidays: date) -> None:
    """Let the bank holidays be those of the file and these."""
    dates = json.loads(calendar.DATA.read_text())["divisions"]
    newer = {name: [*days, *(day.isoformat() for day in holidays)] for name, days in dates.items()}
    monkeypatch.setattr(due_times, "load", lambda name: calendar.load(CalendarName(name), newer))


def running(case: Case) -> Clock:
    return Clock.objects.filter(case=case, stopped_at=None, obligation__isnull=False).order_by("due_at")[0]


@pytest.mark.usefixtures("proclaimed")
class TestRedate:
    def test_a_limit_moves_by_the_day_and_its_explanation_says_why(self, case: Case) -> None:
        before = running(case)
        assert list(redate(at=START + HOUR)) == [case.reference]
        after = running(case)
        assert after.due_at > before.due_at
        assert "bank holidays changed" in after.explanation[-1]
        assert after.original_due_at == before.original_due_at

    def test_the_record_has_both_dates_and_both_sides_are_told(self, world: World, case: Case) -> None:
        before = running(case).due_at
        redate(at=START + HOUR)
        facts = case.entries.filter(kind="redated").first().facts
        assert (facts["from"], facts["due"]) == (before.isoformat(), running(case).due_at.isoformat())
        told = set(Message.objects.filter(kind="redated").values_list("recipient", flat=True))
        assert {world.raising.practitioner.pk, world.receiver_holder(case).pk} <= told

    def test_done_twice_it_changes_nothing(self, case: Case) -> None:
        redate(at=START + HOUR)
        written = case.entries.count()
        assert redate(at=START + 2 * HOUR) == {}
        assert case.entries.count() == written

    def test_the_next_change_dates_it_again(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        first = running(case)
        redate(at=START + HOUR)
        once = running(case)
        proclaim(monkeypatch, PROCLAIMED, AFTER_IT)
        assert list(redate(at=START + 2 * HOUR)) == [case.reference]
        twice = running(case)
        assert first.due_at < once.due_at < twice.due_at
        assert twice.original_due_at == first.due_at
        assert redate(at=START + 3 * HOUR) == {}

    def test_a_date_agreed_on_after_it_is_left_alone(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        redate(at=START + HOUR)
        clock, agreed = running(case), at("2026-12-01 12:00")
        clocks.move(clock, agreed, policy=case.policy, at=START + HOUR, why=("Agreed.",))
        proclaim(monkeypatch, PROCLAIMED, AFTER_IT)
        redate(at=START + 2 * HOUR)
        assert Clock.objects.get(pk=clock.pk).due_at == agreed

    def test_an_ended_case_is_left_alone(self, world: World, case: Case) -> None:
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + HOUR)
        assert redate(at=START + 2 * HOUR) == {}

    def test_a_limit_that_has_passed_is_left_alone(self, world: World, case: Case) -> None:
        due = running(case).due_at
        world.sweep(due + HOUR)
        redate(at=due + HOUR)
        assert due in set(Clock.objects.filter(case=case).values_list("due_at", flat=True))

    def test_a_date_that_both_sides_agreed_on_is_left_alone(self, case: Case) -> None:
        clock = running(case)
        agreed = at("2026-12-01 12:00")
        clocks.move(clock, agreed, policy=case.policy, at=START, why=("Agreed.",))
        redate(at=START + HOUR)
        assert Clock.objects.get(pk=clock.pk).due_at == agreed


def test_without_a_change_nothing_moves(case: Case) -> None:
    out = StringIO()
    call_command("redate", stdout=out)
    assert "0 cases dated again" in out.getvalue()
