"""Facts of made-up cases, drawn at random: rows alone, with no case led to them, so that thousands cost little.

facts = random_facts(world, seed=1, number=200)       # the rows are saved; each is a plain dict as well
"""

import random
from datetime import date, timedelta
from typing import Any

from agencies.models import Agency
from cases.models import Case, Clock, Ending, FollowUpResult, Obligation, OutcomeCode, Passage, PassageEnd, State
from policies.models import PolicyVersion
from policies.vocabulary import AgencyType, Breach, Duty, Owner
from reports.models import CaseFact, Kept, LimitFact, PairFact, ReasonFact, StageFact, Why
from tests.unit.cases.world import a_person, at

FIRST, LAST = date(2024, 4, 1), date(2026, 3, 31)
HELPED = (FollowUpResult.NONE, FollowUpResult.YES, FollowUpResult.PARTLY, FollowUpResult.NO)


def random_facts(version: PolicyVersion, *, seed: int, number: int) -> list[dict[str, Any]]:
    """Save the facts of so many cases of an area, raised over two years, and return them as plain dicts.

    A dict has the fields of CaseFact, `receiving` (ids), `reasons` (keys), `visits` and `limits` (dicts of their fields).
    """
    draw = random.Random(seed)
    agencies = _agencies(version)
    drawn = [_drawn(draw, version, agencies) for _ in range(number)]
    _save(version, drawn)
    return drawn


def _agencies(version: PolicyVersion) -> list[Agency]:
    kinds = (
        AgencyType.HEALTH,
        AgencyType.SCHOOL,
        AgencyType.SCHOOL,
        AgencyType.POLICE,
        AgencyType.CHILDRENS_SOCIAL_CARE,
    )
    found = [
        Agency.objects.create(name=f"{version.area} {place} {kind.label}", type=kind)
        for place, kind in enumerate(kinds)
    ]
    for agency in found:
        agency.areas.add(version.area)
    return found


def _drawn(draw: random.Random, version: PolicyVersion, agencies: list[Agency]) -> dict[str, Any]:
    policy = version.policy
    raised_on = FIRST + timedelta(days=draw.randrange((LAST - FIRST).days + 1))
    ended = draw.random() < 0.7
    took = draw.randrange(60)
    place = draw.randrange(len(policy.stages))
    stage = policy.stages[place]
    raising, *others = draw.sample(agencies, 3)
    levels = policy.thresholds.levels if policy.thresholds else ()
    reasons = [reason.key for reason in policy.reasons] + ["other"]
    return {
        "raised_on": raised_on,
        "ended_on": raised_on + timedelta(days=took) if ended else None,
        "working_days": took if ended else None,
        "ending": draw.choice([Ending.AGREED, Ending.PANEL, Ending.WITHDRAWN]) if ended else Ending.NONE,
        "outcome": draw.choice([OutcomeCode.UPHELD, OutcomeCode.COMPROMISE]) if ended else "",
        "helped": draw.choice(HELPED),
        "state": State.RESOLVED if ended else State.OPEN,
        "raising": raising.pk,
        "stage": stage.key,
        "band": stage.band,
        "place": place,
        "need": draw.choice([*levels, ""]),
        **{flag: draw.random() < 0.2 for flag in ("immediate_risk", "silence", "delay", "bypass", "extended")},
        "receiving": [agency.pk for agency in others[: draw.choice([1, 1, 1, 2])]],
        "reasons": draw.sample(reasons, draw.choice([1, 1, 2])),
        "visits": [_visit(draw, s.key, raised_on) for s in policy.stages[: place + 1]],
        "limits": [
            _limit(draw, s.key, raised_on, [raising.pk, others[0].pk, None]) for s in policy.stages[: place + 1]
        ],
        "bands": {s.key: s.band for s in policy.stages},
    }


def _visit(draw: random.Random, stage: str, raised_on: date) -> dict[str, Any]:
    took = draw.randrange(30)
    return {"stage": stage, "closed_on": raised_on + timedelta(days=took), "working_days": took}


def _limit(draw: random.Random, stage: str, raised_on: date, owing: list[int | None]) -> dict[str, Any]:
    kept = draw.choice(list(Kept))
    return {
        "stage": stage,
        "agency": draw.choice(owing),
        "due_on": raised_on + timedelta(days=draw.randrange(30)),
        "kept": kept,
        "why": draw.choice(list(Why)) if kept in (Kept.LATE, Kept.MISSED) else "",
    }


def _save(version: PolicyVersion, drawn: list[dict[str, Any]]) -> None:
    by, moment = a_person(), at("2024-04-01 09:00")
    start = Case.objects.count()
    cases = Case.objects.bulk_create(
        Case(area=version.area, policy_version=version, raised_by=by, raised_at=moment, reference=f"DRAWN-{start + n}")
        for n in range(len(drawn))
    )
    nested = ("receiving", "reasons", "visits", "limits", "bands", "raising")
    area = version.area
    CaseFact.objects.bulk_create(
        CaseFact(
            case=case,
            revision=0,
            area=area,
            parties=1 + len(one["receiving"]),
            raising_id=one["raising"],
            **{name: value for name, value in one.items() if name not in nested},
        )
        for case, one in zip(cases, drawn, strict=True)
    )
    together = list(zip(cases, drawn, strict=True))
    PairFact.objects.bulk_create(
        PairFact(fact_id=case.pk, area=area, raised_on=one["raised_on"], raising_id=one["raising"], receiving_id=pk)
        for case, one in together
        for pk in one["receiving"]
    )
    ReasonFact.objects.bulk_create(
        ReasonFact(fact_id=case.pk, area=area, raised_on=one["raised_on"], reason=reason)
        for case, one in together
        for reason in one["reasons"]
    )
    passages = Passage.objects.bulk_create(
        Passage(case=case, number=n, stage=visit["stage"], opened_at=moment, closed_at=moment, end=PassageEnd.ESCALATED)
        for case, one in together
        for n, visit in enumerate(one["visits"])
    )
    visits = [(case, one, visit) for case, one in together for visit in one["visits"]]
    StageFact.objects.bulk_create(
        StageFact(
            passage=passage,
            fact_id=case.pk,
            area=area,
            band=one["bands"][visit["stage"]],
            opened_on=one["raised_on"],
            end=PassageEnd.ESCALATED,
            **visit,
        )
        for passage, (case, one, visit) in zip(passages, visits, strict=True)
    )
    limits = [(case, one, limit) for case, one in together for limit in one["limits"]]
    owed = Obligation.objects.bulk_create(
        Obligation(passage=passage, number=1, duty=Duty.RESPOND, owner=Owner.RECEIVER, on_breach=Breach.REMIND)
        for passage in passages
    )
    clocks = Clock.objects.bulk_create(
        Clock(case=case, obligation=o, started_at=moment, due_at=moment, original_due_at=moment, explanation=[])
        for o, (case, _, _) in zip(owed, limits, strict=True)
    )
    LimitFact.objects.bulk_create(
        LimitFact(
            clock=clock,
            fact_id=case.pk,
            area=area,
            agency_id=limit["agency"],
            owner=Owner.RECEIVER,
            band=one["bands"][limit["stage"]],
            duty=Duty.RESPOND,
            **{name: limit[name] for name in ("stage", "due_on", "kept", "why")},
        )
        for clock, (case, one, limit) in zip(clocks, limits, strict=True)
    )
