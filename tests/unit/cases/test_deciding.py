"""What a last stage comes to: decided, a course of action with its follow-up decision, not settled; and who reads it."""

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import deciding
from cases.actions.deciding import Result
from cases.actions.stating import Action
from cases.models import Case, FollowUp, FollowUpKind, FollowUpResult, PlanAction, SeatRole, State
from cases.rules.who_may_sit import Member
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from notifications.models import Message
from policies.vocabulary import LastStageKind
from tests.unit.cases.world import DAY, HOUR, START, World, a_house, a_world, case_now

pytestmark = pytest.mark.django_db
AT = START + 20 * DAY
LATER = AT + DAY


def at_the_end(area: str) -> tuple[World, Case]:
    world = a_world(area)
    return world, world.climb_to_last(world.raised(), at=START)


def decision_owed(case: Case) -> FollowUp:
    return case.follow_ups.get(kind=FollowUpKind.DECISION)


class TestACourseOfAction:
    def set_up(self) -> tuple[World, Case]:
        world, case = at_the_end("buckinghamshire")
        until = AT + 5 * DAY
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=AT, result=Result.COURSE_OF_ACTION, decision_by=until)
        return world, case

    def test_the_decision_is_owed_by_a_date_and_the_case_stays_open(self) -> None:  # BUCKS-15
        _, case = self.set_up()
        owed = decision_owed(case)
        assert (owed.owner, owed.clock.due_at, owed.result) == ("chair", AT + 5 * DAY, "")
        assert case_now(case).state == State.OPEN

    def test_the_chair_is_reminded_of_it(self) -> None:  # BUCKS-15
        world, case = self.set_up()
        world.sweep(AT + 6 * DAY)
        assert Message.objects.filter(recipient=world.chair, kind="reminder", todo__contains="was to follow").exists()
        assert case.entries.filter(kind="limit-passed", facts__duty="decision").exists()

    def test_the_later_decision_closes_it(self) -> None:  # BUCKS-15
        world, case = self.set_up()
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER)
        owed = decision_owed(case)
        assert (owed.result, owed.clock.stopped_at) == (FollowUpResult.DONE, LATER)
        assert case_now(case).state == State.RESOLVED

    def test_it_needs_its_date(self) -> None:  # BUCKS-15
        world, case = at_the_end("buckinghamshire")
        for wrong in (None, AT - HOUR):
            with pytest.raises(BadInput) as refused:
                world.do(
                    case, Verb.RECORD_DECISION, by=world.chair, at=AT, result=Result.COURSE_OF_ACTION, decision_by=wrong
                )
            assert set(refused.value.fields) == {"decision_by"}

    def test_home_leads_the_chair_to_the_decision(self, client: Client) -> None:  # BUCKS-15
        world, case = self.set_up()
        client.force_login(world.chair)
        assert f"/cases/{case.reference}/do/record-decision/" in client.get("/").content.decode()


class TestADecision:
    def test_actions_have_an_owner_and_a_day_as_those_of_a_statement_do(self) -> None:  # BRIS-31
        world, case = at_the_end("bristol")
        party = case.parties.get(side="receiving")
        day = (AT + 10 * DAY).date()
        world.do(
            case, Verb.RECORD_DECISION, by=world.chair, at=AT, actions=[Action("Visit", party, day)], dissent="One."
        )
        entry = case.entries.get(kind="record-decision")
        row = PlanAction.objects.get(decided_in=entry)
        assert (row.party, row.due_on) == (party, day)
        assert entry.content.body["actions"][0]["what"] == "Visit"
        assert entry.content.body["dissent"] == "One."
        owed = case.follow_ups.get(kind=FollowUpKind.ACTION)
        assert (owed.party, owed.action, owed.result) == (party, row, "")

    def test_each_side_acknowledges_it_after_the_case_has_ended(self, client: Client) -> None:  # BRENT-16
        world, case = at_the_end("bristol")
        ours = world.raiser_holder(case)
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=AT)
        client.force_login(ours)
        assert f"/cases/{case.reference}/do/acknowledge-decision/" in client.get("/").content.decode()
        page = client.post(f"/cases/{case.reference}/do/acknowledge-decision/", {"read": "on"}, follow=True)
        assert "Decision acknowledged" in page.content.decode()
        waiting = case.follow_ups.get(kind=FollowUpKind.READING, result="")
        assert waiting.party.side == "receiving"
        with pytest.raises(NotAllowed):
            world.do(case, Verb.ACKNOWLEDGE_DECISION, by=ours, at=LATER)
        said = client.get(f"/cases/{case.reference}/agreement/").content.decode()
        assert "acknowledged it on" in said
        assert "has not acknowledged it yet" in said

    def test_where_the_procedure_holds_to_who_sits_they_are_appointed_first(self) -> None:  # BHAM-28, BRIS-30
        world, case = at_the_end("birmingham")
        with pytest.raises(BadInput, match="Appoint who sits first"):
            deciding.record_decision(
                case,
                world.request(world.office, at=AT),
                kind=LastStageKind.CHAIRED_MEETING,
                result=Result.DECIDED,
                decided_by="A chair",
                decision="A visit",
                reasons="The risk",
            )
        third = a_house(world.version, name="Uninvolved")
        world.do(
            case,
            Verb.APPOINT,
            by=world.office,
            at=AT,
            members=[Member("A chair", third.agency, SeatRole.CHAIR, stands_as="Board member")],
        )
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=LATER)
        assert case.entries.get(kind="record-decision").facts["seats"] == 1

    def test_the_way_that_was_chosen_holds(self) -> None:  # BRIS-28
        world, case = at_the_end("bristol")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, kind=LastStageKind.PANEL)
        with pytest.raises(BadInput, match="Another way was chosen"):
            world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER, kind=LastStageKind.MEDIATION)

    def test_papers_are_asked_for_no_longer(self) -> None:
        world, case = at_the_end("bristol")
        world.do(case, Verb.CHOOSE_WAY, by=world.chair, at=AT, papers_by=AT + 9 * DAY)
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER)
        assert set(case.follow_ups.filter(kind="paper").values_list("result", flat=True)) == {"not-needed"}

    @pytest.mark.parametrize("area", ["birmingham", "flowchart"])
    def test_what_was_not_settled_is_reported_to_the_chair(self, area: str) -> None:  # O-7, O-15
        world, case = at_the_end(area)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT, result=Result.NOT_SETTLED)
        assert case_now(case).state == State.UNRESOLVED_REPORTED
        assert Message.objects.filter(recipient=world.chair, kind="reported").count() == 1

    @pytest.mark.parametrize("area", ["bristol", "brent", "buckinghamshire"])
    def test_where_the_decision_binds_it_is_made_or_the_case_goes_back(self, area: str) -> None:  # O-7, O-15
        world, case = at_the_end(area)
        with pytest.raises(BadInput, match="is binding"):
            world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT, result=Result.NOT_SETTLED)
        world.do(case, Verb.STEP_DOWN, by=world.office, at=AT)
        assert case_now(case).policy_stage.last is None

    def test_the_chair_of_the_meeting_reports_back_after_it(self) -> None:  # BHAM-30
        world, case = at_the_end("birmingham")
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT, result=Result.NOT_SETTLED)
        world.do(case, Verb.REPORT, by=world.chair, at=LATER)
        with pytest.raises(WrongMoment):
            world.do(case, Verb.REPORT, by=world.chair, at=LATER)

    def test_the_chair_walks_it_on_the_page(self, client: Client) -> None:  # BRENT-14, BUCKS-15
        world, case = at_the_end("buckinghamshire")
        client.force_login(world.chair)
        day = timezone.now() + 10 * DAY
        typed = {
            "kind": "chair-decision",
            "result": "decided",
            "decided_by": "The chair",
            "decision": "A visit.",
            "reasons": "The risk.",
            "outcome": "upheld",
            "actions-TOTAL_FORMS": "1",
            "actions-INITIAL_FORMS": "0",
            "actions-0-what": "Visit her",
            "actions-0-who": "2",
            "actions-0-due_on-day": str(day.day),
            "actions-0-due_on-month": str(day.month),
            "actions-0-due_on-year": str(day.year),
        }
        address = f"/cases/{case.reference}/do/record-decision/"
        assert "The decision is binding on both sides." in client.post(address, typed).content.decode()
        assert client.post(address, {**typed, "confirmed": "1"}, follow=True).status_code == 200
        page = client.get(f"/cases/{case.reference}/agreement/").content.decode()
        assert "Visit her" in page
