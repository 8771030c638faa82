"""Raise a disagreement: the verb that makes a case out of what its writer has answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from agencies.models import Agency, User
from agencies.selectors import agencies_of
from cases import record
from cases.access import admit
from cases.actions.going import ask_for_what_follows
from cases.actions.linking import counter as counter_case
from cases.actions.safety import facts_of, words_of
from cases.models import (
    Capacity,
    Case,
    Entry,
    Exclusion,
    Party,
    ReferenceCounter,
    Side,
    Subject,
    SubjectKind,
    SubjectReference,
)
from cases.process import clocks, risk
from cases.process.passages import Entrance, open_passage
from cases.process.risk import Referral
from cases.record import Author, Draught
from cases.rules import declaring, gates, gates_at_raising
from cases.rules.declaring import Declared
from cases.rules.gates_at_raising import Raising
from cases.verbs import Verb
from cases.words.methods import unexplained
from core.errors import BadInput, NotAllowed
from policies.models import PolicyVersion
from policies.routes import first_stage
from policies.vocabulary import persons_of


@dataclass(frozen=True)
class Child:
    """One subject as its raiser names it: their own reference, and initials, age band and status if wanted."""

    reference: str
    initials: str = ""
    age_band: str = ""
    kind: str = SubjectKind.CHILD
    status: str = ""


@dataclass(frozen=True)
class Disagreement:
    """What is raised. `statement` is what was written, by field; `reasons` are keys of the policy's list or "other".

    `on_paper_at`: when it was raised on paper (UTC), where it is entered later (docs/adr/entered-from-paper.md).
    `counters`: the case that it answers, where it is raised by a side that received one.
    `immediate_risk_confirmed`: the further condition under which the policy skips a stage holds too (BUCKS-3). `priority`: a key
    of the policy's priorities, where it has any. `related_meeting_at` (UTC): the meeting from which it arises, if one is to come.
    `declared` says who screened or endorsed it, and `without` why it is raised although something lacks of which the policy warns.
    """

    policy_version: PolicyVersion
    raising_agency: Agency
    receiving_agencies: tuple[Agency, ...]
    children: tuple[Child, ...]
    reasons: tuple[str, ...]
    statement: Mapping[str, Any]
    practitioner: User | None = None
    immediate_risk: bool = False
    immediate_risk_confirmed: bool = False
    protective_at: datetime | None = None
    referral: Referral | None = None
    on_paper_at: datetime | None = None
    conflicted: tuple[User, ...] = field(default=())
    counters: Case | None = None
    priority: str = ""
    related_meeting_at: datetime | None = None
    declared: tuple[Declared, ...] = ()
    without: str = ""

    @property
    def gated(self) -> Raising:
        """It, as the gates on entering its first stage look at it."""
        stage = first_stage(self.policy_version.policy, immediate_risk_confirmed=self.skips)
        return Raising(stage, self.immediate_risk, self.statement, self.declared)

    @property
    def skips(self) -> bool:
        """Whether both conditions of skipping a stage hold: the risk, and what the policy asks besides (BUCKS-3)."""
        return self.immediate_risk and self.immediate_risk_confirmed


@transaction.atomic
def raise_case(what: Disagreement, *, by: User, at: datetime, submission: UUID | None = None) -> Case:
    """Raise a disagreement and return its case, at its first stage. The same submission again returns the same case.

    Raises BadInput with the fields concerned, and NotAllowed where `by` does not belong to the raising agency.
    """
    counter = _lock_counter()
    if submission is not None:
        sent = Entry.objects.filter(submission=submission, by=by).select_related("case").first()
        if sent is not None:
            return sent.case
    _check(what, by=by, at=at)
    version = what.policy_version
    case = Case(
        area=version.area,
        policy_version=version,
        raised_by=by,
        raised_at=at,
        immediate_risk=what.immediate_risk,
        reasons=list(what.reasons),
        priority=what.priority,
        related_meeting_at=what.related_meeting_at,
    )
    case.save()
    case.reference = _next_reference(counter)
    parties = _add_parties(case, what, by=by)
    case.begin(immediate_risk_confirmed=what.skips)
    case.save()
    for person in what.conflicted:
        Exclusion.objects.create(case=case, person=person, since=at)
    admit(case, by, party=parties[0], at=at, capacity=Capacity.RAISER)
    _add_children(case, what.children, party=parties[0])
    facts = {
        "policy": version.version,
        "digest": version.digest,
        "reasons": list(what.reasons),
        "immediate_risk": what.immediate_risk,
        "protective_at": what.protective_at.isoformat() if what.protective_at else None,
        **({"on_paper": True} if what.on_paper_at is not None else {}),
        **facts_of(what.referral),
    }
    if what.counters is not None:
        facts["answers_another"] = True
    if what.immediate_risk and version.policy.immediate_risk.skip is not None:
        facts["skip_confirmed"] = what.immediate_risk_confirmed
    passed = gates_at_raising.passed(what.gated)
    facts |= _urgency(what) | declaring.facts_of(what.declared) | ({"gates": passed} if passed else {})
    without = {"without": what.without} if gates.with_a_reason(passed) else {}
    told = {**what.statement, **words_of(what.referral), **without, **declaring.words_of(what.declared)}
    said = {key: value for key, value in told.items() if value not in ("", None, [])}
    draught = Draught(Verb.RAISE.value, facts, said, submission=submission)
    author = Author(by, None, parties[0])
    entry = record.write(draught, case=case, at=what.on_paper_at or at, recorded_at=at, author=author)
    clocks.start_overall(case, protective_at=what.protective_at)
    passage = open_passage(case, Entrance(protective_at=what.protective_at), at=at)
    if what.immediate_risk:
        reported = what.referral is not None
        risk.set_in_motion(case, passage, party=parties[0], at=at, entry=entry, reported=reported)
    ask_for_what_follows(case, gates.to_follow(passed), entry=entry, at=at)
    declaring.ask_to_confirm(what.declared, case=case, party=parties[0], entry=entry, at=at)
    if what.counters is not None:
        counter_case(case, against=what.counters, by=by, at=at)
    return case


def _check(what: Disagreement, *, by: User, at: datetime) -> None:
    if what.raising_agency not in agencies_of(by):
        raise NotAllowed("You can raise a disagreement only for an agency that you belong to.")
    stage = first_stage(what.policy_version.policy, immediate_risk_confirmed=what.skips)
    dated = stage.is_dated or what.policy_version.policy.overall_limit is not None
    undated = what.protective_at is None and not dated
    past = what.protective_at is not None and what.protective_at <= at
    persons = persons_of([child.kind for child in what.children] or what.policy_version.policy.subjects)
    late = what.on_paper_at is not None and what.on_paper_at > at
    means, why = str(what.statement.get("method", "")), str(what.statement.get("method_reason", ""))
    unsaid = unexplained(what.policy_version.policy, means, why)
    wrong = {
        "agency": (not what.receiving_agencies, "Select which agency you disagree with"),
        "children": (not what.children or _about_others(what), "Enter your reference for whom the procedure is about"),
        "reasons": (not what.reasons or bool(_unknown_reasons(what)), "Select what the disagreement is about"),
        "practitioner": (_does_not_belong(what), "Select somebody of the agency that you disagree with"),
        "method_reason": (bool(unsaid), unsaid),
        "paper_at": (late, "The time at which it was raised on paper must be in the past"),
        "protective_at": (
            undated or past,
            "The time by which this must be settled must be in the future"
            if past
            else persons.say("Enter when this must be settled to protect {the person}"),
        ),
        "priority": (not _knows_priority(what), "Select how urgent it is"),
        "conflicted": (by in what.conflicted, "You cannot leave yourself out of your own case"),
    }
    faults = {name: [sentence] for name, (is_so, sentence) in wrong.items() if is_so}
    faults |= gates_at_raising.faults(what.gated, without=what.without) | _misdeclared(what, at=at)
    if faults:
        raise BadInput("Some answers are missing or cannot be taken.", faults)


def _misdeclared(what: Disagreement, *, at: datetime) -> dict[str, list[str]]:
    """What is wrong with what is said of a screening or an endorsement: who may do that, and when it was."""
    out = {person.pk for person in (*what.conflicted, *([what.practitioner] if what.practitioner else []))}
    kinds = {one.kind for one in what.declared}
    area = what.policy_version.area
    people = {kind: declaring.who_may(kind, what.raising_agency, area, without=out) for kind in kinds}
    return declaring.faults_of(what.declared, people, at=at)


def _about_others(what: Disagreement) -> bool:
    return not {child.kind for child in what.children} <= {kind.value for kind in what.policy_version.policy.subjects}


def _urgency(what: Disagreement) -> dict[str, str]:
    """For the record, where the procedure asks for it: how urgent it is, and the meeting from which it arises."""
    meeting = what.related_meeting_at
    found = {"priority": what.priority, "related_meeting_at": meeting.isoformat() if meeting else ""}
    return {key: value for key, value in found.items() if value}


def _knows_priority(what: Disagreement) -> bool:
    known = [priority.key for priority in what.policy_version.policy.priorities]
    return what.priority in known if known else not what.priority


def _unknown_reasons(what: Disagreement) -> set[str]:
    return set(what.reasons) - {reason.key for reason in what.policy_version.policy.reasons} - {"other"}


def _does_not_belong(what: Disagreement) -> bool:
    """Whether the practitioner named on the other side is not of its agency, has left, or is to be kept out."""
    person = what.practitioner
    if person is None or not what.receiving_agencies:
        return False
    return person in what.conflicted or what.receiving_agencies[0] not in agencies_of(person)


def _lock_counter() -> ReferenceCounter:
    """Raise one case at a time: numbers have no gaps, and the same form sent twice at once finds its own first case."""
    ReferenceCounter.objects.get_or_create(pk=1)
    return ReferenceCounter.objects.select_for_update().get(pk=1)


def _next_reference(counter: ReferenceCounter) -> str:
    counter.last += 1
    counter.save()
    return f"ESC-{counter.last:04d}"


def _add_parties(case: Case, what: Disagreement, *, by: User) -> list[Party]:
    parties = [Party(case=case, agency=what.raising_agency, side=Side.ESCALATING, number=1, practitioner=by)]
    for number, agency in enumerate(what.receiving_agencies, start=2):
        named = what.practitioner if number == 2 else None
        parties.append(Party(case=case, agency=agency, side=Side.RECEIVING, number=number, practitioner=named))
    for party in parties:
        party.save()
    return parties


def _add_children(case: Case, children: tuple[Child, ...], *, party: Party) -> None:
    for number, child in enumerate(children, start=1):
        subject = Subject.objects.create(
            case=case,
            number=number,
            kind=child.kind,
            initials=child.initials,
            age_band=child.age_band,
            status=child.status,
        )
        SubjectReference.objects.create(subject=subject, party=party, reference=child.reference)
