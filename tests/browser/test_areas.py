"""In each area: a case raised in the browser reaches the last stage and closes there; another closes by agreement."""

import pytest

from cases.models import Case, Side, State
from cases.verbs import Verb
from policies.vocabulary import AgencyType
from tests.browser.walk import Walker, holder
from tests.unit.cases.world import AREAS, World, a_house, a_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def now(case: Case) -> Case:
    return Case.objects.select_related("area", "policy_version").get(pk=case.pk)


def raised(walker: Walker, world: World, **how: str | bool) -> Case:
    """A case raised in the browser by the practitioner of the raising agency, against a named one of the other."""
    walker.sign_in(world.raising.practitioner)
    named = str(world.receiving.practitioner.pk)
    return walker.raise_against(world.receiving.agency.name, person=named, **how)  # type: ignore[arg-type]


def go_on(walker: Walker, case: Case, *, to: str = "") -> Case:
    """Acknowledge on one side, talk, and escalate on the other."""
    case = now(case)
    if case.policy_stage.sides == "both":
        walker.sign_in(holder(case, Side.RECEIVING))
        walker.acknowledge(case)
        walker.record_discussion(case)
    walker.sign_in(holder(case, Side.ESCALATING))
    walker.escalate(case, to=to)
    return now(case)


def to_the_end(walker: Walker, world: World, case: Case) -> Case:
    """Stage by stage to the last one, where the board's office records the decision."""
    for _ in range(9):
        if now(case).policy_stage.last is not None:
            break
        case = go_on(walker, case)
    walker.sign_in(world.office)
    if walker.offers(case, Verb.ACKNOWLEDGE):
        walker.act(case, Verb.ACKNOWLEDGE)
        walker.press("Acknowledge")
        assert "Enter the timescale for resolving it" in walker.errors
        walker.acknowledge(case, timetable="A panel within ten working days.")
    walker.decide(now(case), independent=a_house(world.version).agency)
    return now(case)


@pytest.mark.parametrize("area", AREAS)
def test_from_raise_to_the_last_stage(walker: Walker, area: str) -> None:
    world = a_world(area)
    case = to_the_end(walker, world, raised(walker, world))
    assert case.state == State.RESOLVED
    assert case.ending in {"chair-decision", "chaired-meeting", "panel", "mediation"}
    visited = list(case.passages.order_by("number").values_list("stage", flat=True))
    assert list(dict.fromkeys(visited)) == [stage.key for stage in case.policy.stages]
    walker.sign_in(world.raising.practitioner)
    for section in ("", "statement/", "agreement/", "people/", "print/"):
        walker.open(f"/cases/{case.reference}/{section}")
    assert "Decision recorded" in walker.text


@pytest.mark.parametrize("area", AREAS)
def test_closed_by_agreement_where_both_first_take_part(walker: Walker, area: str) -> None:
    world = a_world(area)
    case = raised(walker, world)
    if now(case).policy_stage.sides == "raising":
        case = go_on(walker, case)
    walker.sign_in(holder(case, Side.RECEIVING))
    walker.propose_outcome(case, "Early help ends now.")
    walker.sign_in(holder(case, Side.ESCALATING))
    walker.act(case, Verb.RETURN_OUTCOME)
    walker.write("why", "Early help stays until the assessment has reported.")
    walker.press("Send it back")
    walker.sign_in(holder(case, Side.RECEIVING))
    walker.propose_outcome(case, "Early help stays until the assessment has reported.")
    walker.sign_in(holder(case, Side.ESCALATING))
    walker.act(case, Verb.CONFIRM_OUTCOME)
    walker.press("Confirm")
    assert "Tick the box to confirm the outcome" in walker.errors
    walker.page.check("input[name=confirm]")
    walker.press("Confirm")
    assert now(case).state == State.RESOLVED
    assert now(case).ending == "agreed"


def test_birmingham_school_against_school_goes_from_one_to_five(walker: Walker) -> None:
    world = a_world("birmingham", raising=AgencyType.SCHOOL, receiving=AgencyType.SCHOOL)
    case = to_the_end(walker, world, raised(walker, world))
    assert list(case.passages.order_by("number").values_list("stage", flat=True)) == [
        "informal",
        "stage-one",
        "stage-five",
    ]
    assert case.state == State.RESOLVED


def test_bristol_tells_the_business_manager_at_stage_three(walker: Walker) -> None:
    world = a_world("bristol")
    case = raised(walker, world)
    case = go_on(walker, go_on(walker, case))
    assert case.stage == "stage-3"
    walker.sign_in(world.office)
    walker.open("/notices/")
    assert str(case.reference) in walker.text
    walker.open(f"/cases/{case.reference}/statement/")
    assert "The referral was closed without a visit." in walker.text


def test_brent_stage_one_stays_inside_the_raisers_agency(walker: Walker) -> None:
    world = a_world("brent")
    case = raised(walker, world)
    walker.sign_in(world.receiving.practitioner)
    assert str(case.reference) not in walker.text
    response = walker.page.goto(f"{walker.url}/cases/{case.reference}/")
    assert response is not None
    assert response.status == 404
    case = go_on(walker, case)
    walker.sign_in(world.receiving.practitioner)
    assert str(case.reference) in walker.text


def test_buckinghamshire_immediate_risk_with_disagreement_starts_at_stage_one(walker: Walker) -> None:
    world = a_world("buckinghamshire")
    assert raised(walker, world, risk=True, disagrees="yes").stage == "stage-1"
    assert raised(walker, world, risk=True, disagrees="no").stage == "discussion"


def test_flowchart_stage_three_repeats_by_rung(walker: Walker) -> None:
    world = a_world("flowchart")
    case = raised(walker, world)
    for _ in range(3):
        case = go_on(walker, case)
    rungs = list(case.passages.order_by("number").values_list("stage", "rung"))
    assert rungs == [("stage-1", 0), ("stage-2", 0), ("stage-3", 0), ("stage-3", 1)]
    walker.open(f"/cases/{case.reference}/")
    assert "step 2" in walker.text
