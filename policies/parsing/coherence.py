"""What one key cannot say alone: each check yields (key, sentence) for what does not fit together in a policy."""

import re
from collections.abc import Callable, Iterable, Iterator

from policies.parsing.gating import GATING
from policies.parsing.mistakes import did_you_mean
from policies.parsing.priorities import PRIORITIES
from policies.parsing.settling import OF_THE_BOARD, OF_THE_SIDES, OWN_CASE, SETTLING, who_sits
from policies.parsing.times import TIMES
from policies.parsing.ways import WAYS, Found, no_such_stage
from policies.schema import Obligation, Policy, Stage
from policies.vocabulary import Breach, Duty, GateMode, Ground, Means, Owner, Sides, Unit

Check = Callable[[Policy], Found]

OFFERED_BESIDE = "other"
"""The reason that every list offers of itself."""
RIGHT_ROUTE = "disagreement"
"""The key of what a procedure is for, beside its sign-posts."""


def _stages(policy: Policy) -> Iterator[tuple[str, Stage]]:
    for place, stage in enumerate(policy.stages):
        yield f"stages[{place}] ({stage.key})", stage


def _obligations(policy: Policy) -> Iterator[tuple[str, Stage, Obligation]]:
    for where, stage in _stages(policy):
        for place, item in enumerate(stage.obligations):
            yield f"{where}.obligations[{place}]", stage, item


def _twice(words: Iterable[str]) -> list[str]:
    said = list(words)
    return sorted({word for word in said if said.count(word) > 1})


def _keys_once(policy: Policy) -> Found:
    for name, keys in (
        ("stages", [stage.key for stage in policy.stages]),
        ("reasons", [reason.key for reason in policy.reasons]),
        ("methods", [method.key for method in policy.methods]),
        ("forms", [form.key for form in policy.forms]),
        ("sign_posts", [post.key for post in policy.sign_posts]),
        ("priorities", [priority.key for priority in policy.priorities]),
    ):
        for key in _twice(keys):
            yield name, f"the key “{key}” stands twice: give each its own"
    for place, post in enumerate(policy.sign_posts):
        if post.key == RIGHT_ROUTE:
            yield f"sign_posts[{place}] ({post.key})", f"“{RIGHT_ROUTE}” is what this procedure is for: use another key"
    for place, reason in enumerate(policy.reasons):
        if reason.key == OFFERED_BESIDE:
            yield f"reasons[{place}] ({reason.key})", "every list offers “other” of itself: remove it"


def _means_are_known(policy: Policy) -> Found:
    """People choose from one list of means; of a method that is not on it nothing would ever be asked or warned."""
    known = [means.value for means in Means]
    for place, method in enumerate(policy.methods):
        if method.key not in known:
            says = f"“{method.key}” is no means that can be chosen. {did_you_mean(method.key, known)}"
            yield f"methods[{place}] ({method.key}).key", says


def _about_something(policy: Policy) -> Found:
    for subject in _twice(policy.subjects):
        yield "subjects", f"“{subject}” stands twice: remove one"
    if not policy.subjects:
        yield "subjects", "no case could be about anything: name at least one, or remove this key"


def _last_stage_last(policy: Policy) -> Found:
    *before, (final_place, final) = _stages(policy)
    if before and policy.stages[0].discretionary:
        yield f"{before[0][0]}.discretionary", "every case starts here, so it cannot be passed over: remove this key"
    for where, stage in before:
        if stage.last is not None:
            yield (
                f"{where}.last",
                "only the final stage settles the case: move this stage to the end, or remove “last:”",
            )
    if final.last is None:
        says = "the procedure ends here without settling anything: add “last:” with at least one option"
        yield final_place, says
    if final.discretionary:
        yield f"{final_place}.discretionary", "the final stage cannot be passed over: remove this key"
    if final.repeats is not None:
        yield f"{final_place}.repeats", "the final stage does not repeat: name who takes part under “who”, or nobody"
    if final.sides is not Sides.BOTH:
        yield f"{final_place}.sides", "both sides come before the board: remove this key"


def _somebody_acts(policy: Policy) -> Found:
    for where, stage in _stages(policy):
        if stage.who is not None and stage.repeats is not None:
            yield where, "a stage has either “who” or “repeats”: remove one"
        if stage.last is None and stage.who is None and stage.repeats is None:
            yield where, "nobody acts at this stage: add “who” (or “repeats” for a stage that climbs rung by rung)"
        if all(item.optional for item in stage.obligations):
            yield where, "nothing is owed at this stage: add at least one obligation that is not optional"


def _owners_take_part(policy: Policy) -> Found:
    for where, stage, item in _obligations(policy):
        if stage.last is not None and item.what is Duty.DECIDE and item.owner in OF_THE_SIDES:
            yield f"{where}.owner", f"{OWN_CASE}. {did_you_mean('', OF_THE_BOARD)}"
        if stage.sides is Sides.RAISING and item.owner in {Owner.RECEIVER, Owner.BOTH}:
            yield f"{where}.owner", "only the side that raises takes part in this stage: use raiser"
        sitting = who_sits(stage)
        if item.owner in {Owner.MEDIATOR, Owner.PANEL} and item.owner not in sitting:
            yield (
                f"{where}.owner",
                f"there is no {item.owner} at this stage: name another owner, or add an option that has one to its “last:”",
            )


def _means_are_left(policy: Policy) -> Found:
    """What is required must not be what is advised against, and a stage where nothing is required waives something."""
    advised_against = {method.key for method in policy.methods if method.discouraged}
    places = [
        ("discussed_by", policy.discussed_by),
        *((f"{at}.discussed_by", s.discussed_by) for at, s in _stages(policy)),
    ]
    for where, required in places:
        if required is None:
            continue
        for means in _twice(required.any_of):
            yield f"{where}.any_of", f"“{means}” stands twice: remove one"
        for means in required.any_of:
            if means in advised_against:
                yield (
                    f"{where}.any_of",
                    f"“{means}” is discouraged under “methods”: it cannot be required as well, so remove it from one of them",
                )
        if required.mode is GateMode.OFF and (policy.discussed_by is None or where == "discussed_by"):
            yield f"{where}.mode", "nothing is required that this could lift: remove this key, or use warn or block"


def _somebody_refers(policy: Policy) -> Found:
    for where, stage in _stages(policy):
        for place, item in enumerate(stage.referrals):
            if item.owner in {Owner.MEDIATOR, Owner.PANEL}:
                yield (
                    f"{where}.referrals[{place}].owner",
                    "they settle the case and refer nothing: name a side or the board",
                )
            if stage.sides is Sides.RAISING and item.owner in {Owner.RECEIVER, Owner.BOTH}:
                says = "only the side that raises takes part in this stage: use raiser"
                yield f"{where}.referrals[{place}].owner", says


def _owed_once(policy: Policy) -> Found:
    for where, stage in _stages(policy):
        owed: set[tuple[str, Owner, str]] = set()
        known = [priority.key for priority in policy.priorities] or [""]
        for place, item in enumerate(stage.obligations):
            owers = {Owner.RAISER, Owner.RECEIVER} if item.owner is Owner.BOTH else {item.owner}
            cases = [item.priority] if item.priority is not None else known
            mine = {(item.what.value, owner, priority) for owner in owers for priority in cases}
            if owed & mine:
                yield f"{where}.obligations[{place}]", f"“{item.what}” is owed twice by the same side: remove one"
            owed |= mine


def _breaches_lead_somewhere(policy: Policy) -> Found:
    for where, stage, item in _obligations(policy):
        if stage.last is not None and item.on_breach is not Breach.REMIND:
            yield f"{where}.on_breach", "no stage follows the final one: use remind"
        elif item.on_breach is Breach.ADVANCE and item.optional:
            yield f"{where}.on_breach", "what is optional is never late: use remind"
        elif item.on_breach is Breach.ADVANCE and not _runs_out(item, stage):
            says = (
                "the case would move when a time has passed, and none is given: add a “limit:” that ends, or use offer"
            )
            yield f"{where}.on_breach", says


def _runs_out(item: Obligation, stage: Stage) -> bool:
    """Whether a time is given that passes: counted, or the date to protect the child where one is asked for."""
    unit = item.limit.unit if item.limit else Unit.AS_SOON_AS_POSSIBLE
    if unit is Unit.CASE_SPECIFIC:
        return stage.sides is Sides.BOTH and not stage.is_dated
    return unit is not Unit.AS_SOON_AS_POSSIBLE


def _numbers_ascend(policy: Policy) -> Found:
    numbers = [int(stage.number) for stage in policy.stages if stage.number is not None]
    if numbers != sorted(set(numbers)):
        said = ", ".join(str(number) for number in numbers)
        yield "stages", f"the numbers are {said}: give each stage a higher number than the one before"


def _references_exist(policy: Policy) -> Found:
    keys = [stage.key for stage in policy.stages]
    skip, overall = policy.immediate_risk.skip, policy.overall_limit
    if skip is not None and skip.to not in keys:
        yield "immediate_risk.skip.to", no_such_stage(skip.to, policy)
    if skip is not None and skip.to == keys[0]:
        yield "immediate_risk.skip.to", "every case starts there: name a later stage, or remove “skip:”"
    if overall is not None and overall.until is not None and overall.until not in keys:
        yield "overall_limit.until", no_such_stage(overall.until, policy)


def _forms_are_kept(policy: Policy) -> Found:
    """A stage names a form that the policy describes, and each form is kept from some stage on."""
    keys = [form.key for form in policy.forms]
    for where, stage in _stages(policy):
        if stage.form and stage.form not in keys:
            yield (
                f"{where}.form",
                f"there is no form “{stage.form}”: describe it at the top of the file, under “forms:”",
            )
    for place, key in enumerate(keys):
        if key not in {stage.form for stage in policy.stages}:
            yield f"forms[{place}] ({key})", "no stage keeps it: name it as “form:” of the first stage that does"


def _somebody_answers(policy: Policy) -> Found:
    """A child can be in danger at any hour (O-27): the contacts must cover all of them."""
    for place, contact in enumerate(policy.immediate_risk.contacts):
        if contact.phone and not re.search("[0-9]", contact.phone):
            where = f"immediate_risk.contacts[{place}].phone"
            yield where, f"“{contact.phone}” is no number to ring: write its digits, or put it under “note:”"
    hours = {contact.when for contact in policy.immediate_risk.contacts if contact.phone}
    if "always" not in hours and hours != {"office-hours", "out-of-hours"}:
        says = "nobody answers at every hour: add a contact with a phone and “when: always”, such as the police on 999"
        yield "immediate_risk.contacts", says


def _grounds_suffice(policy: Policy) -> Found:
    for ground in _twice(policy.grounds):
        yield "grounds", f"“{ground}” stands twice: remove one"
    if Ground.NOT_AGREED not in policy.grounds:
        yield "grounds", "whoever cannot agree must be able to go on: add not-agreed"


def _stages_narrow_the_grounds(policy: Policy) -> Found:
    """A stage may know fewer grounds than the policy (BUCKS-4); two it cannot do without."""
    for place, stage in _stages(policy):
        where = f"{place}.grounds"
        if stage.grounds and stage.last is not None:
            yield where, "no stage follows the final one: remove this key"
            continue
        for ground in _twice(stage.grounds):
            yield where, f"“{ground}” stands twice: remove one"
        for ground in stage.grounds:
            if ground not in policy.grounds:
                yield where, f"“{ground}” is no ground of this policy: add it under “grounds:”"
        for ground in (Ground.NOT_AGREED, Ground.IMMEDIATE_RISK):
            if stage.grounds and ground in policy.grounds and ground not in stage.grounds:
                yield where, f"a stage may not leave out “{ground}”: add it"


def _dates_fit(policy: Policy) -> Found:
    metadata = policy.metadata
    if metadata.review_date and metadata.review_date < metadata.in_force_from and metadata.correct_at is None:
        yield "metadata.review_date", "it lies before “in_force_from”: check both dates"


CHECKS: tuple[Check, ...] = (
    _keys_once,
    _means_are_known,
    _about_something,
    _last_stage_last,
    *SETTLING,
    _somebody_acts,
    _owners_take_part,
    _means_are_left,
    _somebody_refers,
    _owed_once,
    _breaches_lead_somewhere,
    *TIMES,
    *PRIORITIES,
    _numbers_ascend,
    *WAYS,
    *GATING,
    _references_exist,
    _forms_are_kept,
    _somebody_answers,
    _grounds_suffice,
    _stages_narrow_the_grounds,
    _dates_fit,
)
