"""A plan, an outcome or a decision that was made on paper, and entered later: both times stand on record, and a limit that it kept was kept."""

from datetime import datetime, timedelta

import pytest

from cases.actions.stating import Action
from cases.models import Case, Obligation
from cases.verbs import Verb
from core.errors import BadInput
from core.words import london, moment
from policies.vocabulary import Duty
from tests.unit.cases.api.client import act as ask
from tests.unit.cases.rules.walk import page
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
WRITTEN, AGREED = START + HOUR, START + 3 * HOUR


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    """At a stage at which a plan is to be agreed by a limit (FLOW-6)."""
    return case_now(world.raised())


def due(case: Case) -> datetime:
    owed = Obligation.objects.filter(passage__case=case, duty=Duty.AGREE_PLAN)
    return min(o.clock.due_at for o in owed)


def met(case: Case) -> set[datetime | None]:
    return set(Obligation.objects.filter(passage__case=case, duty=Duty.AGREE_PLAN).values_list("met_at", flat=True))


def proposed(world: World, case: Case, *, at: datetime, days: int = 0) -> None:
    actions = [Action("Visit", None, london(WRITTEN).date() + timedelta(days=days))]
    said = {"actions": actions, "happened_at": WRITTEN, "given_how": "By hand."}
    world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=at, **said)


def agreed(world: World, case: Case, *, at: datetime, when: datetime | None = AGREED) -> None:
    said = {"happened_at": when, "given_how": "Read out on the telephone." if when else ""}
    world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case), at=at, **said)


def test_a_plan_that_was_agreed_on_paper_in_time_is_in_time(world: World, case: Case) -> None:
    entered = due(case) + DAY
    proposed(world, case, at=entered)
    agreed(world, case, at=entered + HOUR)
    assert met(case) == {AGREED}
    entries = {kind: case.entries.get(kind=kind) for kind in (Verb.PROPOSE_PLAN, Verb.AGREE_PLAN)}
    assert (entries[Verb.PROPOSE_PLAN].occurred_at, entries[Verb.AGREE_PLAN].occurred_at) == (WRITTEN, AGREED)
    read = page(case, case.raised_by, at=entered + 2 * HOUR)
    assert f"{moment(AGREED)} , recorded {moment(entered + HOUR)}" in read
    assert "Done on paper, and entered later." in read
    assert "Read out on the telephone." in read


def test_who_agrees_only_now_agrees_now(world: World, case: Case) -> None:
    proposed(world, case, at=START + 4 * HOUR)
    agreed(world, case, at=START + 5 * HOUR, when=None)
    assert met(case) == {START + 5 * HOUR}


def test_what_was_to_be_done_meanwhile_may_stand_in_it_and_nothing_before(world: World, case: Case) -> None:
    proposed(world, case, at=START + DAY)
    with pytest.raises(BadInput, match="today or in the future"):
        proposed(world, case, at=START + DAY, days=-1)


def test_nobody_agrees_a_plan_before_it_was_written(world: World, case: Case) -> None:
    proposed(world, case, at=START + 4 * HOUR)
    with pytest.raises(BadInput, match="cannot have been answered before"):
        agreed(world, case, at=START + 5 * HOUR, when=WRITTEN - timedelta(minutes=10))


def test_page_and_api_ask_for_both_times(world: World, case: Case) -> None:
    form = page(case, world.raiser_holder(case), "do/propose-plan/", at=START + HOUR)
    assert "It was done on paper, or before now" in form
    assert "How did it reach the other side?" in form
    row = {"what": "Visit", "who": "both", "due_on": "2030-01-01"}
    said = {"actions": [row], "happened_at": "2026-11-24T10:00", "plan_fits": "none"}
    answer = ask(case, "propose-plan", world.raiser_holder(case), said)
    assert answer.status_code == 422
    assert "given_how" in answer.json()["fields"]


def test_an_outcome_that_was_written_and_confirmed_on_paper(world: World, case: Case) -> None:
    late = {"happened_at": WRITTEN, "given_how": "By hand."}
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + DAY, **late)
    early = late | {"happened_at": WRITTEN - timedelta(minutes=10)}
    with pytest.raises(BadInput, match="cannot have been answered before"):
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=START + 2 * DAY, **early)
    late |= {"happened_at": AGREED}
    ended = world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=START + 2 * DAY, **late)
    assert case_now(ended).ended_at == START + 2 * DAY
    entry = case.entries.get(kind=Verb.CONFIRM_OUTCOME)
    assert (entry.occurred_at, entry.recorded_at) == (AGREED, START + 2 * DAY)
    met_at = Obligation.objects.get(passage__case=case, duty=Duty.CONFIRM_OUTCOME).met_at
    assert met_at == AGREED


def test_a_version_that_replaces_one_is_written_now(world: World, case: Case) -> None:
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + HOUR)
    form = page(case, world.raiser_holder(case), "do/replace-outcome/", at=START + 2 * HOUR)
    assert "It was done on paper" not in form


def test_a_decision_counts_from_when_it_was_made() -> None:  # BUCKS-15
    world = a_world("buckinghamshire")
    case = world.climb_to_last(world.raised(), at=START)
    began = world.passage(case).opened_at
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=began + DAY, happened_at=began + HOUR)
    entry = case.entries.get(kind=Verb.RECORD_DECISION)
    assert (entry.occurred_at, entry.recorded_at) == (began + HOUR, began + DAY)
    assert Obligation.objects.get(passage__case=case, duty=Duty.DECIDE).met_at == began + HOUR
