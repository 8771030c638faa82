"""An audit on its pages and on paper: the cases of a sample, and beside each question what the record knows by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from agencies.models import User
from cases.access import content_visible_to
from cases.documents.shape import Document, Row, Section
from cases.models import (
    Case,
    CaseView,
    Clock,
    FollowUp,
    FollowUpKind,
    FollowUpResult,
    Proposal,
    ProposalKind,
    Side,
    Visibility,
)
from cases.presenters.case import title_of_case
from cases.verbs import Verb
from cases.words.entries import agencies_on, stage_name, who_owes
from core.words import counted, listed, long_date, moment, short_moment
from reports.audits import QUESTIONS, newest
from reports.models import Audit, AuditAnswer, AuditedCase, Finding

ON_FILE = (FollowUpKind.COPY, FollowUpKind.OWN_SYSTEM)
AGREED = (FollowUpKind.ACTION, FollowUpKind.OUTSTANDING)
LINES_TO_WRITE_ON = 2


@dataclass(frozen=True)
class CaseRow:
    """One case of a sample. `case` is None where the reader may not read it: then nothing is said of it but its number."""

    number: int
    case: Case | None
    title: str
    stage: str
    answered: int
    auditors: str

    @property
    def state(self) -> str:
        """How far its audit is."""
        return "Answered" if self.answered == len(QUESTIONS) else "In part" if self.answered else "Not begun"


def case_rows(audit: Audit, *, by: User) -> list[CaseRow]:
    """The cases of a sample, those that this person may not read without a word about them."""
    readable = set(content_visible_to(by).filter(pk__in=audit.cases.values("case")).values_list("pk", flat=True))
    answers: dict[int, list[AuditAnswer]] = {}
    for answer in newest(AuditAnswer.objects.filter(audited__audit=audit).select_related("by")):
        answers.setdefault(answer.audited_id, []).append(answer)
    audited = audit.cases.select_related("case__area", "case__policy_version").prefetch_related("case__parties__agency")
    return [_row(found, answers.get(found.pk, []), shown=found.case_id in readable) for found in audited]


def _row(found: AuditedCase, answers: list[AuditAnswer], *, shown: bool) -> CaseRow:
    answered = len({answer.question for answer in answers})
    if not shown:
        return CaseRow(found.number, None, "", "", answered, "")
    case = found.case
    auditors = listed(sorted({answer.by.name for answer in answers}))
    return CaseRow(found.number, case, title_of_case(case), stage_name(case, case.stage), answered, auditors)


@dataclass(frozen=True)
class Asked:
    """One question about a case: its words, what the record knows, and what others answered."""

    key: str
    question: str
    facts: list[str]
    others: list[AuditAnswer]


def asked_of(audited: AuditedCase, answers: Iterable[AuditAnswer], *, but: User | None = None) -> list[Asked]:
    """The questions about a case, with what the record knows beside each, and the answers of all, or of all others."""
    facts = facts_of(audited.case)
    given = [answer for answer in answers if but is None or answer.by_id != but.pk]
    return [
        Asked(key, audited.case.persons.say(text), facts[key], [a for a in given if a.question == key])
        for key, text in QUESTIONS.items()
    ]


def facts_of(case: Case) -> dict[str, list[str]]:
    """What the record of an ended case knows by itself, by question, in sentences."""
    follow_ups = list(case.follow_ups.select_related("party__agency"))
    entries = list(case.entries.filter(visibility=Visibility.SHARED).values_list("kind", "facts"))
    chases = sum(kind == Verb.CHASE.value for kind, _ in entries)
    return {
        "risk": _risk(case, entries),
        "wanted": [],
        "level": _stages(case),
        "records": _results(follow_ups, ON_FILE, "record", "Nothing was asked for on their records."),
        "time": [*_limits(case), f"{counted(chases, 'attempt')} to reach somebody recorded."],
        "told": _told(case),
        "confirmed": _confirmed(case),
        "done": _results(follow_ups, AGREED, "action", "No action was agreed that is followed up."),
        "difference": _helped(case, follow_ups),
        "learning": [
            f"{point.get_kind_display()}: {point.get_became_display()}." for point in case.learning_points.all()
        ]
        or ["No learning was recorded."],
        "opened": _lookers(case),
    }


def _risk(case: Case, entries: list[tuple[str, dict[str, Any]]]) -> list[str]:
    kinds = {kind for kind, _ in entries}
    at_risk = case.immediate_risk or Verb.FLAG_RISK.value in kinds
    answers = sum("child_safe" in facts for _, facts in entries)
    said = "Immediate risk was said." if at_risk else "Immediate risk was never said."
    return [said, case.persons.say(f"Whether {{the person is}} safe today was answered {counted(answers, 'time')}.")]


def _stages(case: Case) -> list[str]:
    return [
        f"{stage_name(case, passage.stage, passage.rung)}, from {short_moment(passage.opened_at)}: "
        f"{passage.get_end_display()}."
        for passage in case.passages.all()
    ]


def _limits(case: Case) -> list[str]:
    """Which limits were passed, by whom; the time is that which holds, original or agreed."""
    clocks = list(Clock.objects.filter(case=case, obligation__isnull=False).select_related("obligation__party__agency"))
    late = [
        f"Passed: {who_owes(clock.obligation, case)}, {clock.obligation.get_duty_display()}, due {moment(clock.due_at)}."
        for clock in clocks
        if clock.breached_at is not None and clock.obligation is not None
    ]
    return [f"{counted(len(clocks), 'limit')} ran, {len(late)} {'was' if len(late) == 1 else 'were'} passed.", *late]


def _told(case: Case) -> list[str]:
    looks = CaseView.objects.filter(case=case, person=case.raised_by, seen=True, at__gte=case.ended_at)
    return ["Whoever raised it has opened the case since it ended." if looks.exists() else
            "Whoever raised it has not opened the case since it ended."]  # fmt: skip


def _confirmed(case: Case) -> list[str]:
    statement = Proposal.objects.filter(case=case, kind=ProposalKind.OUTCOME, accepted_at__isnull=False).last()
    if statement is None:
        return [f"There is no outcome statement that all confirmed. It ended: {case.get_ending_display()}."]
    accepted = listed(answer.party.agency.name for answer in statement.answers.select_related("party__agency"))
    return [f"The outcome statement was confirmed on {long_date(statement.accepted_at)}, by {accepted}."]  # type: ignore[arg-type]


def _results(follow_ups: list[FollowUp], kinds: tuple[FollowUpKind, ...], noun: str, none: str) -> list[str]:
    found = [follow_up for follow_up in follow_ups if follow_up.kind in kinds]
    done = sum(follow_up.result == FollowUpResult.DONE for follow_up in found)
    return [f"{done} of {counted(len(found), noun)} confirmed as done."] if found else [none]


def _helped(case: Case, follow_ups: list[FollowUp]) -> list[str]:
    found = [follow_up for follow_up in follow_ups if follow_up.kind == FollowUpKind.HELPED]
    said = [f"{who_owes(item, case)}: {item.get_result_display()}." for item in found]
    return [f"Whether it helped was asked. {line}" for line in said] or ["Nobody was asked whether it helped."]


def _lookers(case: Case) -> list[str]:
    """Who looked: each person with their part, how often they saw it, and how often they were refused."""
    looks = CaseView.objects.filter(case=case).values("person__name", "person", "seen")
    found = looks.annotate(times=Count("pk"), last=Max("at")).order_by("-seen", "person__name")
    part = set(case.participations.values_list("person", flat=True))
    return [
        f"{look['person__name']}, who {'takes' if look['person'] in part else 'does not take'} part: "
        f"{'saw it' if look['seen'] else 'saw no content of it'} {counted(look['times'], 'time')}, "
        f"last on {moment(look['last'])}."
        for look in found
    ]


def audit_document(audit: Audit, shown: list[tuple[AuditedCase, list[Asked]]], *, by: User, at: datetime) -> Document:
    """The pack on paper: a part for each case that the reader may read, with boxes and lines where nothing is answered yet."""
    return Document(
        title="Audit pack",
        caption=f"{audit.area.name}: {scope_of(audit)}",
        foot=(f"Printed by {by.name}, {moment(at)}. It holds personal data. Shred it when it is done with.",),
        says=(drawn_how(audit),),
        sections=tuple(_section(audited, asked) for audited, asked in shown),
    )


def _section(audited: AuditedCase, asked: list[Asked]) -> Section:
    case = audited.case
    between = f"{agencies_on(case, Side.ESCALATING)} against {agencies_on(case, Side.RECEIVING)}. {case.get_ending_display()}."
    return Section(f"{audited.number}. {case.reference}", says=(between,), rows=tuple(_question(one) for one in asked))


def _question(asked: Asked) -> Row:
    said = tuple(f"{a.by.name}: {a.get_finding_display()}. {a.words}".strip() for a in asked.others)
    ticks, space = ((), 0) if said else (tuple(Finding.labels), LINES_TO_WRITE_ON)
    return Row(asked.question, said, hint=" ".join(asked.facts), ticks=ticks, space=space)


def scope_of(audit: Audit) -> str:
    """Which cases it is about, in words."""
    return f"cases that ended from {long_date(audit.first)} to {long_date(audit.last)}"


def drawn_how(audit: Audit) -> str:
    """From how many it was drawn, and how it can be drawn again."""
    readable, rest = len(audit.pool), audit.ended - len(audit.pool)
    others = " The others’ papers are not the board’s to read." if rest else ""
    spread = f", spread over {audit.get_spread_over_display()[:1].lower()}{audit.get_spread_over_display()[1:]}"
    return (
        f"{readable} of {counted(audit.ended, 'ended case')} came to the board.{others} "
        f"The sample was drawn at random from these{spread if audit.spread_over else ''}, "
        f"by {audit.drawn_by.name} on {long_date(audit.drawn_at)}, with the seed {audit.seed}."
    )
