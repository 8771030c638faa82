"""Time by agreement: a timetable is proposed, accepted, countered, refused or taken back, and limits stand still (BRIS-10)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import User
from cases import record
from cases.access import standing
from cases.actions.timing import Proposed
from cases.forms.acting import FORMS
from cases.journey import as_data
from cases.models import Case, Clock, Side
from cases.presenters.alerts import alert_of
from cases.presenters.case import CasePage, case_page
from cases.presenters.home import rows_by_case
from cases.presenters.timeline import timeline
from cases.rules import timetables
from cases.rules.refusals import allowed_verbs, grounds
from cases.selectors import owed_by, proposals_to_answer, proposals_with_others
from cases.situations import Situation, situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from notifications.models import Message
from policies.vocabulary import Duty, Ground
from tests.unit.cases.api.client import act, shown
from tests.unit.cases.world import DAY, HOUR, START, World, a_house, a_world, at, case_now

pytestmark = pytest.mark.django_db
DUE = at("2026-11-25 09:30")
LATER = at("2026-12-04 17:00")
BEFORE = START + 2 * HOUR


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    """Stage 1: the receiving manager has one working day to respond."""
    return world.raised(protective_at=None)


def proposed(until: Any = LATER, *, pauses: bool = False) -> Proposed:
    return Proposed(until, "The specialist is away.", "A daily call by the health visitor.", pauses)


def propose(world: World, case: Case, **words: Any) -> Case:
    by = words.pop("by", None) or world.receiver_holder(case)
    moment = words.pop("when", BEFORE)
    return world.do(case, Verb.PROPOSE_TIMETABLE, by=by, at=moment, proposed=proposed(**words))


def response(case: Case) -> Clock:
    return Clock.objects.get(obligation__passage__case=case, obligation__duty=Duty.RESPOND, stopped_at=None)


def seen(case: Case, by: User, *, when: Any = BEFORE) -> Situation:
    return situation(case_now(case), by=by, at=when)


def page(case: Case, by: User, *, when: Any = BEFORE) -> CasePage:
    s = seen(case, by, when=when)
    return case_page(s, allowed_verbs(s))


class TestAnotherDate:  # BRIS-7, BRIS-10, O-10
    def test_unanswered_it_changes_nothing_and_the_clock_runs_on(self, world: World, case: Case) -> None:
        propose(world, case)
        world.sweep(DUE + HOUR)
        clock = response(case)
        assert (clock.due_at, clock.original_due_at) == (DUE, DUE)
        assert clock.breached_at is not None
        assert Ground.NO_RESPONSE in grounds(seen(case, case.raised_by, when=DUE + HOUR))

    @pytest.mark.parametrize("who", ["raiser", "holder"])
    def test_accepted_it_moves_what_is_due_and_keeps_what_was_due_first(
        self, world: World, case: Case, who: str
    ) -> None:
        propose(world, case)
        by = case.raised_by if who == "raiser" else world.raiser_holder(case)
        world.do(case, Verb.ACCEPT_TIMETABLE, by=by, at=BEFORE)
        clock = response(case)
        assert (clock.due_at, clock.original_due_at) == (LATER, DUE)
        assert "both sides agreed on another date: Friday 4 December 2026, 5pm" in clock.explanation[-1]
        row = next(row for row in page(case, by).duties if row.duty is Duty.RESPOND)
        assert row.due is not None
        assert row.due.first == "Wednesday 25 November 2026, 9:30am"
        world.sweep(LATER)
        assert response(case).breached_at is None
        world.sweep(LATER + HOUR)
        assert response(case).breached_at is not None

    def test_after_the_limit_has_passed_it_runs_anew_and_is_offered_anew(self, world: World, case: Case) -> None:
        world.sweep(DUE + HOUR)
        assert world.passage(case).offered_at is not None
        propose(world, case, when=DUE + 2 * HOUR)
        world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=DUE + 3 * HOUR)
        assert Ground.NO_RESPONSE not in grounds(seen(case, case.raised_by, when=DUE + 4 * HOUR))
        counts = world.sweep(LATER + HOUR)
        assert (counts["breaches"], counts["offered"]) == (1, 1)
        assert case.entries.filter(kind="limit-passed").count() == 2

    def test_reminders_follow_the_date_agreed(self, world: World, case: Case) -> None:
        propose(world, case)
        world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
        Message.objects.all().delete()
        world.sweep(DUE - timedelta(minutes=1))
        assert not Message.objects.filter(kind="reminder").exists()
        world.sweep(LATER - HOUR)
        told = Message.objects.filter(kind="reminder").get()
        assert (told.recipient, told.due) == (world.receiver_holder(case), LATER)

    def test_why_and_what_keeps_the_child_safe_stand_in_the_record(self, world: World, case: Case) -> None:
        propose(world, case)
        event = timeline(seen(case, case.raised_by))[0]
        assert event.title == "Timetable proposed"
        assert event.sentences[0] == "Another date: Friday 4 December 2026, 5pm."
        assert {heading for heading, _ in event.paragraphs} == {"Why", "What keeps the child safe until then"}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"until": DUE - HOUR}, "until"),
            ({"until": START - DAY}, "until"),
            ({"until": START + 400 * DAY}, "until"),
            ({"why": " "}, "why"),
            ({"safety": ""}, "safety"),
        ],
    )
    def test_what_lengthens_nothing_or_lacks_its_reasons_is_refused(
        self, world: World, case: Case, change: dict[str, Any], field: str
    ) -> None:
        words: dict[str, Any] = {"until": LATER, "why": "Away.", "safety": "A call."}
        with pytest.raises(BadInput) as error:
            world.do(
                case,
                Verb.PROPOSE_TIMETABLE,
                by=world.receiver_holder(case),
                at=BEFORE,
                proposed=Proposed(**words | change),
            )
        assert set(error.value.fields) == {field}

    def test_nobody_lengthens_their_own_time_alone(self, world: World, case: Case) -> None:
        propose(world, case)
        for verb in (Verb.ACCEPT_TIMETABLE, Verb.REFUSE_TIMETABLE, Verb.COUNTER_TIMETABLE):
            with pytest.raises(WrongMoment, match="by the other side"):
                world.do(case, verb, by=world.receiver_holder(case), at=BEFORE)

    def test_whoever_stands_for_both_sides_does_not_answer_themselves(self, world: World, case: Case) -> None:
        passage = world.passage(case)
        both = world.raiser_holder(case)
        passage.holdings.filter(party__side=Side.RECEIVING).update(person=both)
        propose(world, case, by=both)
        with pytest.raises(NotAllowed, match="You wrote it"):
            world.do(case, Verb.ACCEPT_TIMETABLE, by=both, at=BEFORE)

    def test_a_date_that_has_passed_by_then_is_accepted_no_more(self, world: World, case: Case) -> None:
        propose(world, case)
        with pytest.raises(WrongMoment, match="in the future"):
            world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=LATER + HOUR)

    def test_replaced_and_taken_back_by_who_proposed_it(self, world: World, case: Case) -> None:
        propose(world, case)
        propose(world, case, until=LATER + DAY)
        waiting = timetables.waiting(seen(case, case.raised_by))
        assert waiting is not None
        assert (waiting.version, waiting.timetable.until) == (2, LATER + DAY)
        world.do(case, Verb.TAKE_BACK_TIMETABLE, by=world.receiver_holder(case), at=BEFORE)
        assert timetables.waiting(seen(case, case.raised_by)) is None
        assert timetables.refused_here(seen(case, case.raised_by)) is None

    def test_it_ends_with_the_stage(self, world: World, case: Case) -> None:
        propose(world, case)
        world.climb(case, at=START + 3 * HOUR, ground=Ground.DELAY)
        assert not case.proposals.filter(accepted_at=None, set_aside_at=None).exists()
        assert page(case, case.raised_by, when=START + 4 * HOUR).timetable == []

    def test_to_propose_shows_that_it_has_arrived(self) -> None:
        world = a_world("flowchart")
        case = world.raised()
        propose(world, case, until=START + 20 * DAY)
        assert not world.passage(case).obligations.filter(duty=Duty.ACKNOWLEDGE, met_at=None).exists()

    def test_the_limit_over_all_stages_stays_and_that_is_said(self) -> None:  # BRENT-6, O-18
        world = a_world("brent")
        case = world.climb(world.raised(protective_at=None), at=START + HOUR)
        due = Clock.objects.get(case=case, obligation=None).due_at
        propose(world, case, until=due + DAY)
        form = FORMS[Verb.ACCEPT_TIMETABLE](situation=seen(case, case.raised_by))
        assert "later than the limit over all stages" in form.warning
        world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
        moved = Clock.objects.filter(obligation__duty=Duty.DISCUSS, stopped_at=None)
        assert {clock.due_at for clock in moved} == {due + DAY}
        assert "which stays as it is" in moved[0].explanation[-1]
        assert Clock.objects.get(case=case, obligation=None).due_at == due

    def test_past_the_date_that_protects_the_child_is_warned_of(self) -> None:
        world = a_world("buckinghamshire")
        case = world.raised(protective_at=START + 3 * DAY)
        propose(world, case, until=LATER)
        form = FORMS[Verb.ACCEPT_TIMETABLE](situation=seen(case, case.raised_by))
        assert "later than the date set to protect the child" in form.warning

    def test_of_several_who_received_it_one_asks_and_the_side_that_raised_it_answers(self, world: World) -> None:
        third = a_house(world.version)
        case = world.raised(receiving_agencies=(world.receiving.agency, third.agency), protective_at=None)
        first = world.passage(case).holdings.get(party__agency=world.receiving.agency).person
        other = world.passage(case).holdings.get(party__agency=third.agency).person
        propose(world, case, by=first)
        with pytest.raises(WrongMoment, match="waits for an answer already"):
            propose(world, case, by=other)
        world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
        assert set(Clock.objects.filter(obligation__duty=Duty.RESPOND).values_list("due_at", flat=True)) == {LATER}


class TestAnswers:  # BRIS-9, BRIS-10
    def test_countered_the_other_side_answers(self, world: World, case: Case) -> None:
        propose(world, case)
        sooner = LATER - 2 * DAY
        world.do(case, Verb.COUNTER_TIMETABLE, by=case.raised_by, at=BEFORE, proposed=proposed(sooner))
        assert response(case).due_at == DUE
        with pytest.raises(WrongMoment):
            world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
        world.do(case, Verb.ACCEPT_TIMETABLE, by=world.receiver_holder(case), at=BEFORE)
        assert response(case).due_at == sooner
        assert record.faults(case_now(case)) == []

    def test_to_counter_with_the_same_date_is_refused(self, world: World, case: Case) -> None:
        propose(world, case)
        with pytest.raises(BadInput) as error:
            world.do(case, Verb.COUNTER_TIMETABLE, by=case.raised_by, at=BEFORE, proposed=proposed())
        assert "accept it" in error.value.fields["until"][0]

    @pytest.mark.parametrize("countered", [False, True])
    def test_refused_the_delay_is_a_ground_at_once_and_the_page_says_why(
        self, world: World, case: Case, countered: bool
    ) -> None:
        propose(world, case)
        by = case.raised_by
        if countered:
            world.do(case, Verb.COUNTER_TIMETABLE, by=by, at=BEFORE, proposed=proposed(LATER - DAY))
            by = world.receiver_holder(case)
        world.do(case, Verb.REFUSE_TIMETABLE, by=by, at=BEFORE)
        assert response(case).due_at == DUE
        s = seen(case, case.raised_by)
        form = FORMS[Verb.ESCALATE](situation=s)
        assert form.initial["ground"] == Ground.DELAY
        assert "refused: so you can go on because of the delay" in str(form.fields["ground"].help_text)
        assert "refused it" in " ".join(page(case, by).timetable)
        world.climb(case, at=START + 3 * HOUR, ground=Ground.DELAY)
        escalated = next(e for e in timeline(seen(case, case.raised_by, when=START + DAY)) if e.title == "Escalated")
        assert any("had been refused" in sentence for sentence in escalated.sentences)

    def test_who_refuses_is_told_what_they_can_do_and_the_others_too(self, world: World, case: Case) -> None:
        propose(world, case)
        world.do(case, Verb.REFUSE_TIMETABLE, by=case.raised_by, at=BEFORE)
        said = alert_of(Verb.REFUSE_TIMETABLE, case, by=case.raised_by, at=BEFORE)
        assert said == "Timetable refused. You can escalate at once, because of the delay."
        told = Message.objects.filter(kind=Verb.REFUSE_TIMETABLE)
        assert {message.recipient for message in told} == {world.raiser_holder(case), world.receiver_holder(case)}

    def test_whoever_is_asked_finds_it_on_home_and_on_the_page(self, world: World, case: Case) -> None:
        propose(world, case)
        ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
        asked = proposals_to_answer(ours)
        assert next(row.what for row in rows_by_case(owed_by(ours), asked, at=BEFORE)) == "Answer the timetable"
        assert not proposals_to_answer(theirs).exists()
        assert proposals_with_others(theirs).count() == 1
        mine, others = page(case, ours), page(case, theirs)
        assert mine.first_verb is Verb.ACCEPT_TIMETABLE
        assert mine.waiting.startswith("A timetable waits for your answer")
        assert "It waits for the answer of" in " ".join(others.timetable)
        told = Message.objects.filter(kind=Verb.PROPOSE_TIMETABLE)
        assert {message.recipient for message in told} == {ours, case.raised_by}

    def test_who_reads_nothing_of_the_case_answers_nothing(self, world: World, case: Case) -> None:
        propose(world, case)
        assert not standing(case, world.stranger).sees
        assert Verb.ACCEPT_TIMETABLE not in allowed_verbs(seen(case, world.office))


def moment_of(said: str) -> datetime:
    return datetime.fromisoformat(said)


class TestByApi:
    def test_proposed_accepted_and_shown(self, world: World) -> None:
        now = timezone.now().replace(second=0, microsecond=0)
        case, later = world.raised(protective_at=None, at=now), now + 60 * DAY
        first = response(case).due_at
        said = {"kind": "date", "until": later.isoformat(), "why": "She is away.", "safety": "A daily call."}
        answer = act(case, Verb.PROPOSE_TIMETABLE, world.receiver_holder(case), said)
        assert answer.status_code == 200, answer.json()
        found = shown(case, case.raised_by)
        assert (moment_of(found["timetable"]["until"]), found["timetable"]["pauses"]) == (later, False)
        assert Verb.ACCEPT_TIMETABLE in [action["verb"] for action in found["actions"]]
        assert act(case, Verb.ACCEPT_TIMETABLE, case.raised_by, {"agree": True}).status_code == 200
        found = shown(case, case.raised_by)
        due = next(o["due"] for o in found["obligations"] if o["what"] == Duty.RESPOND)
        assert (moment_of(due["due"]), moment_of(due["first_due"])) == (later, first)
        assert found["timetable"]["state"] == "Agreed"

    def test_a_page_asks_and_answers(self, world: World) -> None:
        now = timezone.now()
        case, later = world.raised(protective_at=None, at=now), now + 60 * DAY
        client = Client()
        client.force_login(world.receiver_holder(case))
        address = f"/cases/{case.reference}/do/{Verb.PROPOSE_TIMETABLE}/"
        assert "What keeps the child safe until then" in client.get(address).content.decode()
        day = {"until-day": str(later.day), "until-month": str(later.month), "until-year": str(later.year)}
        typed = {**day, "until-time": "5pm", "why": "Away."}
        refused = client.post(address, {**typed, "kind": "date"})
        assert refused.status_code == 422
        assert "Enter what keeps the child safe until then" in refused.content.decode()
        assert client.post(address, {**typed, "kind": "date", "safety": "A call."}).status_code == 302
        client.force_login(case.raised_by)
        asked = client.get(f"/cases/{case.reference}/do/{Verb.ACCEPT_TIMETABLE}/").content.decode()
        assert "Away." in asked
        assert "A call." in asked
        assert "Timetable" in client.get(f"/cases/{case.reference}/agreement/").content.decode()


def test_a_procedure_may_forbid_it(world: World, case: Case) -> None:
    s = seen(case, world.receiver_holder(case))
    s.case.policy_version.content["timescales"] = {"extension": {"allowed": False, "pauses": False}}
    s.case.policy_version.digest = "another"
    refused = timetables.may_propose(s)
    assert refused is not None
    assert refused.sentence == "The procedure does not let a limit be lengthened."
    assert timetables.may_pause(s).startswith("The procedure does not let its limits stand still")


class TestPastTheLimitOverAllStages:  # BRENT-6, O-18
    @pytest.fixture
    def world(self) -> World:
        return a_world("brent")

    @pytest.fixture
    def case(self, world: World) -> Case:
        """At a stage of both sides, with a week for all of them."""
        case = world.climb(world.raised(), at=START + HOUR)
        return case_now(world.climb(case, at=START + HOUR))

    def form_until(self, world: World, case: Case, day: int, **more: str) -> Any:
        data = {
            "kind": "date",
            "until-day": str(day),
            "until-month": "12",
            "until-year": "2026",
            "until-time": "5pm",
            "why": "The specialist is away.",
            "safety": "A daily call by the health visitor.",
        }
        s = seen(case, world.receiver_holder(case))
        return FORMS[Verb.PROPOSE_TIMETABLE](
            as_data({name: [said] for name, said in (data | more).items()}), situation=s
        )

    def test_the_form_says_when_that_is(self, world: World, case: Case) -> None:
        form = FORMS[Verb.PROPOSE_TIMETABLE](situation=seen(case, world.receiver_holder(case)))
        said = form.asides[-1].lines
        assert "The limit over all stages is Tuesday 1 December 2026, 5pm. No timetable moves it." in said

    def test_a_date_past_it_is_taken_once_the_person_has_read_that(self, world: World, case: Case) -> None:
        form = self.form_until(world, case, 4)
        assert form.is_valid()
        doubt = form.doubts["until"]
        assert doubt.sentences[0].startswith(
            "That is later than the limit over all stages, Tuesday 1 December 2026, 5pm"
        )
        assert form.has_doubts
        assert not self.form_until(world, case, 4, **{"until-looked-at": doubt.token}).has_doubts

    def test_elsewhere_nothing_is_said_of_one(self) -> None:
        world = a_world("bristol")
        case = world.raised(protective_at=None)
        form = self.form_until(world, case, 4)
        assert form.is_valid()
        assert not form.has_doubts
        assert not [line for line in form.asides[-1].lines if "over all stages" in line]
