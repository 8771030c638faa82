"""A procedure read by hand: what the lives of cases are held against.

It counts days on its fingers and reads the policy's own words; it asks nothing of the code that it is to prove.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from policies.schema import Limit, Period, Policy, Route, Stage, Tell
from policies.schema import Obligation as Owed
from policies.vocabulary import AgencyType, CalendarName, Event, Ground, Role, Start, Unit

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
# What GOV.UK announces, for as long as a life here may last.
EVERYWHERE = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26)}
BANK_HOLIDAYS = {
    CalendarName.ENGLAND_AND_WALES: EVERYWHERE | {date(2027, 3, 29)},
    CalendarName.SCOTLAND: EVERYWHERE | {date(2026, 11, 30), date(2027, 1, 4)},
}
FAR = datetime(2027, 4, 30, tzinfo=UTC)
"""Later than this nothing is counted here."""
COUNTED_FROM = (
    *(Start.ESCALATION, Start.STAGE_ENTERED, Start.RECEIPT, Start.NOTIFICATION),
    *(Start.RAISED, Start.MET, Start.BEFORE_RELATED_MEETING),
)
WEEK = 5


# Where a case may go.


def first_stages(policy: Policy, *, risk: bool) -> set[str]:
    """Where a case may begin: at the first stage; at immediate risk where the policy skips to."""
    skip = policy.immediate_risk.skip
    return {skip.to if risk and skip else policy.stages[0].key}


@dataclass(frozen=True)
class Kind:
    """What of a case, and of who takes it on, opens a route.

    Between whom it is, how urgent, whether a child is at immediate risk; the roles of who asks (None: the clock, or whoever it is),
    the stages to which the board's office has approved a jump, and whether both sides have talked, or it waits for nobody.
    """

    pairs: tuple[tuple[AgencyType, AgencyType], ...]
    priority: str
    at_risk: bool
    roles: frozenset[Role] | None = None
    approved: frozenset[str] = frozenset()
    talked: bool = True


def may_follow(policy: Policy, source: str, *, kind: Kind, ground: str) -> set[str]:
    """The stages that a case of this kind may climb to from `source`."""
    opened = [route for route in policy.routes if route.source == source and _opens(route, kind, ground)]
    instead = [route for route in opened if _takes_the_place_of_the_next(route)]
    if instead:
        opened = [route for route in opened if route in instead or route.bypass or route.approved_by_office]
    found = {route.target for route in opened if kind.talked or not route.needs_discussion}
    return found if instead else found | _straight_on(policy, source)


def _takes_the_place_of_the_next(route: Route) -> bool:
    by_the_case = bool(route.pairs) or route.at_risk or route.priority is not None
    return by_the_case and not (route.roles or route.bypass or route.approved_by_office)


def _opens(route: Route, kind: Kind, ground: str) -> bool:
    between = [set(pair) in [set(known) for known in route.pairs] for pair in kind.pairs]
    right_pairs = not route.pairs or (any(between) if route.approved_by_office else all(between))
    right_ground = not route.grounds or ground in {known.value for known in route.grounds}
    right_case = route.priority in (None, kind.priority) and (kind.at_risk or not route.at_risk)
    right_person = not route.roles or kind.roles is None or bool(kind.roles & set(route.roles))
    approved = not route.approved_by_office or route.target in kind.approved
    return right_pairs and right_ground and right_case and right_person and approved


def _straight_on(policy: Policy, source: str) -> set[str]:
    keys = [stage.key for stage in policy.stages]
    found: set[str] = set()
    for stage in policy.stages[keys.index(source) + 1 :]:
        found.add(stage.key)
        if not stage.discretionary:
            break
    return found


def grounds_of(policy: Policy, source: str) -> set[str]:
    """The grounds on which a case may leave a stage."""
    stage = policy.stage(source)
    return {ground.value for ground in (stage.grounds or policy.grounds)} | {Ground.IMMEDIATE_RISK.value}


# When something is due.


@dataclass(frozen=True)
class Happened:
    """What a limit of a stage may count from (all UTC), None where it has not happened or is not known; and by which calendar."""

    entered: datetime
    raised: datetime
    meeting: datetime | None = None
    met: datetime | None = None
    calendar: CalendarName = CalendarName.ENGLAND_AND_WALES

    def works(self, day: date) -> bool:
        """Whether it is a working day in the area."""
        return day.weekday() < WEEK and day not in BANK_HOLIDAYS[self.calendar]


def due_times(
    limit: Limit | None, *, since: Happened, protective: datetime | None, compress: bool
) -> set[datetime] | None:
    """When it may be due that is owed at a stage, at risk or not: never (empty); None where that is not for this hand."""
    if limit is None or (limit.or_sooner is None and limit.unit in (Unit.AS_SOON_AS_POSSIBLE, Unit.CASE_SPECIFIC)):
        return {protective} if protective else set()
    if limit.or_sooner_to_protect or any(period.start not in COUNTED_FROM for period in limit.periods):
        return None
    found = set()
    for at_risk in {False, compress}:
        dates = [_begun(period, since, at_risk=at_risk) for period in limit.periods]
        known = [date for date in dates if date is not None]
        found |= {min([*known, protective] if protective else known)} if known else set()
    return found


def _begun(period: Period, since: Happened, *, at_risk: bool) -> datetime | None:
    if period.start is Start.BEFORE_RELATED_MEETING:
        return _count_back(period, since.meeting, since) if since.meeting else None
    begun = {Start.RAISED: since.raised, Start.MET: since.met}.get(period.start, since.entered)
    if begun is None:
        return None
    due = _count(period, begun, since, at_risk=at_risk)
    return due if due > since.entered else _count(period, since.entered, since, at_risk=at_risk)


def _count_back(period: Period, meeting: datetime, since: Happened) -> datetime:
    """So long before a meeting; where that is over already, by the end of this working day, but not after the meeting."""
    days = (period.amount or 0) * (WEEK if period.unit is Unit.WORKING_WEEKS else 1)
    local = meeting.astimezone(LONDON)
    day = local.date()
    while days and period.unit not in (Unit.ELAPSED_HOURS, Unit.CALENDAR_DAYS):
        day -= DAY
        days -= since.works(day)
    due = {
        Unit.ELAPSED_HOURS: meeting - timedelta(hours=period.amount or 0),
        Unit.CALENDAR_DAYS: _london(day - (period.amount or 0) * DAY, time(23, 59)),
        Unit.HOURS_AS_WORKING_DAYS: _london(day, local.time()),
    }.get(period.unit, _london(day, time(17)))
    if due > since.entered:
        return due
    at_once = _same_day(since.entered.astimezone(LONDON), since)
    return min(at_once, meeting) if meeting > since.entered else at_once


def _same_day(begun: datetime, since: Happened, *, any_day: bool = False) -> datetime:
    day = begun.date() + DAY if begun.time() > time(17) else begun.date()
    while not (any_day or since.works(day)):
        day += DAY
    return _london(day, time(17))


def _count(limit: Period, start: datetime, since: Happened, *, at_risk: bool) -> datetime:
    begun = start.astimezone(LONDON)
    days = (limit.amount or 0) * (WEEK if limit.unit is Unit.WORKING_WEEKS else 1)
    match limit.unit:
        case Unit.ELAPSED_HOURS:
            return start + timedelta(hours=limit.amount or 0)
        case Unit.CALENDAR_DAYS:
            return _london(begun.date() + days * DAY, time(23, 59))
        case _ if at_risk and limit.unit is not Unit.SAME_WORKING_DAY:
            return start + days * DAY
    begun = _in_the_window(begun, since) if limit.start is Start.RECEIPT and not at_risk else begun
    if limit.unit is Unit.SAME_WORKING_DAY:
        return _same_day(begun, since, any_day=at_risk)
    day = begun.date()
    while days:
        day += DAY
        days -= since.works(day)
    return _london(day, begun.time() if limit.unit is Unit.HOURS_AS_WORKING_DAYS else time(17))


def _in_the_window(begun: datetime, since: Happened) -> datetime:
    if since.works(begun.date()) and begun.time() <= time(17):
        return max(begun, begun.replace(hour=9, minute=0, second=0, microsecond=0))
    day = begun.date() + DAY
    while not since.works(day):
        day += DAY
    return datetime.combine(day, time(9), tzinfo=LONDON)


def _london(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def as_people_say(moment: datetime) -> tuple[str, str]:
    """The day and the time of day as an explanation has to name them: "Tuesday 24 November 2026", "2:05pm"."""
    local = moment.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return f"{local:%A} {local.day} {local:%B %Y}", "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local:%A} {local.day} {local:%B %Y}", f"{local.hour % 12 or 12}{minutes}{local:%p}".lower().replace(
        ":00", ""
    )


# What is owed, and who is told.


def owed_at(stage: Stage, duty: str, *, priority: str) -> Owed | None:
    """What the stage says of a duty in a case of this priority; None where it does not say so exactly once."""
    found = [item for item in stage.obligations if item.what == duty and item.priority in (None, priority)]
    return found[0] if len(found) == 1 else None


def named_at(policy: Policy, stage: str, event: Event) -> Collection[Tell]:
    """Whom the procedure names when this happens at a stage."""
    return [tell for tell in (*policy.tells, *policy.stage(stage).tells) if tell.on is event]
