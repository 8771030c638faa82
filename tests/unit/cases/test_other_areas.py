"""Cases under procedures that are none of the library's: what the format can say works on real cases, to their end."""

import pytest
from django.test import Client

from cases.actions.deciding import Result
from cases.actions.raising import Child
from cases.forms.acting import FORMS
from cases.models import Case, Draft, Ending, State
from cases.rules.declaring import Declared
from cases.rules.ways import ways
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, WrongMoment
from policies.vocabulary import AgencyType, Duty, GateKind, Ground, Role
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, at, case_now

pytestmark = pytest.mark.django_db

CONFERENCE = at("2026-12-18 10:00")
"""A Friday."""


class TestEastvale:
    @pytest.fixture
    def world(self) -> World:
        return a_world("eastvale")

    def raised(self, world: World, priority: str = "standard", **more: object) -> Case:
        return world.raised(priority=priority, protective_at=None, **more)

    def test_what_follows_upon_a_duty_is_timed_when_that_is_met(self, world: World) -> None:
        case = self.raised(world)
        respond = world.passage(case).obligations.get(duty=Duty.RESPOND)
        assert not hasattr(respond, "clock")
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=START + HOUR)
        respond.refresh_from_db()
        assert respond.clock.due_at == at("2026-12-01 17:00")  # a working week after Tuesday, 24 November
        assert "1 working week, that is 5 working days" in " ".join(respond.clock.explanation)
        assert respond.clock.started_at == START + HOUR

    def test_what_has_no_date_yet_says_from_when_it_counts(self, world: World, client: Client) -> None:
        case = self.raised(world)
        world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), at=START + HOUR)
        client.force_login(case.raised_by)
        said = " ".join(client.get(f"/cases/{case.reference}/").content.decode().split())
        counts = "1 working week from when this is done: acknowledge"
        assert f'data-label="By when">{counts}</td>' in said
        assert f"No date is set for {world.receiving.agency.name} to respond: {counts}." in said

    def test_an_urgent_case_owes_other_times_and_takes_another_way(self, world: World) -> None:
        case = self.raised(world, "urgent")
        respond = world.passage(case).obligations.get(duty=Duty.RESPOND)
        assert respond.clock.due_at == START + 4 * HOUR
        assert case_now(world.climb(case, at=START + HOUR)).stage == "directors"
        other = self.raised(world)
        assert case_now(world.climb(other, at=START + HOUR)).stage == "managers"

    def test_a_way_that_the_office_approves_is_open_beside_the_next_stage(self) -> None:
        world = a_world("eastvale", raising=AgencyType.POLICE, receiving=AgencyType.POLICE)
        case = case_now(world.climb(self.raised(world), at=START + HOUR))
        assert ways(situation(case, by=case.raised_by, at=START + DAY), Ground.NOT_AGREED).stages == ("directors",)
        world.do(case, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + DAY)
        opened = ways(situation(case_now(case), by=case.raised_by, at=START + DAY), Ground.NOT_AGREED)
        assert opened.stages == ("directors", "meeting")
        assert opened.bypasses == ()
        assert case_now(world.climb(case, at=START + DAY, to="meeting")).stage == "meeting"

    @pytest.mark.parametrize("priority", ["", "whenever"])
    def test_a_priority_must_be_one_of_the_policy(self, world: World, priority: str) -> None:
        with pytest.raises(BadInput) as refused:
            self.raised(world, priority)
        assert list(refused.value.fields) == ["priority"]

    def test_of_two_times_the_sooner_holds(self, world: World) -> None:
        later = self.raised(world)
        assert world.passage(later).obligations.filter(duty=Duty.DISCUSS).first().clock.due_at == at("2026-12-08 23:59")
        sooner = self.raised(world, related_meeting_at=CONFERENCE)
        clock = world.passage(sooner).obligations.filter(duty=Duty.DISCUSS).first().clock
        assert clock.due_at == at("2026-12-04 17:00")  # ten working days before the conference
        assert "the sooner holds" in clock.explanation[-1]
        overall = sooner.clocks.get(obligation=None)
        assert overall.due_at == at("2026-12-11 17:00")

    def test_a_conference_that_is_too_near_makes_it_due_at_once(self, world: World) -> None:
        case = self.raised(world, related_meeting_at=START + 2 * DAY)
        clock = world.passage(case).obligations.filter(duty=Duty.DISCUSS).first().clock
        assert clock.due_at == at("2026-11-24 17:00")
        assert any("due at once" in sentence for sentence in clock.explanation)

    def at_the_meeting(self, world: World) -> Case:
        """With a safeguarding manager who has bypassed the directors."""
        case = self.raised(world)
        case = case_now(world.climb(case, at=START + HOUR))
        manager = world.raiser_holder(case)
        world.do(
            case,
            Verb.ESCALATE,
            by=manager,
            at=START + 2 * HOUR,
            ground=Ground.DELAY,
            to="meeting",
            why="Both are away.",
            protective_at=None,
        )
        return case_now(case)

    def test_a_bypass_is_open_to_its_role_alone_and_counted(self, world: World) -> None:
        case = case_now(world.climb(self.raised(world), at=START + HOUR))
        mine = ways(situation(case, by=world.raiser_holder(case), at=START + 2 * HOUR), Ground.DELAY)
        assert (mine.stages, mine.bypasses) == (("directors", "meeting"), ("meeting",))
        raiser = ways(situation(case, by=case.raised_by, at=START + 2 * HOUR), Ground.DELAY)
        assert (raiser.stages, raiser.bypasses) == (("directors",), ())
        world.do(case, Verb.ESCALATE, by=world.raiser_holder(case), at=START + 2 * HOUR, ground=Ground.DELAY)
        assert case_now(case).stage == "directors", "a bypass is never taken unless it is asked for"
        assert "bypass" not in case.entries.filter(kind=Verb.ESCALATE).last().facts

    def test_a_bypass_stands_in_the_record(self, world: World) -> None:
        case = self.at_the_meeting(world)
        facts = case.entries.filter(kind=Verb.ESCALATE).order_by("number").last().facts
        assert (case.stage, facts["bypass"], facts["passed_over"]) == ("meeting", True, ["directors"])

    def test_the_form_says_what_bypasses(self, world: World) -> None:
        case = case_now(world.climb(self.raised(world), at=START + HOUR))
        form = FORMS[Verb.ESCALATE](situation=situation(case, by=world.raiser_holder(case), at=START + 2 * HOUR))
        assert [label for _, label in form.fields["to"].choices] == [
            "The two directors",
            "A meeting with an independent chair (bypasses what lies between: it is recorded and counted)",
        ]

    def test_papers_are_due_before_the_meeting_that_is_arranged(self, world: World) -> None:
        case = self.at_the_meeting(world)
        moment = START + DAY
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.CONVENE_MEETING, by=world.office, at=moment, meeting_at=None)
        assert list(refused.value.fields) == ["meeting_at"]
        world.do(case, Verb.CONVENE_MEETING, by=world.office, at=moment, meeting_at=CONFERENCE)
        papers = world.passage(case).obligations.filter(duty=Duty.REVIEW_FILE)
        assert {owed.clock.due_at for owed in papers} == {at("2026-12-11 17:00")}
        assert papers.count() == 2

    def test_a_case_comes_to_its_end(self, world: World) -> None:
        case = self.at_the_meeting(world)
        world.do(case, Verb.CONVENE_MEETING, by=world.office, at=START + DAY, meeting_at=CONFERENCE)
        world.do(case, Verb.REVIEW_FILE, by=world.raiser_holder(case), at=START + 2 * DAY)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=CONFERENCE + HOUR)
        case = case_now(case)
        assert (case.state, case.ending) == (State.RESOLVED, Ending.CHAIRED_MEETING)
        assert not case.clocks.filter(stopped_at=None, follow_up=None).exists()

    def test_a_case_climbs_through_gates_of_every_mode(self, world: World) -> None:
        case, now = self.raised(world), START + HOUR
        with pytest.raises(BadInput) as refused:
            world.climb(case, at=now, declared=())
        assert list(refused.value.fields) == ["screened_by"]
        screener = world.raising.at(Role.DIRECTOR)
        case = case_now(world.climb(case, at=now, declared=(Declared(GateKind.SCREENING, START, screener),)))
        assert (case.stage, case.follow_ups.get().person) == ("managers", screener)
        with pytest.raises(BadInput) as refused:
            world.climb(case, at=now + HOUR, declared=(), tried="", without="")
        assert list(refused.value.fields) == ["without"], "what is off is not asked for"
        case = case_now(world.climb(case, at=now + HOUR, declared=(), tried="", without="Both leads are away."))
        assert case.stage == "directors"
        with pytest.raises(WrongMoment, match="must first put in writing at this stage where it stands"):
            world.climb(case, at=now + 2 * HOUR)
        world.do(case, Verb.REPORT_NO_AGREEMENT, by=world.receiver_holder(case), at=now + 2 * HOUR)
        case = case_now(world.climb(case, at=now + 3 * HOUR))
        went = [entry.facts.get("gates", []) for entry in case.entries.filter(kind=Verb.ESCALATE).order_by("number")]
        assert [[one["kind"] for one in found] for found in went] == [[], ["safeguarding-lead-endorsement"], []]
        assert case.stage == "meeting"

    def test_the_working_days_are_those_of_northern_ireland(self, world: World) -> None:
        case = self.raised(world, at=at("2026-03-16 09:30"))  # the day before Saint Patrick's
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=at("2026-03-16 10:00"))
        respond = world.passage(case).obligations.get(duty=Duty.RESPOND)
        assert respond.clock.due_at == at("2026-03-24 17:00")


class TestNorthmoor:
    @pytest.fixture
    def world(self) -> World:
        return a_world("northmoor")

    def raised(self, world: World, kind: str = "adult", **more: object) -> Case:
        return world.raised(children=(Child("A-1", kind=kind),), protective_at=None, **more)

    @pytest.mark.parametrize("kind", ["adult", "theme"])
    def test_it_is_about_an_adult_or_about_a_theme_with_no_person(self, world: World, kind: str) -> None:
        assert self.raised(world, kind).subjects.get().kind == kind

    def test_it_is_not_about_children(self, world: World) -> None:
        with pytest.raises(BadInput) as refused:
            self.raised(world, "child")
        assert list(refused.value.fields) == ["children"]

    def test_true_hours_run_through_a_bank_holiday_of_scotland(self, world: World) -> None:
        case = self.raised(world, at=at("2026-11-27 09:30"))  # a Friday before Saint Andrew's
        owed = {o.duty: o.clock.due_at for o in world.passage(case).obligations.all()}
        assert owed[Duty.RESPOND] == at("2026-11-29 09:30")
        assert owed[Duty.DISCUSS] == at("2026-12-03 17:00")

    def test_both_parties_may_be_of_one_agency(self, world: World) -> None:
        case = self.raised(world, receiving_agencies=(world.raising.agency,), practitioner=world.raising.colleague)
        assert {party.agency for party in case.parties.all()} == {world.raising.agency}
        world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=START + HOUR)
        assert world.receiver_holder(case) == world.raising.colleague

    def test_the_chair_advises_and_the_parties_answer(self, world: World) -> None:
        case = case_now(world.climb(self.raised(world), at=START + HOUR, protective_at=None))
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + DAY, result=Result.COURSE_OF_ACTION)
        assert case_now(case).state == State.OPEN
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=START + 2 * DAY)
        world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=START + 3 * DAY)
        assert (case_now(case).state, case_now(case).ending) == (State.RESOLVED, Ending.AGREED)

    def test_the_decision_of_a_chair_that_does_not_bind_is_advice(self, world: World) -> None:
        case = case_now(world.climb(self.raised(world), at=START + HOUR, protective_at=None))
        form = FORMS[Verb.RECORD_DECISION](situation=situation(case, by=world.chair, at=START + DAY))
        assert form.says == "It is advice: the agencies decide for themselves."
        assert form.fields["decision"].label == "What is the advice?"
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + DAY)
        assert (case_now(case).state, case_now(case).ending) == (State.RESOLVED, Ending.ADVICE)
        client = Client()
        client.force_login(case.raised_by)
        page = client.get(f"/cases/{case.reference}/").content.decode()
        assert "Settled with the advice of the chair" in page
        assert "Advice of the chair. Decided." in page
        assert "It is advice: the agencies decide for themselves." in page
        assert "It is not binding." not in page

    def test_a_limit_may_count_from_the_end_of_the_stage_before(self, world: World) -> None:
        case = case_now(world.climb(self.raised(world), at=START + HOUR, protective_at=None))
        decide = world.passage(case).obligations.get(duty=Duty.DECIDE)
        assert decide.clock.due_at == at("2026-12-09 17:00")  # Saint Andrew's is none of the ten working days

    def test_the_journey_asks_who_or_what_it_is_about(self, world: World) -> None:
        client = Client()
        client.force_login(world.raising.practitioner)
        client.post("/raise/")
        draft = Draft.objects.get()
        assert client.get(f"/raise/{draft.key}/child/").status_code == 404
        page = client.get(f"/raise/{draft.key}/subject/").content.decode()
        assert "A theme, with no person" in page
        said = {"subject_kind": "theme", "subject_reference": "T-1", "subject_initials": "AB"}
        refused = client.post(f"/raise/{draft.key}/subject/", said)
        assert "leave the initials empty" in refused.content.decode()
        assert client.post(f"/raise/{draft.key}/subject/", said | {"subject_initials": ""}).status_code == 302

    def test_what_is_not_for_this_procedure_is_told_where_it_goes(self, world: World) -> None:
        client = Client()
        client.force_login(world.raising.practitioner)
        client.post("/raise/")
        address = f"/raise/{Draft.objects.get().key}/route/"
        refused = client.post(address, {"route": "complaint"})
        assert "Use the complaints procedure of the provider." in refused.content.decode()
        assert client.post(address, {"route": "disagreement"}).status_code == 302
