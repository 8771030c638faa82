"""What is to be followed up beside the stages: asked for, reminded of, answered, and by nobody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cases.models import Case, FollowUp, FollowUpKind, FollowUpResult
from cases.selectors import to_follow_up
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from notifications.models import Message
from policies.vocabulary import Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db
ESCALATED = START + HOUR


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    """A case that immediate risk took on without the evidence that its procedure asks for."""
    return world.climb(world.raised(), at=ESCALATED, ground=Ground.IMMEDIATE_RISK, tried="")


def reminders(person: object) -> int:
    return Message.objects.filter(recipient=person, kind="reminder").count()


class TestEvidenceToFollow:
    def test_it_is_asked_for_within_two_working_days(self, case: Case) -> None:  # O-24
        found = case.follow_ups.get()
        assert (found.kind, found.party.side) == (FollowUpKind.EVIDENCE, "escalating")
        assert found.clock.due_at == at("2026-11-26 17:00")

    def test_evidence_given_at_once_leaves_nothing_to_follow(self, world: World) -> None:  # O-24
        case = world.climb(world.raised(), at=ESCALATED, ground=Ground.IMMEDIATE_RISK, tried="We rang twice.")
        assert not case.follow_ups.exists()

    def test_where_no_evidence_is_asked_for_none_follows(self) -> None:
        world = a_world("bristol")
        case = world.climb(world.raised(), at=ESCALATED, ground=Ground.IMMEDIATE_RISK, tried="")
        assert not case.follow_ups.filter(kind=FollowUpKind.EVIDENCE).exists()

    def test_answering_stops_its_clock_and_is_written_down(self, world: World, case: Case) -> None:
        world.do(case, Verb.FOLLOW_UP, by=world.raising.practitioner, at=ESCALATED + HOUR, followed_up="We met twice.")
        found = case.follow_ups.get()
        assert (found.result, found.answered_by) == (FollowUpResult.DONE, world.raising.practitioner)
        assert (found.clock.stopped_at, found.clock.next_at) == (ESCALATED + HOUR, None)
        assert found.answered_in.content.body == {"followed_up": "We met twice."}

    def test_it_is_answered_once(self, world: World, case: Case) -> None:
        world.do(case, Verb.FOLLOW_UP, by=world.raising.practitioner)
        with pytest.raises(WrongMoment):
            world.do(case, Verb.FOLLOW_UP, by=world.raising.practitioner, number=1)

    def test_the_other_side_cannot_answer_it(self, world: World, case: Case) -> None:
        with pytest.raises(NotAllowed):
            world.do(case, Verb.FOLLOW_UP, by=world.receiver_holder(case), number=1)

    def test_a_number_that_does_not_exist_is_refused_with_a_sentence(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput, match="Select what was followed up"):
            world.do(case, Verb.FOLLOW_UP, by=world.raising.practitioner, number=9)


class TestItsClock:
    def test_the_sweep_reminds_and_notes_that_the_limit_passed_and_moves_nothing(
        self, world: World, case: Case
    ) -> None:
        due = case.follow_ups.get().clock.due_at
        stage = case_now(case).stage
        before = reminders(world.raising.practitioner)
        world.sweep(due + timedelta(seconds=2))
        assert reminders(world.raising.practitioner) > before
        passed = case.entries.filter(kind="limit-passed", facts__duty="evidence")
        assert passed.get().facts["party"] == 1
        assert case_now(case).stage == stage

    def test_it_outlives_the_stage_that_asked(self, world: World, case: Case) -> None:
        world.climb(case, at=ESCALATED + HOUR, ground=Ground.DELAY)
        assert case.follow_ups.get().clock.next_at is not None

    def test_it_outlives_the_case(self, world: World, case: Case) -> None:
        world.do(case, Verb.WITHDRAW, by=world.raising.practitioner, at=ESCALATED + HOUR)
        assert list(to_follow_up(world.raising.practitioner, at=ESCALATED + HOUR)) == [case.follow_ups.get()]
        world.do(case, Verb.FOLLOW_UP, by=world.raising.practitioner, at=ESCALATED + DAY)
        assert not to_follow_up(world.raising.practitioner, at=ESCALATED + DAY).exists()

    def test_it_is_no_overall_limit(self, world: World, client: Client, case: Case) -> None:
        client.force_login(world.raising.practitioner)
        assert ">To be settled by" not in client.get(f"/cases/{case.reference}/").content.decode()


class TestPages:
    def test_home_and_the_case_lead_to_the_form_with_it_chosen(self, world: World, client: Client, case: Case) -> None:
        client.force_login(world.raising.practitioner)
        link = f"/cases/{case.reference}/do/follow-up/?which=1"
        home = client.get("/").content.decode()
        assert "To follow up (1)" in home
        assert "Nothing needs your attention" not in home
        assert link in home
        assert link in client.get(f"/cases/{case.reference}/").content.decode()
        chosen = re.search(r'<input[^>]*name="which"[^>]*>', client.get(link).content.decode())
        assert chosen is not None
        assert "checked" in chosen[0]

    def test_the_other_side_sees_it_and_gets_no_link(self, world: World, client: Client, case: Case) -> None:
        client.force_login(world.receiver_holder(case))
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "Record what was done before, which was to follow" in page
        assert "do/follow-up" not in page
        assert "To follow up" not in client.get("/").content.decode()

    def test_the_timeline_says_what_became_of_it(self, world: World, client: Client, case: Case) -> None:
        world.do(case, Verb.FOLLOW_UP, by=world.raising.practitioner)
        client.force_login(world.receiver_holder(case))
        assert "Evidence to follow" in client.get(f"/cases/{case.reference}/").content.decode()

    def test_a_stranger_cannot_see_it(self, world: World, case: Case) -> None:
        assert FollowUp.objects.exists()
        assert not to_follow_up(world.stranger, at=ESCALATED + DAY).exists()
