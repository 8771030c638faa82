"""What a case's pages say: what is waited for, what comes next, who acts, what was decided, and how entries read."""

from datetime import datetime

import pytest
from django.test import Client

from agencies.models import User
from cases.actions.stating import Action
from cases.models import Case, Clock
from cases.presenters.alerts import alert_of
from cases.presenters.case import CasePage, case_page
from cases.presenters.decisions import decisions_of
from cases.presenters.home import rows_by_case
from cases.presenters.people import people_at
from cases.presenters.proposals import latest_plan
from cases.presenters.statement import statement_of
from cases.presenters.timeline import timeline
from cases.rules.refusals import allowed_verbs
from cases.selectors import owed_by
from cases.situations import situation
from cases.verbs import Verb
from policies.vocabulary import AgencyType, Duty, Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


def page_of(case: Case, person: User, *, at: datetime = START + 3 * HOUR) -> CasePage:
    s = situation(case_now(case), by=person, at=at)
    return case_page(s, allowed_verbs(s))


def said(case: Case, person: User, title: str) -> list[str]:
    """What the newest entry of this title says."""
    events = timeline(situation(case_now(case), by=person, at=START + 30 * DAY))
    return next(event.sentences for event in events if event.title == title)


def all_done(world: World) -> Case:
    """A Bristol case at its first stage in which nothing is owed any more, and nothing agreed."""
    case = world.raised()
    world.do(case, Verb.RESPOND, by=world.receiver_holder(case))
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case))
    return case


class TestWhatIsWaitedFor:
    def test_a_plan_waits_for_my_answer(self) -> None:
        world = a_world("bristol")
        case = all_done(world)
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=START + 2 * HOUR)
        mine = page_of(case, world.receiver_holder(case))
        assert mine.first_verb is Verb.AGREE_PLAN
        assert mine.waiting == "A plan waits for your answer: agree it, or send it back."
        theirs = page_of(case, world.raiser_holder(case)).waiting
        assert theirs == f"Nothing is owed by you now. A plan waits for the answer of {world.receiving.agency.name}."

    def test_nothing_owed_says_what_can_be_done_and_by_whom(self) -> None:
        world = a_world("bristol")
        case = all_done(world)
        stage = "Stage 2: Service manager or safeguarding representative to the equivalent in the other agency"
        ours = page_of(case, world.raiser_holder(case)).waiting
        assert ours.startswith("Nothing is owed by anyone now. If you have agreed, write down what was agreed.")
        assert ours.endswith(f"If not, you can escalate it to {stage}.")
        theirs = page_of(case, world.receiver_holder(case)).waiting
        assert theirs.endswith(f"If not, {world.raising.agency.name} can escalate it to {stage}.")

    def test_brent_after_consulting_leads_to_the_other_agency(self) -> None:
        world = a_world("brent")
        case = world.raised()
        world.do(case, Verb.CONSULT, by=world.raising.practitioner)
        page = page_of(case, world.raising.practitioner)
        assert page.waiting.endswith(
            "You can now take it to Stage 2: Involving the worker from the other agency or service."
        )
        assert page.first_verb is Verb.ESCALATE

    def test_each_duty_is_said_with_its_own_limit(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        waiting = page_of(case, world.raising.practitioner).waiting
        ours, theirs = world.raising.agency.name, world.receiving.agency.name
        assert f"Waiting for {theirs} to respond by Wednesday 25 November 2026" in waiting
        assert f"After that, {ours} and {theirs} to discuss it and record what was said by " in waiting
        Clock.objects.all().delete()
        waiting = page_of(case, world.raising.practitioner).waiting
        assert f"Waiting for {theirs} to respond. Waiting for {ours} and {theirs} to discuss it" in waiting

    def test_the_board_is_named_within_the_sentence(self) -> None:
        world = a_world("birmingham")
        case = world.climb_to_last(world.raised(), at=START)
        waiting = page_of(case, world.raising.practitioner, at=START + 20 * DAY).waiting
        assert "the mediator" in waiting
        assert "The mediator" not in waiting


class TestTheHeader:
    def test_it_says_who_raised_it_and_what_is_due(self) -> None:
        world = a_world("bristol")
        page = page_of(world.raised(), world.raising.practitioner)
        assert page.raised == f"Raised by {world.raising.agency.name} against {world.receiving.agency.name}"
        assert page.next_what == f"{world.receiving.agency.name}: respond"
        assert page.steps[0].state.startswith("Now: respond due ")
        late = page_of(case_now(Case.objects.get()), world.raising.practitioner, at=START + 20 * DAY)
        assert late.steps[0].kind == "overdue"

    def test_the_last_stage_is_with_the_board(self) -> None:
        world = a_world("birmingham")
        case = world.climb_to_last(world.raised(), at=START)
        page = page_of(case, world.office, at=START + 20 * DAY)
        assert not [line for line in page.with_whom if world.receiving.agency.name in line]
        assert "The mediator" in page.with_whom
        assert not any(row.you for row in page.duties if row.who == "The mediator")

    def test_an_ended_case_says_when_and_how(self) -> None:
        world = a_world("bristol")
        case = world.climb_to_last(world.raised(), at=START)
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=START + 20 * DAY)
        assert page_of(case, world.raising.practitioner).ended.endswith("Monday 14 December 2026, 9:30am")

    def test_stages_behind_that_were_never_visited_were_passed_over(self) -> None:
        world = a_world("birmingham", raising=AgencyType.SCHOOL, receiving=AgencyType.SCHOOL)
        case = world.climb_to_last(world.raised(), at=START)
        states = [step.state for step in page_of(case, world.raising.practitioner, at=START + 9 * DAY).steps]
        assert states[2:5] == ["Passed over"] * 3

    def test_a_stage_before_the_first_goes_by_its_title(self) -> None:
        world = a_world("buckinghamshire")
        titles = [step.title for step in page_of(world.raised(), world.raising.practitioner).steps]
        assert titles[:3] == ["Professional discussion", "Stage 1: Senior staff", "Stage 2: Escalation manager"]

    def test_a_duty_carries_the_note_of_its_procedure(self) -> None:
        world = a_world("brent")
        page = page_of(world.raised(), world.raising.practitioner)
        assert page.duties[0].note == "Consult your supervisor or manager to clarify your thinking."


class TestPlanAndOutcome:
    def test_the_decision_stands_with_its_reasons(self) -> None:
        world = a_world("bristol")
        case = world.climb_to_last(world.raised(), at=START)
        world.do(
            case,
            Verb.RECORD_DECISION,
            by=world.office,
            at=START + 20 * DAY,
            actions=[Action("Visit", None, START.date() + 30 * DAY)],
        )
        decision = decisions_of(case_now(case))[0]
        assert decision.heading == "Decision"
        assert decision.recorded_by == world.office.name
        assert [title for title, _ in decision.paragraphs] == ["Decided by", "Decision", "Reasons", "Actions"]

    def test_a_plan_sent_back_says_by_whom_and_why(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        world.do(case, Verb.RETURN_PLAN, by=world.receiver_holder(case), why="Too late.")
        plan = latest_plan(case_now(case))
        assert plan is not None
        assert plan.state == f"Sent back by {world.receiving.agency.name}"
        assert [answer.why for answer in plan.answers] == [[], ["Too late."]]

    def test_a_plan_left_behind_by_an_escalation_says_so(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        world.climb(case, at=START + 2 * DAY)
        plan = latest_plan(case_now(case))
        assert plan is not None
        assert plan.state.startswith("No longer waits for an answer")


class TestHowEntriesRead:
    def test_who_handed_it_to_whom(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        giver = world.receiver_holder(case)
        world.do(case, Verb.HAND_OVER, by=giver, to=world.receiving.colleague)
        assert said(case, giver, "Handed to a colleague") == [
            f"{giver.name} handed it to {world.receiving.colleague.name}, for {world.receiving.agency.name}."
        ]

    def test_who_acts_in_the_place_of_whom(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        gone = world.receiver_holder(case)
        gone.is_active = False
        gone.save()
        world.sweep(START + HOUR)
        now = world.receiver_holder(case)
        assert said(case, now, "Somebody else acts now") == [
            f"{world.receiving.agency.name}: {now.name} acts now, after {gone.name}, who has left."
        ]

    def test_whose_deadline_passed(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.sweep(START + 10 * DAY)
        sentence = said(case, world.raising.practitioner, "Deadline passed")[0]
        assert sentence.startswith(f"{world.receiving.agency.name} had until ")
        assert sentence.endswith(" to respond.")

    def test_the_day_of_an_action_is_said_in_words(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case))
        events = timeline(situation(case_now(case), by=world.raising.practitioner, at=START + DAY))
        plan = next(event for event in events if event.title == "Plan proposed")
        assert plan.paragraphs[0] == ("Actions", ["Visit – Both sides, by Wednesday 25 November 2026"])

    def test_an_escalation_says_until_when_the_child_is_protected(self) -> None:
        world = a_world("brent")
        case = world.raised()
        world.climb(case, at=START + HOUR)
        assert said(case, world.raising.practitioner, "Escalated")[1:] == [
            "It must be settled by Sunday 29 November 2026, 10:30am to protect the child."
        ]

    def test_the_timeline_is_filtered_by_what_the_address_asks(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner)
        s = situation(case_now(case), by=world.raising.practitioner, at=START + DAY)
        assert [event.title for event in timeline(s, sort="messages")] == ["Note added", "Raised"]
        assert [event.title for event in timeline(s, sort="deadlines")] == ["Stage began"]
        assert len(timeline(s, sort="nonsense")) == 3

    def test_the_disagreement_names_reasons_sides_risk_and_date(self) -> None:
        world = a_world("brent")
        told = dict(statement_of(world.raised()))
        assert told["About"] == ["Levels of need and thresholds"]
        assert told["Raised by"] == [world.raising.agency.name]
        assert told["Against"] == [world.receiving.agency.name]
        assert told["Immediate risk"] == ["No"]
        assert told["To be settled, to protect the child, by"] == ["Tuesday 8 December 2026, 9:30am"]


class TestPeople:
    def lines(self, world: World, case: Case) -> list[str]:
        passage = world.passage(case)
        s = situation(case_now(case), by=world.raising.practitioner, at=START + 2 * HOUR)
        return [person.line for person in people_at(passage, s)]

    def test_the_title_is_only_of_who_holds_the_post(self) -> None:
        world = a_world("bristol")
        world.receiving.colleague.job_title = "Business support"
        world.receiving.colleague.save()
        case = world.raised()
        assert self.lines(world, case)[1].endswith(", acting as Supervisor or team manager")
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=world.receiving.colleague)
        assert self.lines(world, case)[1] == f"{world.receiving.colleague.name}, Business support"

    def test_the_next_up_goes_by_their_own_title(self) -> None:
        world = a_world("bristol")
        holder = world.receiver_holder(world.raised())
        post = holder.posts.get()
        post.holder = None
        post.save()
        case = world.raised(at=START + HOUR)
        assert "acting as" not in self.lines(world, case)[1]


class TestAlerts:
    def test_of_an_acknowledgement_tells_when_the_reply_is_due(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        holder = world.receiver_holder(case)
        world.do(case, Verb.ACKNOWLEDGE, by=holder)
        alert = alert_of(Verb.ACKNOWLEDGE, case, by=holder, at=START + 2 * HOUR)
        due = world.passage(case).obligations.get(duty=Duty.RESPOND).clock.due_at
        assert alert.startswith("Acknowledged. Your reply is due by ")
        assert f"{due:%A}" in alert

    def test_of_an_escalation_names_the_stage_and_who_has_it(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        raiser = world.raiser_holder(case)
        world.climb(case, at=START + DAY)
        alert = alert_of(Verb.ESCALATE, case, by=raiser, at=START + DAY)
        assert alert.startswith("Escalated to Stage 2: Service manager")
        assert f"{world.receiver_holder(case).name} ({world.receiving.agency.name}) has until " in alert


class TestHome:
    def rows(self, client: Client, person: User, name: str = "mine") -> list:
        client.force_login(person)
        return list(client.get("/").context[name])

    def test_a_plan_to_answer_is_with_you(self, client: Client) -> None:
        world = a_world("bristol")
        case = all_done(world)
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=START + 2 * HOUR)
        row = self.rows(client, world.receiver_holder(case))[0]
        assert (row.case, row.what, row.tag.text) == (case, "Agree the plan or send it back", "Your turn")
        row = self.rows(client, world.raiser_holder(case), "theirs")[0]
        assert (row.case, row.tag.text) == (case, "Waiting for them")

    def test_a_case_has_one_row_and_counts_once(self, client: Client) -> None:
        world = a_world("bristol")
        case = world.raised()
        rows = self.rows(client, world.receiver_holder(case))
        assert [(row.case, row.more) for row in rows] == [(case, "and 1 more thing")]
        assert client.get("/").context["mine_count"] == 1

    def test_what_is_due_tomorrow_is_due_soon_in_whatever_state(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case))
        owed = owed_by(world.receiver_holder(case))
        assert rows_by_case(owed, [], at=START + 6 * DAY)[0].tag.text == "Due soon"
        assert rows_by_case(owed, [], at=START + 20 * DAY)[0].tag.text == "Overdue"
        assert rows_by_case(owed, [], at=START + 2 * HOUR)[0].tag.text == "Your turn"

    def test_the_office_can_narrow_the_list_to_what_nobody_has_read(self, client: Client) -> None:
        world = a_world("bristol")
        case = world.raised()
        client.force_login(world.office)
        assert b"ESC-" in client.get("/cases/?needs=a-reader").content
        client.force_login(world.receiver_holder(case))
        client.get(f"/cases/{case.reference}/")
        client.force_login(world.office)
        assert b"No cases match" in client.get("/cases/?needs=a-reader").content

    def test_who_may_not_raise_is_not_asked_to(self, client: Client) -> None:
        world = a_world("bristol")
        client.force_login(world.office)
        assert b'href="/raise/"' not in client.get("/").content
        answer = client.post("/raise/")
        assert answer.status_code == 403
        assert "A disagreement is raised by somebody who works for one of the agencies" in answer.content.decode()
        client.force_login(world.raising.practitioner)
        assert b'href="/raise/"' in client.get("/").content


class TestPages:
    def test_small_letters_lead_to_the_case_and_strangers_nowhere(self, client: Client) -> None:
        world = a_world("bristol")
        case = world.raised()
        small = f"/cases/{str(case.reference).lower()}/people/"
        client.force_login(world.raising.practitioner)
        assert client.get(small).headers["Location"] == f"/cases/{case.reference}/people/"
        client.force_login(world.stranger)
        assert client.get(small).status_code == 404

    def test_each_section_has_a_title_of_its_own_and_the_line_on_paper(self, client: Client) -> None:
        world = a_world("bristol")
        case = world.raised()
        client.force_login(world.raising.practitioner)
        titles = set()
        for section in ("", "statement/", "agreement/", "people/", "print/"):
            body = client.get(f"/cases/{case.reference}/{section}").content.decode()
            titles.add(body.split("<title>")[1].split("</title>")[0])
            assert "OFFICIAL-SENSITIVE" in body
        assert len(titles) == 5

    def test_the_print_has_the_people_and_the_stages(self, client: Client) -> None:
        world = a_world("bristol")
        case = world.raised()
        client.force_login(world.raising.practitioner)
        body = client.get(f"/cases/{case.reference}/print/").content.decode()
        assert "resolve-tracker" in body
        assert world.receiver_holder(case).name in body

    def test_a_draft_is_deleted_only_after_a_question(self, client: Client) -> None:
        world = a_world("bristol")
        client.force_login(world.raising.practitioner)
        path = client.post("/raise/").headers["Location"].replace("risk/", "delete/")
        assert "Delete the draft?" in client.get(path).content.decode()
        assert len(client.get("/").context["drafts"]) == 1
        assert "The draft has been deleted." in client.post(path, follow=True).content.decode()
        assert len(client.get("/").context["drafts"]) == 0

    def test_signing_out_says_so(self, client: Client) -> None:
        client.force_login(a_world("bristol").office)
        assert "You have signed out." in client.post("/sign-out/", follow=True).content.decode()


def test_grounds_of_an_escalation_are_still_said() -> None:
    world = a_world("bristol")
    case = world.raised()
    world.climb(case, at=START + DAY, ground=Ground.DELAY)
    assert said(case, world.raising.practitioner, "Escalated")[0].endswith(f"{Ground.DELAY.label_for(case.persons)}.")
