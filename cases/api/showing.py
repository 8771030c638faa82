"""A case as the API shows it: the same facts as its page, and no more to anyone than the page shows them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.urls import reverse

from cases.api.asking import actions_of
from cases.api.settling_shapes import DecisionShape, SeatShape, SittingShape, StepShape, WrittenShape
from cases.api.shapes import (
    AgreementShape,
    AnswerShape,
    ApprovalShape,
    AreaShape,
    CaseRowShape,
    CaseShape,
    DueShape,
    EntryShape,
    FollowUpShape,
    HolderShape,
    ObligationShape,
    PartyShape,
    PlannedShape,
    PolicyShape,
    RecordShape,
    RedirectShape,
    ReferenceShape,
    StageShape,
    SubjectShape,
    TimetableShape,
)
from cases.models import LIVE_STATES, Case, Holding, Obligation, Party
from cases.presenters.case import case_page
from cases.presenters.decisions import Decision, decisions_of
from cases.presenters.due import Due, due_of, due_of_clock, tag_of
from cases.presenters.following import FollowUpRow, follow_up_rows
from cases.presenters.people import why_for
from cases.presenters.proposals import Agreement, latest_outcome, latest_plan, latest_timetable
from cases.presenters.sittings import SittingPage, sitting_of
from cases.presenters.statement import ChildLine, children_of, statement_of
from cases.presenters.timeline import timeline
from cases.rules import redirects
from cases.rules.approvals import Shown
from cases.rules.refusals import allowed_verbs
from cases.situations import Situation
from cases.words.entries import owner_name
from core.words import london
from policies.vocabulary import AgencyType, Duty


def shown_case(s: Situation) -> CaseShape:
    """The case for this person: whole, or its outline where they may not read it yet."""
    case, whole = s.case, s.standing.content
    page = case_page(s, allowed_verbs(s))
    url = reverse("api-case", args=[case.reference])
    return CaseShape(
        reference=str(case.reference),
        content=whole,
        title=page.title if whole else "",
        area=_area(case),
        policy=PolicyShape(
            version=case.policy_version.version, edition=case.policy_version.edition, digest=case.policy_version.digest
        ),
        state=case.state,
        ending=case.ending,
        outcome_code=case.outcome_code if whole else "",
        immediate_risk=case.immediate_risk,  # the office is alerted to it, and learns no more than that (journey c)
        next=page.first_verb.value if page.first_verb else "",
        steps=[StepShape(**asdict(step)) for step in page.settling] if whole else [],
        stage=_stage(case, s.passage.rung if s.passage else 0),
        revision=s.revision,
        raised_at=london(case.raised_at),
        ended_at=london(case.ended_at) if case.ended_at else None,
        parties=[_party(party, s) for party in s.parties],
        statement=_written(statement_of(case)) if whole else [],
        children=[_child(line) for line in children_of(s)] if whole else [],
        plan=_agreement(latest_plan(case)) if whole else None,
        outcome=_agreement(latest_outcome(case)) if whole else None,
        timetable=_timetable(latest_timetable(case)) if whole else None,
        for_another_agency=_redirect(s) if whole else None,
        sitting=_sitting(sitting_of(s)) if whole else None,
        decisions=[_decision(found) for found in decisions_of(case)] if whole else [],
        **{"with": [_holder(holding, s) for holding in s.holdings] if whole else []},
        next_due=_due(page.next_due),
        overall_due=_due(page.overall) if whole else None,
        not_covered=page.uncovered,
        approvals=[_approval(found) for found in page.approvals],
        obligations=[_obligation(o, s) for o in s.obligations] if whole else [],
        follow_ups=[_follow_up(row) for row in follow_up_rows(s)] if whole else [],
        actions=actions_of(s, page.verbs, url=reverse("api-action", args=[case.reference, "VERB"])),
        url=url,
        record=reverse("api-record", args=[case.reference]),
    )


def shown_rows(cases: Iterable[Case], *, at: datetime) -> list[CaseRowShape]:
    """A page of the list (`cases.selectors.listed`), as seen at `at` (UTC)."""
    return [_row(case, getattr(case, "next_due", None), at=at) for case in cases]


def shown_record(s: Situation) -> RecordShape:
    """The written record as this person may read it, oldest first."""
    entries = [
        EntryShape(
            number=event.number,
            title=event.title,
            by=event.by,
            at=london(event.at),
            recorded_at=london(event.recorded_at or event.at),
            says=event.sentences,
            written=_written(event.paragraphs),
            own_side_only=event.private,
        )
        for event in timeline(s, newest_first=False)
    ]
    return RecordShape(reference=str(s.case.reference), entries=entries)


def _row(case: Case, next_due: datetime | None, *, at: datetime) -> CaseRowShape:
    due = due_of(next_due, at=at, policy=case.policy) if next_due and case.state in LIVE_STATES else None
    return CaseRowShape(
        reference=str(case.reference),
        area=_area(case),
        state=case.state,
        status=tag_of(case, due).text,
        stage=_stage(case, None),
        agencies=[party.agency.name for party in case.present()],
        immediate_risk=case.immediate_risk,
        raised_at=london(case.raised_at),
        next_due=_due(due),
        url=reverse("api-case", args=[case.reference]),
    )


def _area(case: Case) -> AreaShape:
    return AreaShape(key=case.area.key, name=case.area.name)


def _stage(case: Case, rung: int | None) -> StageShape:
    stage = case.policy_stage
    return StageShape(key=stage.key, number=stage.number, title=stage.title, rung=rung)


def _follow_up(row: FollowUpRow) -> FollowUpShape:
    return FollowUpShape(
        number=row.number,
        kind=row.kind,
        title=row.what,
        who=row.who,
        due=_due(row.due),
        status=row.tag.text,
        yours=row.mine,
        verb=row.verb.value,
        asked_from=row.opens,
    )


def _due(due: Due | None) -> DueShape | None:
    if due is None:
        return None
    return DueShape(
        due=london(due.at),
        first_due=london(due.first_at) if due.first_at else None,
        phrase=due.phrase,
        explanation=list(due.explanation),
        overdue=due.overdue,
    )


def _party(party: Party, s: Situation) -> PartyShape:
    return PartyShape(
        number=party.number,
        agency=party.agency.name,
        agency_type=AgencyType(party.agency.type).value,
        side=party.side,
        yours=party.pk in s.standing.own_parties,
        agreed_at=london(party.agreed_at) if party.agreed_at and s.standing.content else None,
    )


def _written(answers: Iterable[tuple[str, list[str]]]) -> list[WrittenShape]:
    return [WrittenShape(heading=heading, paragraphs=lines) for heading, lines in answers]


def _child(line: ChildLine) -> SubjectShape:
    references = [ReferenceShape(agency=agency, reference=reference) for agency, reference in line.references]
    return SubjectShape(
        number=line.number,
        kind=line.kind,
        initials=line.initials,
        age_band=line.age_band,
        status=line.status,
        references=references,
    )


def _agreement(found: Agreement | None) -> AgreementShape | None:
    if found is None:
        return None
    return AgreementShape(
        version=found.version,
        outcome=found.outcome,
        proposed_by=found.by,
        proposed_at=london(found.at),
        state=found.state,
        actions=[PlannedShape(what=what, who=who, due_on=due) for what, who, due in found.actions],
        written=_written(found.paragraphs),
        answers=_answers(found),
    )


def _timetable(found: Agreement | None) -> TimetableShape | None:
    if found is None or found.until is None:
        return None
    return TimetableShape(
        version=found.version,
        until=london(found.until),
        pauses=found.pauses,
        proposed_by=found.by,
        proposed_at=london(found.at),
        state=found.state,
        written=_written(found.paragraphs),
        answers=_answers(found),
    )


def _sitting(found: SittingPage | None) -> SittingShape | None:
    if found is None:
        return None
    return SittingShape(
        kind=found.kind,
        title=found.title,
        binding=found.binds,
        seats=[SeatShape(**asdict(seat)) for seat in found.seats],
        departs=found.departs,
        sits_at=london(found.sits_at) if found.sits_at else None,
        papers_by=london(found.papers_by) if found.papers_by else None,
    )


def _decision(found: Decision) -> DecisionShape:
    return DecisionShape(
        heading=found.heading,
        at=london(found.at),
        recorded_by=found.recorded_by,
        says=found.sentences,
        written=_written(found.paragraphs),
        acknowledged=found.acknowledged,
        members=found.members,
        confirmed=found.confirmed,
    )


def _redirect(s: Situation) -> RedirectShape | None:
    proposal = redirects.waiting(s)
    if proposal is None:
        return None
    said_by, agency = proposal.proposed_by.agency.name, proposal.redirect.agency.name
    return RedirectShape(said_by=said_by, agency=agency, why=redirects.lines_of(s)[1:])


def _approval(found: Shown) -> ApprovalShape:
    return ApprovalShape(
        what=found.what,
        asked_by=found.asked_by,
        asked_at=london(found.asked_at) if found.asked_at else None,
        why=found.why,
        granted=found.granted,
        answered_at=london(found.answered_at) if found.answered_at else None,
        reason=found.reason,
    )


def _answers(found: Agreement) -> list[AnswerShape]:
    return [
        AnswerShape(agency=a.agency, accepts=a.accepts, by=a.by, at=london(a.at) if a.at else None)
        for a in found.answers
    ]


def _holder(holding: Holding, s: Situation) -> HolderShape:
    return HolderShape(
        party=holding.party.number,
        agency=holding.party.agency.name,
        name=holding.person.name if holding.person else "",
        title=holding.title,
        on_behalf_of=holding.on_behalf_of.name if holding.on_behalf_of else "",
        you=holding.person_id == s.by.pk,
        why=why_for(holding, s),
    )


def _obligation(o: Obligation, s: Situation) -> ObligationShape:
    paused_until = o.clock.paused_until if hasattr(o, "clock") and o.clock.stands_still else None
    return ObligationShape(
        what=o.duty,
        title=Duty(o.duty).label,
        party=o.party.number if o.party else None,
        who=o.party.agency.name if o.party else owner_name(o, s.case),
        due=_due(due_of_clock(getattr(o, "clock", None), at=s.at, policy=s.case.policy)),
        paused_until=london(paused_until) if paused_until else None,
        met_at=london(o.met_at) if o.met_at else None,
        optional=o.optional,
        yours=o.met_at is None and s.is_mine(o),
    )
