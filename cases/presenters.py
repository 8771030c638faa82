"""What a page of a case shows, worked out from its rows: templates hold no logic, and views none of this."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cases import record
from cases.clocks import calendar_of
from cases.models import LIVE_STATES, Case, Clock, Entry, Obligation, Passage, State, Visibility
from cases.notices import TODO_OF_DUTY
from cases.situations import Situation
from cases.verbs import VERBS_OF_DUTY, Verb
from cases.wording import paragraphs_of, sentences_of, stage_name, title_of
from core.words import deadline_phrase, listed, long_date, moment
from policies.schema import Policy, Stage
from policies.vocabulary import Duty, Owner, Sides

SOON = 1
"""Working days before a limit from which it is shown as due soon."""


@dataclass(frozen=True)
class Tag:
    """A status in a word and a GOV.UK tag colour."""

    text: str
    colour: str = ""


@dataclass(frozen=True)
class Due:
    """A limit as people read it: the moment, how far off it is, and how it was worked out."""

    at: datetime
    moment: str
    phrase: str
    overdue: bool
    soon: bool
    explanation: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """How pressing it is, as the deadline's look."""
        return "overdue" if self.overdue else "soon" if self.soon else ""


@dataclass(frozen=True)
class Step:
    """One stage in the tracker of a case: `state` in words, `kind` for its look."""

    title: str
    state: str
    kind: str


@dataclass(frozen=True)
class Duties:
    """One row of what is owed: by whom, what, until when, and how it stands."""

    what: str
    who: str
    due: Due | None
    tag: Tag
    mine: bool
    duty: Duty


@dataclass(frozen=True)
class Limit:
    """What is owed by when, said once for all who owe it: "Health and Oakwood School have until … to agree a plan"."""

    who: str
    has: str
    todo: str
    due: Due


@dataclass(frozen=True)
class Event:
    """One entry of the timeline. `number` counts the entries that the reader may read."""

    title: str
    by: str
    at: datetime
    recorded_at: datetime | None
    sentences: list[str]
    paragraphs: list[tuple[str, list[str]]]
    private: bool
    number: int


@dataclass(frozen=True)
class CasePage:
    """Everything on the case page."""

    case: Case
    title: str
    tag: Tag
    steps: list[Step]
    with_whom: list[str]
    next_due: Due | None
    next_what: str
    overall: Due | None
    duties: list[Duties]
    verbs: list[Verb]
    waiting: str
    guidance: list[str] = field(default_factory=list)

    @property
    def first_verb(self) -> Verb | None:
        """The one green button: what this person owes first, else nothing."""
        for row in self.duties:
            verb = next((verb for verb in VERBS_OF_DUTY.get(row.duty, ()) if verb in self.verbs), None)
            if row.mine and verb is not None:
                return verb
        return None

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
    return due_of(clock.due_at, at=at, policy=policy, explanation=clock.explanation) if clock else None


def limits_of(obligations: Iterable[Obligation], case: Case, *, at: datetime) -> list[Limit]:
    """The dated obligations that are not met, soonest first, those of both sides in one line."""
    owing: dict[tuple[str, datetime], list[str]] = {}
    for o in obligations:
        clock = getattr(o, "clock", None)
        if o.met_at is None and clock is not None:
            owing.setdefault((o.duty, clock.due_at), []).append(o.party.agency.name if o.party else owner_name(o, case))
    return [
        Limit(
            listed(who), "have" if len(who) > 1 else "has", TODO_OF_DUTY[duty], due_of(due, at=at, policy=case.policy)
        )
        for (duty, due), who in sorted(owing.items(), key=lambda item: item[0][1])
    ]


def case_page(s: Situation, verbs: list[Verb]) -> CasePage:
    """The case page for this person at this moment."""
    case = s.case
    duties = [_duty_row(o, s) for o in s.obligations if not (o.met_at is None and s.passage and s.passage.closed_at)]
    asked = [o for o in s.obligations if s.is_asked_now(o) and hasattr(o, "clock")]
    running = [o for o in asked if o.clock.stopped_at is None and not o.clock.stands_still]
    first = min(running, key=lambda o: o.clock.due_at, default=None)
    next_due = due_of_clock(first.clock, at=s.at, policy=case.policy) if first else None
    overall = case.clocks.filter(obligation__isnull=True, stopped_at__isnull=True).first()
    soonest = next_due or due_of_clock(overall, at=s.at, policy=case.policy)
    return CasePage(
        case=case,
        title=title_of_case(case),
        tag=tag_of(case, soonest),
        steps=tracker(case, list(case.passages.all()), at=s.at),
        with_whom=with_whom(s),
        next_due=soonest,
        next_what=TODO_OF_DUTY[first.duty] if first else "settle it" if overall else "",
        overall=due_of_clock(overall, at=s.at, policy=case.policy),
        duties=duties,
        verbs=verbs,
        waiting=_waiting(s, verbs, next_due),
        guidance=[item.says for item in s.stage.guidance] if case.state == State.OPEN else [],
    )


def title_of_case(case: Case) -> str:
    """What a case is about, in the words of its policy's reasons."""
    labels = {reason.key: reason.label.rstrip(".;") for reason in case.policy.reasons}
    return listed(labels.get(key, "Something else") for key in case.reasons) or "Professional disagreement"


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


def tracker(case: Case, passages: list[Passage], *, at: datetime) -> list[Step]:
    """The stages of the pinned policy, and how the case stands at each."""
    return [_step(case, stage, [p for p in passages if p.stage == stage.key]) for stage in case.policy.stages]


def _step(case: Case, stage: Stage, visits: list[Passage]) -> Step:
    title = f"Stage {stage.number}: {stage.title}" if stage.number != "0" else stage.title
    if not visits:
        live = case.state in LIVE_STATES
        return Step(title, "Not started" if live else "Not needed", "todo" if live else "skipped")
    last = visits[-1]
    rung = f" (step {last.rung + 1})" if stage.repeats else ""
    if last.closed_at is None:
        return Step(title, f"Now{rung}, since {long_date(last.opened_at)}", "current")
    return Step(title, f"{last.get_end_display()} on {long_date(last.closed_at)}", "done")


def with_whom(s: Situation) -> list[str]:
    """Who acts for each party now, and whom they cover."""
    found = []
    for holding in s.holdings:
        if s.passage is None or s.passage.closed_at is not None:
            break
        name = holding.person.name if holding.person else "Nobody in post: the board’s office has been told"
        you = " (you)" if holding.person_id == s.by.pk else ""
        covers = f", covering for {holding.on_behalf_of.name}" if holding.on_behalf_of else ""
        title = f", {holding.title}" if holding.title else ""
        agreed = f" (agreed on {long_date(holding.party.agreed_at)})" if holding.party.agreed_at else ""
        found.append(f"{name}{you}{covers}{title}, {holding.party.agency.name}{agreed}")
    return found


def timeline(s: Situation, *, newest_first: bool = True) -> list[Event]:
    """The record as this person may read it: shared entries, and the private ones of their own side, numbered anew."""
    seen = record.readable(s.case, s.standing.own_parties)
    entries = seen.select_related("by", "on_behalf_of", "agency", "content")
    events = [_event(entry, s.case, number) for number, entry in enumerate(entries, start=1)]
    return events[::-1] if newest_first else events


def _event(entry: Entry, case: Case, number: int) -> Event:
    content = getattr(entry, "content", None)
    return Event(
        title=title_of(entry),
        by=author_of(entry),
        at=entry.occurred_at,
        recorded_at=entry.recorded_at if entry.recorded_at != entry.occurred_at else None,
        sentences=sentences_of(entry, case),
        paragraphs=paragraphs_of(content.body) if content and entry.kind != Verb.RAISE else [],
        private=entry.visibility == Visibility.PARTY,
        number=number,
    )


def author_of(entry: Entry) -> str:
    """Who wrote an entry, for whom, and from which agency; Resolve itself where the clock did."""
    if entry.by is None:
        return "Resolve"
    behalf = f" for {entry.on_behalf_of.name}" if entry.on_behalf_of else ""
    agency = f", {entry.agency.name}" if entry.agency else ""
    return f"{entry.by.name}{behalf}{agency}"


def duty_rows(obligations: Iterable[Obligation], *, at: datetime) -> list[dict[str, object]]:
    """Rows of a list of duties over several cases: the case, what to do, whose it is, and its limit in words."""
    rows = []
    for o in obligations:
        case = o.passage.case
        due = due_of_clock(getattr(o, "clock", None), at=at, policy=case.policy)
        rows.append(
            {
                "case": case,
                "title": title_of_case(case),
                "stage": stage_name(case, o.passage.stage, o.passage.rung),
                "what": TODO_OF_DUTY[o.duty].capitalize(),
                "who": o.party.agency.name if o.party else owner_name(o, case),
                "due": due,
                "tag": tag_of(case, due),
            }
        )
    return rows


def owner_name(obligation: Obligation, case: Case) -> str:
    """Who owes it on the board's side, in the area's own words."""
    names = {Owner.BOARD_OFFICE: case.policy.area.board_office, Owner.CHAIR: case.policy.area.chair}
    return names.get(Owner(obligation.owner), Owner(obligation.owner).label)


def _duty_row(o: Obligation, s: Situation) -> Duties:
    clock = getattr(o, "clock", None)
    still = clock is not None and clock.stands_still
    due = None if still else due_of_clock(clock, at=s.at, policy=s.case.policy)
    return Duties(
        what=Duty(o.duty).label,
        who=o.party.agency.name if o.party else owner_name(o, s.case),
        due=due,
        tag=Tag("Paused", "yellow") if still or not (o.met_at or s.is_asked_now(o)) else _duty_tag(o, due),
        mine=s.is_asked_now(o) and s.is_mine(o),
        duty=Duty(o.duty),
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


def _waiting(s: Situation, verbs: list[Verb], due: Due | None) -> str:
    if s.case.state not in LIVE_STATES:
        left = [f"{_who(o, s)} still owes it: {TODO_OF_DUTY[o.duty]}." for o in s.obligations]
        return " ".join([f"This case has ended: {s.case.get_ending_display().lower()}.", *left])
    if any(s.is_mine(o) and s.is_asked_now(o) for o in s.obligations):
        return ""
    by = f" by {due.moment}" if due else ""
    owing = listed(dict.fromkeys(_who(o, s) for o in s.obligations if s.is_asked_now(o) and not o.optional))
    return f"Nothing is owed by you now. Waiting for {owing}{by}." if owing else "Nothing is owed by anyone now."


def _who(o: Obligation, s: Situation) -> str:
    return o.party.agency.name if o.party else owner_name(o, s.case)


def single_sided(s: Situation) -> bool:
    """Whether the other agency takes no part in the present stage."""
    return s.stage.sides is Sides.RAISING


def case_rows(cases: Iterable[Case], *, at: datetime) -> list[dict[str, object]]:
    """Rows of a list of cases, each with `next_due` annotated (`cases.selectors.listed`)."""
    rows = []
    for case in cases:
        next_due: datetime | None = getattr(case, "next_due", None)
        due = due_of(next_due, at=at, policy=case.policy) if next_due and case.state in LIVE_STATES else None
        agencies = [party.agency.name for party in case.parties.all()]
        rows.append(
            {
                "case": case,
                "title": title_of_case(case),
                "stage": case.policy_stage.title,
                "agencies": agencies,
                "due": due,
                "tag": tag_of(case, due),
            }
        )
    return rows
