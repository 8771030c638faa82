"""How a document tells of the end: what was decided, how the case ended, what was learned, and what came after."""

from agencies.models import Agency
from cases.documents.parts import happened
from cases.documents.shape import Row, Section, Table, answered
from cases.documents.source import Source, written
from cases.models import LearningPoint
from cases.presenters.decisions import Decision, decisions_of
from cases.words.entries import stage_name
from core.words import moment
from policies.vocabulary import LearningKind, LearningTo

LEARNING_HEAD = ("What", "In which words", "Sent to", "What became of it")


def decision_sections(source: Source) -> tuple[Section, ...]:
    """What was decided at the last stage, newest first, and which side has acknowledged it."""
    return tuple(
        Section(
            decision.heading,
            rows=(
                answered("Recorded", f"{moment(decision.at)}, by {decision.recorded_by}"),
                answered("How", *decision.sentences),
                *(answered(heading, *lines) for heading, lines in decision.paragraphs),
                *(answered(heading, *lines) for heading, lines in _afterwards(decision) if lines),
            ),
        )
        for decision in decisions_of(source.case)
    )


def _afterwards(decision: Decision) -> tuple[tuple[str, list[str]], ...]:
    """What was said of a decision once it was recorded: by the chair, by those who sat, and by the sides."""
    return (
        ("Confirmed", decision.confirmed),
        ("Who sat", decision.members),
        ("Acknowledged", decision.acknowledged),
    )


def since_rows(source: Source) -> tuple[Row, ...]:
    """The entries of the stage at which it ended, and all that came after."""
    last, ended = source.passages[-1].number, source.case.ended_at
    return happened(source, lambda event: event.passage == last or (ended is not None and event.at > ended))


def ending_rows(source: Source) -> tuple[Row, ...]:
    """How and when a case ended, and at which stage; "Not given" while it runs."""
    case = source.case
    ended = case.ended_at
    return (
        answered("Ended", f"{case.get_ending_display()}, {moment(ended)}" if ended else ""),
        answered("What became of it", case.get_outcome_code_display()),
        answered("Settled at", stage_name(case, case.stage) if case.ending else ""),
    )


def learning_section(source: Source) -> Section:
    """What was learned, to whom it was sent and what became of it; above it, what the procedure says of learning."""
    points = source.case.learning_points.select_related("agency").order_by("recorded_at", "pk")
    rows = tuple(
        (
            LearningKind(point.kind).label,
            " ".join(_learned(source, point)),
            _addressee(source, point),
            point.get_became_display(),
        )
        for point in points
    )
    says = tuple(item.says for item in source.case.policy.learning)
    tables = (Table("What was recorded", LEARNING_HEAD, rows),) if rows else ()
    nothing = () if rows else ("Nothing has been recorded as learning from this case.",)
    return Section("Learning", says=(*says, *nothing), tables=tables)


def _learned(source: Source, point: LearningPoint) -> tuple[str, ...]:
    entry = next((entry for entry in source.entries if entry.pk == point.entry_id), None)
    return written(entry, "learning") if entry else ()


def _addressee(source: Source, point: LearningPoint) -> str:
    area = source.case.policy.area
    named = {LearningTo.BOARD_OFFICE: area.board_office, LearningTo.CHAIR: area.chair}
    addressee = LearningTo(point.addressee)
    agency: Agency | None = point.agency
    if agency is not None:
        return f"The board member of {agency.name}"
    return named.get(addressee, addressee.label)
