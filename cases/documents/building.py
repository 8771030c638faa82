"""The five documents of a case: which exist at its stage, and what each holds (`Document`), within the reader's need to know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.documents.ending import decision_sections, ending_rows, learning_section, since_rows
from cases.documents.kinds import Kind
from cases.documents.parts import (
    agreement_section,
    board_told_rows,
    children_section,
    concerns_section,
    follow_up_section,
    history_section,
    positions_section,
    procedure_rows,
    raiser_rows,
    receiver_rows,
    subject_rows,
)
from cases.documents.shape import Document, Row, Section, answered
from cases.documents.source import Source, stamp, written
from cases.documents.speaking import said_in
from cases.documents.stages import stage_sections
from cases.models import LIVE_STATES
from cases.presenters.case import title_of_case
from cases.presenters.proposals import latest_outcome, latest_plan
from cases.presenters.statement import KINDS
from cases.process.issuing import form_of
from cases.rules.monitoring import lacking
from cases.rules.risk_said import risk_on_coming_to
from cases.situations import Situation
from cases.verbs import Verb
from cases.words.entries import stage_name
from core.errors import NotVisible
from core.words import listed, moment
from policies.vocabulary import Ground

NOTICE = "OFFICIAL-SENSITIVE: contains personal data; shred."


@dataclass(frozen=True)
class Offered:
    """A document that exists for a case now. `asked` is what the procedure says of it at this stage, or ""."""

    kind: Kind
    title: str
    asked: str = ""
    child: int | None = None


def offered(s: Situation) -> list[Offered]:
    """The documents that exist for a case now, in the order in which a case comes to them."""
    case = s.case
    found = [Offered(Kind.OPENING, Kind.OPENING.label)]
    form = form_of(case)
    if form is not None:
        found.append(Offered(Kind.MONITORING, form.title, form.says))
    if s.stage.last is not None:
        found.append(Offered(Kind.REFERRAL, Kind.REFERRAL.label))
    if case.state not in LIVE_STATES:
        found.append(Offered(Kind.CLOSURE, Kind.CLOSURE.label))
        found += [
            Offered(
                Kind.EXTRACT,
                f"{Kind.EXTRACT.label_for(case.persons)}: {KINDS[subject.kind].lower()} {subject.number}",
                child=subject.number,
            )
            for subject in case.subjects.all()
        ]
    return found


@dataclass(frozen=True)
class Prompt:
    """The form that the procedure keeps at this stage: what it says of it, and what still lacks in it."""

    title: str
    says: str
    lacks: list[str]


def prompt_of(s: Situation) -> Prompt | None:
    """What to say of the form on the page of a live case; None where the procedure keeps none at its stage."""
    form = form_of(s.case)
    if form is None or s.case.state not in LIVE_STATES:
        return None
    return Prompt(form.title, form.says, lacking(s.case))


def build(s: Situation, kind: Kind, *, child: int | None = None) -> Document:
    """The document of this kind as the reader may read it. `child` is the number of the child for whose file an extract is.

    Raises NotVisible where it does not exist (yet), or the case has no such child.
    """
    known = [item for item in offered(s) if item.kind is kind and item.child == child]
    if not known:
        raise NotVisible
    source = Source(s)
    found = Document(
        title=f"{known[0].title}, {s.case.reference}",
        caption=title_of_case(s.case),
        foot=foot_of(s),
        says=(known[0].asked,) if known[0].asked else (),
        sections=BUILDERS[kind](source, child),
    )
    return said_in(s.case.persons, found)


def foot_of(s: Situation) -> tuple[str, ...]:
    """What stands on every page: which case and procedure, how far it copies the record, who printed it, and when."""
    procedure = f"{s.case.policy.metadata.title}, version {s.case.policy_version.name}"
    return (
        f"{s.case.reference}. {procedure}. A copy of the record up to entry {s.revision}.",
        f"Printed by {s.by.name}, {moment(s.at)}. {NOTICE}",
    )


def _opening(source: Source, _: int | None) -> tuple[Section, ...]:
    case, entry = source.case, source.raised
    return (
        Section(
            "The case",
            rows=(
                *procedure_rows(source),
                answered("Raised", stamp(entry) if entry else moment(case.raised_at)),
                *([source.said("paper_how")] if source.statement.get("paper_how") else []),
                source.said("method"),
                *([source.said("method_reason")] if source.statement.get("method_reason") else []),
            ),
        ),
        Section("Who raised it", rows=raiser_rows(source)),
        Section("With whom they disagree", rows=receiver_rows(source)),
        children_section(source),
        Section("What is disagreed", rows=subject_rows(source)),
        Section("The risk, and until when it must be settled", rows=_risk_rows(source)),
        Section(
            "What was done before",
            rows=(
                source.said("tried_before"),
                *([source.said("prepared")] if source.case.policy.preparations else []),
                source.said("consulted"),
                source.said("support"),
                source.said("parents_aware"),
                *([source.said("parents_why")] if source.statement.get("parents_why") else []),
            ),
        ),
    )


def _risk_rows(source: Source) -> tuple[Row, ...]:
    facts = source.raised.facts if source.raised else {}
    first = source.passages[0].protective_at if source.passages else None
    reported = datetime.fromisoformat(facts["reported_at"]) if facts.get("reported_at") else None
    return (
        answered("Immediate risk when it was raised", "Yes" if facts.get("immediate_risk") else "No"),
        source.said("risk_action"),
        source.said("report_taken_by"),
        *([answered("Reported on", moment(reported))] if reported else []),
        source.said("report_reference"),
        answered(
            "To be settled by, to protect {the person}",
            moment(first) if first else "The time that the procedure allows",
        ),
        source.said("protective_reason"),
    )


def _monitoring(source: Source, _: int | None) -> tuple[Section, ...]:
    return (
        Section("The case", rows=(*procedure_rows(source), *board_told_rows(source))),
        Section("Who disagrees with whom", rows=(*raiser_rows(source)[:2], *receiver_rows(source)[:1])),
        children_section(source),
        Section("What is disagreed", rows=subject_rows(source)),
        positions_section(source),
        concerns_section(source),
        history_section(source),
        agreement_section("The plan", latest_plan(source.case)),
        agreement_section("The agreed outcome, and what stays open", latest_outcome(source.case)),
        follow_up_section(source),
        *stage_sections(source),
    )


def _referral(source: Source, _: int | None) -> tuple[Section, ...]:
    last = source.passages[-1]
    referring = source.of(Verb.ESCALATE, "advanced")
    entry = referring[0] if referring else None
    options = source.s.stage.last.options if source.s.stage.last else ()
    return (
        Section("The case", rows=(*procedure_rows(source), *board_told_rows(source))),
        Section(
            "Why it is referred",
            rows=(
                answered("Referred to", stage_name(source.case, last.stage)),
                answered("Referred on", moment(last.opened_at)),
                answered("Why", Ground(last.ground).label_for(source.case.persons) if last.ground else ""),
                answered("In the words of who referred it", *(written(entry, "why") if entry else ())),
                answered(
                    "The risk to {the person} as it was referred", *risk_on_coming_to(last.number, source.entries)
                ),
                answered("What was done at the stage before", *(written(entry, "tried") if entry else ())),
                answered("Ways in which it can be settled", *(option.title for option in options)),
            ),
        ),
        Section("Who disagrees with whom", rows=(*raiser_rows(source), *receiver_rows(source))),
        children_section(source),
        Section("What is disagreed", rows=subject_rows(source)),
        positions_section(source),
        concerns_section(source),
        history_section(source),
        agreement_section("The plan", latest_plan(source.case)),
        *decision_sections(source),
        *stage_sections(source),
    )


def _closure(source: Source, _: int | None) -> tuple[Section, ...]:
    return (
        Section("The case", rows=(*procedure_rows(source), *ending_rows(source))),
        Section("Who disagreed with whom", rows=(*raiser_rows(source)[:2], *receiver_rows(source)[:1])),
        children_section(source),
        Section("What was disagreed", rows=subject_rows(source)),
        *decision_sections(source),
        agreement_section("The written outcome", latest_outcome(source.case)),
        agreement_section("The plan", latest_plan(source.case)),
        concerns_section(source),
        follow_up_section(source),
        history_section(source),
        learning_section(source),
        Section("What was done at the end, and since", rows=since_rows(source)),
    )


def _extract(source: Source, child: int | None) -> tuple[Section, ...]:
    """What belongs on one child's file, on one page: the outcome, its actions, and the agencies; of no other child."""
    found = latest_outcome(source.case)
    agreed = found is not None and found.state.startswith("Agreed")
    sections = [
        Section(
            "The case",
            rows=(
                *procedure_rows(source)[:2],
                *ending_rows(source),
                answered("Between", listed(party.agency.name for party in source.s.parties)),
            ),
        ),
        children_section(source, child),
        *decision_sections(source)[:1],
    ]
    if agreed:
        sections.append(agreement_section("The written outcome", found))
    sections.append(follow_up_section(source, child))
    return tuple(sections)


Builder = Callable[[Source, int | None], tuple[Section, ...]]

BUILDERS: Mapping[Kind, Builder] = {
    Kind.OPENING: _opening,
    Kind.MONITORING: _monitoring,
    Kind.REFERRAL: _referral,
    Kind.CLOSURE: _closure,
    Kind.EXTRACT: _extract,
}
