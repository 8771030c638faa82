"""What a person is told, and what becomes of what they typed, where the case has moved on while they were writing."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from agencies.models import User
from cases.actions.door import Changed
from cases.models import Case, Entry
from cases.presenters.timeline import timeline
from cases.situations import situation
from cases.verbs import Verb
from core.errors import NotAllowed
from tests.unit.cases.api.client import CASES, act, as_person, shown
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
TYPED = "We visited twice.\nShe was not at home."


@pytest.fixture(autouse=True)
def _an_hour_later() -> Any:
    with time_machine.travel(START + HOUR, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


def opened(case: Case, verb: Verb, by: User) -> tuple[Client, str]:
    """A browser at the page of a verb, and the revision that the page showed."""
    client = Client()
    client.force_login(by)
    page = client.get(f"/cases/{case.reference}/do/{verb}/")
    assert page.status_code == 200
    seen = re.search(r'name="seen" value="(\d+)"', page.content.decode())
    assert seen is not None
    return client, seen[1]


def sent(client: Client, case: Case, verb: Verb, seen: str, **said: Any) -> tuple[int, str]:
    """The status and the words of what answers a form."""
    answer = client.post(f"/cases/{case.reference}/do/{verb}/", {"seen": seen, "submission": str(uuid4()), **said})
    return answer.status_code, unescape(re.sub(r"<(?!br>)[^>]+>", " ", answer.content.decode()))


def test_a_response_typed_while_the_other_side_escalates_is_given_back(world: World, case: Case) -> None:
    writer = world.receiver_holder(case)
    client, seen = opened(case, Verb.RESPOND, writer)
    world.climb(case, at=START + HOUR)
    status, words = sent(client, case, Verb.RESPOND, seen, position="disagree", child_safe="yes", response=TYPED)
    assert status == 403
    assert f"This case changed while you were working: {case.raised_by.name} was there before you (“Escalated”" in words
    now = world.receiver_holder(case)
    agency = world.receiving.agency.name
    assert f"You no longer stand for {agency} at this stage: {now.name} does now." in words
    assert "We visited twice.<br>She was not at home." in words
    assert "We do not agree" in words
    assert "add it as a note" in words
    assert not Entry.objects.filter(kind="respond").exists()


def test_one_typed_while_it_is_withdrawn_is_given_back(world: World, case: Case) -> None:
    client, seen = opened(case, Verb.RESPOND, world.receiver_holder(case))
    world.do(case, Verb.WITHDRAW, by=case.raised_by)
    status, words = sent(client, case, Verb.RESPOND, seen, position="disagree", child_safe="yes", response=TYPED)
    assert status == 409
    assert "(“Withdrawn”, " in words
    assert "This case has ended: withdrawn." in words
    assert "We visited twice." in words


def test_dates_choices_and_rows_are_given_back_as_well(world: World, case: Case) -> None:
    client, seen = opened(case, Verb.PROPOSE_PLAN, world.receiver_holder(case))
    world.do(case, Verb.WITHDRAW, by=case.raised_by)
    row = {"what": "Visit", "who": "both", "due_on-day": "3", "due_on-month": "12", "due_on-year": "2026"}
    rows = {f"actions-0-{name}": value for name, value in row.items()}
    status, words = sent(client, case, Verb.PROPOSE_PLAN, seen, **{"actions-TOTAL_FORMS": "1", **rows})
    assert status == 409
    assert re.search(r"Action 1\s+Visit<br>.*3 12 2026", words)


def test_what_is_typed_is_not_lost_between_the_check_and_the_deed(world: World, case: Case, monkeypatch: Any) -> None:
    client, seen = opened(case, Verb.RESPOND, world.receiver_holder(case))

    def refused(*_: object, **__: object) -> None:
        raise NotAllowed("You no longer stand for your agency.")

    monkeypatch.setattr("cases.actions.talking.respond", refused)
    status, words = sent(client, case, Verb.RESPOND, seen, position="agree", child_safe="yes", response=TYPED)
    assert (status, "You no longer stand for your agency." in words, "We visited twice." in words) == (403, True, True)


def test_a_page_that_is_only_stale_still_goes_back_to_its_form(world: World, case: Case) -> None:
    client, seen = opened(case, Verb.RESPOND, world.receiver_holder(case))
    world.do(case, Verb.ADD_NOTE, by=case.raised_by)
    status, words = sent(client, case, Verb.RESPOND, seen, position="agree", child_safe="yes", response=TYPED)
    assert status == 409
    assert f"{case.raised_by.name} was there before you (“Note added”, " in words
    assert "Send response" in words
    fresh = str(int(seen) + 1)
    assert sent(client, case, Verb.RESPOND, fresh, position="agree", child_safe="yes", response=TYPED)[0] == 302


def test_an_escalation_is_told_by_who_made_it_and_not_by_what_followed_of_itself(world: World, case: Case) -> None:
    seen = case_now(case).revision
    world.climb(case, at=START + HOUR)
    with pytest.raises(Changed) as told:
        world.do(case, Verb.ADD_NOTE, by=world.receiver_holder(case), seen=seen)
    assert f"{case.raised_by.name} was there before you (“Escalated”" in told.value.sentence
    with pytest.raises(Changed, match="you were there already"):
        world.do(case, Verb.ADD_NOTE, by=case.raised_by, seen=seen)


def test_a_move_by_the_clock_is_told_as_one(world: World, case: Case) -> None:
    case = case_now(world.climb(case, at=START))
    seen = case_now(case).revision
    world.sweep(START + 30 * DAY)
    with pytest.raises(Changed, match="Resolve was there before you"):
        world.do(case, Verb.ADD_NOTE, by=case.raised_by, seen=seen, at=START + 31 * DAY)


def test_the_api_says_changed_where_that_is_why(world: World, case: Case) -> None:
    writer = world.receiver_holder(case)
    seen = {"If-Match": f'"{shown(case, writer)["revision"]}"'}
    world.climb(case, at=START + HOUR)
    said = {"position": "disagree", "response": TYPED}
    answer = act(case, "respond", writer, said, **seen)
    assert (answer.status_code, answer.json()["code"]) == (403, "changed")
    assert "You no longer stand for" in answer.json()["detail"]
    now = {"If-Match": f'"{shown(case, writer)["revision"]}"'}
    answer = act(case, "respond", writer, said, **now)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


class TestTheOtherSidesNotes:
    """What one side notes for itself is no business of the other: it neither shows nor stands in their way."""

    def test_they_do_not_hold_up_a_form(self, world: World, case: Case) -> None:
        client, seen = opened(case, Verb.RESPOND, world.receiver_holder(case))
        world.do(case, Verb.ADD_NOTE, by=case.raised_by, private=True)
        assert sent(client, case, Verb.RESPOND, seen, position="agree", child_safe="yes", response=TYPED)[0] == 302

    def test_they_leave_no_gap_in_the_numbers(self, world: World, case: Case) -> None:
        reader = world.receiver_holder(case)
        before = shown(case, reader)
        world.do(case, Verb.ADD_NOTE, by=case.raised_by, private=True)
        assert shown(case, reader)["revision"] == before["revision"]
        assert shown(case, case.raised_by)["revision"] == before["revision"] + 1
        world.do(case, Verb.ADD_NOTE, by=case.raised_by)
        record = as_person(reader).get(f"{CASES}{case.reference}/record/").json()["entries"]
        assert [entry["number"] for entry in record] == list(range(1, len(record) + 1))
        events = timeline(situation(case_now(case), by=reader, at=START + HOUR))
        assert [event.number for event in events] == list(range(len(record), 0, -1))

    def test_ones_own_sides_notes_count(self, world: World, case: Case) -> None:
        world.do(case, Verb.HAND_OVER, by=world.raiser_holder(case), to=world.raising.colleague)
        client, seen = opened(case, Verb.ADD_NOTE, case.raised_by)
        world.do(case, Verb.ADD_NOTE, by=world.raising.colleague, private=True)
        assert sent(client, case, Verb.ADD_NOTE, seen, text=TYPED, audience="shared")[0] == 409


def test_who_acts_instead_is_said_to_whoever_does_not_act_any_longer(world: World, case: Case) -> None:
    former = world.receiver_holder(case)
    world.do(case, Verb.HAND_OVER, by=former, to=world.receiving.colleague)
    does_now = f"You no longer stand for .* at this stage: {world.receiving.colleague.name} does now."
    for verb in (Verb.RESPOND, Verb.ACKNOWLEDGE, Verb.PROPOSE_PLAN, Verb.HAND_OVER, Verb.RECORD_DISCUSSION):
        with pytest.raises(NotAllowed, match=does_now):
            world.do(case, verb, by=former)
    with pytest.raises(NotAllowed, match="Only the side that raised the disagreement"):
        world.do(case, Verb.WITHDRAW, by=former)
    with pytest.raises(NotAllowed, match="Only the side that received the disagreement"):
        world.do(case, Verb.RESPOND, by=case.raised_by)
