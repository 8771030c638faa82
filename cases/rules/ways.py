"""Where can a case go from here? The further rung and the stages that the policy opens, and the one it takes by itself."""

from dataclasses import dataclass

from cases.models import Side
from cases.rules import agreement_rules
from cases.situations import Situation
from policies.routes import keys_of
from policies.vocabulary import Ground


@dataclass(frozen=True)
class Ways:
    """Where the case can go: a further rung of the stage, and the stages that the policy opens. To those of them that are
    `bypasses` it goes only when that is asked for."""

    further_rung: bool
    stages: tuple[str, ...]
    bypasses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Destination:
    """Where an escalation goes: a stage of the policy, and the rung of it where the stage repeats."""

    stage: str
    rung: int


def ways(s: Situation, ground: Ground) -> Ways:
    """Where the case can go from here on this ground; a route that needs a discussion is left out until there was one.

    It waits no longer than the other side's limit, so that silence cannot hold it up, and not at immediate risk.
    """
    found = s.case.ways_on(ground, rungs=s.rungs, roles=s.roles)
    opened = [way for way in found if not (way.needs_discussion and _must_meet_first(s, ground))]
    return Ways(s.further_rung, *keys_of(opened))


def destinations(s: Situation, ground: Ground) -> tuple[str, ...]:
    """The stages to which the case can go on this ground, the present one where it has a further rung."""
    found = ways(s, ground)
    return tuple(dict.fromkeys((*((s.case.stage,) if found.further_rung else ()), *found.stages)))


def destination(s: Situation, ground: Ground, to: str = "") -> Destination | None:
    """The stage asked for, or without one where the policy goes by itself; None where no way leads there.

    A further rung of this stage comes first, unless both sides have said that it would not help.
    """
    possible = ways(s, ground)
    rung = s.passage.rung if s.passage is not None else 0
    by_itself = ("",) if not s.rungs.declined else ()
    if possible.further_rung and to in (*by_itself, s.case.stage):
        return Destination(s.case.stage, rung + 1)
    usual = [key for key in possible.stages if key not in possible.bypasses]
    if not to and usual:
        return Destination(usual[0], 0)
    return Destination(to, 0) if to in possible.stages else None


def wanting_a_discussion(s: Situation, ground: Ground) -> bool:
    """Whether the policy opens ways on this ground, and all of them wait for a discussion (O-31)."""
    return not destinations(s, ground) and bool(s.case.ways_on(ground, rungs=s.rungs, roles=s.roles))


def have_met(s: Situation) -> bool:
    """Whether both sides have discussed it at this stage, or nobody of the other side can be waited for."""
    met = s.passage is not None and s.passage.discussed_at is not None
    return met or nobody_answers(s)


def nobody_answers(s: Situation) -> bool:
    """Whether the side that received it lets a limit pass, or takes no part in the stage, so that nothing waits for it."""
    alone = all(holding.party.side == Side.ESCALATING for holding in s.holdings)
    return alone or s.breached_by(Side.RECEIVING) or agreement_rules.confirmation_breached(s)


def _must_meet_first(s: Situation, ground: Ground) -> bool:
    """Whether a way that needs a discussion waits for one here (O-31); neither silence nor immediate risk waits."""
    return ground is not Ground.IMMEDIATE_RISK and not have_met(s)
