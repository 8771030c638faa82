"""A child at immediate risk, said at any time: limits shrink, it is reported, people are told in turn, a way on is offered."""

from datetime import timedelta

import pytest
from django.test import Client

from agencies.models import Post, User
from agencies.roles import MembershipRole
from cases.models import Capacity, Case, FollowUpKind, FollowUpResult
from cases.process.risk import Referral
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from core.words import moment
from notifications.models import Message
from policies.vocabulary import Duty, Ground, Role
from tests.unit.cases.rules.walk import page
from tests.unit.cases.world import DAY, HOUR, START, World, a_member, a_world, at, case_now

pytestmark = pytest.mark.django_db
FLAGGED = START + HOUR


def flagged(world: World, **words: object) -> Case:
    """A case whose raiser says an hour after raising that the child is at immediate risk."""
    return case_now(world.do(world.raised(), Verb.FLAG_RISK, by=world.raising.practitioner, at=FLAGGED, **words))


class TestSayingSo:
    @pytest.mark.parametrize("who", ["raiser_holder", "receiver_holder"])
    def test_either_side_says_so_and_the_other_is_told(self, who: str) -> None:
        world = a_world("bristol")
        case = world.raised()
        by = getattr(world, who)(case)
        other = world.receiver_holder(case) if who == "raiser_holder" else world.raiser_holder(case)
        case = case_now(world.do(case, Verb.FLAG_RISK, by=by))
        assert case.immediate_risk
        entry = case.entries.get(kind=Verb.FLAG_RISK)
        assert entry.content.body["risk_now"] == "She is alone tonight."
        assert entry.content.body["risk_action"] == "Rang the duty team at 9am."
        assert Message.objects.filter(recipient=other, kind=Verb.FLAG_RISK).count() == 1

    def test_it_is_said_once_while_it_holds(self) -> None:
        world = a_world("bristol")
        case = flagged(world)
        with pytest.raises(WrongMoment, match="said already"):
            world.do(case, Verb.FLAG_RISK, by=world.receiver_holder(case), at=FLAGGED + HOUR)

    def test_at_the_last_stage_the_board_is_told_and_nothing_is_offered(self) -> None:
        world = a_world("bristol")
        case = world.climb_to_last(world.raised(), at=START + HOUR)
        Message.objects.all().delete()
        world.do(case, Verb.FLAG_RISK, by=world.raiser_holder(case), at=START + 20 * DAY)
        assert Message.objects.filter(recipient=world.office, kind="risk").exists()
        assert Message.objects.filter(recipient=world.chair, kind="risk").exists()
        assert not Message.objects.filter(kind="offer").exists()

    def test_at_an_earlier_stage_the_next_is_offered_at_once(self) -> None:
        world = a_world("bristol")
        case = flagged(world)
        assert world.passage(case).offered_at == FLAGGED
        assert Message.objects.filter(recipient=world.raising.practitioner, kind="offer").count() == 1
        world.do(case, Verb.ESCALATE, by=case.raised_by, at=FLAGGED + HOUR, ground=Ground.IMMEDIATE_RISK)
        assert case_now(case).stage == "stage-2"

    def test_nobody_says_so_in_a_case_that_has_ended(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.WITHDRAW, by=case.raised_by)
        with pytest.raises(WrongMoment, match="has ended"):
            world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=FLAGGED)


class TestCompressing:
    def test_running_limits_are_worked_out_again_from_their_own_start(self) -> None:  # BRIS-6
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-27 16:00"))  # a Friday: a working day later is Monday
        clock = world.passage(case).obligations.get(duty=Duty.RESPOND).clock
        assert clock.due_at == at("2026-11-30 16:00")
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=at("2026-11-27 17:00"))
        clock.refresh_from_db()
        assert clock.due_at == at("2026-11-28 16:00")
        assert clock.original_due_at == at("2026-11-30 16:00")
        assert "it was Monday 30 November 2026, 4pm." in clock.explanation[-1]

    def test_a_limit_that_would_have_passed_counts_from_when_it_was_said(self) -> None:
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-27 16:00"))
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=at("2026-11-28 20:00"))
        clock = world.passage(case).obligations.get(duty=Duty.RESPOND).clock
        assert clock.due_at == at("2026-11-29 20:00")

    def test_no_limit_becomes_later(self) -> None:
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-24 09:30"))
        clock = world.passage(case).obligations.get(duty=Duty.RESPOND).clock
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=clock.due_at - timedelta(minutes=1))
        due = clock.due_at
        clock.refresh_from_db()
        assert clock.due_at == due

    def test_where_the_text_shortens_nothing_nothing_is_shortened(self) -> None:
        world = a_world("birmingham")
        case = world.raised(at=at("2026-11-27 16:00"))
        clock = world.passage(case).obligations.filter(clock__isnull=False).first().clock
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=at("2026-11-27 17:00"))
        due = clock.due_at
        clock.refresh_from_db()
        assert clock.due_at == due


class TestReporting:
    def test_a_report_that_was_not_made_yet_is_asked_for_at_once(self) -> None:  # BHAM-7
        world = a_world("birmingham")
        found = flagged(world).follow_ups.get()
        assert (found.kind, found.party.side) == (FollowUpKind.REFER, "escalating")
        assert found.clock.due_at == FLAGGED + HOUR

    def test_a_report_that_was_made_stands_in_the_record(self) -> None:  # BHAM-7
        world = a_world("birmingham")
        case = flagged(world, referral=Referral("CASS, duty worker", FLAGGED - HOUR, "C-77"))
        assert not case.follow_ups.exists()
        entry = case.entries.get(kind=Verb.FLAG_RISK)
        assert entry.facts["reported_at"] == (FLAGGED - HOUR).isoformat()
        assert entry.content.body["report_taken_by"] == "CASS, duty worker"
        assert entry.content.body["report_reference"] == "C-77"

    def test_going_on_for_immediate_risk_asks_for_it_too(self) -> None:  # BHAM-7
        world = a_world("birmingham")
        case = world.climb(world.raised(), at=FLAGGED, ground=Ground.IMMEDIATE_RISK)
        assert case.follow_ups.get().kind == FollowUpKind.REFER
        world = a_world("birmingham")
        made = Referral("CASS", FLAGGED, "C-78")
        case = world.climb(world.raised(), at=FLAGGED, ground=Ground.IMMEDIATE_RISK, referral=made)
        assert not case.follow_ups.exists()

    def test_raising_at_immediate_risk_says_what_was_reported_or_it_is_asked_for(self) -> None:  # BHAM-7
        world = a_world("birmingham")
        assert world.raised(immediate_risk=True).follow_ups.get().kind == FollowUpKind.REFER
        statement = world.disagreement().statement | {"risk_action": "The school’s lead was told at 9am."}
        told_somebody = world.raised(immediate_risk=True, statement=statement)
        assert told_somebody.follow_ups.get().kind == FollowUpKind.REFER, "a report is more than a word with somebody"
        made = Referral("CASS, duty worker", START - HOUR, "C-79")
        case = world.raised(immediate_risk=True, statement=statement, referral=made)
        assert not case.follow_ups.exists()
        entry = case.entries.get(kind=Verb.RAISE)
        assert entry.facts["reported_at"] == made.at.isoformat()
        assert (entry.content.body["report_taken_by"], entry.content.body["report_reference"]) == (
            made.taken_by,
            "C-79",
        )
        read = page(case, case.raised_by, "statement/")
        assert "CASS, duty worker" in read
        assert f"Reported on {moment(made.at)}." in page(case, case.raised_by)

    def test_the_answer_to_the_report_that_was_asked_for_says_who_took_it_and_when(self) -> None:  # BHAM-7
        world = a_world("birmingham")
        case = flagged(world)
        with pytest.raises(BadInput, match="it asks for its own reference"):
            world.do(case, Verb.FOLLOW_UP, by=case.raised_by, at=FLAGGED + HOUR)
        form = page(case, case.raised_by, "do/record-referral/", at=FLAGGED + HOUR)
        assert "Who took it?" in form
        assert "Report to CASS" in form
        nobody = Referral(" ", FLAGGED)
        with pytest.raises(BadInput):
            world.do(case, Verb.RECORD_REFERRAL, by=case.raised_by, at=FLAGGED + HOUR, referral=nobody)

    def test_the_procedure_runs_on_beside_the_report(self) -> None:  # BHAM-8
        world = a_world("birmingham")
        case = flagged(world)
        assert case.follow_ups.get().answered_at is None
        world.climb(case, at=FLAGGED + timedelta(minutes=5), ground=Ground.IMMEDIATE_RISK)
        assert case_now(case).stage == "stage-one"
        made = Referral("CASS", FLAGGED + HOUR, "C-80")
        world.do(case, Verb.RECORD_REFERRAL, by=case.raised_by, at=FLAGGED + HOUR, referral=made)
        assert case.follow_ups.get().result == FollowUpResult.DONE

    def test_where_the_text_asks_for_no_report_none_is_asked_for(self) -> None:
        assert not flagged(a_world("bristol")).follow_ups.exists()


def brent_with_a_lead() -> tuple[World, User]:
    """The raising agency has a designated safeguarding lead, whose post the small world leaves out."""
    world = a_world("brent")
    lead = a_member(world.raising.agency, MembershipRole.MANAGER)
    Post.objects.create(
        agency=world.raising.agency, role=Role.SAFEGUARDING_LEAD.value, rank=9, title="DSL", holder=lead
    )
    return world, lead


class TestTheChain:
    def test_the_first_hop_is_asked_of_who_says_so_and_the_lead_is_told(self) -> None:  # BRENT-5
        world, lead = brent_with_a_lead()
        case = flagged(world)
        hop = case.follow_ups.get()
        assert (hop.kind, hop.step, hop.person) == (FollowUpKind.TELL, 0, None)
        assert Message.objects.filter(recipient=lead, kind="risk-told").count() == 1
        assert case.participations.get(person=lead).capacity == Capacity.TOLD

    def test_answering_it_opens_the_second_which_the_lead_answers(self) -> None:  # BRENT-5
        world, lead = brent_with_a_lead()
        case = flagged(world)
        told_at = FLAGGED + timedelta(minutes=10)
        world.do(case, Verb.FOLLOW_UP, by=case.raised_by, at=told_at)
        first, second = case.follow_ups.all()
        assert (first.answered_at, first.answered_by) == (told_at, case.raised_by)
        assert (second.step, second.person, second.asked_at) == (1, lead, told_at)
        assert second.clock.due_at == told_at + HOUR
        assert Message.objects.filter(recipient=lead, kind="to-do", key__contains=f"follow-up:{second.pk}").exists()
        world.do(case, Verb.FOLLOW_UP, by=lead, at=told_at + timedelta(minutes=20), followed_up="Told at 11.")
        assert [hop.result for hop in case.follow_ups.all()] == [FollowUpResult.DONE, FollowUpResult.DONE]

    def test_the_other_side_answers_no_hop(self) -> None:
        world, _ = brent_with_a_lead()
        case = world.climb(world.raised(), at=START + HOUR)
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
        with pytest.raises(NotAllowed):
            world.do(case, Verb.FOLLOW_UP, by=world.receiving.practitioner, at=START + 2 * HOUR, number=1)

    def test_where_nobody_is_in_the_post_the_next_up_is_told(self) -> None:
        case = flagged(a_world("brent"))
        assert case.participations.filter(capacity=Capacity.TOLD).exists()

    def test_whoever_is_told_reads_the_case_and_does_not_act_in_it(self, client: Client) -> None:
        world, lead = brent_with_a_lead()
        case = flagged(world)
        client.force_login(lead)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "She is alone tonight." in page
        assert "do/escalate" not in page

    def test_the_chain_stops_where_the_risk_is_over(self) -> None:
        world, _ = brent_with_a_lead()
        case = flagged(world)
        world.do(case, Verb.LOWER_RISK, by=case.raised_by, at=FLAGGED + timedelta(minutes=1))
        world.do(case, Verb.FOLLOW_UP, by=case.raised_by, at=FLAGGED + timedelta(minutes=2))
        assert case.follow_ups.count() == 1

    def test_the_hops_carry_no_fact_of_the_case_in_their_notices(self) -> None:
        world, _ = brent_with_a_lead()
        flagged(world)
        assert not [todo for todo in Message.objects.values_list("todo", flat=True) if "risk" in todo]


class TestLowering:
    def test_it_is_lowered_with_a_reason_and_limits_stay_as_they_are(self) -> None:
        world = a_world("bristol")
        case = world.raised(at=at("2026-11-27 16:00"))
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=at("2026-11-27 17:00"))
        world.do(case, Verb.LOWER_RISK, by=case.raised_by, at=at("2026-11-27 18:00"))
        assert not case_now(case).immediate_risk
        assert world.passage(case).obligations.get(duty=Duty.RESPOND).clock.due_at == at("2026-11-28 16:00")
        assert case.entries.get(kind=Verb.LOWER_RISK).content.body == {"why": "He has moved out."}

    def test_only_those_who_said_so_say_that_it_is_over(self) -> None:
        world = a_world("bristol")
        case = flagged(world)
        with pytest.raises(NotAllowed, match="says when that is over"):
            world.do(case, Verb.LOWER_RISK, by=world.receiver_holder(case), at=FLAGGED + HOUR)

    def test_nobody_lowers_what_nobody_said(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        with pytest.raises(WrongMoment, match="Nobody has said"):
            world.do(case, Verb.LOWER_RISK, by=case.raised_by)

    def test_it_can_be_said_again(self) -> None:
        world = a_world("bristol")
        case = flagged(world)
        world.do(case, Verb.LOWER_RISK, by=case.raised_by, at=FLAGGED + HOUR)
        world.do(case, Verb.FLAG_RISK, by=world.receiver_holder(case), at=FLAGGED + 2 * HOUR)
        assert case_now(case).immediate_risk


class TestPages:
    def test_the_form_shows_whom_to_ring_and_what_happens_then(self, client: Client) -> None:
        world = a_world("birmingham")
        case = world.raised()
        client.force_login(case.raised_by)
        page = client.get(f"/cases/{case.reference}/do/flag-risk/").content.decode()
        assert "0121 496 0101" in page
        assert "0121 496 0102" in page
        assert "note who took the report, when, and its reference" in page

    def test_a_report_needs_who_took_it_and_when(self, client: Client) -> None:
        world = a_world("birmingham")
        case = world.raised()
        client.force_login(case.raised_by)
        said = {"risk_now": "Alone tonight.", "risk_action": "Rang.", "reported": "yes"}
        answer = client.post(f"/cases/{case.reference}/do/flag-risk/", said)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Enter who took the report" in page
        assert "Enter when it was reported" in page
        assert "Alone tonight." in page

    def test_it_is_said_on_the_page_without_a_report_yet(self, client: Client) -> None:
        world = a_world("birmingham")
        case = world.raised()
        client.force_login(case.raised_by)
        said = {"risk_now": "Alone tonight.", "risk_action": "Rang.", "reported": "no"}
        answer = client.post(f"/cases/{case.reference}/do/flag-risk/", said)
        assert answer.status_code == 302
        page = client.get(answer["Location"]).content.decode()
        assert "Immediate risk" in page
        assert "Report to CASS or the Emergency Duty Team" in page

    def test_escalating_for_it_asks_about_the_report(self, client: Client) -> None:
        world = a_world("birmingham")
        case = world.raised()
        client.force_login(case.raised_by)
        url = f"/cases/{case.reference}/do/escalate/"
        assert "has it been reported?" in client.get(url).content.decode()
        page = client.post(url, {"ground": "immediate-risk", "why": "He is back."}).content.decode()
        assert "Select whether it has been reported" in page
        page = client.post(url, {"ground": "delay", "why": "He is back."}).content.decode()
        assert "has it been reported?" not in page
