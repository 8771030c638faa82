"""What the record says of a batch of cases, read in a fixed number of queries and laid out by case."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from cases.models import (
    Case,
    Clock,
    Entry,
    FollowUp,
    FollowUpKind,
    Holding,
    LearningPoint,
    Party,
    Passage,
    Proposal,
    ProposalKind,
    Sitting,
)
from cases.process.risk import SAYS_SO
from cases.verbs import Verb
from policies.models import PolicyVersion
from policies.schema import Policy
from reports.models import Beside

Row = TypeVar("Row")
OF_A_CLOCK = (
    *("case", "started_at", "due_at", "original_due_at", "redated_to", "breached_at", "paused_at", "stopped_at"),
    *("obligation__passage", "obligation__duty", "obligation__owner", "obligation__party"),
    *("obligation__met_at", "obligation__met_by"),
)
"""Not the explanations: they are long."""


@dataclass(frozen=True)
class Thing:
    """An action, a learning point or a sitting: since when (UTC), of which kind, and what became of it."""

    what: Beside
    began_at: datetime
    kind: str
    became: str


@dataclass
class Told:
    """One case as its record tells it. `entries` are those that raise it, take it on, or say that there is immediate risk.

    `need` is what was answered to the level of need; `agreed` and `paused` are the passages at which a timetable was
    accepted, and one that pauses.
    """

    case: Case
    policy: Policy
    parties: list[Party] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    answers: list[FollowUp] = field(default_factory=list)
    beside: list[Thing] = field(default_factory=list)
    need: str = ""
    agreed: set[int] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)


@dataclass
class Spoken:
    """What was written at one passage, and who stands there now."""

    entries: list[Entry] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)


def read(case_ids: Collection[int]) -> dict[int, Told]:
    """What the record tells of these cases, by case."""
    cases = Case.objects.filter(pk__in=case_ids)
    versions = PolicyVersion.objects.in_bulk({case.policy_version_id for case in cases})
    told = {case.pk: Told(case, versions[case.policy_version_id].policy) for case in cases}
    for party in Party.objects.filter(case__in=told).order_by("number"):
        told[party.case_id].parties.append(party)
    for passage in Passage.objects.filter(case__in=told).order_by("number"):
        told[passage.case_id].passages.append(passage)
    clocks = Clock.objects.filter(case__in=told, obligation__isnull=False).select_related("obligation")
    for clock in clocks.only(*OF_A_CLOCK).order_by("pk"):
        told[clock.case_id].clocks.append(clock)
    answers = FollowUp.objects.filter(case__in=told, kind=FollowUpKind.HELPED, answered_at__isnull=False)
    for answer in answers.order_by("answered_at", "number"):
        told[answer.case_id].answers.append(answer)
    _read_entries(told)
    _read_timetables(told)
    _read_beside(told)
    return told


def _read_entries(told: dict[int, Told]) -> None:
    entries = Entry.objects.filter(case__in=told, kind__in=SAYS_SO).defer("digest", "content_digest")
    for entry in entries.annotate(need=KeyTextTransform("threshold", "content__body")).order_by("number"):
        of = told[entry.case_id]
        of.entries.append(entry)
        if entry.kind == Verb.RAISE:
            of.need = entry.need or ""


def _read_timetables(told: dict[int, Told]) -> None:
    accepted = Proposal.objects.filter(case__in=told, kind=ProposalKind.TIMETABLE, accepted_at__isnull=False)
    for case_id, passage_id, pauses in accepted.values_list("case", "passage", F("timetable__pauses")):
        told[case_id].agreed.add(passage_id)
        if pauses:
            told[case_id].paused.add(passage_id)


def _read_beside(told: dict[int, Told]) -> None:
    actions = FollowUp.objects.filter(case__in=told, kind=FollowUpKind.ACTION).order_by("pk")
    for case_id, at, result in actions.values_list("case", "asked_at", "result"):
        told[case_id].beside.append(Thing(Beside.ACTIONS, at, "", result))
    points = LearningPoint.objects.filter(case__in=told).order_by("pk")
    for case_id, at, kind, became in points.values_list("case", "recorded_at", "kind", "became"):
        told[case_id].beside.append(Thing(Beside.LEARNING, at, kind, became))
    sittings = Sitting.objects.filter(passage__case__in=told).order_by("pk")
    for case_id, at, kind in sittings.values_list("passage__case", "chosen_at", "kind"):
        told[case_id].beside.append(Thing(Beside.SITTINGS, at, kind, ""))


def read_spoken(passage_ids: Collection[int]) -> dict[int, Spoken]:
    """What was written at these passages, and who stands there, by passage."""
    spoken: defaultdict[int, Spoken] = defaultdict(Spoken)
    entries = Entry.objects.filter(passage__in=passage_ids).select_related("party")
    for entry in entries.defer("digest", "content_digest").order_by("number"):
        spoken[entry.passage_id or 0].entries.append(entry)
    for holding in Holding.objects.filter(passage__in=passage_ids).defer("why").order_by("pk"):
        spoken[holding.passage_id].holdings.append(holding)
    return spoken


def batches(rows: Iterable[Row], size: int) -> Iterable[list[Row]]:
    """The rows in lists of at most this size, in their order."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
