"""The rows of the desk. Of a case they say no more than its outline does: its reference, area, agencies, stage and limits."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from agencies.gaps import Gap
from cases.models import Case, Clock, LearningPoint, Obligation
from cases.oversight import what_is_owed_at
from cases.presenters.arranging import arrangements
from cases.presenters.due import Due, Tag, due_of, due_of_clock
from cases.presenters.next_steps import in_order
from cases.process.follow_ups import todo_of
from cases.process.notices import TODO_OF_DUTY
from cases.verbs import Verb
from cases.words.entries import stage_name, who_owes
from cases.words.triage import Then
from core.words import listed, long_date, moment
from notifications.models import Delivery
from policies.models import PolicyVersion
from policies.vocabulary import Duty


@dataclass(frozen=True)
class DeskRow:
    """One row: a link, what stands under it, what else is said of it, and where wanted its limit and how it stands.

    `labelled` are the cells, each with the heading of its column; `acts` what can be done at once: its words and its address.
    """

    text: str
    url: str
    under: str = ""
    cells: tuple[str, ...] = ()
    due: Due | None = None
    tag: Tag | None = None
    at_risk: bool = False
    is_reference: bool = False
    acts: tuple[tuple[str, str], ...] = ()
    labelled: tuple[tuple[str, str], ...] = ()


def _case_row(case: Case, *cells: str, at: datetime, due: Due | None = None, tag: Tag | None = None) -> DeskRow:
    next_due: datetime | None = getattr(case, "next_due", None)
    due = due or (due_of(next_due, at=at, policy=case.policy) if next_due else None)
    return DeskRow(
        text=str(case.reference),
        url=reverse("case-timeline", args=[case.reference]),
        under=case.area.name,
        cells=cells,
        due=due,
        tag=tag,
        at_risk=case.immediate_risk,
        is_reference=True,
    )


def _agencies(case: Case) -> str:
    return listed(dict.fromkeys(party.agency.name for party in case.present()))


def _stage(case: Case) -> str:
    return stage_name(case, case.stage)


def cases_as_they_stand(cases: list[Case], *, at: datetime) -> list[DeskRow]:
    return [_case_row(case, _agencies(case), _stage(case), at=at) for case in cases]


def what_is_next(cases: list[Case], *, at: datetime) -> list[DeskRow]:
    """Each with what is next there, by whom, and by when."""
    owed: dict[int, list[Obligation]] = {}
    found = list(what_is_owed_at(cases))
    for obligation in found:
        owed.setdefault(obligation.passage.case_id, []).append(obligation)
    arranging = arrangements(found)
    rows = []
    for case in cases:
        theirs = owed.get(case.pk, [])
        step, first = _next(theirs, arranging)
        clock = getattr(first, "clock", None)
        due = due_of_clock(None if clock is None or clock.stands_still else clock, at=at, policy=case.policy)
        row = _case_row(case, _agencies(case), step, at=at, due=due, tag=_triage(case))
        rows.append(replace(row, acts=_acts(case)))
    return rows


TRIAGED: dict[str, Tag] = {
    "": Tag("To triage", "blue"),
    Then.ACCEPT: Tag("Accepted", "green"),
    Then.ASK: Tag("More asked for", "yellow"),
    Then.RETURN: Tag("To go back", "orange"),
}
LOOK_AGAIN = Tag("More was given", "orange")


def _triage(case: Case) -> Tag:
    """How a case stands that has come to the board: looked at or not, and with what."""
    then = getattr(case, "triaged", "")
    answered = then == Then.ASK and not getattr(case, "waits_for_more", False)
    return LOOK_AGAIN if answered else TRIAGED[then]


def _acts(case: Case) -> tuple[tuple[str, str], ...]:
    """What the board's side does next about a case that waits for it."""
    tag = _triage(case)
    verb = Verb.TRIAGE if tag in (TRIAGED[""], LOOK_AGAIN) else Verb.STEP_DOWN if tag is TRIAGED[Then.RETURN] else None
    if verb is None:
        return ()
    return ((verb.label, reverse("case-act", args=[case.reference, verb.value])),)


def _next(owed: list[Obligation], arranging: dict[int, Verb]) -> tuple[str, Obligation | None]:
    """What is next at a last stage, as a sentence, and the obligation whose limit it has; what the board owes comes first."""
    boards = [o for o in owed if o.party_id is None]
    if not boards:
        first = owed[0] if owed else None
        return (
            f"{who_owes(first, first.passage.case)}: {TODO_OF_DUTY[first.duty]}" if first else "Nothing is owed"
        ), first
    steps = in_order([Duty(o.duty) for o in boards], arranging.get(boards[0].passage_id))
    step = steps[0]
    if isinstance(step, Verb):
        return step.label, boards[0]
    return _capital(TODO_OF_DUTY[step]), next(o for o in boards if o.duty == step)


def told(cases: list[Case], *, at: datetime) -> list[DeskRow]:
    rows = []
    for case in cases:
        since, read = case.board_involved_at, getattr(case, "has_read", False)
        tag = Tag("Read", "grey") if read else Tag("Not read yet", "blue")
        told = moment(since) if since else ""
        rows.append(_case_row(case, _agencies(case), _stage(case), told, at=at, tag=tag))
    return rows


def breaches(clocks: list[Clock], *, at: datetime) -> list[DeskRow]:
    return [_case_row(c.case, *_breach(c), at=at, due=due_of_clock(c, at=at, policy=c.case.policy)) for c in clocks]


def _breach(clock: Clock) -> tuple[str, str]:
    """Whose limit has passed, and for what."""
    case = clock.case
    if clock.obligation is not None:
        return who_owes(clock.obligation, case), _capital(TODO_OF_DUTY[clock.obligation.duty])
    if clock.follow_up is not None:
        return who_owes(clock.follow_up, case), _capital(todo_of(clock.follow_up.kind, case))
    return "Both sides", "Settle it: the limit over all stages"


def dates(cases: list[Case], *, at: datetime) -> list[DeskRow]:
    return [_case_row(case, _agencies(case), _way(case), at=at) for case in cases]


def _way(case: Case) -> str:
    """How a case is settled: as chosen, or the only way that its procedure has."""
    last, chosen = case.policy.stage(case.stage).last, getattr(case, "way", "")
    options = last.options if last else ()
    known = [option.title for option in options if option.kind == chosen or len(options) == 1]
    return known[0] if known else "How it is settled is not chosen"


def reports(owed: list[Obligation], *, at: datetime) -> list[DeskRow]:
    rows = []
    for obligation in owed:
        case = obligation.passage.case
        due = due_of_clock(getattr(obligation, "clock", None), at=at, policy=case.policy)
        decided = case.get_ending_display()
        rows.append(_case_row(case, who_owes(obligation, case), decided, at=at, due=due))
    return rows


def bounced(deliveries: list[Delivery], *, at: datetime) -> list[DeskRow]:
    return [
        DeskRow(
            text=delivery.message.reference or "A message",
            is_reference=True,
            url=delivery.message.path,
            cells=(
                str(delivery.message.recipient or "Nobody could be found to tell"),
                _capital(delivery.message.todo),
                moment(delivery.failed_at) if delivery.failed_at else "",
            ),
        )
        for delivery in deliveries
    ]


def gaps_of(gaps: list[Gap], *, at: datetime) -> list[DeskRow]:
    return [
        DeskRow(
            text=gap.agency.name,
            url=reverse("directory-agency", args=[gap.agency.pk]),
            cells=(gap.says,),
            tag=Tag("Now", "red") if gap.now else Tag("Soon", "orange"),
        )
        for gap in gaps
    ]


def learning(points: list[LearningPoint], *, at: datetime) -> list[DeskRow]:
    return [
        DeskRow(
            text=point.get_kind_display(),
            url=reverse("learning-point", args=[point.pk]),
            under=point.case.area.name,
            cells=(point.get_addressee_display(), long_date(point.recorded_at)),
        )
        for point in points
    ]


def procedures(versions: list[PolicyVersion], *, at: datetime) -> list[DeskRow]:
    return [
        DeskRow(
            text=version.policy.metadata.title,
            url=reverse("policy-version", args=[version.pk]),
            under=version.area.name,
            cells=(f"Version {version.name}", _day(version)),
        )
        for version in versions
    ]


def _day(version: PolicyVersion) -> str:
    review = version.policy.metadata.review_date
    return long_date(review) if review else ""


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
