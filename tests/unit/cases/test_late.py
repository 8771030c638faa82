"""What was done on paper and is entered later: both times stand on record, and a limit that it kept was kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from cases.models import Case, Obligation
from cases.presenters.case import case_page
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, WrongMoment
from core.words import moment
from notifications.models import Message
from policies.vocabulary import Duty, Ground
from tests.unit.cases.test_raise_pages import text_of
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
IN_TIME = START + 3 * HOUR
TOO_LATE = START + 26 * HOUR
ENTERED = START + 2 * DAY + HOUR


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    """At Stage 1, whose response is due within a working day (BRIS-16)."""
    return world.raised()


def answered(world: World, case: Case, happened_at: datetime, *, at: datetime = ENTERED, how: str = "By hand.") -> Case:
    return world.do(case, Verb.RESPOND, by=world.receiver_holder(case), at=at, happened_at=happened_at, given_how=how)


def response(case: Case) -> Obligation:
    return Obligation.objects.get(passage__case=case, duty=Duty.RESPOND)


def tags(world: World, case: Case) -> list[str]:
    s = situation(case_now(case), by=world.raising.practitioner, at=ENTERED + HOUR)
    return [row.tag.text for row in case_page(s, []).duties if row.duty is Duty.RESPOND]


def test_a_response_that_was_given_in_time_on_paper_is_in_time(world: World, case: Case) -> None:
    """BRIS-16, and both times are shown."""
    answered(world, case, IN_TIME)
    entry = case.entries.get(kind=Verb.RESPOND)
    assert (entry.occurred_at, entry.recorded_at) == (IN_TIME, ENTERED)
    assert response(case).met_at == IN_TIME
    assert tags(world, case) == ["Done"]
    assert not case.entries.filter(kind="limit-passed", facts__duty=Duty.RESPOND).exists()
    client = Client()
    client.force_login(world.raising.practitioner)
    page = text_of(client.get(f"/cases/{case.reference}/"))
    assert f"{moment(IN_TIME)} , recorded {moment(ENTERED)}" in page
    assert "Done on paper, and entered later." in page
    assert "By hand." in page
    assert Message.objects.filter(recipient=world.raiser_holder(case), kind=Verb.RESPOND).exists()


def test_a_limit_that_was_noted_as_passed_stays_so_and_the_entry_says_that_it_was_kept(
    world: World, case: Case
) -> None:
    world.sweep(START + 25 * HOUR)
    passed = case.entries.get(kind="limit-passed", facts__duty=Duty.RESPOND)
    answered(world, case, IN_TIME)
    assert case.entries.filter(pk=passed.pk).exists()
    assert tags(world, case) == ["Done"]
    due = moment(response(case).clock.due_at)
    client = Client()
    client.force_login(world.raising.practitioner)
    assert f"It kept the limit of {due}, which is on record as passed." in text_of(
        client.get(f"/cases/{case.reference}/")
    )


def test_what_was_done_after_its_limit_is_late_all_the_same(world: World, case: Case) -> None:
    answered(world, case, TOO_LATE)
    assert tags(world, case) == ["Done late"]
    assert case.entries.filter(kind="limit-passed", facts__duty=Duty.RESPOND).exists()
    assert "kept_limits" not in case.entries.get(kind=Verb.RESPOND).facts


def test_a_discussion_says_too_that_it_kept_a_limit_on_record_as_passed() -> None:
    world = a_world("birmingham")  # one working week (BHAM-9)
    case = world.raised(protective_at=None)
    world.sweep(START + 8 * DAY)
    passed = case.entries.filter(kind="limit-passed", facts__duty=Duty.DISCUSS)
    assert passed.exists()
    holder = world.receiver_holder(case)
    world.do(case, Verb.RECORD_DISCUSSION, by=holder, at=START + 9 * DAY, held_at=START + DAY)
    assert case.entries.get(kind=Verb.RECORD_DISCUSSION).facts["kept_limits"]


@pytest.mark.parametrize(
    ("happened_at", "how", "field", "says"),
    [
        (ENTERED + HOUR, "By hand.", "happened_at", "must be in the past"),
        (START - HOUR, "By hand.", "happened_at", "what was done before is entered as a note"),
        (IN_TIME, " ", "given_how", "Enter how it reached the other side"),
        (None, "By hand.", "happened_at", "Enter when it was done"),
    ],
)
def test_what_cannot_have_been_so_is_refused(
    world: World, case: Case, happened_at: datetime | None, how: str, field: str, says: str
) -> None:
    with pytest.raises(BadInput) as refused:
        world.do(
            case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=ENTERED, happened_at=happened_at, given_how=how
        )
    assert says in refused.value.fields[field][0]
    assert not case.entries.filter(kind=Verb.ACKNOWLEDGE).exists()


def test_an_acknowledgement_and_a_step_stand_at_their_own_time() -> None:
    world = a_world("flowchart")
    case = world.raised()
    theirs = world.receiver_holder(case)
    world.do(case, Verb.ACKNOWLEDGE, by=theirs, at=ENTERED, happened_at=IN_TIME, given_how="By post.")
    assert Obligation.objects.get(passage__case=case, duty=Duty.ACKNOWLEDGE).met_at == IN_TIME
    assert world.passage(case).holdings.get(person=theirs).acknowledged_at == IN_TIME
    brent = a_world("brent")
    other = brent.raised()
    brent.do(other, Verb.CONSULT, by=brent.raising.practitioner, at=ENTERED, happened_at=IN_TIME)
    assert Obligation.objects.get(passage__case=other, duty=Duty.CONSULT).met_at == IN_TIME


def test_a_case_that_the_clock_has_moved_on_is_not_moved_back_by_a_late_entry() -> None:
    world = a_world("flowchart")
    case = world.climb(world.raised(), at=START + HOUR)
    world.sweep(START + 30 * DAY)
    assert case.entries.filter(kind="advanced").exists()
    here = case_now(case)
    later = START + 31 * DAY
    holder = world.receiver_holder(here)
    with pytest.raises(BadInput):
        world.do(here, Verb.ACKNOWLEDGE, by=holder, at=later, happened_at=IN_TIME, given_how="By hand.")
    world.do(here, Verb.ADD_NOTE, by=holder, at=later, text="We had answered on paper.", happened_at=IN_TIME)
    note = here.entries.get(kind=Verb.ADD_NOTE)
    assert (note.occurred_at, note.recorded_at) == (IN_TIME, later)
    assert case_now(case).stage == here.stage


def test_a_note_tells_of_no_future(world: World, case: Case) -> None:
    with pytest.raises(BadInput):
        world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner, at=START, happened_at=START + HOUR)


def test_the_page_folds_the_question_away_and_opens_it_where_something_is_wrong(world: World, case: Case) -> None:
    client = Client()
    client.force_login(world.receiver_holder(case))
    path = f"/cases/{case.reference}/do/respond/"
    page = client.get(path).content.decode()
    assert "It was done on paper, or before now" in page
    assert '<details class="govuk-details">' in page
    said = {
        "position": "agree",
        "response": "We agree.",
        "happened_at-which": "today",
        "happened_at-time": "noon o’clock",
    }
    answer = client.post(path, said | {"given_how": "By hand."})
    assert answer.status_code == 422
    assert '<details class="govuk-details" open>' in answer.content.decode()


@time_machine.travel(ENTERED, tick=False)
def test_a_program_says_it_as_well(world: World, case: Case) -> None:
    client = APIClient()
    client.force_authenticate(world.receiver_holder(case))
    at = case.raised_at + timedelta(minutes=1)
    body = {
        "position": "agree",
        "child_safe": "yes",
        "response": "Yes.",
        "happened_at": at.isoformat(),
        "given_how": "By post.",
    }
    answer = client.post(f"/api/v1/cases/{case.reference}/actions/respond/", body, format="json")
    assert answer.status_code == 200, answer.json()
    assert case.entries.get(kind=Verb.RESPOND).occurred_at == at.replace(second=0, microsecond=0)


def went_on(world: World, case: Case, *, at: datetime, ground: Ground = Ground.NOT_AGREED, **said: Any) -> Case:
    return world.do(case, Verb.ESCALATE, by=case.raised_by, at=at, ground=ground, **said)


class TestGoingOn:
    """A case goes on on paper: the next stage begins then, and nobody is timed out unseen."""

    def test_the_next_stage_and_its_limits_begin_when_the_paper_was_handed_over(self, world: World, case: Case) -> None:
        """BRIS-19: two working days from the escalation, which was on paper; both times are shown."""
        world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), at=START + HOUR)
        then = START + 4 * HOUR
        world.do(case, Verb.ADD_NOTE, by=case.raised_by, at=START + 8 * HOUR)
        went_on(world, case, at=START + 9 * HOUR, happened_at=then, given_how="Handed over.")
        entry, before, here = case.entries.get(kind=Verb.ESCALATE), *case.passages.order_by("number")
        assert (entry.occurred_at, entry.recorded_at) == (then, START + 9 * HOUR)
        assert (before.closed_at, here.opened_at) == (then, then)
        assert here.obligations.get(duty=Duty.RESPOND).clock.due_at == then + 2 * DAY
        told = Message.objects.filter(recipient=world.receiver_holder(case), created_at__gte=START + 9 * HOUR)
        assert told.exists(), "they are told when Resolve knows"
        client = Client()
        client.force_login(case.raised_by)
        page = text_of(client.get(f"/cases/{case.reference}/"))
        assert f"{moment(then)} , recorded {moment(START + 9 * HOUR)}" in page
        assert "Handed over." in page
        theirs = world.receiver_holder(case)
        said = {"happened_at": then + HOUR, "given_how": "By hand."}
        world.do(case, Verb.RESPOND, by=theirs, at=START + 10 * HOUR, **said)
        assert here.obligations.get(duty=Duty.RESPOND).met_at == then + HOUR, "the answer on paper has its time too"

    def test_a_limit_that_would_have_passed_before_the_entry_counts_from_the_entry(
        self, world: World, case: Case
    ) -> None:
        entered = START + 20 * DAY  # a Monday, like the start
        went_on(world, case, at=entered, happened_at=START + 3 * HOUR, given_how="By post.")
        clock = case.passages.get(closed_at=None).obligations.get(duty=Duty.RESPOND).clock
        assert clock.due_at > entered
        assert "counts from the entry in Resolve" in " ".join(clock.explanation)
        world.sweep(entered + HOUR)
        assert not case.entries.filter(kind="limit-passed", passage=clock.obligation.passage).exists()

    @pytest.mark.parametrize(
        ("happened_at", "how", "field", "says"),
        [
            (START + 9 * HOUR, "By hand.", "happened_at", "must be in the past"),
            (START - HOUR, "By hand.", "happened_at", "This stage began on"),
            (START + HOUR, "By hand.", "happened_at", "Something was done at this stage on"),
            (START + 4 * HOUR, "", "given_how", "Enter how it reached the other side"),
        ],
    )
    def test_it_cannot_have_gone_on_before_what_was_done_there_nor_after_now(
        self, world: World, case: Case, happened_at: datetime, how: str, field: str, says: str
    ) -> None:
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), at=START + 2 * HOUR)
        with pytest.raises(BadInput) as refused:
            went_on(world, case, at=START + 5 * HOUR, happened_at=happened_at, given_how=how)
        assert says in refused.value.fields[field][0]

    def test_no_response_is_no_ground_on_paper_while_the_time_still_ran(self, world: World, case: Case) -> None:
        """BRIS-17: whether somebody had let the limit pass is asked of the moment at which it went on."""
        late = START + 3 * DAY
        with pytest.raises(WrongMoment, match="still has time to respond"):
            went_on(world, case, at=late, ground=Ground.NO_RESPONSE, happened_at=START + 3 * HOUR, given_how="By hand.")
        went_on(world, case, at=late, ground=Ground.NO_RESPONSE, happened_at=START + 2 * DAY, given_how="By hand.")
        assert case_now(case).stage != case.stage


def test_who_was_heard_on_paper_stands_at_its_time() -> None:
    world = a_world("brent")
    case = world.climb_to_last(world.raised(), at=START)
    began = case.passages.get(closed_at=None).opened_at
    heard = began + HOUR
    with pytest.raises(BadInput, match="cannot be taken"):
        world.do(case, Verb.RECORD_REPRESENTATIONS, by=world.office, at=began + DAY, happened_at=began - DAY)
    world.do(case, Verb.RECORD_REPRESENTATIONS, by=world.office, at=began + DAY, happened_at=heard)
    entry = case.entries.get(kind=Verb.RECORD_REPRESENTATIONS)
    assert (entry.occurred_at, entry.recorded_at) == (heard, began + DAY)
