"""What a page of a case shows, worked out from its rows: templates hold no logic, and views none of this."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from agencies.models import User
from agencies.selectors import areas_overseen_by, chaired_areas
from cases import record, timetables
from cases.board_rules import scrutiny_of
from cases.clocks import overall_of
from cases.due_times import calendar_of
from cases.models import LIVE_STATES, Case, Clock, Entry, Obligation, Side, State, Visibility
from cases.notices import TODO_OF_DUTY
from cases.people import agency_line, board_side_of, holder_line
from cases.situations import Situation
from cases.tracker import Step, tracker
from cases.verbs import VERBS_OF_DUTY, Verb
from cases.waiting import waiting
from cases.wording import (
    ERASED,
    HANDS,
    SORTS,
    agencies_on,
    board_owner_of,
    paragraphs_of,
    reasons_of,
    sentences_of,
    title_of,
    who_owes,
)
from core.words import deadline_phrase, listed, london, long_date, moment
from policies.schema import Policy
from policies.selectors import successor_of
from policies.vocabulary import Duty, Owner, Sides

ENTRY_PARTS = ("by", "on_behalf_of", "agency", "content", "passage")
SOON = 1
"""Working days before a limit from which it is shown as due soon."""


@dataclass(frozen=True)
class Tag:
    """A status in a word and a GOV.UK tag colour."""

    text: str
    colour: str = ""


@dataclass(frozen=True)
class Due:
    """A limit as people read it: the moment, how far off it is, how it was worked out; if it was moved, when it was first

    due.
    """

    at: datetime
    moment: str
    phrase: str
    overdue: bool
    soon: bool
    explanation: tuple[str, ...] = ()
    first_at: datetime | None = None

    @property
    def first(self) -> str:
        """When it was first due, in words; "" where it was not moved (O-10)."""
        return moment(self.first_at) if self.first_at else ""

    @property
    def kind(self) -> str:
        """How pressing it is, as the deadline's look."""
        return "overdue" if self.overdue else "soon" if self.soon else ""


@dataclass(frozen=True)
class Duties:
    """One row of what is owed: by whom, what, until when, and how it stands."""

    what: str
    who: str
    due: Due | None
    tag: Tag
    mine: bool
    you: bool
    note: str
    duty: Duty
    no_due: str


@dataclass(frozen=True)
class Limit:
    """What is owed by when, said once for all who owe it: "Health and Oakwood School have until … to agree a plan"."""

    who: str
    has: str
    todo: str
    due: Due


@dataclass(frozen=True)
class Event:
    """One entry of the timeline. `number` counts the entries that the reader may read; `passage` is the visit it belongs to."""

    title: str
    by: str
    at: datetime
    recorded_at: datetime | None
    sentences: list[str]
    paragraphs: list[tuple[str, list[str]]]
    private: bool
    number: int
    passage: int


@dataclass(frozen=True)
class CasePage:
    """Everything on the case page. `first_verb` is the one green button: what this person owes first, if anything."""

    case: Case
    title: str
    raised: str
    tag: Tag
    steps: list[Step]
    with_whom: list[str]
    next_due: Due | None
    next_what: str
    overall: Due | None
    ended: str
    duties: list[Duties]
    verbs: list[Verb]
    first_verb: Verb | None
    waiting: str
    timetable: list[str] = field(default_factory=list)
    protective: list[str] = field(default_factory=list)
    referred: bool = False
    guidance: list[str] = field(default_factory=list)
    always: list[str] = field(default_factory=list)
    newer: str = ""
    """That a newer version of the procedure is in force, which this case does not follow."""

    @property
    def other_verbs(self) -> list[Verb]:
        """What else this person may do now."""
        return [verb for verb in self.verbs if verb is not self.first_verb]


def due_of(due_at: datetime, *, at: datetime, policy: Policy, explanation: Iterable[str] = ()) -> Due:
    """A limit in words as seen at `at` (UTC), by the policy's working calendar."""
    calendar = calendar_of(policy)
    away = calendar.working_days_between(at.date(), due_at.date())
    overdue = due_at < at
    return Due(
        at=due_at,
        moment=moment(due_at),
        phrase=deadline_phrase(due_at=due_at, at=at, calendar=calendar),
        overdue=overdue,
        soon=not overdue and away <= SOON,
        explanation=tuple(explanation),
    )


def due_of_clock(clock: Clock | None, *, at: datetime, policy: Policy) -> Due | None:
    """The limit of a clock in words; None without a clock."""
    if clock is None:
        return None
    due = due_of(clock.due_at, at=at, policy=policy, explanation=clock.explanation)
    return replace(due, first_at=clock.original_due_at) if clock.due_at != clock.original_due_at else due


def limits_of(obligations: Iterable[Obligation], case: Case, *, at: datetime) -> list[Limit]:
    """The dated obligations that are not met, soonest first, those of both sides in one line."""
    owing: dict[tuple[str, datetime], list[str]] = {}
    for o in obligations:
        clock = getattr(o, "clock", None)
        if o.met_at is None and clock is not None:
            owing.setdefault((o.duty, clock.due_at), []).append(who_owes(o, case))
    return [
        Limit(
            listed(who), "have" if len(who) > 1 else "has", TODO_OF_DUTY[duty], due_of(due, at=at, policy=case.policy)
        )
        for (duty, due), who in sorted(owing.items(), key=lambda item: item[0][1])
    ]


def case_page(s: Situation, verbs: list[Verb]) -> CasePage:
    """The case page for this person at this moment."""
    case = s.case
    parts = _parts_played(s)
    duties = [
        _duty_row(o, s, parts) for o in s.obligations if not (o.met_at is None and s.passage and s.passage.closed_at)
    ]
    asked = [o for o in s.obligations if s.is_asked_now(o) and hasattr(o, "clock")]
    running = [o for o in asked if o.clock.stopped_at is None and not o.clock.stands_still]
    first = min(running, key=lambda o: o.clock.due_at, default=None)
    next_due = due_of_clock(first.clock, at=s.at, policy=case.policy) if first else None
    overall = overall_of(case)
    soonest = next_due or due_of_clock(overall, at=s.at, policy=case.policy)
    return CasePage(
        case=case,
        title=title_of_case(case),
        raised=f"Raised by {agencies_on(case, Side.ESCALATING)} against {agencies_on(case, Side.RECEIVING)}",
        tag=tag_of(case, soonest),
        steps=tracker(case, list(case.passages.all()), at=s.at, first=first),
        with_whom=with_whom(s),
        next_due=soonest,
        next_what=_what_is_due(first, case) if first else "Both sides: settle it" if overall else "",
        overall=due_of_clock(overall, at=s.at, policy=case.policy),
        ended=f"{case.get_ending_display()}, {moment(case.ended_at)}" if case.ended_at else "",
        duties=duties,
        verbs=verbs,
        first_verb=_first_verb(s, duties, verbs),
        waiting=waiting(s, verbs),
        timetable=timetables.lines_of(s),
        protective=timetables.protective_lines(s),
        referred=scrutiny_of(s),
        guidance=[item.says for item in s.stage.guidance] if case.state == State.OPEN else [],
        always=[item.says for item in case.policy.guidance],
        newer=_newer_version(case, at=s.at),
    )


def _newer_version(case: Case, *, at: datetime) -> str:
    """A case stays on the version that it was opened under: said where another is in force by now."""
    newer = None if case.ended_at else successor_of(case.policy_version, on=london(at).date())
    if newer is None:
        return ""
    followed = case.policy_version.name
    return (
        f"This case follows version {followed}. Version {newer.name} is in force since {long_date(newer.in_force_from)} "
        f"for new disagreements; this one stays on version {followed}."
    )


def _what_is_due(first: Obligation, case: Case) -> str:
    return f"{who_owes(first, case)}: {TODO_OF_DUTY[first.duty]}"


def _first_verb(s: Situation, duties: list[Duties], verbs: list[Verb]) -> Verb | None:
    """What the person owes first: the answer to what waits for it, then their duties in the order of the stage."""
    waits = next((verb for verb in (Verb.AGREE_PLAN, Verb.ACCEPT_TIMETABLE) if verb in verbs), None)
    if waits is not None:
        return waits
    owed = [verb for row in duties if row.mine for verb in VERBS_OF_DUTY.get(row.duty, ())]
    found = next((verb for verb in owed if verb in verbs), None)
    all_done = not any(s.is_asked_now(o) and not o.optional for o in s.obligations)
    if found is None and all_done and s.stage.sides is Sides.RAISING and Verb.ESCALATE in verbs:
        return Verb.ESCALATE
    return found


def title_of_case(case: Case) -> str:
    """What a case is about, in the words of its policy's reasons."""
    return listed(reasons_of(case, case.reasons)) or "Professional disagreement"


def tag_of(case: Case, due: Due | None) -> Tag:
    """The status of a case in a word."""
    ended = {
        State.RESOLVED: Tag("Resolved", "green"),
        State.UNRESOLVED_REPORTED: Tag("Unresolved", "purple"),
        State.WITHDRAWN: Tag("Withdrawn", "grey"),
    }
    if case.state not in LIVE_STATES:
        return ended[State(case.state)]
    if due is not None and due.overdue:
        return Tag("Overdue", "red")
    if case.state == State.AWAITING_CONFIRMATION:
        return Tag("To be confirmed", "yellow")
    if due is not None and due.soon:
        return Tag("Due soon", "orange")
    return Tag("Open", "blue")


def with_whom(s: Situation) -> list[str]:
    """Who acts now: for each party; at the last stage, whoever of the board's side settles it."""
    if s.passage is None or s.passage.closed_at is not None:
        return []
    holdings = list(s.holdings)
    boards: list[str] = []
    if s.stage.last is not None:
        owed = [o for o in s.obligations if s.is_asked_now(o) and not o.optional]
        owners = [o.owner for o in owed if o.party_id is None] or [Owner.BOARD_OFFICE]
        boards = board_side_of(owners, s.case, by=s.by)
        holdings = [h for h in holdings if h.party_id in {o.party_id for o in owed}]
    return boards + [
        f"{holder_line(h, s.passage, s.case, you=h.person_id == s.by.pk)}, {agency_line(h)}" for h in holdings
    ]


def timeline(s: Situation, *, newest_first: bool = True, sort: str = "") -> list[Event]:
    """The record as this person may read it (shared entries, and their own side's), numbered anew; of one sort if asked."""
    seen = list(record.readable(s.case, s.standing.own_parties).select_related(*ENTRY_PARTS))
    _, wanted = SORTS.get(sort, SORTS[""])
    known = _known(seen, s.case)
    events = [_event(entry, s.case, known, n) for n, entry in enumerate(seen, start=1) if wanted(entry.kind)]
    return events[::-1] if newest_first else events


@dataclass(frozen=True)
class _Known:
    """What the codes of entries stand for: people by id, and the date that protects the child by number of passage."""

    names: dict[int, str]
    protective: dict[int, datetime | None]


def _known(entries: list[Entry], case: Case) -> _Known:
    people = {entry.facts.get(key) for entry in entries if entry.kind in HANDS for key in HANDS[entry.kind]}
    found = User.objects.filter(pk__in=[pk for pk in people if isinstance(pk, int)])
    return _Known(
        dict(found.values_list("pk", "name")), dict(case.passages.order_by().values_list("number", "protective_at"))
    )


def _more(entry: Entry, case: Case, known: _Known) -> dict[str, str]:
    """What an entry's codes stand for, for its sentences."""
    facts, more = entry.facts, {}
    for key in HANDS.get(entry.kind, ()):
        more[f"{key}_name"] = known.names.get(facts.get(key), "")
    if entry.kind == Verb.HAND_OVER:
        more["from_name"] = entry.by.name if entry.by else ""
        more["for_agency"] = entry.agency.name if entry.agency else ""
    if entry.kind == "limit-passed" and entry.passage is not None:
        more["owner"] = board_owner_of(facts["duty"], entry.passage.stage, case)
    if entry.kind == Verb.ESCALATE and entry.passage is not None:
        date = known.protective.get(entry.passage.number + 1)
        more["protective_at"] = date.isoformat() if date else ""
    return more


def _event(entry: Entry, case: Case, known: _Known, number: int) -> Event:
    return Event(
        title=title_of(entry),
        by=author_of(entry),
        at=entry.occurred_at,
        recorded_at=entry.recorded_at if entry.recorded_at != entry.occurred_at else None,
        sentences=sentences_of(entry, case, _more(entry, case, known)),
        paragraphs=[("Erased", [ERASED])] if record.is_erased(entry) else _paragraphs(entry),
        private=entry.visibility == Visibility.PARTY,
        number=number,
        passage=entry.passage.number if entry.passage else 0,
    )


def _paragraphs(entry: Entry) -> list[tuple[str, list[str]]]:
    """What was written; what the raiser wrote stands on a page of its own."""
    return [] if entry.kind == Verb.RAISE else paragraphs_of(record.body_of(entry))


def author_of(entry: Entry) -> str:
    """Who wrote an entry, for whom, and from which agency; Resolve itself where the clock did."""
    if entry.by is None:
        return "Resolve"
    behalf = f" for {entry.on_behalf_of.name}" if entry.on_behalf_of else ""
    agency = f", {entry.agency.name}" if entry.agency else ""
    return f"{entry.by.name}{behalf}{agency}"


def _parts_played(s: Situation) -> set[str]:
    """Which parts of the board the person plays; the mediator and the panel are nobody's account."""
    if not s.standing.board:
        return set()
    area = s.case.area_id
    played = {
        Owner.BOARD_OFFICE: areas_overseen_by(s.by).filter(pk=area).exists(),
        Owner.CHAIR: chaired_areas(s.by).filter(pk=area).exists(),
    }
    return {owner.value for owner, plays in played.items() if plays}


def _duty_row(o: Obligation, s: Situation, parts: set[str]) -> Duties:
    clock = getattr(o, "clock", None)
    still = clock is not None and clock.stands_still
    due = None if still else due_of_clock(clock, at=s.at, policy=s.case.policy)
    mine = s.is_asked_now(o) and s.is_mine(o)
    stage = [item for item in s.stage.obligations if item.applies(s.case.priority)]
    until = clock.paused_until if clock is not None and still else None
    return Duties(
        what=Duty(o.duty).label,
        who=who_owes(o, s.case),
        due=due,
        tag=Tag("Paused", "yellow") if still or not (o.met_at or s.is_asked_now(o)) else _duty_tag(o, due),
        mine=mine,
        you=mine and (o.party_id is not None or o.owner in parts),
        note=next((item.note for item in stage if item.what == o.duty and item.owner == o.owner), ""),
        duty=Duty(o.duty),
        no_due=f"Stands still until {moment(until)}" if until else "No deadline",
    )


def _duty_tag(o: Obligation, due: Due | None) -> Tag:
    if o.met_at is not None:
        late = due is not None and o.met_at > due.at
        return Tag("Done late", "yellow") if late else Tag("Done", "green")
    if due is not None and due.overdue:
        return Tag("Overdue", "red")
    if o.optional:
        return Tag("If useful", "grey")
    return Tag("Due soon", "orange") if due is not None and due.soon else Tag("To do", "blue")
