"""An outcome statement that waits is replaced or taken back by the side that wrote it, each version kept."""

import pytest
from django.test import Client

from cases.models import Case, Clock, OutcomeCode, State
from cases.presenters.proposals import latest_outcome
from cases.verbs import Verb
from core.errors import NotAllowed, WrongMoment
from notifications.models import Message
from policies.vocabulary import Duty
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db
NEXT_DAY = START + DAY


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    """A case whose outcome the raising side wrote down an hour after the start."""
    case = world.raised()
    return world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + HOUR)


def limits(case: Case, duty: Duty) -> list[Clock]:
    return list(Clock.objects.filter(case=case, obligation__duty=duty, stopped_at=None))


class TestReplacing:
    def test_every_version_is_kept_and_the_limit_begins_anew(self, world: World, case: Case) -> None:  # BHAM-5
        assert limits(case, Duty.CONFIRM_OUTCOME)[0].due_at == at("2026-12-01 17:00")
        world.do(case, Verb.REPLACE_OUTCOME, by=world.raiser_holder(case), at=NEXT_DAY)
        first, second = case.proposals.order_by("version")
        assert (first.taken_back, first.set_aside_at) == (True, NEXT_DAY)
        assert (second.version, second.outcome) == (2, OutcomeCode.UPHELD)
        assert [clock.due_at for clock in limits(case, Duty.CONFIRM_OUTCOME)] == [at("2026-12-02 17:00")]
        assert case_now(case).state == State.AWAITING_CONFIRMATION

    def test_the_other_side_is_told_and_confirms_the_new_one(self, world: World, case: Case) -> None:
        other = world.receiver_holder(case)
        world.do(case, Verb.REPLACE_OUTCOME, by=world.raiser_holder(case), at=NEXT_DAY)
        assert Message.objects.filter(recipient=other, kind="replace-outcome").exists()
        world.do(case, Verb.CONFIRM_OUTCOME, by=other, at=NEXT_DAY + HOUR)
        assert case.entries.filter(kind="confirm-outcome").get().facts == {"version": 2}
        assert case_now(case).state == State.RESOLVED

    def test_the_form_begins_with_the_words_that_wait(self, client: Client, world: World, case: Case) -> None:
        client.force_login(world.raiser_holder(case))
        page = client.get(f"/cases/{case.reference}/do/replace-outcome/").content.decode()
        assert "We agreed on a joint visit." in page

    def test_the_other_side_cannot(self, world: World, case: Case) -> None:
        with pytest.raises(NotAllowed):
            world.do(case, Verb.REPLACE_OUTCOME, by=world.receiver_holder(case))


class TestTakingBack:
    def test_the_case_goes_on_and_the_version_says_so(self, world: World, case: Case) -> None:
        world.do(case, Verb.TAKE_BACK_OUTCOME, by=world.raiser_holder(case), at=NEXT_DAY)
        assert case_now(case).state == State.OPEN
        assert not limits(case, Duty.CONFIRM_OUTCOME)
        found = latest_outcome(case_now(case))
        assert found is not None
        assert found.state.startswith("Taken back by")

    def test_nobody_gains_time_by_a_statement_that_they_take_back(self, world: World, case: Case) -> None:
        before = {c.obligation.party.side: c.due_at for c in limits(case, Duty.AGREE_PLAN)}
        world.do(case, Verb.TAKE_BACK_OUTCOME, by=world.raiser_holder(case), at=NEXT_DAY)
        after = {c.obligation.party.side: c.due_at for c in limits(case, Duty.AGREE_PLAN)}
        assert after["escalating"] == before["escalating"]
        assert after["receiving"] == before["receiving"] + DAY - HOUR

    def test_there_is_nothing_to_take_back_afterwards(self, world: World, case: Case) -> None:
        world.do(case, Verb.TAKE_BACK_OUTCOME, by=world.raiser_holder(case), at=NEXT_DAY)
        with pytest.raises(WrongMoment):
            world.do(case, Verb.TAKE_BACK_OUTCOME, by=world.raiser_holder(case), at=NEXT_DAY)
