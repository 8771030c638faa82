"""The parts that several documents share: what is disagreed about, whom it concerns, the history, and where each side stands."""

from collections.abc import Callable
from dataclasses import dataclass

from cases.documents.shape import NOT_GIVEN, Row, Section, Table, answered
from cases.documents.source import Source
from cases.models import FollowUp, Passage, Side, SubjectKind
from cases.presenters.following import what_of
from cases.presenters.people import contact_of, named
from cases.presenters.proposals import Agreement
from cases.presenters.statement import KINDS, ChildLine, children_of
from cases.presenters.still_at_risk import concern_line
from cases.presenters.timeline import Event
from cases.process.due_times import calendar_of
from cases.record import body_of
from cases.rules.concerns import continuing
from cases.rules.safety import last_confirmed
from cases.words.entries import agencies_on, reasons_of, stage_name, who_owes
from core.words import counted, listed, london, long_date, moment
from policies.vocabulary import AgencyType, Audience, Ground

FOLLOW_UP_HEAD = ("What", "Who", "By when", "What came of it")
ACTION_HEAD = ("Action", "Who", "By when")
SIGNED_HEAD = ("Agency", "Signed by", "When")


@dataclass(frozen=True)
class Column:
    """What a document says of each whom a case is about: under which heading, and what. Some is asked `of_children` alone."""

    head: str
    of: Callable[[ChildLine], str]
    of_children: bool = True


CHILD_COLUMNS = (
    Column("Initials", lambda line: line.initials, of_children=False),
    Column("Age", lambda line: line.age_band),
    Column("Plan or order", lambda line: line.status),
)


def procedure_rows(source: Source) -> tuple[Row, ...]:
    """Which case it is, and by which procedure."""
    case = source.case
    return (
        answered("Reference", str(case.reference)),
        answered(
            "Procedure",
            f"{case.policy.area.partnership}: {case.policy.metadata.title}",
            f"Version {case.policy_version.name}",
        ),
        answered("Where it stands", f"{case.get_state_display()}, {stage_name(case, case.stage)}"),
    )


def subject_rows(source: Source) -> tuple[Row, ...]:
    """What is disagreed about, in the raiser's own words."""
    case = source.case
    return (
        answered("What it is about", *reasons_of(case, case.reasons)),
        *([source.said("other_reason")] if source.statement.get("other_reason") else []),
        source.said("kind_of_act"),
        source.said("decided_on"),
        source.said("related_meeting"),
        source.said("what_is_disputed"),
        source.said("agreed_areas"),
        source.said("disputed_areas"),
        source.said("relevance_to_risk"),
        source.said("threshold"),
        *([source.said("threshold_descriptor")] if source.statement.get("threshold_descriptor") else []),
        source.said("wanted"),
    )


def children_section(source: Source, only: int | None = None) -> Section:
    """Whom it is about, each with every agency's own reference; one alone (its number) for that child's file."""
    found = [line for line in children_of(source.s) if only in (None, line.number)]
    if all(line.kind == KINDS[SubjectKind.THEME] for line in found):
        rows = tuple(answered("A theme, with no person", _references(line)) for line in found)
        return Section("{Whom} it is about", rows=rows)
    asked = [column for column in CHILD_COLUMNS if _is_asked(column, source, found)]
    head = ("Who", *(column.head for column in asked), "References")
    cells = tuple(
        (f"{line.kind} {line.number}", *(column.of(line) or NOT_GIVEN for column in asked), _references(line))
        for line in found
    )
    return Section("{Whom} it is about", tables=(Table("Each with its references", head, cells),))


def _references(line: ChildLine) -> str:
    return "; ".join(f"{agency}: {reference}" for agency, reference in line.references) or NOT_GIVEN


def _is_asked(column: Column, source: Source, found: list[ChildLine]) -> bool:
    """Whether the procedure asks for it: age and plan of children alone; but what was given is shown."""
    return not column.of_children or source.case.policy.is_about_children or any(column.of(line) for line in found)


def raiser_rows(source: Source) -> tuple[Row, ...]:
    """Who raised it, for which agency, how to reach them, and which manager of theirs has acted."""
    raiser, case = source.case.raised_by, source.case
    agencies = [party.agency for party in case.parties.all() if party.side == Side.ESCALATING]
    return (
        answered("Who raised it", named(raiser)),
        answered("Agency", agencies_on(case, Side.ESCALATING)),
        answered("Type of agency", *(AgencyType(agency.type).label for agency in agencies)),
        answered("How to reach them", contact_of(raiser)),
        answered("Their manager on the case", *_managers(source, Side.ESCALATING)),
    )


def receiver_rows(source: Source) -> tuple[Row, ...]:
    """Against which agencies, which practitioner there, and which manager has acted."""
    receiving = [party for party in source.s.parties if party.side == Side.RECEIVING]
    people = [named(party.practitioner) for party in receiving if party.practitioner is not None]
    return (
        answered("Against", listed(party.agency.name for party in receiving)),
        answered("Type of agency", *dict.fromkeys(AgencyType(party.agency.type).label for party in receiving)),
        answered("Practitioner", *people),
        answered("Who acts or has acted there", *_managers(source, Side.RECEIVING)),
    )


def _managers(source: Source, side: str) -> list[str]:
    """Who has stood for a side, but for the raiser, first stage first."""
    found = [
        named(holding.person)
        for passage in source.passages
        for holding in passage.holdings.all()
        if holding.party.side == side and holding.person and holding.person != source.case.raised_by
    ]
    return list(dict.fromkeys(found))


def concerns_section(source: Source) -> Section:
    """Who still thinks that the child is at risk, since when and why (BRIS-5)."""
    lines = [concern_line(entry) for entry in continuing(source.entries)]
    who = answered("Who says so, since when, and why", *(lines or ["Nobody has said so"]))
    return Section("Whether {the person is} still thought to be at risk", rows=(who,))


def history_section(source: Source) -> Section:
    """Every visit to a stage: why it came there, from when to when, in how many working days, and how it ended."""
    rows = tuple(
        (
            stage_name(source.case, passage.stage, passage.rung),
            Ground(passage.ground).label_for(source.case.persons) if passage.ground else "Raised",
            moment(passage.opened_at),
            moment(passage.closed_at) if passage.closed_at else "Still here",
            days_taken(source, passage),
            passage.get_end_display(),
        )
        for passage in source.passages
    )
    head = ("Stage", "Why", "From", "Until", "Days taken", "How it ended")
    return Section("The stages so far", tables=(Table("From the first stage on", head, rows),))


def days_taken(source: Source, passage: Passage) -> str:
    """How long a visit to a stage lasted, or has lasted until now, in working days."""
    first, last = london(passage.opened_at).date(), london(passage.closed_at or source.s.at).date()
    return counted(calendar_of(source.case.policy).working_days_between(first, last), "working day")


def positions_section(source: Source) -> Section:
    """What has to be resolved, where each agency stands, and the risk now (BRIS-25)."""
    found = source.monitoring
    rows = tuple(
        (stand.agency, " ".join(stand.lines) or "Nothing on record", moment(stand.at) if stand.at else NOT_GIVEN)
        for stand in found.positions
    )
    head = ("Agency", "Its position", "Said on")
    return Section(
        "What has to be resolved",
        rows=(
            answered("Issues that need resolution", *found.issues),
            answered("The risk to {the person} now", *found.risk),
            answered("Immediate risk", "Yes" if source.case.immediate_risk else "No"),
            answered("{The person’s} safety, as confirmed last", *safety_lines(source)),
        ),
        tables=(Table("Where each agency stands", head, rows),),
    )


def safety_lines(source: Source) -> tuple[str, ...]:
    """What was said last of the child’s safety, by whom and when, and who does what meanwhile; none where nobody was asked."""
    found = last_confirmed(source.s)
    return (f"{found.says}, said {found.by}, {found.at}.", *found.meanwhile) if found else ()


def board_told_rows(source: Source) -> tuple[Row, ...]:
    """When and how the board's office and the chair were told (BRIS-23), as the record says."""
    found = []
    for entry in source.entries:
        facts = entry.facts if isinstance(entry.facts, dict) else {}
        told = (*facts.get("told", ()), *facts.get("copied", ()))
        parts = [Audience(who).label for who in told if who in (Audience.BOARD_OFFICE, Audience.CHAIR)]
        found += [f"{part}: by notice from Resolve, {moment(entry.recorded_at)}" for part in parts]
    return (answered(f"{source.case.policy.area.board_office} informed", *found),)


def agreement_section(heading: str, found: Agreement | None) -> Section:
    """A plan or an outcome statement: its words, its actions, and who has signed it."""
    if found is None:
        return Section(heading, says=("Nothing has been agreed in writing yet.",))
    rows = [answered("Version", f"{found.version}, {found.state.lower()}")]
    rows += [answered("What became of the disagreement", found.outcome)] if found.outcome else []
    rows += [answered(label, *lines) for label, lines in found.paragraphs]
    actions = tuple((what, who, long_date(due)) for what, who, due in found.actions)
    signed = tuple(
        (
            answer.agency,
            answer.by if answer.accepts else _unsigned(answer.accepts),
            moment(answer.at) if answer.at else "",
        )
        for answer in found.answers
    )
    tables = (Table("Actions", ACTION_HEAD, actions),) if actions else ()
    return Section(heading, rows=tuple(rows), tables=(*tables, Table("Signed for each agency", SIGNED_HEAD, signed)))


def follow_up_section(source: Source, only: int | None = None) -> Section:
    """What is followed up beside the stages, and what came of it: copies on records, actions, whether it helped, a debrief.

    For one child's file (its number), only what is about that child.
    """
    rows = tuple(
        (what_of(found), who_owes(found, source.case), _until(found), _result(source, found))
        for found in source.s.follow_ups
        if only is None or (found.subject is not None and found.subject.number == only)
    )
    if not rows:
        return Section("What is followed up", says=("Nothing is followed up.",))
    return Section(
        "What is followed up", tables=(Table("Who does what by when, and what came of it", FOLLOW_UP_HEAD, rows),)
    )


def _until(found: FollowUp) -> str:
    clock = getattr(found, "clock", None)
    return moment(clock.due_at) if clock is not None else "No deadline"


def _result(source: Source, found: FollowUp) -> str:
    if found.answered_at is None:
        return "Not kept" if found.not_kept_in_id is not None else "To be done"
    who = f", {found.answered_by.name}" if found.answered_by else ""
    reference = _own_reference(source, found)
    return f"{found.get_result_display()}, {moment(found.answered_at)}{who}{f': {reference}' if reference else ''}"


def _own_reference(source: Source, found: FollowUp) -> str:
    """The agency’s own reference under which it stands on its records, and since when (BHAM-6, BUCKS-7); "" for the rest."""
    entry = next((entry for entry in source.entries if entry.pk == found.answered_in_id), None)
    recorded = entry.facts.get("recorded", []) if entry else []
    numbers = [one["number"] for one in recorded]
    lines = body_of(entry).get("own_references", []) if entry and found.number in numbers else []
    return str(lines[numbers.index(found.number)]).split(": ", 1)[-1] if lines else ""


def _unsigned(accepts: bool | None) -> str:
    return "Not signed yet" if accepts is None else "Sent back"


def _headed(heading: str, lines: list[str]) -> list[str]:
    return [f"{heading}: {lines[0]}", *lines[1:]] if lines else []


def happened(source: Source, wanted: Callable[[Event], bool]) -> tuple[Row, ...]:
    """The entries that are wanted, oldest first, as rows: what, by whom, when, in which words."""
    rows = []
    for event in source.events:
        if not wanted(event):
            continue
        later = f" (recorded {moment(event.recorded_at)})" if event.recorded_at else ""
        words = [line for heading, lines in event.paragraphs for line in _headed(heading, lines)]
        rows.append(Row(f"{event.title}, {event.by}", (f"{moment(event.at)}{later}", *event.sentences, *words)))
    return tuple(rows)
