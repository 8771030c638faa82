"""Silence is an answer: whoever does not answer is chased, and the next stage receives the dated proof."""

import pytest
from django.test import Client

from cases.models import Case, CaseView
from cases.silence import equivalents
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed
from notifications.models import Channel, Delivery, Message, State
from policies.vocabulary import Duty, Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
LATE = START + 3 * DAY


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


def proof_in(case: Case) -> dict[str, object]:
    (proof,) = case.entries.get(kind=Verb.ESCALATE).facts["silence"]
    return dict(proof)


class TestTheChaseLog:
    def test_an_attempt_is_written_down_with_when_how_whom_and_what_came_of_it(self, world: World, case: Case) -> None:
        """BRIS-17, BRIS-19: all reasonable contact is made by the side that raised it, and is proved by its dates."""
        whom = world.receiver_holder(case)
        world.do(case, Verb.CHASE, by=case.raised_by, at=LATE, tried_at=LATE - HOUR, whom=whom)
        entry = case.entries.get(kind=Verb.CHASE)
        assert entry.occurred_at == LATE - HOUR
        assert entry.recorded_at == LATE
        assert entry.facts["method"] == "telephone"
        assert (entry.facts["whom"], entry.facts["of"], entry.facts["reached"]) == (whom.pk, 2, False)
        assert entry.content.body == {"came_of_it": "Nobody picked up."}
        assert Message.objects.filter(recipient=whom, kind=Verb.CHASE).count() == 1

    def test_no_clock_changes(self, world: World, case: Case) -> None:
        before = list(case.clocks.values_list("due_at", "stopped_at"))
        world.do(case, Verb.CHASE, by=case.raised_by)
        assert list(case.clocks.values_list("due_at", "stopped_at")) == before

    def test_an_attempt_that_lies_ahead_is_refused(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput, match="must have been made already"):
            world.do(case, Verb.CHASE, by=case.raised_by, at=START, tried_at=START + HOUR)

    def test_the_other_side_chases_nobody(self, world: World, case: Case) -> None:
        with pytest.raises(NotAllowed):
            world.do(case, Verb.CHASE, by=world.receiver_holder(case))

    def test_the_form_names_to_whom_else_one_can_turn_at_this_stage(
        self, client: Client, world: World, case: Case
    ) -> None:
        """BRIS-17, O-12: the equivalent of the stage at hand, whatever role the text repeats by mistake."""
        person = equivalents(case, world.passage(case))[0].person
        person.phone = "0117 496 0199"
        person.save()
        client.force_login(case.raised_by)
        url = f"/cases/{case.reference}/do/chase/"
        page = client.get(url).content.decode()
        assert "To whom else you can turn" in page
        assert "0117 496 0199" in page
        said = {"whom": f"2-{person.pk}", "tried_at-which": "today", "tried_at-time": "0:01", "method": "telephone"}
        assert client.post(url, {**said, "reached": "yes", "came_of_it": "She looks into it."}).status_code == 302
        assert case.entries.get(kind=Verb.CHASE).facts["whom"] == person.pk
        assert "They were reached." in client.get(f"/cases/{case.reference}/").content.decode()

    def test_whoever_acts_or_is_kept_out_is_no_equivalent(self, world: World) -> None:
        kept_out = world.receiving.colleague
        case = world.raised(conflicted=(kept_out,))
        people = [one.person for one in equivalents(case, world.passage(case))]
        assert world.receiver_holder(case) not in people
        assert kept_out not in people


class TestTheProof:
    def test_going_on_for_want_of_a_response_carries_it(self, world: World, case: Case) -> None:  # BRIS-17
        holder = world.receiver_holder(case)
        message = Message.objects.filter(recipient=holder).earliest("created_at")
        Delivery.objects.filter(message=message).delete()
        Delivery.objects.create(
            message=message, channel=Channel.EMAIL, state=State.SENT, next_attempt_at=START, sent_at=START + HOUR
        )
        CaseView.objects.create(case=case, person=holder, at=START + 2 * HOUR, page="timeline", seen=True)
        world.do(case, Verb.CHASE, by=case.raised_by, at=START + DAY)
        world.climb(case, at=LATE, ground=Ground.NO_RESPONSE)
        proof = proof_in(case)
        assert proof["told"] == message.created_at.isoformat()
        assert proof["sent"] == (START + HOUR).isoformat()
        assert proof["opened"] == (START + 2 * HOUR).isoformat()
        assert proof["chased"] == [{"at": (START + DAY).isoformat(), "method": "telephone"}]

    def test_what_was_not_opened_and_not_chased_says_so(self, world: World, client: Client, case: Case) -> None:
        case = case_now(world.climb(case, at=LATE, ground=Ground.NO_RESPONSE))
        assert (proof_in(case)["opened"], proof_in(case)["chased"]) == (None, [])
        client.force_login(world.receiver_holder(case))
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "It came here because nobody answered" in page
        assert "It did not open the case." in page
        assert "No attempt to reach it was recorded." in page

    def test_a_move_by_the_clock_carries_it_too(self) -> None:
        world = a_world("flowchart")
        case = world.climb(world.raised(), at=START + HOUR)
        world.sweep(START + 30 * DAY)
        (proof,) = case.entries.filter(kind="advanced").earliest("number").facts["silence"]
        assert proof["party"] == 2

    def test_on_another_ground_there_is_none(self, world: World, client: Client, case: Case) -> None:
        case = case_now(world.climb(case, at=START + HOUR))
        assert "silence" not in case.entries.get(kind=Verb.ESCALATE).facts
        client.force_login(world.receiver_holder(case))
        assert "nobody answered" not in client.get(f"/cases/{case.reference}/").content.decode()


class TestNotForMe:
    def test_whoever_it_is_not_for_hands_it_on_and_the_clock_stays(self, world: World, case: Case) -> None:
        clock = world.passage(case).obligations.get(duty=Duty.RESPOND).clock
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=world.receiving.colleague)
        due = clock.due_at
        clock.refresh_from_db()
        assert clock.due_at == due
        assert world.receiver_holder(case) == world.receiving.colleague
        assert Message.objects.filter(recipient=case.raised_by, kind=Verb.HAND_OVER).exists()

    def test_what_a_leaver_owed_is_owed_by_who_acts_next(self, world: World, case: Case) -> None:
        leaver = world.receiver_holder(case)
        leaver.is_active = False
        leaver.save()
        world.sweep(START + HOUR)
        now = world.passage(case).holdings.get(party__side="receiving").person
        assert now is not None
        assert now != leaver
        assert Message.objects.filter(recipient=now, kind="holder-changed").exists()
        world.do(case, Verb.RESPOND, by=now, at=START + 2 * HOUR)
        assert world.passage(case).obligations.get(duty=Duty.RESPOND).met_by == now
