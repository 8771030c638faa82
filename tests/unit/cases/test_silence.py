"""Silence is an answer: whoever does not answer is chased, and the next stage receives the dated proof."""

import pytest
from django.test import Client

from agencies.models import Post
from cases.models import Case, CaseView, Side
from cases.silence import equivalents
from cases.situations import situation
from cases.verbs import Verb
from cases.words.entries import sentences_of
from core.errors import BadInput, NotAllowed, WrongMoment
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
        assert "What was left unanswered at the stage before" in page
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
        assert "unanswered" not in client.get(f"/cases/{case.reference}/").content.decode()


def said_in(case: Case, kind: str) -> str:
    return " ".join(sentences_of(case.entries.filter(kind=kind).latest("number"), case))


class TestWhoIsSilent:
    """Nobody who answered is said not to have; and silence is on record whichever ground was chosen."""

    def test_the_clock_goes_on_as_not_agreed_where_the_other_side_did_its_part(self) -> None:  # BRIS-17
        world = a_world("flowchart")
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        theirs, later = world.receiver_holder(case), START + 2 * HOUR
        world.do(case, Verb.ACKNOWLEDGE, by=theirs, at=later)
        world.do(case, Verb.REVIEW_FILE, by=theirs, at=later)
        world.do(case, Verb.RECORD_DISCUSSION, by=theirs, at=later)
        world.do(case, Verb.PROPOSE_PLAN, by=theirs, at=later)
        world.sweep(START + 9 * DAY)
        entry = case.entries.get(kind="advanced")
        assert entry.facts["ground"] == Ground.NOT_AGREED == world.passage(case).ground
        assert "silence" not in entry.facts
        ours, other = world.raising.agency.name, world.receiving.agency.name
        said = said_in(case_now(case), "advanced")
        assert f"Not done by then: review the concern ({ours}); agree a plan ({ours} and {other})." in said
        assert "did not answer" not in said
        assert "did not open" not in said

    def test_the_clock_goes_on_for_want_of_a_response_where_it_did_nothing(self) -> None:
        world = a_world("flowchart")
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        world.sweep(START + 9 * DAY)
        assert case.entries.filter(kind="advanced").earliest("number").facts["ground"] == Ground.NO_RESPONSE
        assert f"{world.receiving.agency.name} did not answer." in said_in(case_now(case), "advanced")

    def test_after_a_response_that_only_a_discussion_lacks_is_no_want_of_a_response(self) -> None:
        world = a_world("bristol")
        case = world.raised(protective_at=START + DAY)
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case))
        assert situation(case_now(case), by=case.raised_by, at=LATE).breached_by(Side.RECEIVING)
        with pytest.raises(WrongMoment, match="has answered at this stage"):
            world.climb(case, at=LATE, ground=Ground.NO_RESPONSE)
        world.climb(case, at=LATE, ground=Ground.DELAY)
        assert "did not answer" not in said_in(case_now(case), Verb.ESCALATE)

    def test_who_discussed_it_and_never_responded_did_not_respond_and_did_not_fail_to_answer(
        self, world: World, case: Case
    ) -> None:
        world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), at=START + HOUR)
        world.climb(case, at=LATE, ground=Ground.NO_RESPONSE)
        said = said_in(case_now(case), Verb.ESCALATE)
        assert f"{world.receiving.agency.name} did not respond by its limit. It took part here, last with" in said
        assert "“Discussion recorded”" in said
        assert "did not open" not in said

    def test_silence_is_proved_on_another_ground_too_and_the_form_says_which_fits(
        self, client: Client, world: World, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:  # BRIS-17
        monkeypatch.setattr("django.utils.timezone.now", lambda: LATE)
        client.force_login(case.raised_by)
        page = client.get(f"/cases/{case.reference}/do/escalate/").content.decode()
        assert "has not answered: “We had no response in time” is the ground that fits." in page
        world.do(case, Verb.ESCALATE, by=case.raised_by, at=LATE, ground=Ground.NOT_AGREED)
        assert proof_in(case)["last"] is None
        assert f"{world.receiving.agency.name} did not answer." in said_in(case_now(case), Verb.ESCALATE)

    def test_telling_the_own_manager_or_handing_on_is_no_answer(self, world: World, case: Case) -> None:
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=world.receiving.colleague)
        world.climb(case, at=LATE, ground=Ground.NO_RESPONSE)
        assert proof_in(case)["last"] is None

    def test_whoever_could_not_be_told_is_not_said_to_have_left_it_unopened(self, world: World) -> None:
        Post.objects.filter(agency=world.receiving.agency).update(holder=None)
        case = world.raised(practitioner=None)
        world.climb(case, at=LATE, ground=Ground.NO_RESPONSE)
        said = said_in(case_now(case), Verb.ESCALATE)
        assert "could not be told by Resolve" in said
        assert "did not open" not in said

    def test_an_outcome_left_unconfirmed_is_said_so(self, world: World, case: Case) -> None:
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + HOUR)
        world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + 20 * DAY, ground=Ground.NO_RESPONSE)
        said = said_in(case_now(case), Verb.ESCALATE)
        assert f"{world.receiving.agency.name} did not" in said


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
