"""The demo's past: cases of the last two reporting years and of this one so far, so that last year's figures are there.

They are led one after the other, each to its end, with the clock going on between what people do; so they can be added to a
demo that was built without them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from agencies.models import Agency, Membership, User
from agencies.roles import MembershipRole
from cases.models import Case, Clock
from cases.process.due_times import calendar_of
from cases.sweeps import attend
from core.words import LONDON, london
from escalation.demo import mail
from escalation.demo.past import Past
from escalation.demo.people import Cast, House
from escalation.demo.stories import Finale
from escalation.demo.texts import THEMES, Theme
from policies.models import Area
from policies.routes import first_stage
from policies.schema import Policy
from policies.selectors import in_force_if_any
from policies.vocabulary import AgencyType, Sides
from reports import facts

IN_THE_FIRST_AREA, IN_EACH_OTHER = 60, 16
YEAR_BEGINS = (4, 1)
LEFT_TO_THE_DEMO = timedelta(days=60)
"""The last weeks hold the demo's other cases."""
FIRST_NUMBER = 200
"""Of the children's references: below it are those of the demo's other cases."""
MINUTE = timedelta(minutes=1)
SECOND_SCHOOL_IN = 4
"""One in so many of what a school raises comes from the second."""
RAISED = {"TH": 5, "UNB": 4, "ROLE": 3, "EHE": 2, "DIS": 2, "INF": 2, "EXP": 2, "CP": 1}
"""How often each theme comes up: so one school raises most, and several agencies raise nothing."""


@dataclass(frozen=True)
class Course:
    """How a case went: to which stage at which both sides take part (from 0; -1: the last stage of all), and how it ended there."""

    place: int
    finale: Finale = Finale.AGREED
    pace: int = 0
    silent: bool = False
    extended: bool = False
    immediate_risk: bool = False


COURSES = (
    *(Course(0), Course(0), Course(0), Course(0, pace=1), Course(0, pace=1), Course(0, pace=2), Course(0, pace=6)),
    *(Course(0, extended=True, pace=5), Course(0, immediate_risk=True), Course(0, Finale.WITHDRAWN)),
    *(Course(1), Course(1, pace=1), Course(1, pace=1), Course(1, pace=6), Course(1, silent=True)),
    *(Course(1, Finale.UNCONFIRMED), Course(2, pace=1), Course(1, silent=True, pace=1)),
    *(Course(-1, Finale.DECIDED), Course(-1, Finale.UNRESOLVED, pace=1)),
)
"""Of twenty cases."""


def is_told(area: Area, *, at: datetime) -> bool:
    """Whether the past of an area is there: a case of the demo from before the last reporting year."""
    last_year = _begins(_year_of(london(at).date()) - 1)
    return Case.objects.filter(area=area, raised_by__is_demo=True, raised_at__lt=last_year).exists()


@transaction.atomic
def tell(*, at: datetime, most: int | None = None) -> int:
    """Lead the past cases of each area that has none yet, as of `at` (UTC); returns how many. `most`: so many in an area."""
    pasts: list[Past] = []
    for place, area in enumerate(Area.objects.order_by("key")):
        cast = None if is_told(area, at=at) else _cast(area, at)
        if cast is not None:
            many = IN_EACH_OTHER if place else IN_THE_FIRST_AREA
            pasts += _of(cast, at, min(many, most or many))
    newest = _newest()
    for past in sorted(pasts, key=lambda past: past.begins):
        _lead(past, at=at)
    mail.settle(at=at, cases=Case.objects.filter(pk__gt=newest))
    facts.compare(at=at)
    return Case.objects.filter(pk__gt=newest).count()


def _cast(area: Area, at: datetime) -> Cast | None:
    """The demo's people of an area who are still there; None where nobody is, or nothing is in force."""
    version = in_force_if_any(area, on=london(at).date())
    here = Membership.objects.filter(user__is_demo=True, user__is_active=True).select_related("user").order_by("pk")
    office, chairs = (
        [member.user for member in here.filter(area=area, role=role)]
        for role in (MembershipRole.BOARD_OFFICE, MembershipRole.CHAIR)
    )
    if version is None or not office:
        return None
    cast = Cast(version, office=office, chair=next(iter(chairs), None))
    for agency in Agency.objects.filter(areas=area).order_by("pk"):
        mine: list[User] = [m.user for m in here.filter(agency=agency, role=MembershipRole.PRACTITIONER)]
        if mine:
            cast.houses.append(House(agency, mine))
    return cast


def _of(cast: Cast, at: datetime, many: int) -> Iterator[Past]:
    """So many cases of an area, spread over all of its past."""
    policy, dice = cast.version.policy, Random(f"{cast.version.area.key} {london(at).date()}")  # noqa: S311 - a story, no secret
    themes = [theme for theme in THEMES if theme.prefix in RAISED and _may_be_had(cast, theme)]
    if not themes:
        return
    courses = [COURSES[n * 7 % len(COURSES)] for n in range(many)]
    dice.shuffle(courses)
    for number, (day, course) in enumerate(zip(_days(cast, at, dice, many), courses, strict=True), start=FIRST_NUMBER):
        theme = dice.choices(themes, [RAISED[theme.prefix] for theme in themes])[0]
        until, silent_at = _stages(policy, course)
        second = theme.raising is AgencyType.SCHOOL and dice.randrange(SECOND_SCHOOL_IN) == 0
        levels = policy.thresholds.levels if policy.thresholds else ()
        yield Past(
            cast=cast,
            raising=_house(cast, theme.raising, 1 if second else 0),
            receiving=cast.of(theme.receiving),
            theme=theme,
            number=number,
            begins=datetime.combine(day, time(9 + number % 6, number * 17 % 60), tzinfo=LONDON),
            until=until,
            finale=_finale(policy, course),
            immediate_risk=course.immediate_risk,
            reasons=_reasons(policy, theme, dice),
            need=dice.choice(levels) if levels else "",
            dice=dice,
            pace=course.pace,
            silent_at=silent_at,
            extended=course.extended,
            teaches=number % 5 == 0,
        )


def _may_be_had(cast: Cast, theme: Theme) -> bool:
    return {theme.raising, theme.receiving} <= {AgencyType(house.agency.type) for house in cast.houses}


def _house(cast: Cast, kind: AgencyType, number: int) -> House:
    houses = [house for house in cast.houses if house.agency.type == kind.value]
    return houses[min(number, len(houses) - 1)]


def _days(cast: Cast, at: datetime, dice: Random, many: int) -> Iterator[date]:
    """Working days from the beginning of the last reporting year but one until some weeks ago."""
    calendar, start = calendar_of(cast.version.policy), _begins(_year_of(london(at).date()) - 2).date()
    length = (london(at - LEFT_TO_THE_DEMO).date() - start).days
    for number in range(many):
        day = start + timedelta(days=int(length * ((number + dice.random()) / many)))
        yield day if calendar.is_working_day(day) else calendar.next_working_day(day)


def _stages(policy: Policy, course: Course) -> tuple[str, str]:
    """Up to which stage a case goes, and at which the other side is silent, in this area's procedure."""
    both = [stage.key for stage in policy.stages if stage.sides is Sides.BOTH and stage.last is None]
    first = first_stage(policy, immediate_risk_confirmed=course.immediate_risk).key
    begins = both.index(first) if first in both else 0
    until = policy.stages[-1].key if course.place < 0 else both[min(begins + course.place, len(both) - 1)]
    return until, both[begins] if course.silent else ""


def _finale(policy: Policy, course: Course) -> Finale:
    """How it ends; where the last stage leaves nothing unsettled, it is decided."""
    last = policy.stages[-1].last
    may_fail = last is not None and any(option.binding is False for option in last.options)
    return Finale.DECIDED if course.finale is Finale.UNRESOLVED and not may_fail else course.finale


def _reasons(policy: Policy, theme: Theme, dice: Random) -> tuple[str, ...]:
    """The reason that fits the theme, and sometimes another."""
    also = [str(dice.choice(policy.reasons).key)] if dice.randrange(3) == 0 else []
    return tuple(dict.fromkeys([theme.reason(policy), *also]))


def _lead(past: Past, *, at: datetime) -> None:
    """Tell it as far as it lies before `at`; the clock goes on before each thing that somebody does."""
    newest = _newest()
    for moment in past.tell():
        if moment >= at:
            return
        _let_limits_pass(newest, until=moment)


def _let_limits_pass(newest: int, *, until: datetime) -> None:
    """Attend to the case begun after the `newest` of before, a minute after each of its limits that passes by then."""
    seen: set[int] = set()
    while True:
        running = Clock.objects.filter(case__gt=newest, stopped_at=None, paused_at=None, breached_at=None)
        clock = running.filter(due_at__lt=until - MINUTE).exclude(pk__in=seen).order_by("due_at").first()
        if clock is None:
            return
        seen.add(clock.pk)
        attend(clock.case_id, at=clock.due_at + MINUTE)


def _newest() -> int:
    return Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _year_of(day: date) -> int:
    """The calendar year in which the reporting year of this London day began."""
    return day.year if (day.month, day.day) >= YEAR_BEGINS else day.year - 1


def _begins(year: int) -> datetime:
    return datetime(year, *YEAR_BEGINS, tzinfo=LONDON)
