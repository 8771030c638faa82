"""What people may name in a form, drawn at random: a stage, a person, an agency, a way of settling it; known here or not.

Where the form of a verb leaves a choice, the choice is free: what comes of it is for `must_hold` to judge.
"""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from agencies.models import Agency
from cases.actions.deciding import Result
from cases.actions.returning import Cause
from cases.actions.sitting import Member
from cases.models import Case, FollowUpResult, SeatRole
from cases.verbs import Verb
from policies.vocabulary import Ground, LastStageKind
from tests.unit.cases.world import World, case_now

Draw = Callable[[st.SearchStrategy[Any]], Any]
Words = dict[str, Any]
NO_STAGE = "no-such-stage"
RESULTS = ("agreed", "partly", "not-agreed")


def grounds_first(*likely: Ground) -> st.SearchStrategy[Ground]:
    """Any ground, and these more often."""
    return st.one_of(st.sampled_from(likely), st.sampled_from(Ground))


def words(verb: Verb, draw: Draw, *, world: World, case: Case) -> Words:
    """What somebody names in the form of this verb; nothing where it leaves no choice."""
    say = NAMED.get(verb)
    return say(draw, world, case_now(case)) if say else {}


def any_stage(draw: Draw, _: World, case: Case) -> str:
    """A stage of the procedure, wherever it stands, or one that there is not."""
    return str(draw(st.sampled_from([*(stage.key for stage in case.policy.stages), NO_STAGE])))


def a_stage_ahead(draw: Draw, case: Case) -> str:
    """The same, and where a route leads from here more often."""
    keys = [*(stage.key for stage in case.policy.stages), NO_STAGE]
    routes = [route.target for route in case.policy.routes if route.source == case.stage]
    return str(draw(st.one_of(*(st.sampled_from(found) for found in (keys, routes) if found))))


def _escalation(draw: Draw, world: World, case: Case) -> Words:
    ground = draw(grounds_first(Ground.NOT_AGREED, Ground.IMMEDIATE_RISK))
    return {"ground": ground, "to": any_stage(draw, world, case) if draw(st.booleans()) else ""}


def _anybody(draw: Draw, world: World, _: Case) -> Any:
    return draw(st.sampled_from([*world.raising.people, *world.receiving.people, world.office, world.chair]))


def _matter(draw: Draw, world: World, case: Case) -> str:
    return str(draw(st.sampled_from(["pause", f"jump-{any_stage(draw, world, case)}"])))


def _seats(draw: Draw, world: World, case: Case) -> Words:
    agencies = list(Agency.objects.filter(areas=case.area_id).order_by("pk"))
    chosen = draw(st.lists(st.sampled_from(range(len(agencies))), min_size=1, max_size=3))
    role = draw(st.sampled_from(SeatRole))
    members = [
        Member(f"Member {n}", agencies[place], SeatRole(role), stands_as="Board member")
        for n, place in enumerate(chosen)
    ]
    return {"members": members, "beyond_why": draw(st.sampled_from(["", "Nobody else could be had."]))}


def _number(draw: Draw, _: World, case: Case) -> int:
    return int(draw(st.integers(0, max(case.follow_ups.count(), 1))))


NAMED: Mapping[Verb, Callable[[Draw, World, Case], Words]] = {
    Verb.ESCALATE: _escalation,
    Verb.STEP_DOWN: lambda draw, world, case: {"to": any_stage(draw, world, case)},
    Verb.REOPEN: lambda draw, *_: {"cause": draw(st.sampled_from(Cause))},
    Verb.CHOOSE_WAY: lambda draw, *_: {
        "kind": draw(st.sampled_from(LastStageKind)),
        "as_chosen": draw(st.booleans()),
    },
    Verb.APPOINT: _seats,
    Verb.RECORD_DECISION: lambda draw, *_: {
        "kind": draw(st.sampled_from(LastStageKind)),
        "result": draw(st.sampled_from(Result)),
    },
    Verb.HAND_OVER: lambda draw, world, case: {"to": _anybody(draw, world, case)},
    Verb.KEEP_OUT: lambda draw, world, case: {"person": _anybody(draw, world, case)},
    Verb.LET_IN: lambda draw, world, case: {"person": _anybody(draw, world, case)},
    Verb.ASK_OFFICE: lambda draw, world, case: {"matter": _matter(draw, world, case)},
    Verb.ANSWER_AS_OFFICE: lambda draw, world, case: {
        "matter": _matter(draw, world, case),
        "granted": draw(st.booleans()),
    },
    Verb.SAY_NOT_OURS: lambda draw, *_: {"agency": draw(st.sampled_from(list(Agency.objects.order_by("pk"))))},
    Verb.RECORD_DISCUSSION: lambda draw, *_: {"result": draw(st.sampled_from(RESULTS))},
    Verb.RESPOND: lambda draw, *_: {"position": draw(st.sampled_from(["agree", "partly", "disagree"]))},
    Verb.REPORT_NO_AGREEMENT: lambda draw, *_: {"step_up": draw(st.booleans())},
    Verb.FOLLOW_UP: lambda draw, world, case: {
        "number": _number(draw, world, case),
        "result": draw(st.sampled_from(FollowUpResult)),
    },
    Verb.REPORT_NOT_KEPT: lambda draw, world, case: {"number": _number(draw, world, case)},
    Verb.RECORD_REFERRAL: lambda draw, world, case: {"number": _number(draw, world, case)},
}
"""By verb: what somebody names."""
