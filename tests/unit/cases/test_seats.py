"""What whoever sits on a panel or at a meeting, or mediates, sees and does, and until when (docs/adr/seats.md)."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from agencies.models import Post, User
from cases.access import standing
from cases.actions.deciding import Result
from cases.models import Case, FollowUpKind, FollowUpResult, SeatRole
from cases.rules.refusals import allowed_verbs
from cases.selectors import owed_by, to_follow_up
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible
from notifications.models import Message
from policies.vocabulary import LastStageKind
from tests.unit.cases.rules.walk import page, read
from tests.unit.cases.test_sitting import AT, LATER, at_the_end, seat
from tests.unit.cases.world import DAY, HOUR, House, World, a_house, case_now

pytestmark = pytest.mark.django_db
SITS = AT + 3 * DAY


def verbs_of(case: Case, person: User, *, at: datetime = LATER) -> set[Verb]:
    return set(allowed_verbs(situation(case_now(case), by=person, at=at)))


def told(person: User, kind: str) -> list[str]:
    return list(Message.objects.filter(recipient=person, kind=kind).values_list("todo", flat=True))


def a_panel(area: str = "brent") -> tuple[World, Case, House, User]:
    """A panel whose chair (of the third house) and one member have accounts; the other is there by name."""
    world, case, third = at_the_end(area)
    chairs, member = third.colleague, world.receiving.colleague
    members = [
        seat(world.raising),
        seat(world.receiving, person=member),
        seat(third, SeatRole.CHAIR, chairs),
    ]
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=members, sits_at=SITS)
    return world, case, third, member


def a_meeting() -> tuple[World, Case, User]:
    """Birmingham's meeting, chaired by somebody of an uninvolved agency who has an account."""
    world, case, third = at_the_end("birmingham")
    world.do(case, Verb.APPOINT, by=world.chair, at=AT, members=[seat(third, SeatRole.CHAIR, third.colleague)])
    return world, case, third.colleague


class TestAPanel:
    def test_each_sees_it_from_the_appointment_on_and_does_what_a_seat_lets_them(self) -> None:  # BRIS-30, BRENT-13
        world, case, third, member = a_panel()
        chairs = third.colleague
        assert not standing(case, third.practitioner).sees
        common = {Verb.DECLARE_CONFLICT, Verb.RECORD_REPRESENTATIONS, Verb.FLAG_RISK}
        assert verbs_of(case, member) == common
        assert verbs_of(case, chairs) == {*common, Verb.ASK_FOR_PAPERS, Verb.RECORD_DECISION}
        for verb in (Verb.ADD_NOTE, Verb.ESCALATE, Verb.APPOINT, Verb.CHOOSE_WAY):
            with pytest.raises(NotAllowed, match="You sit in this case"):
                world.do(case, verb, by=chairs, at=LATER)
        assert "Record the decision" in read(chairs, "/", at=LATER)
        assert f"The panel: {chairs.name}" in page(case, case.raised_by, at=LATER)
        assert not owed_by(member).exists()

    def test_it_hears_both_sides_and_asks_for_their_papers(self) -> None:  # BRIS-31, BRENT-14
        world, case, third, member = a_panel()
        chairs = third.colleague
        world.do(case, Verb.ASK_FOR_PAPERS, by=chairs, at=LATER, papers_by=AT + 2 * DAY, asked="The threshold.")
        assert case.follow_ups.filter(kind=FollowUpKind.PAPER, clock__due_at=AT + 2 * DAY).count() == 2
        assert "The threshold." in page(case, world.raiser_holder(case), at=LATER)
        with pytest.raises(BadInput, match="must be in the future"):
            world.do(case, Verb.ASK_FOR_PAPERS, by=chairs, at=LATER, papers_by=AT)
        world.do(case, Verb.HAND_IN_PAPER, by=world.raiser_holder(case), at=LATER, paper="Our view of it.")
        assert told(member, "hand-in-paper") == ["read the paper that was handed in"]
        world.do(case, Verb.RECORD_REPRESENTATIONS, by=member, at=LATER)
        assert case.entries.get(kind="record-representations").by == member

    def test_its_chair_records_the_decision_and_members_say_whether_they_agreed(
        self, client: Client
    ) -> None:  # BRENT-14, BRIS-31
        world, case, third, member = a_panel()
        chairs = third.colleague
        client.force_login(chairs)
        typed = {
            "kind": "panel",
            "result": "decided",
            "outcome": "upheld",
            "decided_by": "The panel",
            "decision": "A visit",
            "reasons": "Risk",
        }
        typed |= {"actions-TOTAL_FORMS": "0", "actions-INITIAL_FORMS": "0"}
        answer = client.post(f"/cases/{case.reference}/do/record-decision/", {**typed, "confirmed": "1"}, follow=True)
        assert "Decision recorded. You no longer see" in answer.content.decode()
        assert not standing(case_now(case), chairs).sees  # Brent's panel owes no report before the year is over
        asked = to_follow_up(member, at=LATER).get()
        assert (asked.kind, asked.clock.due_at > asked.asked_at) == (FollowUpKind.ASSENT, True)
        assert "Say whether you agreed with the decision" in read(member, "/")
        assert not to_follow_up(world.office, at=LATER).filter(kind=FollowUpKind.ASSENT).exists()
        with pytest.raises(BadInput, match="did not agree"):
            world.do(case, Verb.SAY_ASSENT, by=member, at=SITS, agrees=False)
        world.do(case, Verb.SAY_ASSENT, by=member, at=SITS, agrees=False, dissent="A visit is too little.")
        assert "A visit is too little." in page(case, case.raised_by, "agreement/")
        assert told(case.raised_by, "say-assent") == ["read that somebody who sat did not agree with the decision"]
        assert not standing(case_now(case), member).sees
        assert not to_follow_up(member, at=SITS).exists()

    def test_an_answer_that_never_comes_is_set_aside_by_the_office_and_ends_the_sight(self) -> None:
        world, case, _, member = a_panel()
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=LATER, kind=LastStageKind.PANEL)
        assert standing(case_now(case), member).content
        with pytest.raises(NotAllowed):
            world.do(case, Verb.SAY_ASSENT, by=world.office, at=LATER)
        number = case.follow_ups.get(kind=FollowUpKind.ASSENT, person=member).number
        with pytest.raises(BadInput):
            world.do(case, Verb.FOLLOW_UP, by=world.office, at=SITS, number=number, result=FollowUpResult.DONE)
        world.do(case, Verb.FOLLOW_UP, by=world.office, at=SITS, number=number, result=FollowUpResult.NOT_NEEDED)
        assert not standing(case_now(case), member).sees

    def test_immediate_risk_can_be_said_by_who_sits_and_is_told_to_the_others(self) -> None:  # BRENT-5
        world, case, third, member = a_panel()
        chairs = third.colleague
        world.do(case, Verb.FLAG_RISK, by=member, at=LATER)
        assert case_now(case).immediate_risk
        for person in (chairs, world.office, case.raised_by):
            assert "read at once what has been reported" in told(person, "flag-risk") + told(person, "risk"), person

    def test_where_it_goes_back_to_the_parties_they_are_told_and_see_it_no_longer(self) -> None:
        world, case, third, member = a_panel()
        chairs = third.colleague
        world.do(case, Verb.STEP_DOWN, by=world.chair, at=LATER)
        for person in (chairs, member):
            assert told(person, "sitting-over") == ["know that you sit no longer, and read the case no longer"]
            assert not standing(case_now(case), person).sees


class TestAConflictOfInterest:
    def test_whoever_declares_one_sees_nothing_and_the_seat_is_filled_again(
        self, client: Client
    ) -> None:  # BRIS-30, O-14
        world, case, third, member = a_panel()
        chairs = third.colleague
        client.force_login(chairs)
        typed = {"conflict": "I worked with the family.", "confirmed": "1"}
        done = client.post(f"/cases/{case.reference}/do/declare-conflict/", typed, follow=True)
        assert "Conflict of interest declared. You no longer see" in done.content.decode()
        assert client.get(f"/cases/{case.reference}/").status_code == 404
        with pytest.raises(NotVisible):
            world.do(case, Verb.RECORD_DECISION, by=chairs, at=LATER, kind=LastStageKind.PANEL)
        assert "Appoint who sits in place of somebody" in read(world.office, "/")
        with pytest.raises(BadInput, match="appoint first who sits in their place"):
            world.do(case, Verb.RECORD_DECISION, by=world.office, at=LATER, kind=LastStageKind.PANEL)
        again = [
            seat(world.raising),
            seat(world.receiving, person=member),
            seat(third, SeatRole.CHAIR, chairs),
        ]
        with pytest.raises(BadInput, match="has declared a conflict of interest"):
            world.do(case, Verb.APPOINT, by=world.chair, at=LATER, members=again)
        other = a_house(world.version, name="Another")
        again[2] = seat(other, SeatRole.CHAIR, other.colleague)
        world.do(case, Verb.APPOINT, by=world.chair, at=LATER, members=again)
        assert not case.follow_ups.filter(kind=FollowUpKind.SEAT, result="").exists()
        assert standing(case_now(case), other.colleague).leads
        assert not standing(case_now(case), chairs).sees

    def test_nobody_else_declares_it_for_them(self) -> None:
        world, case, *_ = a_panel()
        for person in (world.office, world.raiser_holder(case)):
            with pytest.raises(NotAllowed):
                world.do(case, Verb.DECLARE_CONFLICT, by=person, at=LATER)


class TestTheMeeting:
    def test_who_chairs_it_decides_reports_back_and_then_sees_it_no_longer(self) -> None:  # BHAM-28, BHAM-30
        world, case, chairs = a_meeting()
        assert "Record the decision" in read(chairs, "/", at=LATER)
        world.do(case, Verb.RECORD_DECISION, by=chairs, at=LATER)
        assert Verb.REPORT in verbs_of(case, chairs, at=SITS)
        assert "Report back" in read(chairs, "/", at=SITS)
        assert "report back" in told(chairs, "to-do")
        assert page(case, chairs, at=SITS)
        world.do(case, Verb.REPORT, by=chairs, at=SITS, said="It was settled.")
        assert told(world.chair, "report") == ["read the report back"]
        assert not standing(case_now(case), chairs).sees
        assert not owed_by(chairs).exists()

    def test_it_owes_the_report_also_where_nothing_was_settled(self) -> None:  # BHAM-30, O-7
        world, case, chairs = a_meeting()
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=LATER, result=Result.NOT_SETTLED)
        assert standing(case_now(case), chairs).content
        assert not told(chairs, "sitting-over")
        world.do(case, Verb.REPORT, by=world.office, at=SITS)
        assert not standing(case_now(case), chairs).sees

    def test_it_is_the_same_for_a_program(self, client: Client) -> None:  # BHAM-30
        world, case, chairs = a_meeting()
        client.force_login(chairs)
        address = f"/api/v1/cases/{case.reference}/"
        offered = {action["verb"] for action in client.get(address).json()["actions"]}
        assert offered == {v.value for v in verbs_of(case, chairs)}
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=LATER)
        case.follow_ups.filter(kind=FollowUpKind.ASSENT).delete()

        def post(verb: str, said: dict[str, Any], key: str) -> Any:
            sent = {"content_type": "application/json", "headers": {"Idempotency-Key": key}}
            return client.post(f"{address}actions/{verb}/", json.dumps(said), **sent)

        (owed,) = [o for o in client.get(address).json()["obligations"] if o["what"] == "report"]
        assert owed["yours"]
        key = "6f1f2b0e-3c57-4a3f-9c1a-0c6f5a1d2e3f"
        for _ in range(2):  # sent twice under one key, it is taken once, though the first took their sight
            assert post("report", {"said": "It was settled."}, key).status_code == 204
        assert case.entries.filter(kind="report").count() == 1
        assert client.get(address).status_code == 404


def test_a_mediator_makes_the_offer_and_records_what_came_of_it() -> None:  # FLOW-18, O-26
    world, case, third = at_the_end("flowchart")
    mediator = third.colleague
    post = {"agency": third.agency, "area": world.version.area, "role": "strategic-lead", "title": "Lead", "rank": 90}
    Post.objects.create(**post, holder=mediator)
    world.do(case, Verb.APPOINT, by=world.office, at=AT, members=[seat(third, SeatRole.MEDIATOR, mediator)])
    assert Verb.OFFER_MEDIATION in verbs_of(case, mediator)
    world.do(case, Verb.OFFER_MEDIATION, by=mediator, at=LATER, said="On Thursday.")
    world.do(case, Verb.RECORD_DECISION, by=mediator, at=SITS + HOUR)
    assert case.entries.get(kind="record-decision").by == mediator
