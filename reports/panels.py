"""What panels, mediations, meetings and chairs decided: the brief report of each that a board asks for (BRIS-32, BRENT-15).

It is of codes and dates: who disagreed and sat, by agency; what it was about, and what became of it. It repeats nothing that
people wrote of a case but what was to be learned, which names nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from agencies.models import User
from cases.access import content_visible_to
from cases.documents.shape import Document, Row, Section, Table, answered
from cases.models import Case, Entry, FollowUpKind, FollowUpResult, LearningPoint, OutcomeCode, PlanAction, Seat, Side
from cases.verbs import Verb
from cases.words.board import DECISIONS
from cases.words.entries import ERASED, agencies_on, reasons_of
from core.sheets import Column, Listing
from core.words import counted, listed, long_date, moment
from policies.models import Area
from policies.vocabulary import LastStageKind
from reports.scopes import london_span

BINDS = {True: "Binding", False: "Not binding", None: "The procedure does not say"}


@dataclass(frozen=True)
class Panel:
    """One decision of a last stage. `sat` are the agencies that sat, `actions` what was to be done: who, until when, and how it stands.

    `case` leads to the case for whoever may read it; nothing of the report names it.
    """

    pk: int
    case: Case
    way: str
    decided_at: datetime
    sat_at: datetime | None
    sat: tuple[str, ...]
    between: str
    about: str
    result: str
    outcome: str
    binding: str
    corrected: bool
    actions: tuple[tuple[str, ...], ...]
    learning: tuple[tuple[str, ...], ...]

    @property
    def done(self) -> str:
        """How many of its actions are done."""
        return (
            f"{sum(action[-1] == DONE for action in self.actions)} of {len(self.actions)}" if self.actions else "None"
        )


DONE, NOT_DONE, NOT_NEEDED, NOT_KEPT = "Done", "Not done yet", "No longer needed", "Reported as not done as agreed"


def decisions(area: Area, first: date, last: date, *, by: User) -> QuerySet[Entry]:
    """What was decided at last stages of an area within these London days, as far as this person may read it, oldest first."""
    begin, end = london_span(first, last)
    found = Entry.objects.filter(kind=Verb.RECORD_DECISION.value, occurred_at__gte=begin, occurred_at__lt=end)
    return _whole(found.filter(case__in=content_visible_to(by).filter(area=area))).order_by("occurred_at", "pk")


def decision(pk: int, areas: QuerySet[Area], *, by: User) -> Entry | None:
    """One of them, in any of these areas."""
    found = Entry.objects.filter(kind=Verb.RECORD_DECISION.value, pk=pk)
    return _whole(found.filter(case__in=content_visible_to(by).filter(area__in=areas))).first()


def _whole(found: QuerySet[Entry]) -> QuerySet[Entry]:
    """With all that a report shows of them, in a fixed number of queries."""
    actions = PlanAction.objects.select_related("party__agency").prefetch_related("follow_ups")
    corrections = Entry.objects.filter(kind=Verb.CONFIRM_DECISION.value)
    learning = LearningPoint.objects.select_related("entry__content")
    seats = Seat.objects.filter(until=None).select_related("agency")
    return found.select_related("case__area", "case__policy_version", "passage").prefetch_related(
        "case__parties__agency",
        "passage__sittings",
        Prefetch("passage__sittings__seats", seats),
        Prefetch("actions", actions),
        Prefetch("case__learning_points", learning),
        Prefetch("case__entries", corrections, to_attr="corrections"),
    )


def panel_of(entry: Entry) -> Panel:
    """The report of one decision, as `decisions` or `decision` has found it."""
    case, facts = entry.case, entry.facts
    sittings = [s for s in entry.passage.sittings.all() if s.kind == facts["kind"]] if entry.passage else []
    sitting = sittings[-1] if sittings else None
    seats = sitting.seats.all() if sitting else []
    between = f"{agencies_on(case, Side.ESCALATING)} raised it with {agencies_on(case, Side.RECEIVING)}"
    said = [found.facts for found in case.corrections]  # type: ignore[attr-defined]
    corrections = [one for one in said if one.get("of") == entry.number and one.get("is_so") is False]
    outcome = next((found["outcome"] for found in reversed(corrections) if found.get("outcome")), facts.get("outcome"))
    return Panel(
        pk=entry.pk,
        case=case,
        way=LastStageKind(facts["kind"]).label,
        decided_at=entry.occurred_at,
        sat_at=sitting.sits_at if sitting else None,
        sat=tuple(f"{seat.agency.name} ({seat.get_role_display().lower()})" for seat in seats),
        between=between,
        about=listed(reasons_of(case, case.reasons)) or "Professional disagreement",
        result=DECISIONS[facts["result"]],
        outcome=str(OutcomeCode(outcome).label) if outcome else "",
        binding=BINDS[facts["binding"]],
        corrected=bool(corrections),
        actions=tuple(_action(action) for action in entry.actions.all()),
        learning=tuple(_learning(point) for point in case.learning_points.all()),
    )


def _action(action: PlanAction) -> tuple[str, ...]:
    who = action.party.agency.name if action.party else "Every side"
    return str(action.number), who, long_date(action.due_on), _state(action)


def _state(action: PlanAction) -> str:
    """How it stands with whoever owes it; of what several owe, it is done once all have done it."""
    asked = [found for found in action.follow_ups.all() if found.kind == FollowUpKind.ACTION]
    if any(found.not_kept_in_id for found in asked):
        return NOT_KEPT
    results = {found.result for found in asked}
    if not results or FollowUpResult.NONE in results:
        return NOT_DONE
    return DONE if FollowUpResult.DONE in results else NOT_NEEDED


def _learning(point: LearningPoint) -> tuple[str, ...]:
    content = getattr(point.entry, "content", None)
    said = str(content.body["learning"]) if content else ERASED
    return point.get_kind_display(), said, point.get_became_display()


def panel_document(panel: Panel, *, by: User, at: datetime) -> Document:
    """The report of one decision, as page and as PDF."""
    return Document(
        title=panel.way,
        caption=f"{panel.case.area.partnership or panel.case.area.name}, {long_date(panel.sat_at or panel.decided_at)}",
        says=(NAMES_NOBODY,),
        foot=_foot(by, at),
        sections=(Section("What was decided", rows=_rows(panel), tables=_tables(panel)),),
    )


NAMES_NOBODY = (
    "This report is of codes and dates. It names nobody, and tells nothing of whom the disagreement was about."
)


def period_document(area: Area, period: str, panels: Iterable[Panel], *, by: User, at: datetime) -> Document:
    """The reports of all decisions of a period, one after the other."""
    found = list(panels)
    sections = tuple(
        Section(
            f"{number}. {panel.way}, {long_date(panel.sat_at or panel.decided_at)}",
            rows=_rows(panel),
            tables=_tables(panel),
        )
        for number, panel in enumerate(found, start=1)
    )
    return Document(
        title="Decisions of panels, mediations and meetings",
        caption=f"{area.partnership or area.name}, {period}",
        says=(f"{counted(len(found), 'decision')}.", NAMES_NOBODY),
        foot=_foot(by, at),
        sections=sections,
    )


def _foot(by: User, at: datetime) -> tuple[str, ...]:
    return (f"Made by {by.name}, {moment(at)}. Not for publication: few cases can be known again by their codes.",)


def _rows(panel: Panel) -> tuple[Row, ...]:
    return (
        answered("It sat on", moment(panel.sat_at) if panel.sat_at else ""),
        answered("It decided on", long_date(panel.decided_at)),
        answered("Agencies that sat", *panel.sat),
        answered("Between whom", f"{panel.between}."),
        answered("What it was about", panel.about),
        answered(
            "What it came to", panel.result, "The chair has corrected what was recorded." if panel.corrected else ""
        ),
        answered("What became of the disagreement", panel.outcome),
        answered("Whether it binds", panel.binding),
    )


def _tables(panel: Panel) -> tuple[Table, ...]:
    actions = Table("Actions", ("Action", "Who", "By when", "How it stands"), panel.actions)
    learning = Table("Learning", ("Kind", "What was recorded", "What became of it"), panel.learning)
    return tuple(table for table in (actions, learning) if table.rows)


PANELS: Listing[Panel] = Listing(
    "panels",
    "Decisions of the last stage",
    (
        Column("Decided (London time)", lambda panel: panel.decided_at),
        Column("How", lambda panel: panel.way),
        Column("Sat (London time)", lambda panel: panel.sat_at),
        Column("Agencies that sat", lambda panel: listed(panel.sat)),
        Column("Between whom", lambda panel: panel.between),
        Column("What it was about", lambda panel: panel.about),
        Column("What it came to", lambda panel: panel.result),
        Column("What became of the disagreement", lambda panel: panel.outcome),
        Column("Whether it binds", lambda panel: panel.binding),
        Column("Actions", lambda panel: len(panel.actions)),
        Column("Actions done", lambda panel: sum(action[-1] == DONE for action in panel.actions)),
        Column("Case", lambda panel: panel.case.reference),
    ),
)
