"""What was done on paper and is entered later: both times stand on record, and a limit that it kept was kept."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from cases.models import Case, Obligation
from cases.presenters.case import case_page
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput
from core.words import moment
from notifications.models import Message
from policies.vocabulary import Duty
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
