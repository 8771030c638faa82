"""What was counted of a month is what its facts say, for as long as it is kept."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Case
from cases.verbs import Verb
from policies.models import Area
from reports import facts
from reports.facts.months import MEASURES, counted, months_of
from reports.figures.numbers import gather
from reports.models import CaseFact, LimitFact, MonthCount
from reports.scopes import Scope
from tests.unit.cases.world import DAY, HOUR, World, a_world, at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-28 12:00")
EVERY_MONTH = {date(2026, month, 1) for month in range(2, 13)} | {date(2027, month, 1) for month in range(1, 12)}
"""From that of the first case to a year ahead."""
PERIODS = (
    (date(2026, 4, 1), date(2026, 11, 28)),
    (date(2026, 4, 1), date(2027, 3, 31)),
    (date(2026, 5, 31), date(2026, 6, 1)),
    (date(2026, 6, 10), date(2026, 6, 20)),
    (date(2025, 1, 1), date(2026, 12, 31)),
)


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def cases(world: World) -> list[Case]:
    """Raised from May to July, and one in February; some withdrawn after a while."""
    days = ("2026-02-10", "2026-05-29", "2026-05-31", "2026-06-01", "2026-06-15", "2026-07-31")
    found = [world.raised(at=at(f"{day} 10:30"), protective_at=None) for day in days]
    for case in found[::2]:
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=case.raised_at + 20 * DAY)
    return found


def by_hand(area: Area, name: str, first: date, last: date) -> dict[tuple[Any, ...], int]:
    """The same, row by row."""
    measure, found = MEASURES[name], {}
    for row in measure.model.objects.filter(area=area, **measure.only).values():
        day = row[measure.day]
        if day is not None and first <= day <= last:
            values = tuple(row[f"{field}_id" if f"{field}_id" in row else field] for field in measure.fields)
            found[values] = found.get(values, 0) + 1
    return found


def looks_right(area: Area) -> None:
    for periods in (*((days,) for days in PERIODS), PERIODS[2:4]):
        for name, counts in counted(area, periods).items():
            assert [dict(count) for count in counts] == [by_hand(area, name, *days) for days in periods], name


def test_the_days_in_pieces_of_a_month() -> None:
    assert months_of((date(2026, 1, 30), date(2026, 3, 1))) == [
        (date(2026, 1, 30), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 1)),
    ]
    assert months_of((date(2026, 3, 2), date(2026, 3, 1))) == []


def test_from_the_facts_from_months_and_from_both_it_is_the_same(world: World, cases: list[Case]) -> None:
    area = world.version.area
    facts.refresh([case.pk for case in cases])
    assert not MonthCount.objects.exists()
    looks_right(area)
    facts.compare(at=NOW)
    assert set(MonthCount.objects.values_list("month", flat=True)) == EVERY_MONTH
    looks_right(area)
    MonthCount.objects.filter(month__in=(date(2026, 5, 1), date(2026, 7, 1))).delete()
    looks_right(area)


def test_months_that_are_counted_are_not_counted_from_the_facts(world: World, cases: list[Case]) -> None:
    facts.compare(at=NOW)
    whole = ((date(2026, 5, 1), date(2026, 7, 31)),)
    before = counted(world.version.area, whole)
    assert before["raisers"][0].total() == 5
    CaseFact.objects.exclude(raised_on=date(2026, 2, 10)).delete()
    assert counted(world.version.area, whole) == before
    assert counted(world.version.area, PERIODS[3:4])["raisers"] == [{}]


def test_a_case_that_moves_takes_along_what_was_counted_of_its_months(world: World, cases: list[Case]) -> None:
    area, case = world.version.area, cases[3]
    facts.compare(at=NOW)
    world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=case.raised_at + HOUR)
    world.do(case, Verb.WITHDRAW, by=case.raised_by, at=case.raised_at + 60 * DAY)
    facts.refresh([case.pk])
    gone = EVERY_MONTH - set(MonthCount.objects.values_list("month", flat=True))
    assert gone == {date(2026, 6, 1), date(2026, 7, 1)}
    looks_right(area)
    facts.catch_up(at=NOW)
    assert MonthCount.objects.filter(month__in=gone).count() == 2 * len(MEASURES)
    looks_right(area)
    assert LimitFact.objects.filter(fact=case.pk, kept="kept").exists()


def test_between_two_periods_nothing_counts(world: World, cases: list[Case]) -> None:
    """The year so far is compared with the same days a year before: what came between is in neither."""
    facts.compare(at=NOW)
    scope = Scope(world.version.area, date(2027, 4, 1), date(2027, 5, 30))
    assert scope.before.last == date(2026, 5, 30)
    assert gather(scope).raised.before[()] == 1
    assert gather(scope).raised.now[()] == 0


def test_at_most_so_many_months_are_counted_in_a_turn(
    world: World, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    facts.compare(at=NOW)
    facts.compare(at=NOW + timedelta(minutes=11))
    MonthCount.objects.all().delete()
    monkeypatch.setattr("reports.facts.upkeep.MONTHS", 3)
    facts.catch_up(at=NOW + timedelta(minutes=12))
    counted_now = set(MonthCount.objects.values_list("month", flat=True))
    assert counted_now == {date(2026, month, 1) for month in (9, 10, 11)}
