"""Build the demo: the people of every area, and its cases in the order of time, with the sweep running between them."""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from agencies.models import User
from cases.models import Clock
from cases.process.due_times import calendar_of
from cases.sweeps import attend, sweep
from core.words import LONDON
from escalation.demo import history, mail
from escalation.demo.people import Cast, Casting
from escalation.demo.stories import Finale, Story
from escalation.demo.texts import THEMES
from policies.models import Area, PolicyVersion
from policies.routes import rung_count
from policies.selectors import in_force
from policies.vocabulary import AgencyType, Breach, Sides
from reports import facts

FIRST_HOUR, LAST_HOUR = 9, 17


def is_built() -> bool:
    """Whether the demo's people are there already."""
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def build(*, at: datetime, with_past: bool) -> int:
    """Build the demo as of `at` (UTC), all or nothing, with its figures; returns how many cases it has.

    `with_past`: also the cases of the years before, which takes longer.
    """
    casting = Casting(at)
    casts = [casting.cast(_version(area, at)) for area in Area.objects.order_by("name")]
    past = history.tell(at=at) if with_past else 0
    stories = [story for cast in casts for story in _stories(cast, at)]
    _tell(stories, at=at)
    mail.settle(at=at)
    facts.compare(at=at)
    return past + len(stories)


def _version(area: Area, at: datetime) -> PolicyVersion:
    return in_force(area, on=at.date())


def _stories(cast: Cast, at: datetime) -> Iterator[Story]:
    """An open case at every stage and step, and cases that ended, or wait, in every way."""
    policy, number = cast.version.policy, count(1)
    stages = list(policy.stages)
    both = [stage.key for stage in stages if stage.sides is Sides.BOTH and stage.last is None]
    last = stages[-1].key

    def story(until: str, finale: Finale, *, days: int, rung: int = 0, risk: bool = False) -> Story:
        n = next(number)
        theme = THEMES[n % len(THEMES)]
        return Story(
            cast=cast,
            raising=cast.of(theme.raising),
            receiving=cast.of(theme.receiving),
            theme=theme,
            number=n,
            begins=_working_morning(cast, at, days, n),
            until=until,
            finale=finale,
            rung=rung,
            immediate_risk=risk,
        )

    passed = 0  # a story goes through a stage, or a rung of it, in a working day
    for place, stage in enumerate(stages):
        finale = (Finale.ACKNOWLEDGED, Finale.TALKED, Finale.SILENT)[place % 3]
        for rung in range(rung_count(stage, [AgencyType.HEALTH])):
            yield story(stage.key, finale, days=passed + 1, rung=rung)
            passed += 1
    yield story(both[0], Finale.SILENT, days=9)
    yield story(both[0], Finale.CONFIRMING, days=6)
    yield story(both[0], Finale.RETURNED, days=8)
    yield story(both[0], Finale.WITHDRAWN, days=30)
    yield story(both[0], Finale.TALKED, days=3, risk=True)
    for months, until in enumerate((both[0], both[-1], both[len(both) // 2]), start=1):
        yield story(until, Finale.AGREED, days=20 * months)
    yield story(last, Finale.UNCONFIRMED, days=70)
    advancing = [s for s in stages if any(o.on_breach is Breach.ADVANCE and o.limit for o in s.obligations)]
    for stage in advancing[:1]:
        yield story(stage.key, Finale.SILENT, days=12)
    ending = stages[-1].last
    if ending is not None and any(option.binding is False for option in ending.options):
        yield story(last, Finale.UNRESOLVED, days=80)
    yield story(last, Finale.DECIDED, days=95)
    yield Story(
        cast=cast,
        raising=cast.of(AgencyType.SCHOOL),
        receiving=cast.of(AgencyType.SCHOOL, 1),
        theme=THEMES[2],
        number=next(number),
        begins=_working_morning(cast, at, 14, 3),
        until=last,
        finale=Finale.ACKNOWLEDGED,
    )


def _working_morning(cast: Cast, at: datetime, days: int, number: int) -> datetime:
    """A moment in working hours, this many working days before `at`."""
    calendar = calendar_of(cast.version.policy)
    day = at.astimezone(LONDON).date()
    while days > 0 or not calendar.is_working_day(day):
        day -= timedelta(days=1)
        days -= calendar.is_working_day(day)
    return datetime(day.year, day.month, day.day, 9 + number % 6, (number * 17) % 60, tzinfo=LONDON)


def _tell(stories: list[Story], *, at: datetime) -> None:
    """Tell all stories in the order of time; what would lie after `at` is left untold."""
    tellings = [story.tell() for story in stories]
    waiting = [(next(telling), number) for number, telling in enumerate(tellings)]
    heapq.heapify(waiting)
    told = waiting[0][0] if waiting else at
    while waiting:
        moment, number = heapq.heappop(waiting)
        if moment >= at:
            continue
        _let_limits_pass(told, moment, now=at)
        told = moment
        following = next(tellings[number], None)
        if following is not None:
            heapq.heappush(waiting, (following, number))
    _let_limits_pass(told, at, now=at)
    sweep(at=at)


def _let_limits_pass(since: datetime, until: datetime, *, now: datetime) -> None:
    """Let the clock do between the two moments what it does, a minute past each working hour.

    In the last days all of it; before them it chases nobody for what was to be followed up: of that one reminder is enough.
    """
    hour = since.astimezone(LONDON).replace(minute=1, second=0, microsecond=0) + timedelta(hours=1)
    while hour < until:
        if FIRST_HOUR <= hour.hour <= LAST_HOUR and hour >= now - mail.RECENT:
            sweep(at=hour)
        elif FIRST_HOUR <= hour.hour <= LAST_HOUR:
            asking = Clock.objects.filter(next_at__lte=hour).exclude(follow_up__isnull=False, breached_at__isnull=False)
            for case_id in dict.fromkeys(asking.order_by("next_at", "pk").values_list("case_id", flat=True)):
                attend(case_id, at=hour)
        hour += timedelta(hours=1)
