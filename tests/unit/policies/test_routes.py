"""Which stage comes next, and who acts there: by pair of agency types, by ground, and by rung."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.routes import Circumstances, Pair, approvable, first_stage, role_at, rung_count, span, ways_on
from policies.vocabulary import AgencyType, Ground
from tests.unit.policies.library import AREAS, policy_of, small_policy

SCHOOL, SELF_EMPLOYED, HEALTH = AgencyType.SCHOOL, AgencyType.SELF_EMPLOYED, AgencyType.HEALTH
CARE = AgencyType.CHILDRENS_SOCIAL_CARE
BIRMINGHAM, BUCKINGHAMSHIRE = policy_of("birmingham"), policy_of("buckinghamshire")


def keys(area: str, stage: str, pairs: list[Pair], ground: Ground | None = None) -> list[str]:
    return [way.stage.key for way in ways_on(policy_of(area), stage_key=stage, pairs=pairs, ground=ground) if way.stage]


@pytest.mark.parametrize(
    ("pairs", "then"),
    [
        ([(SCHOOL, SCHOOL)], "stage-five"),  # BHAM-19
        ([(SELF_EMPLOYED, SCHOOL)], "stage-five"),
        ([(SCHOOL, SELF_EMPLOYED)], "stage-five"),  # the pair is unordered (O-2)
        ([(SELF_EMPLOYED, SELF_EMPLOYED)], "stage-two"),  # only the stated pairs (O-3)
        ([(SCHOOL, HEALTH)], "stage-two"),
        ([(SCHOOL, SCHOOL), (SCHOOL, SELF_EMPLOYED)], "stage-five"),  # every cross-side pair qualifies
        ([(SCHOOL, SCHOOL), (SCHOOL, HEALTH)], "stage-two"),  # one of several does not (O-3)
        ([], "stage-two"),
    ],
)
def test_birmingham_jumps_only_where_every_pair_qualifies(pairs: list[Pair], then: str) -> None:
    assert keys("birmingham", "stage-one", pairs) == [then]


@pytest.mark.parametrize(
    ("pairs", "may"),
    [
        ([(SELF_EMPLOYED, SELF_EMPLOYED)], True),
        ([(SELF_EMPLOYED, SELF_EMPLOYED), (SELF_EMPLOYED, SCHOOL)], True),  # the second goes there anyway
        ([(SELF_EMPLOYED, SELF_EMPLOYED), (SELF_EMPLOYED, HEALTH)], False),  # one of several does not qualify
        ([(SCHOOL, SCHOOL)], False),  # it jumps, and needs no approval
        ([(SCHOOL, HEALTH)], False),
        ([], False),
    ],
)
def test_what_the_office_may_approve_and_what_that_opens(pairs: list[Pair], may: bool) -> None:  # O-3
    found = approvable(BIRMINGHAM, stage_key="stage-one", pairs=pairs)
    assert [way.stage.key for way in found if way.stage] == (["stage-five"] if may else [])
    usual = ways_on(BIRMINGHAM, stage_key="stage-one", pairs=pairs)
    granted = Circumstances(approved=frozenset({"stage-five"}))
    opened = ways_on(BIRMINGHAM, stage_key="stage-one", pairs=pairs, circumstances=granted)
    assert opened == usual + found
    assert all(way.needs_discussion and not way.bypass for way in found)


def test_the_jump_takes_the_place_of_the_next_stage_on_every_ground_and_only_from_stage_one() -> None:
    for ground in (None, *Ground):
        assert keys("birmingham", "stage-one", [(SCHOOL, SCHOOL)], ground) == ["stage-five"]
    assert keys("birmingham", "informal", [(SCHOOL, SCHOOL)]) == ["stage-one"]
    assert keys("birmingham", "stage-two", [(SCHOOL, SCHOOL)]) == ["stage-three"]


def test_the_jump_is_cited_and_waits_until_both_have_met() -> None:
    (way,) = ways_on(BIRMINGHAM, stage_key="stage-one", pairs=[(SCHOOL, SCHOOL)])
    assert way.cite == ("BHAM-19",)
    assert way.needs_discussion
    assert way.says.startswith("A disagreement between two schools")
    (straight,) = ways_on(BIRMINGHAM, stage_key="stage-one", pairs=[(SCHOOL, HEALTH)])
    assert not straight.needs_discussion


def test_a_discretionary_stage_may_be_passed_over_with_a_reason() -> None:
    through, past = ways_on(BUCKINGHAMSHIRE, stage_key="stage-2", pairs=[(HEALTH, CARE)])
    assert (through.stage and through.stage.key, through.discretionary, through.needs_reason) == (
        "stage-3",
        True,
        False,
    )
    assert through.says.startswith("Further layers of senior management")
    assert (past.stage and past.stage.key, past.discretionary, past.needs_reason) == ("stage-4", False, True)


@pytest.mark.parametrize("area", AREAS)
def test_nothing_follows_the_last_stage(area: str) -> None:
    assert ways_on(policy_of(area), stage_key=policy_of(area).stages[-1].key, pairs=[(HEALTH, CARE)]) == []


def test_a_route_without_pairs_stands_beside_the_next_stage_on_its_grounds() -> None:
    third = (
        "  - {key: third, number: '2', title: Third, band: senior, who: {default: {role: director, title: D}}, "
        "obligations: [{what: discuss, owner: both}]}\n  - key: chair"
    )
    route = (
        "routes:\n  - {from: managers, to: chair, grounds: [immediate-risk], says: Straight to the chair.}\nreasons:"
    )
    grounds = "grounds: [not-agreed, immediate-risk]\n"
    policy = small_policy(**{"  - key: chair": third, 'number: "2"': 'number: "3"', "reasons:": grounds + route})

    def on(ground: Ground) -> list[str]:
        ways = ways_on(policy, stage_key="managers", pairs=[(HEALTH, CARE)], ground=ground)
        return [way.stage.key for way in ways if way.stage]

    assert on(Ground.NOT_AGREED) == ["third"]
    assert on(Ground.IMMEDIATE_RISK) == ["third", "chair"]


def test_a_stage_that_does_not_exist_is_no_way_to_ask_from() -> None:
    with pytest.raises(ValueError):
        ways_on(BIRMINGHAM, stage_key="stage-six", pairs=[])


@pytest.mark.parametrize(
    ("area", "at_risk"), [("buckinghamshire", "stage-1"), ("bristol", "stage-1"), ("brent", "stage-one")]
)
def test_immediate_risk_skips_only_where_the_policy_says_so(area: str, at_risk: str) -> None:
    policy = policy_of(area)
    assert first_stage(policy, immediate_risk_confirmed=False) is policy.stages[0]
    assert first_stage(policy, immediate_risk_confirmed=True).key == at_risk


def role(area: str, stage: str, side: str, kind: AgencyType, pairs: list[Pair], rung: int = 0) -> str | None:
    policy = policy_of(area)
    acting = role_at(policy, stage=policy.stage(stage), side=side, agency_type=kind, pairs=pairs, rung=rung)
    return acting.role.value if acting else None


def test_heads_and_safeguarding_leads_act_at_stage_one_where_the_jump_applies() -> None:
    """O-31: both heads must have met before the case goes to Stage Five."""
    assert role("birmingham", "stage-one", "raising", SCHOOL, [(SCHOOL, SCHOOL)]) == "head-teacher"
    assert role("birmingham", "stage-one", "receiving", SELF_EMPLOYED, [(SCHOOL, SELF_EMPLOYED)]) == "safeguarding-lead"
    assert role("birmingham", "stage-one", "raising", SCHOOL, [(SCHOOL, HEALTH)]) == "line-manager"
    assert role("birmingham", "stage-one", "raising", SCHOOL, [(SCHOOL, SCHOOL), (SCHOOL, HEALTH)]) == "line-manager"


def test_a_side_that_has_no_part_has_nobody() -> None:
    assert role("brent", "stage-one", "receiving", HEALTH, [(SCHOOL, HEALTH)]) is None
    assert role("brent", "stage-one", "raising", SCHOOL, [(SCHOOL, HEALTH)]) == "practitioner"
    assert role("brent", "stage-five", "raising", SCHOOL, [(SCHOOL, HEALTH)]) is None


def test_the_shorter_ladder_keeps_its_top_person() -> None:
    pairs = [(HEALTH, SCHOOL)]
    assert [role("flowchart", "stage-3", "raising", HEALTH, pairs, rung) for rung in (0, 1, 5)] == [
        "service-manager", "head-of-service", "head-of-service",
    ]  # fmt: skip
    assert [role("flowchart", "stage-3", "receiving", SCHOOL, pairs, rung) for rung in (0, 1)] == ["head-teacher"] * 2


@pytest.mark.parametrize(
    ("types", "rungs"), [([HEALTH, SCHOOL], 2), ([SCHOOL, SELF_EMPLOYED], 1), ([SCHOOL, SCHOOL, HEALTH], 2), ([], 1)]
)
def test_a_stage_has_as_many_rungs_as_the_longest_ladder(types: list[AgencyType], rungs: int) -> None:
    flowchart = policy_of("flowchart")
    assert rung_count(flowchart.stage("stage-3"), types) == rungs
    assert rung_count(flowchart.stage("stage-2"), types) == 1


TYPES = st.sampled_from(list(AgencyType))


@given(
    area=st.sampled_from(AREAS),
    pairs=st.lists(st.tuples(TYPES, TYPES), max_size=4),
    ground=st.sampled_from(list(Ground)),
)
def test_every_way_leads_on_and_turning_the_pairs_round_changes_nothing(
    area: str, pairs: list[Pair], ground: Ground
) -> None:
    policy = policy_of(area)
    order = [stage.key for stage in policy.stages]
    for key in order[:-1]:
        found = keys(area, key, pairs, ground)
        assert found
        assert all(order.index(then) > order.index(key) for then in found)
        assert found == keys(area, key, [(second, first) for first, second in pairs], ground)


def reach(area: str, stage: str, kind: AgencyType) -> tuple[str, str, str | None] | None:
    policy = policy_of(area)
    found = span(policy, stage=policy.stage(stage), agency_type=kind)
    return found and (found.lowest.role.value, found.highest.role.value, found.before and found.before.value)


@pytest.mark.parametrize(
    ("area", "stage", "kind", "expected"),
    [
        ("flowchart", "stage-3", HEALTH, ("service-manager", "head-of-service", "director")),
        ("flowchart", "stage-3", SCHOOL, ("head-teacher", "head-teacher", "director")),
        ("buckinghamshire", "stage-2", HEALTH, ("escalation-manager", "head-of-service", "strategic-head")),
        ("buckinghamshire", "stage-2", SCHOOL, ("head-teacher", "head-teacher", "head-teacher")),
        ("buckinghamshire", "stage-3", HEALTH, ("strategic-head", "director", None)),
        ("flowchart", "stage-2", HEALTH, None),
    ],
)
def test_a_stage_climbs_up_to_who_acts_at_the_next(
    area: str, stage: str, kind: AgencyType, expected: tuple[str, str, str | None] | None
) -> None:  # FLOW-12, BUCKS-9, BUCKS-12
    assert reach(area, stage, kind) == expected
