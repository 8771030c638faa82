"""Audits: a sample drawn from the ended cases whose papers are one's own to read, the questions asked of each, and the answers summed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import transaction
from django.db.models import QuerySet

from agencies.models import User
from cases.access import content_visible_to
from cases.models import LIVE_STATES, Case, Party, Side
from core.errors import BadInput
from core.persons import NEUTRAL
from policies.models import Area
from reports.models import Audit, AuditAnswer, AuditedCase, Finding, SpreadOver
from reports.readers.figures import areas_read_by
from reports.scopes import london_span
from reports.shape import Cell, Count, Link, Row, Table, count_of

MOST = 100
"""Cases of one sample."""

QUESTIONS: dict[str, str] = {
    "risk": "Was {the person’s} risk stated, and did safety actions come first?",
    "wanted": "Was the outcome that was wanted clear?",
    "level": "Was the right level used?",
    "records": "Were both sides’ records made?",
    "time": "Was it in time? If not, why, and who chased?",
    "told": "Was whoever raised it told?",
    "confirmed": "Is there written confirmation?",
    "done": "Were the actions done?",
    "difference": "Did it make a difference for {the person}?",
    "learning": "Did the learning travel?",
    "opened": "Was the record opened by anyone without a reason?",
}
"""What is asked of each case, in order."""

Pool = Sequence[tuple[int, str]]
"""Cases by id, each with its stratum ("" where a sample is spread over nothing)."""


@dataclass(frozen=True)
class Wish:
    """Which sample is wanted: of which area, of cases that ended within which London days, how many, spread over what."""

    area: Area
    first: date
    last: date
    wanted: int
    spread_over: SpreadOver = SpreadOver.NOTHING


@dataclass(frozen=True)
class Answered:
    """One auditor's answer to a question."""

    finding: Finding
    words: str


def audits_of(person: User) -> QuerySet[Audit]:
    """The audits that a person may see: those of the areas whose board's office or chair they are, newest first."""
    if not person.has_perm("reports.audit"):
        return Audit.objects.none()
    return Audit.objects.filter(area__in=areas_read_by(person)).select_related("area", "drawn_by")


def ended_cases(area: Area, first: date, last: date) -> QuerySet[Case]:
    """The cases of an area that ended within these London days, both included, and have not been taken up again."""
    begin, end = london_span(first, last)
    return Case.objects.filter(area=area, ended_at__gte=begin, ended_at__lt=end).exclude(state__in=LIVE_STATES)


def draw(wish: Wish, *, by: User, at: datetime, seed: str) -> Audit:
    """Draw a sample from those ended cases whose content this person may read. Raises BadInput where there is none."""
    ended = ended_cases(wish.area, wish.first, wish.last)
    pool = _pool(ended.filter(pk__in=content_visible_to(by).values("pk")), wish.spread_over)
    number = ended.count()
    if not pool:
        raise BadInput(
            f"None of the {number} cases that ended in this period came to the board. Their papers are not the board’s to read."
            if number
            else "No case of this area ended in this period. Choose another period."
        )
    with transaction.atomic():
        audit = Audit.objects.create(
            area=wish.area,
            first=wish.first,
            last=wish.last,
            spread_over=wish.spread_over,
            wanted=wish.wanted,
            seed=seed,
            ended=number,
            pool=pool,
            drawn_by=by,
            drawn_at=at,
        )
        drawn = sample(pool, wish.wanted, seed=seed)
        AuditedCase.objects.bulk_create(
            AuditedCase(audit=audit, case_id=case, number=number) for number, case in enumerate(drawn, start=1)
        )
    return audit


def sample(pool: Pool, wanted: int, *, seed: str) -> list[int]:
    """So many of these cases, or all where there are fewer: by chance, but the same for the same seed.

    They are taken from each stratum in turn, so that none has many while another that has some is left out.
    """
    chance = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    strata: dict[str, list[int]] = {}
    for case, stratum in sorted((case, stratum) for case, stratum in pool):
        strata.setdefault(stratum, []).append(case)
    for cases in strata.values():
        chance.shuffle(cases)
    order = sorted(strata)
    chance.shuffle(order)
    drawn: list[int] = []
    while len(drawn) < wanted and any(strata.values()):
        drawn += [strata[stratum].pop() for stratum in order if strata[stratum]]
    return drawn[:wanted]


def _pool(cases: QuerySet[Case], spread_over: SpreadOver) -> list[tuple[int, str]]:
    if spread_over is SpreadOver.STAGE:
        return list(cases.order_by("pk").values_list("pk", "stage"))
    found = list(cases.order_by("pk").values_list("pk", flat=True))
    if spread_over is SpreadOver.NOTHING:
        return [(case, "") for case in found]
    parties = Party.objects.filter(case__in=found, side=Side.ESCALATING).order_by("-number")
    raised_by = {case: str(agency) for case, agency in parties.values_list("case", "agency")}
    return [(case, raised_by[case]) for case in found]


def save(audited: AuditedCase, answers: Mapping[str, Answered], *, by: User, at: datetime) -> int:
    """Keep what an auditor answered, where it is not what they had answered already; how many answers are new."""
    known = {answer.question: answer for answer in newest(audited.answers.filter(by=by))}
    new = [
        AuditAnswer(audited=audited, question=question, finding=said.finding, words=said.words, by=by, at=at)
        for question, said in answers.items()
        if (old := known.get(question)) is None or (old.finding, old.words) != (said.finding, said.words)
    ]
    AuditAnswer.objects.bulk_create(new)
    return len(new)


def newest(answers: Iterable[AuditAnswer]) -> list[AuditAnswer]:
    """Of each auditor the newest answer to each question of each case, in the order of their first."""
    found: dict[tuple[int, str, int], AuditAnswer] = {}
    for answer in answers:
        found[answer.audited_id, answer.question, answer.by_id] = answer
    return list(found.values())


DIFFER, OPEN = "differ", "open"
COLUMNS = {**dict(Finding.choices), DIFFER: "Auditors differ", OPEN: "Not answered"}


def summed(audit: Audit) -> Table:
    """The answers of an audit: for each question in how many of its cases which answer was given. Each case counts once."""
    cases = list(audit.cases.values_list("pk", flat=True))
    given: dict[tuple[int, str], set[str]] = {}
    for answer in newest(AuditAnswer.objects.filter(audited__audit=audit)):
        given.setdefault((answer.audited_id, answer.question), set()).add(answer.finding)
    rows, links = [], []
    for question in QUESTIONS:
        numbers = Counter(_one(given.get((case, question), set())) for case in cases)
        parts = {key: _count(audit, question, key) for key in COLUMNS}
        total = _count(audit, question)
        cells = [Cell(value=numbers[key], count=parts[key]) for key in COLUMNS]

        rows.append(
            Row(
                key=question,
                label=NEUTRAL.say(QUESTIONS[question]),
                cells=(*cells, Cell(value=len(cases), count=total)),
            )
        )
        links.append(Link(total=total, parts=tuple(parts.values())))
    return Table(
        key="audit-answers",
        title="What the auditors found",
        subtitle=f"Number of cases by answer, {audit.area.name}, a sample of the cases that ended in the period",
        head="Question",
        columns=(*COLUMNS.values(), "Cases"),
        rows=tuple(rows),
        links=tuple(links),
        notes=("Where auditors gave different answers about a case, it is counted once, under “Auditors differ”.",),
    )


def _one(findings: set[str]) -> str:
    return DIFFER if len(findings) > 1 else next(iter(findings), OPEN)


def _count(audit: Audit, question: str, answer: str = "") -> Count:
    of = {"area": audit.area.key, "audit": str(audit.pk), "question": question}
    return count_of("audited", audit.first, audit.last, **of, **({"answer": answer} if answer else {}))
