"""Whole cases by API, in each of the five areas: every verb, from raising to the end."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from agencies.models import User
from cases.models import Case, Obligation, Side
from cases.verbs import STEP_DUTIES, VERBS_OF_DUTY, Verb
from policies.vocabulary import Duty, Ground, Sides
from tests.unit.cases.api.client import act, as_person, raised, shown
from tests.unit.cases.world import AREAS, DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Any:
    with time_machine.travel(START, tick=False):
        yield


PAST = ("held_at", "tried_at", "reported_at")
"""Moments that have come by now; the others lie ahead."""
SAID: dict[str, Callable[[dict[str, Any]], Any]] = {
    "text": lambda _: "Words.",
    "moment": lambda asked: (START if asked["name"] in PAST else START + 20 * DAY).isoformat(),
    "choice": lambda asked: asked["choices"][0]["value"],
    "choices": lambda asked: [choice["value"] for choice in asked["choices"]],
    "confirm": lambda _: True,
    "rows": lambda _: [{"what": "Visit", "who": "both", "due_on": "2026-12-01"}],
}


def words(verb: str, case: dict[str, Any]) -> dict[str, Any]:
    """What is said with a verb, by what the case itself says that the verb asks."""
    asked = next(action["fields"] for action in case["actions"] if action["verb"] == verb)
    needed = [
        field
        for field in asked
        if field["required"]
        or (field["type"] == "moment" and field["name"] != "happened_at")
        or field["name"] == "without"  # why it goes on without what a gate asks for
    ]
    found = {field["name"]: SAID[field["type"]](field) for field in needed}
    return found | ({"stays_open": "no"} if "stays_open" in found else {})


def do(case: Case, verb: Verb, by: User, **changes: Any) -> dict[str, Any]:
    """Do a verb with what it asks for; returns the case as it is then shown."""
    said = words(verb.value, shown(case, by)) | changes
    answer = act(case, verb.value, by, said)
    assert answer.status_code == 200, (verb, said, answer.json())
    found: dict[str, Any] = answer.json()
    return found


def climb_to_last(world: World, case: Case) -> None:
    """Take the case on, stage by stage, by the API alone."""
    for _ in range(12):
        now = case_now(case)
        if now.policy_stage.last is not None:
            return
        if now.policy_stage.sides is Sides.BOTH:
            do(case, Verb.RECORD_DISCUSSION, world.raiser_holder(case), result="not-agreed")
        do(case, Verb.ESCALATE, case.raised_by, ground=Ground.NOT_AGREED.value, tried="We met.")
    raise AssertionError("the last stage was never reached")


def to_both_sides(world: World, case: Case) -> None:
    """Past the stages that lie inside the raising agency."""
    for _ in range(3):
        if case_now(case).policy_stage.sides is Sides.BOTH:
            return
        do(case, Verb.ESCALATE, case.raised_by, ground=Ground.NOT_AGREED.value, tried="We met.")
    raise AssertionError("no stage of both sides was reached")


def who_sits(world: World, area: str) -> list[dict[str, str]]:
    """Who sits as the procedure asks: both parties and a third agency on a panel, else somebody of the third."""
    third = world.stranger.memberships.get().agency
    assert third is not None
    panel = area == "brent"
    agencies = [world.raising.agency, world.receiving.agency, third] if panel else [third]
    role = "member" if panel else "chair" if area == "birmingham" else "mediator"
    return [
        {"name": f"Member {a.pk}", "role": role, "agency": str(a.pk), "stands_as": "Board member"} for a in agencies
    ]


@pytest.mark.parametrize("area", AREAS)
def test_a_case_reaches_the_last_stage_and_is_decided_there(area: str) -> None:
    world = a_world(area)
    case = raised(world)
    climb_to_last(world, case)
    said = shown(case, world.office)
    assert said["content"]
    if any(action["verb"] == "appoint" for action in said["actions"]):
        do(case, Verb.APPOINT, world.office, members=who_sits(world, area))
    kinds = next(action for action in said["actions"] if action["verb"] == "record-decision")["fields"][0]["choices"]
    ended = do(case, Verb.RECORD_DECISION, world.office, kind=kinds[0]["value"], result="decided", outcome="upheld")
    assert ended["state"] == "resolved"
    assert ended["ended_at"].startswith("2026-11-24T09:30:00")
    left = {action["verb"] for action in ended["actions"]}
    assert ("report" in left) == (area in ("birmingham", "brent"))  # reported after it (BHAM-30, BRENT-15)
    assert "add-note" in left
    assert not left & {"escalate", "record-decision", "withdraw", "acknowledge", "propose-outcome"}


@pytest.mark.parametrize("area", AREAS)
def test_a_case_is_agreed_and_confirmed(area: str) -> None:
    world = a_world(area)
    case = raised(world)
    to_both_sides(world, case)
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    do(case, Verb.PROPOSE_PLAN, ours)
    do(case, Verb.RETURN_PLAN, theirs)
    do(case, Verb.PROPOSE_PLAN, theirs)
    do(case, Verb.AGREE_PLAN, ours)
    do(case, Verb.PROPOSE_OUTCOME, ours, actions=[{"what": "Visit", "who": "2", "due_on": "2026-12-01"}])
    do(case, Verb.RETURN_OUTCOME, theirs)
    waiting = do(case, Verb.PROPOSE_OUTCOME, ours)
    assert waiting["state"] == "awaiting_confirmation"
    ended = do(case, Verb.CONFIRM_OUTCOME, theirs)
    assert (ended["state"], ended["ending"]) == ("resolved", "agreed")


def test_the_smaller_verbs() -> None:
    world = a_world("birmingham")
    case = raised(world)
    to_both_sides(world, case)
    ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
    do(case, Verb.RESPOND, theirs)
    do(case, Verb.REPORT_NO_AGREEMENT, theirs)
    do(case, Verb.ADD_NOTE, theirs, text="For us only", audience="party")
    record = as_person(ours).get(f"/api/v1/cases/{case.reference}/record/").json()["entries"]
    assert "For us only" not in str(record)
    assert "For us only" in str(as_person(theirs).get(f"/api/v1/cases/{case.reference}/record/").json())
    colleague = world.receiving.colleague
    handed = do(case, Verb.HAND_OVER, theirs, to=colleague.pk)
    assert colleague.name in [who["name"] for who in handed["with"]]
    assert do(case, Verb.WITHDRAW, case.raised_by)["state"] == "withdrawn"


@pytest.mark.parametrize("area", AREAS)
def test_what_each_stage_asks_for_can_be_done_by_api(area: str) -> None:
    """Acknowledging, and every step that the procedure wants: whoever owes it finds the verb, and it is met."""
    world = a_world(area)
    case = raised(world)
    done = set()
    for _ in range(12):
        done |= _do_what_is_owed(world, case)
        if case_now(case).policy_stage.last is not None:
            break
        if case_now(case).policy_stage.sides is Sides.BOTH:
            do(case, Verb.RECORD_DISCUSSION, world.raiser_holder(case), result="not-agreed")
        do(case, Verb.ESCALATE, case.raised_by, ground=Ground.NOT_AGREED.value, tried="We met.")
    assert done == {Duty(o.duty) for o in Obligation.objects.filter(passage__case=case)} & STEPS
    left = Obligation.objects.filter(passage__case=case, duty__in=[duty.value for duty in STEPS], met_at=None)
    assert not left.exists()


STEPS = {Duty.ACKNOWLEDGE, *STEP_DUTIES.values()} - {Duty.REPORT}  # it follows upon the decision


def _do_what_is_owed(world: World, case: Case) -> set[Duty]:
    done = set()
    for person in {world.raiser_holder(case), *_receivers(world, case), world.office}:
        mine = shown(case, person)
        owed = {Duty(o["what"]) for o in mine["obligations"] if o["yours"]} & STEPS
        for duty in owed:
            after = do(case, VERBS_OF_DUTY[duty][0], person)
            assert duty.value not in {o["what"] for o in after["obligations"] if o["yours"]}
            done.add(duty)
    return done


def _receivers(world: World, case: Case) -> list[User]:
    return [h.person for h in world.passage(case).holdings.filter(party__side=Side.RECEIVING) if h.person]


def test_the_office_closes_what_nobody_confirmed() -> None:
    world = a_world("bristol")
    with time_machine.travel(START, tick=False) as clock:
        case = raised(world)
        climb_to_last(world, case)
        do(case, Verb.PROPOSE_OUTCOME, world.raiser_holder(case))
        early = act(case, "close-unconfirmed", world.office, {"why": "Nobody answered."})
        assert early.status_code == 409
        assert early.json()["code"] == "wrong_moment"
        clock.move_to(START + 10 * DAY + HOUR)
        ended = do(case, Verb.CLOSE_UNCONFIRMED, world.office)
    assert ended["ending"] == "closed-by-office"
