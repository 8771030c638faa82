"""Which stage comes next? Pure: a policy, the stage, the parties' types and the ground go in, the ways on come out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from policies.schema import ActingRole, Policy, Route, Stage
from policies.vocabulary import AgencyType, Band, Ground, Role, Sides

Pair = tuple[AgencyType, AgencyType]


@dataclass(frozen=True)
class Way:
    """One way on. `says` is the procedure's reason for a reader; `needs_reason`: the person says why this way.

    `needs_discussion`: open only after both sides have discussed it, but for silence and immediate risk (O-31). `bypass`: it
    is never taken by itself, and is recorded as a bypass. `by_approval`: the board's office approves it, or has approved it.
    """

    stage: Stage | None
    says: str = ""
    cite: tuple[str, ...] = ()
    discretionary: bool = False
    needs_reason: bool = False
    needs_discussion: bool = False
    bypass: bool = False
    by_approval: bool = False


@dataclass(frozen=True)
class Circumstances:
    """What of a case, and of who asks, opens a way: its priority, whether a child is at immediate risk, and their roles.

    `roles` None: whoever it is. `approved`: the stages to which the board's office has approved a way from here.
    """

    priority: str = ""
    at_risk: bool = False
    roles: frozenset[Role] | None = None
    approved: frozenset[str] = frozenset()


USUAL = Circumstances()


@dataclass(frozen=True)
class Span:
    """Between which roles the posts of an agency's own ladder are the rungs of a stage that repeats (FLOW-12, BUCKS-12).

    From the policy's lowest rung up to whoever acts at the next stage (`before`, not among them); up to the policy's
    highest rung where the next stage is the board's, or its role is no more senior.
    """

    lowest: ActingRole
    highest: ActingRole
    before: Role | None


def first_stage(policy: Policy, *, immediate_risk_confirmed: bool) -> Stage:
    """The stage at which a case starts: the first, or the one that immediate risk skips to (BUCKS-3)."""
    skip = policy.immediate_risk.skip
    if immediate_risk_confirmed and skip is not None:
        return policy.stage(skip.to)
    return policy.stages[0]


def skipped_to(policy: Policy, *, source: str) -> str | None:
    """The stage at which immediate risk starts a case, where it lies further on than `source`; else None (BUCKS-3)."""
    skip, keys = policy.immediate_risk.skip, [stage.key for stage in policy.stages]
    return skip.to if skip is not None and keys.index(skip.to) > keys.index(source) else None


def grounds_at(policy: Policy, stage: Stage) -> tuple[Ground, ...]:
    """The grounds on which a case may leave a stage, in the order of the vocabulary: the policy's, or fewer (BUCKS-4)."""
    known = stage.grounds or policy.grounds
    return tuple(ground for ground in Ground if ground in known)


def ways_on(
    policy: Policy,
    *,
    stage_key: str,
    pairs: Sequence[Pair],
    ground: Ground | None = None,
    circumstances: Circumstances = USUAL,
) -> list[Way]:
    """The ways from a stage, the one that the procedure takes by itself first; none from the last stage.

    A route for pairs of agency types applies only if every cross-side pair of the case is among them (BHAM-19, O-3), and
    then it takes the place of the next stage in the list (O-2). A discretionary stage may be passed over with a reason (BUCKS-12).
    """
    here = [stage.key for stage in policy.stages].index(stage_key)
    routes = [route for route in policy.routes if route.source == stage_key and _applies(policy, route, pairs, ground)]
    routes = [route for route in routes if _is_open(route, circumstances)]
    replacing = [_along(policy, route) for route in routes if route.replaces]
    beside = [_along(policy, route) for route in routes if not route.replaces]
    if replacing:
        reached = [way.stage for way in replacing]
        return replacing + [way for way in beside if (way.bypass or way.by_approval) and way.stage not in reached]
    return _straight_on(policy, here) + beside


def approvable(
    policy: Policy, *, stage_key: str, pairs: Sequence[Pair], circumstances: Circumstances = USUAL
) -> list[Way]:
    """The ways that the board's office may approve from a stage, whether or not it has, where none leads there anyway (O-3)."""
    granted = replace(circumstances, approved=frozenset(stage.key for stage in policy.stages))
    found = ways_on(policy, stage_key=stage_key, pairs=pairs, circumstances=granted)
    anyway = [way.stage for way in found if not (way.by_approval or way.bypass)]
    return [way for way in found if way.by_approval and way.stage not in anyway]


def role_at(
    policy: Policy, *, stage: Stage, side: str, agency_type: AgencyType, pairs: Sequence[Pair], rung: int = 0
) -> ActingRole | None:
    """Who acts for a side ("raising" or "receiving") of this agency type at a stage and rung; None where it has no part.

    The side with the shorter ladder keeps its top person (FLOW-12). Where a route for these pairs leaves from the stage, its own
    roles act there (O-31).
    """
    if side == "receiving" and stage.sides is Sides.RAISING:
        return None
    if stage.repeats is not None:
        rungs = stage.repeats.of(agency_type)
        return rungs[min(rung, len(rungs) - 1)]
    for route in policy.routes:
        if route.source == stage.key and route.acts_at_source and route.pairs and _applies(policy, route, pairs, None):
            return route.acts_at_source.of(agency_type)
    return stage.who.of(agency_type) if stage.who is not None else None


def roles_asked(policy: Policy, agency_type: AgencyType) -> frozenset[Role]:
    """Every role that may be asked to act for an agency of this type at some stage, but the practitioner, who is named."""
    parts = [part for stage in policy.stages for part in (stage.who, stage.repeats) if part is not None]
    parts += [route.acts_at_source for route in policy.routes if route.acts_at_source is not None]
    asked = [part.of(agency_type) for part in parts]
    acting = [role for found in asked for role in (found if isinstance(found, tuple) else (found,))]
    return frozenset(role.role for role in acting) - {Role.PRACTITIONER}


def rung_count(stage: Stage, types: Sequence[AgencyType]) -> int:
    """How many rungs a stage has for parties of these types: the longest ladder (BUCKS-9, FLOW-12); 1 where it does not
    repeat."""
    if stage.repeats is None:
        return 1
    return max((len(stage.repeats.of(agency_type)) for agency_type in types), default=1)


def span(policy: Policy, *, stage: Stage, agency_type: AgencyType) -> Span | None:
    """Which part of the ladder of an agency of this type a stage climbs; None where the stage does not repeat."""
    if stage.repeats is None:
        return None
    rungs = stage.repeats.of(agency_type)
    later = policy.stages[policy.stages.index(stage) + 1 :]
    following = next((further for further in later if further.who or further.repeats), None)
    return Span(rungs[0], rungs[-1], _lowest_role(following, agency_type))


def _lowest_role(stage: Stage | None, agency_type: AgencyType) -> Role | None:
    """Who acts first at a stage of the agencies; None where it is the board's."""
    if stage is None or stage.last is not None or stage.band is Band.BOARD:
        return None
    if stage.repeats is not None:
        return stage.repeats.of(agency_type)[0].role
    return stage.who.of(agency_type).role if stage.who is not None else None


def _straight_on(policy: Policy, here: int) -> list[Way]:
    """The next stage; and where that is discretionary, the ones after it up to the first that is not."""
    ways: list[Way] = []
    for stage in policy.stages[here + 1 :]:
        passing_over = bool(ways)
        ways.append(
            Way(
                stage,
                says=stage.discretion_says if stage.discretionary else "",
                cite=stage.cite,
                discretionary=stage.discretionary,
                needs_reason=passing_over,
            )
        )
        if not stage.discretionary:
            break
    return ways


def _along(policy: Policy, route: Route) -> Way:
    return Way(
        policy.stage(route.target),
        says=route.says,
        cite=route.cite,
        needs_reason=route.bypass,
        needs_discussion=route.needs_discussion,
        bypass=route.bypass,
        by_approval=route.approved_by_office,
    )


def keys_of(ways: Sequence[Way]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The stages to which these ways lead, those of a bypass last; and those of them to which only a bypass leads."""
    usual = dict.fromkeys(way.stage.key for way in ways if way.stage is not None and not way.bypass)
    every = dict.fromkeys([*usual, *(way.stage.key for way in ways if way.stage is not None)])
    return tuple(every), tuple(key for key in every if key not in usual)


def passed_over(policy: Policy, *, source: str, target: str) -> list[str]:
    """The keys of the stages that lie between two, in their order; empty where one follows the other, or is before it."""
    keys = [stage.key for stage in policy.stages]
    return keys[keys.index(source) + 1 : keys.index(target)]


def _is_open(route: Route, circumstances: Circumstances) -> bool:
    """Whether the case's priority and risk, the roles of who asks, and the office's approval open a route."""
    if route.approved_by_office and route.target not in circumstances.approved:
        return False
    if route.priority not in (None, circumstances.priority) or (route.at_risk and not circumstances.at_risk):
        return False
    return not route.roles or circumstances.roles is None or bool(circumstances.roles.intersection(route.roles))


def _applies(policy: Policy, route: Route, pairs: Sequence[Pair], ground: Ground | None) -> bool:
    """Whether a route is open to this case: on this ground, and for every pair across its sides (BHAM-19, O-3)."""
    if route.grounds and ground is not None and ground not in route.grounds:
        return False
    if not route.pairs:
        return True
    named = {frozenset(pair) for pair in route.pairs}
    known = named | (_going_anyway(policy, route) if route.approved_by_office else set())
    mine = [frozenset(pair) for pair in pairs]
    return all(pair in known for pair in mine) and any(pair in named for pair in mine)


def _going_anyway(policy: Policy, route: Route) -> set[frozenset[AgencyType]]:
    """The pairs that need no approval to go where this route goes."""
    others = [other for other in policy.routes if other.replaces and not other.grounds]
    same = [other for other in others if (other.source, other.target) == (route.source, route.target)]
    return {frozenset(pair) for other in same for pair in other.pairs}
