"""A decision that is recorded in the chair’s name: who says so, who confirms it, and what becomes of a correction (BUCKS-15)."""

import html
from datetime import timedelta

import pytest
from django.test import Client

from agencies.models import Membership
from agencies.roles import MembershipRole
from cases.actions.hand import Given
from cases.documents.ending import decision_sections
from cases.documents.source import Source
from cases.models import Case, FollowUpKind, OutcomeCode
from cases.rules.monitoring import monitoring, shared_entries
from cases.selectors import to_follow_up
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from core.words import london
from notifications.models import Message
from tests.unit.cases.rules.walk import page, read
from tests.unit.cases.test_sitting import AT, LATER
from tests.unit.cases.world import DAY, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
ADDRESS = "/cases/{}/do/{}/"


@pytest.fixture
def scene() -> tuple[World, Case]:
    world = a_world("buckinghamshire")
    return world, world.climb_to_last(world.raised(), at=START)


def said_in_the_document(world: World, case: Case) -> str:
    s = situation(case_now(case), by=world.office, at=AT + 5 * DAY)
    return " ".join(line for section in decision_sections(Source(s)) for row in section.rows for line in row.lines)


def test_the_chair_confirms_what_the_office_recorded(scene: tuple[World, Case]) -> None:  # BUCKS-15
    world, case = scene
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT)
    assert f"Recorded for the {case.policy.area.chair} by the {case.policy.area.board_office}." in page(
        case, case.raised_by, "agreement/"
    )
    waits = to_follow_up(world.chair, at=AT).get()
    assert (waits.kind, waits.clock.due_at > AT) == (FollowUpKind.HAND, True)
    assert "the decision that was recorded for you" in read(world.chair, "/", at=AT)
    assert Message.objects.filter(recipient=world.chair, kind="to-do", todo__contains="recorded for you").exists()
    assert not to_follow_up(world.office, at=AT).filter(kind=FollowUpKind.HAND).exists()
    with pytest.raises(NotAllowed, match="Only the chair"):
        world.do(case, Verb.CONFIRM_DECISION, by=world.office, at=LATER)
    assert f"The {case.policy.area.chair} has not confirmed yet" in said_in_the_document(world, case)
    world.do(case, Verb.CONFIRM_DECISION, by=world.chair, at=LATER)
    document = said_in_the_document(world, case)
    assert f"{world.chair.name}, {case.policy.area.chair}, confirmed it" in document
    assert f"by {world.office.name}" in document
    assert case.follow_ups.filter(kind=FollowUpKind.READING).count() == 2
    with pytest.raises(WrongMoment):
        world.do(case, Verb.CONFIRM_DECISION, by=world.chair, at=LATER)


def test_a_correction_keeps_the_version_before_and_both_sides_acknowledge_it_anew(
    scene: tuple[World, Case], client: Client
) -> None:  # BUCKS-15
    world, case = scene
    receiver = world.receiver_holder(case)
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT, decision="A visit each month.")
    world.do(case, Verb.ACKNOWLEDGE_DECISION, by=receiver, at=LATER)
    with pytest.raises(BadInput) as refused:
        world.do(case, Verb.CONFIRM_DECISION, by=world.chair, at=LATER, is_so=False)
    assert set(refused.value.fields) == {"wrong", "decision"}
    client.force_login(world.chair)
    typed = {"is_so": "no", "wrong": "I said each week.", "decision": "A visit each week.", "reasons": ""}
    done = client.post(ADDRESS.format(case.reference, "confirm-decision"), typed, follow=True)
    assert "Decision confirmed or corrected by the chair" in done.content.decode()
    said = page(case, case.raised_by, "agreement/", at=AT + 400 * DAY)
    assert said.index("A visit each week.") < said.index("A visit each month.")
    assert case_now(case).outcome_code == OutcomeCode.UPHELD, "what was not corrected stays"
    assert "corrected it: the corrected version holds" in said
    assert "I said each week." in said
    told = Message.objects.filter(recipient=case.raised_by, kind="confirm-decision").values_list("todo", flat=True)
    assert list(told) == ["read the decision as the chair has corrected it"]
    again = case.follow_ups.filter(kind=FollowUpKind.READING, result="")
    assert {reading.asked_in.kind for reading in again} == {"confirm-decision"}
    assert {reading.party.side for reading in again} == {"escalating", "receiving"}
    assert monitoring(case_now(case), shared_entries(case)).outcome == ("A visit each week.",)


def test_a_decision_of_the_chair_s_own_hand_asks_for_no_confirmation(scene: tuple[World, Case]) -> None:  # BUCKS-15
    world, case = scene
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=AT)
    assert not case.follow_ups.filter(kind=FollowUpKind.HAND).exists()
    assert "recorded_for" not in case.entries.get(kind="record-decision").facts


def test_where_no_chair_has_an_account_the_office_says_how_it_was_given(
    scene: tuple[World, Case], client: Client
) -> None:  # BUCKS-15
    world, case = scene
    Membership.objects.filter(role=MembershipRole.CHAIR.value).delete()
    with pytest.raises(BadInput) as refused:
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT)
    assert set(refused.value.fields) == {"given_by", "given_on"}
    today = london(AT).date()
    with pytest.raises(BadInput, match="today or in the past"):
        world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT, given=Given("letter", today + timedelta(days=1)))
    client.force_login(world.office)
    form = html.unescape(client.get(ADDRESS.format(case.reference, "record-decision")).content.decode())
    assert "How did the chair give it to you?" in form
    assert "has no account here to confirm it" in form
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT, given=Given("letter", today))
    assert "It was given by letter, on" in said_in_the_document(world, case)
    assert not case.follow_ups.filter(kind=FollowUpKind.HAND).exists()


def test_the_chair_corrects_what_became_of_it_and_only_of_what_was_settled(
    scene: tuple[World, Case], client: Client
) -> None:
    world, case = scene
    world.do(case, Verb.RECORD_DECISION, by=world.office, at=AT)
    client.force_login(world.chair)
    typed = {"is_so": "no", "wrong": "It stands.", "decision": "No visit.", "reasons": "", "outcome": "not-upheld"}
    address = ADDRESS.format(case.reference, "confirm-decision")
    assert client.post(address, {**typed, "outcome": "withdrawn"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    assert case_now(case).outcome_code == OutcomeCode.NOT_UPHELD
    assert "The decision stands." in page(case, case.raised_by, "", at=AT + 400 * DAY)
