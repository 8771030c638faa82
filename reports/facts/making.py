"""What a case is to the figures: its rows, worked out from what its record tells. No query, and no clock is read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from cases.models import FollowUpResult, Party, Side
from cases.process.due_times import calendar_of
from cases.verbs import Verb
from core.words import london
from policies.calendar import BeyondHorizon, Calendar
from policies.schema import Policy, Stage
from policies.vocabulary import Ground
from reports.facts.limits import limits_of
from reports.facts.reading import Told
from reports.models import BesideFact, CaseFact, LimitFact, PairFact, ReasonFact, StageFact

HELPED = (FollowUpResult.YES, FollowUpResult.PARTLY, FollowUpResult.NO, FollowUpResult.TOO_EARLY)


@dataclass
class Rows:
    """The rows of some cases."""

    cases: list[CaseFact] = field(default_factory=list)
    pairs: list[PairFact] = field(default_factory=list)
    reasons: list[ReasonFact] = field(default_factory=list)
    stages: list[StageFact] = field(default_factory=list)
    limits: list[LimitFact] = field(default_factory=list)
    beside: list[BesideFact] = field(default_factory=list)

    @property
    def all(self) -> tuple[list[Any], ...]:
        """All of them, by kind; those of the cases first."""
        return (self.cases, self.pairs, self.reasons, self.stages, self.limits, self.beside)

    def add(self, other: "Rows") -> None:
        """Add the rows of other cases."""
        for mine, theirs in zip(self.all, other.all, strict=True):
            mine += theirs


def rows_of(told: Told) -> Rows:
    """The rows of one case."""
    fact = _case(told)
    return Rows([fact], _pairs(told, fact), _reasons(told, fact), _stages(told), limits_of(told), _beside(told))


def _case(told: Told) -> CaseFact:
    case, (place, stage) = told.case, _furthest(told)
    grounds = {passage.ground for passage in told.passages}
    raised_on = _day(case.raised_at)
    ended_on = _day(case.ended_at) if case.ended_at else None
    answered = [answer.result for answer in told.answers if answer.result in HELPED]
    return CaseFact(
        case_id=case.pk,
        revision=case.revision,
        area_id=case.area_id,
        raising_id=_raiser(told).agency_id,
        raised_on=raised_on,
        ended_on=ended_on,
        state=case.state,
        ending=case.ending,
        outcome=case.outcome_code,
        stage=stage.key,
        place=place,
        band=stage.band,
        need=_need(told),
        working_days=_working_days(told.policy, raised_on, ended_on),
        helped=answered[-1] if answered else "",
        immediate_risk=any(_says_at_risk(entry.kind, entry.facts) for entry in told.entries),
        silence=Ground.NO_RESPONSE in grounds,
        delay=Ground.DELAY in grounds,
        bypass=any(entry.kind == Verb.ESCALATE and entry.facts.get("bypass") is True for entry in told.entries),
        extended=bool(told.agreed),
        parties=len(_present(told)),
    )


def _says_at_risk(kind: str, facts: dict[str, object]) -> bool:
    by_facts = facts.get("immediate_risk") is True or facts.get("ground") == Ground.IMMEDIATE_RISK
    return kind == Verb.FLAG_RISK or by_facts


def _furthest(told: Told) -> tuple[int, Stage]:
    """The furthest stage that the case has been at, with its place in the procedure."""
    been = {passage.stage for passage in told.passages}
    places = [(place, stage) for place, stage in enumerate(told.policy.stages) if stage.key in been]
    return places[-1]


def _need(told: Told) -> str:
    """The level of need, where it is one of the procedure's own words: anything else may be somebody's free text."""
    levels = told.policy.thresholds.levels if told.policy.thresholds else ()
    return told.need if told.need in levels else ""


def _present(told: Told) -> list[Party]:
    """The parties to it: all but those from which it was passed to another agency."""
    return [party for party in told.parties if party.passed_to_id is None]


def _raiser(told: Told) -> Party:
    return next(party for party in told.parties if party.side == Side.ESCALATING)


def _pairs(told: Told, fact: CaseFact) -> list[PairFact]:
    receiving = {party.agency_id for party in _present(told) if party.side == Side.RECEIVING}
    return [
        PairFact(
            fact_id=fact.case_id,
            area_id=fact.area_id,
            raised_on=fact.raised_on,
            raising_id=fact.raising_id,
            receiving_id=agency,
        )
        for agency in sorted(receiving)
    ]


def _reasons(told: Told, fact: CaseFact) -> list[ReasonFact]:
    return [
        ReasonFact(fact_id=fact.case_id, area_id=fact.area_id, raised_on=fact.raised_on, reason=reason)
        for reason in dict.fromkeys(told.case.reasons)
    ]


def _stages(told: Told) -> list[StageFact]:
    found = []
    for passage in told.passages:
        opened_on = _day(passage.opened_at)
        closed_on = _day(passage.closed_at) if passage.closed_at else None
        found.append(
            StageFact(
                passage_id=passage.pk,
                fact_id=told.case.pk,
                area_id=told.case.area_id,
                stage=passage.stage,
                band=told.policy.stage(passage.stage).band,
                ground=passage.ground,
                opened_on=opened_on,
                closed_on=closed_on,
                end=passage.end,
                working_days=_working_days(told.policy, opened_on, closed_on),
            )
        )
    return found


def _beside(told: Told) -> list[BesideFact]:
    of = {"fact_id": told.case.pk, "area_id": told.case.area_id}
    return [
        BesideFact(**of, what=one.what, began_on=_day(one.began_at), kind=one.kind, became=one.became)
        for one in told.beside
    ]


def _day(instant: datetime) -> date:
    return london(instant).date()


def _working_days(policy: Policy, first: date, last: date | None) -> int | None:
    return _between(calendar_of(policy), first, last) if last is not None else None


@lru_cache(maxsize=10_000)
def _between(calendar: Calendar, first: date, last: date) -> int | None:
    """How many working days lie between; None where the bank holidays are not held."""
    try:
        return max(calendar.working_days_between(first, last), 0)
    except BeyondHorizon:
        return None
