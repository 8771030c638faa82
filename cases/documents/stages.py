"""One visit to a stage as a document shows it: who stood there, what was owed by when, what was done, in which words."""

from cases.documents.parts import days_taken, happened
from cases.documents.shape import Section, Table, answered
from cases.documents.source import Source
from cases.models import CaseView, Holding, Obligation, Passage
from cases.presenters.people import agency_line, holder_line, why_for
from cases.rules.risk_said import risk_on_coming_to
from cases.words.entries import stage_name, who_owes
from core.words import listed, moment
from policies.presenters.words import limit_in_words
from policies.vocabulary import Duty, Ground

PEOPLE_HEAD = ("Agency", "Who stood for it", "First opened", "Acknowledged")
OWED_HEAD = ("What", "Who", "Target", "What it rests on", "Done")


def stage_sections(source: Source) -> tuple[Section, ...]:
    """Every visit to a stage, the first one first."""
    seen = _first_looks(source)
    return tuple(part for passage in source.passages for part in _sections(source, passage, seen))


def _sections(source: Source, passage: Passage, seen: dict[tuple[int, int], str]) -> tuple[Section, Section]:
    name = stage_name(source.case, passage.stage, passage.rung)
    where = Section(
        name,
        rows=(
            answered("Sent", moment(passage.opened_at)),
            answered(
                "Why it came here",
                Ground(passage.ground).label_for(source.case.persons) if passage.ground else "It was raised",
            ),
            answered("The risk to {the person} as it came here", *risk_on_coming_to(passage.number, source.entries)),
            answered(
                "Ended",
                f"{moment(passage.closed_at)}, {passage.get_end_display().lower()}"
                if passage.closed_at
                else "Still here",
            ),
            answered("Days taken", days_taken(source, passage)),
            answered("Told by Resolve", listed(source.told(passage))),
            *(
                [answered("To be settled by, to protect {the person}", moment(passage.protective_at))]
                if passage.protective_at
                else []
            ),
        ),
        tables=(
            Table(
                "Who stood for each agency",
                PEOPLE_HEAD,
                tuple(_person(source, passage, h, seen) for h in _in_order(passage)),
            ),
            Table("What was owed", OWED_HEAD, tuple(_owed(source, passage, o) for o in passage.obligations.all())),
        ),
    )
    return where, Section(
        f"What was done at {name}", rows=happened(source, lambda event: event.passage == passage.number)
    )


def _in_order(passage: Passage) -> list[Holding]:
    return sorted(passage.holdings.all(), key=lambda holding: holding.party.number)


def _person(source: Source, passage: Passage, holding: Holding, seen: dict[tuple[int, int], str]) -> tuple[str, ...]:
    who = " ".join([f"{holder_line(holding, passage, source.case)}.", *why_for(holding, source.s)])
    opened = seen.get((passage.number, holding.person_id or 0), "Not on record")
    received = moment(holding.acknowledged_at) if holding.acknowledged_at else "Not acknowledged"
    return agency_line(holding), who, opened, received


def _owed(source: Source, passage: Passage, o: Obligation) -> tuple[str, ...]:
    clock = getattr(o, "clock", None)
    target = moment(clock.due_at) if clock else "No deadline"
    if clock is not None and clock.original_due_at != clock.due_at:
        target = f"{target} (at first {moment(clock.original_due_at)})"
    return Duty(o.duty).label, who_owes(o, source.case), target, _basis(source, passage, o), _done(o)


def _basis(source: Source, passage: Passage, o: Obligation) -> str:
    """What the procedure says of the limit; the date that protects the child where it names none."""
    owed = source.case.policy.stage(passage.stage).obligations
    items = [item for item in owed if item.applies(source.case.priority)]
    limits = [item.limit for item in items if item.what == o.duty and item.owner == o.owner and item.limit is not None]
    if limits:
        return limit_in_words(limits[0], source.case.persons)
    return (
        source.case.persons.say("The date that protects {the person}")
        if hasattr(o, "clock")
        else "The procedure names no limit"
    )


def _done(o: Obligation) -> str:
    if o.met_at is None:
        return "If useful" if o.optional else "Not done"
    clock = getattr(o, "clock", None)
    late = ", late" if clock is not None and o.met_at > clock.due_at else ""
    return f"{moment(o.met_at)}{late}"


def _first_looks(source: Source) -> dict[tuple[int, int], str]:
    """When each person first opened the case at each visit to a stage, by (number of the visit, person); one query."""
    looks = CaseView.objects.filter(case=source.case, seen=True).order_by("at").values_list("person", "at")
    found: dict[tuple[int, int], str] = {}
    for person, at in looks:
        for passage in source.passages:
            if passage.opened_at <= at and (passage.closed_at is None or at <= passage.closed_at):
                found.setdefault((passage.number, person), moment(at))
    return found
