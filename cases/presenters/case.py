"""The page of a case: its head, what is next, who acts, and what this person may do. Templates hold no logic."""

from dataclasses import dataclass, field
from datetime import datetime

from cases.models import Case, Obligation, Side, State
from cases.presenters.due import Due, Tag, due_of_clock, tag_of
from cases.presenters.duties import Duties, duty_row, parts_played
from cases.presenters.next_steps import SettlingStep, first_verb, settling_steps
from cases.presenters.offered import Offered, offered
from cases.presenters.people import Vacancy, agency_line, board_side_of, holder_line, vacancies
from cases.presenters.tracker import Step, tracker
from cases.presenters.waiting import waiting
from cases.process.clocks import overall_of
from cases.process.notices import TODO_OF_DUTY
from cases.rules import approvals, redirects, timetables
from cases.rules.approvals import Shown
from cases.rules.board_rules import scrutiny_of
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import agencies_on, reasons_of, who_owes
from core.words import listed, london, long_date, moment
from policies.presenters.version import past_review
from policies.selectors import successor_of
from policies.vocabulary import Owner


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
    became: str
    duties: list[Duties]
    verbs: list[Verb]
    first_verb: Verb | None
    waiting: str
    timetable: list[str] = field(default_factory=list)
    protective: list[str] = field(default_factory=list)
    redirect: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    approvals: list[Shown] = field(default_factory=list)
    referred: bool = False
    guidance: list[str] = field(default_factory=list)
    always: list[str] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    settling: list[SettlingStep] = field(default_factory=list)
    newer: str = ""
    """That a newer version of the procedure is in force, which this case does not follow."""
    past_review: str = ""
    """That the procedure which it follows is past its review date."""

    @property
    def other_verbs(self) -> list[Offered]:
        """What else this person may do now, by what it is for."""
        return offered(verb for verb in self.verbs if verb is not self.first_verb)


def case_page(s: Situation, verbs: list[Verb]) -> CasePage:
    """The case page for this person at this moment."""
    case = s.case
    parts = parts_played(s)
    duties = [
        duty_row(o, s, parts) for o in s.obligations if not (o.met_at is None and s.passage and s.passage.closed_at)
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
        vacancies=vacancies(s),
        next_due=soonest,
        next_what=_what_is_due(first, case) if first else "Both sides: settle it" if overall else "",
        overall=due_of_clock(overall, at=s.at, policy=case.policy),
        ended=f"{case.get_ending_display()}, {moment(case.ended_at)}" if case.ended_at else "",
        became=case.get_outcome_code_display(),
        duties=duties,
        verbs=verbs,
        first_verb=first_verb(s, duties, verbs),
        waiting=waiting(s, verbs),
        settling=settling_steps(s),
        timetable=timetables.lines_of(s),
        protective=timetables.protective_lines(s),
        redirect=redirects.lines_of(s),
        uncovered=approvals.uncovered(s),
        approvals=approvals.shown(s),
        referred=scrutiny_of(s),
        guidance=[item.says for item in s.stage.guidance] if case.state == State.OPEN else [],
        always=[item.says for item in case.policy.guidance],
        newer=_newer_version(case, at=s.at),
        past_review="" if case.ended_at else past_review(case.policy, on=london(s.at).date()),
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


def title_of_case(case: Case) -> str:
    """What a case is about, in the words of its policy's reasons."""
    return listed(reasons_of(case, case.reasons)) or "Professional disagreement"


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
