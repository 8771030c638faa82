"""What does not fit together in the times of a policy: each check yields (key, sentence), as in `coherence`."""

from collections.abc import Callable, Iterator
from typing import Any

from policies.schema import Item, Limit, Obligation, Period, Policy, Stage
from policies.vocabulary import AFTER_DECISION, KNOWN_LATER, Audience, Duty, Start, Unit

Found = Iterator[tuple[str, str]]

HOURS = 24
"""Of which the unit `hours-as-working-days` makes one working day."""


def _times(policy: Policy) -> Iterator[tuple[str, Stage, Obligation, Period]]:
    """Each time that a stage gives, with where it stands."""
    for number, stage in enumerate(policy.stages):
        for place, item in enumerate(stage.obligations):
            for key, period in _of(item.limit):
                yield f"stages[{number}] ({stage.key}).obligations[{place}].{key}", stage, item, period


def _of(limit: Limit | None) -> Iterator[tuple[str, Period]]:
    if limit is not None:
        yield "limit", limit
        if limit.or_sooner is not None:
            yield "limit.or_sooner", limit.or_sooner


def _starts_happen(policy: Policy) -> Found:
    for where, stage, item, period in _times(policy):
        if period.start is Start.PREVIOUS_STAGE_ENDED and stage is policy.stages[0]:
            yield f"{where}.start", "no stage comes before the first: use stage-entered"
        told = {tell.who for tell in stage.tells}
        if period.start is Start.NOTIFICATION and stage.last is None and Audience.BOARD_OFFICE not in told:
            yield f"{where}.start", "the board’s office is not told at this stage: add it under “tells:”"
        arranged = {other.what for other in stage.obligations if other is not item}
        if period.start is Start.BEFORE_MEETING and Duty.CONVENE_MEETING not in arranged:
            yield f"{where}.start", "no meeting is arranged at this stage: add the obligation convene-meeting"


def _what_comes_before_is_owed(policy: Policy) -> Found:
    for where, stage, item, period in _times(policy):
        if period.after is None:
            continue
        owed = {other.what for other in stage.obligations if not other.optional}
        if period.after not in owed:
            yield f"{where}.after", f"“{period.after}” is not owed at this stage: add it to the obligations"
        elif period.after in _waiting_for(stage, item.what):
            yield f"{where}.after", f"“{period.after}” waits for “{item.what}” itself: one of them must begin first"


def _the_case_goes_on(policy: Policy) -> Found:
    """What waits for the decision would never be asked for: the case ends with that."""
    for where, stage, item, period in _times(policy):
        if stage.last is not None and period.after is Duty.DECIDE and item.what not in AFTER_DECISION:
            says = f"the case ends with the decision, and “{item.what}” is not asked for after it"
            yield f"{where}.after", f"{says}: use report"


def _waiting_for(stage: Stage, duty: Duty) -> set[Duty]:
    """What waits, at a stage, for this duty to be met: at once, or by way of others; and itself."""
    found = {duty}
    while True:
        more = {
            item.what for item in stage.obligations for _, period in _of(item.limit) if period.after in found
        } - found
        if not more:
            return found
        found |= more


def _of_referrals(policy: Policy) -> Iterator[tuple[str, Limit | None, tuple[Start, ...]]]:
    for number, stage in enumerate(policy.stages):
        for place, item in enumerate(stage.referrals):
            yield f"stages[{number}] ({stage.key}).referrals[{place}].within", item.within, KNOWN_LATER


def _beside_the_stages(policy: Policy) -> Found:
    """Limits that belong to no stage know nothing of what happens within one."""
    overall = policy.overall_limit.limit if policy.overall_limit else None
    for name, limit, later in (
        ("overall_limit.limit", overall, (Start.MET, Start.BEFORE_MEETING)),
        ("outcome.confirm_within", policy.outcome.confirm_within, KNOWN_LATER),
        ("timescales.screening_confirmed_within", policy.timescales.screening_confirmed_within, KNOWN_LATER),
        ("immediate_risk.evidence_within", policy.immediate_risk.evidence_within, KNOWN_LATER),
        *_of_referrals(policy),
    ):
        for key, period in _of(limit):
            if period.start in later:
                yield f"{name}{key.removeprefix('limit')}.start", "this limit belongs to no stage: use escalation"


def _all_periods(value: Any, where: str = "") -> Iterator[tuple[str, Period]]:
    """Each time within a part of a policy, wherever it stands."""
    if isinstance(value, Period):
        yield where, value
    if isinstance(value, Item):
        for name, field in type(value).model_fields.items():
            yield from _all_periods(getattr(value, name), f"{where}.{field.alias or name}".lstrip("."))
    elif isinstance(value, tuple):
        for place, each in enumerate(value):
            key = getattr(each, "key", "")
            yield from _all_periods(each, f"{where}[{place}] ({key})" if key else f"{where}[{place}]")


def _hours_are_not_multiplied(policy: Policy) -> Found:
    """“24 hours (1 working day)” is amount 1: whoever writes 24 would wait for five weeks."""
    for where, period in _all_periods(policy):
        amount = period.amount or 0
        if period.unit is Unit.HOURS_AS_WORKING_DAYS and amount >= HOURS and amount % HOURS == 0:
            says = f"it would be {amount} working days: for {amount} hours write “amount: {amount // HOURS}”"
            yield f"{where}.amount", f"{says}, for {amount} working days use working-days"


def _two_times_differ(policy: Policy) -> Found:
    for where, _, item, period in _times(policy):
        if item.limit is not None and period is not item.limit and _count(period) == _count(item.limit):
            yield where, "it is the same time twice: remove one"


def _count(period: Period) -> tuple[object, ...]:
    return (period.unit, period.amount, period.start, period.after)


TIMES: tuple[Callable[[Policy], Found], ...] = (
    _starts_happen,
    _what_comes_before_is_owed,
    _the_case_goes_on,
    _beside_the_stages,
    _two_times_differ,
    _hours_are_not_multiplied,
)
