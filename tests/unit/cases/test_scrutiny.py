"""Quality assurance: a case, settled or not, goes to the chair, stays as it is, and gets findings that decide nothing."""

import pytest
from django.test import Client

from cases.access import standing
from cases.models import Case, Clock, FollowUpKind, State
from cases.verbs import Verb
from core.errors import NotAllowed, NotVisible, WrongMoment
from notifications.models import Message
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
REFERRED = START + 3 * DAY


@pytest.fixture
def world() -> World:
    return a_world("buckinghamshire")


@pytest.fixture
def settled(world: World) -> Case:
    """A case that the parties have settled long before it reached the board."""
    case = world.raised()
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case))
    world.do(case, Verb.CONFIRM_OUTCOME, by=world.receiver_holder(case), at=START + 2 * HOUR)
    return case_now(case)


def test_a_settled_case_stays_settled_and_is_referred_at_once(world: World, settled: Case) -> None:  # O-28, BUCKS-13
    running = Clock.objects.filter(case=settled, stopped_at=None).count()
    world.do(settled, Verb.REFER_FOR_SCRUTINY, by=settled.raised_by, at=REFERRED)
    case = case_now(settled)
    assert case.state == State.RESOLVED
    assert case.follow_ups.get(kind=FollowUpKind.SCRUTINY).owner == "chair"
    assert not case.passages.filter(closed_at=None).exists()
    assert Clock.objects.filter(case=case, stopped_at=None).count() == running
    assert case.entries.get(kind="refer-for-scrutiny").facts["ground"] == "qa-scrutiny"


def test_it_goes_through_the_office_to_the_chair_who_read_it_from_then_on(
    world: World, settled: Case
) -> None:  # BUCKS-14
    with pytest.raises(NotVisible):
        world.do(settled, Verb.ADD_NOTE, by=world.chair, at=REFERRED)
    world.do(settled, Verb.REFER_FOR_SCRUTINY, by=settled.raised_by, at=REFERRED)
    assert Message.objects.filter(recipient=world.office, kind="refer-for-scrutiny").exists()
    assert Message.objects.filter(recipient=world.chair, todo__contains="findings").exists()
    assert standing(case_now(settled), world.chair).content


def test_the_chair_s_findings_decide_nothing(world: World, settled: Case, client: Client) -> None:  # O-38
    world.do(settled, Verb.REFER_FOR_SCRUTINY, by=settled.raised_by, at=REFERRED)
    client.force_login(world.chair)
    assert "Referred for quality assurance" in client.get(f"/cases/{settled.reference}/").content.decode()
    assert f"/cases/{settled.reference}/do/record-findings/" in client.get("/").content.decode()
    typed = {"findings": "The threshold is read in two ways.", "learning": "Say which."}
    page = client.post(f"/cases/{settled.reference}/do/record-findings/", typed, follow=True).content.decode()
    assert "Findings recorded" in page
    case = case_now(settled)
    assert (case.state, case.ending) == (State.RESOLVED, "agreed")
    assert case.follow_ups.get(kind=FollowUpKind.SCRUTINY).result == "done"
    said = client.get(f"/cases/{case.reference}/agreement/").content.decode()
    assert "Findings of the quality assurance" in said
    assert "Referred for quality assurance" not in said.split("moj-sub-navigation")[0]


def test_an_open_case_goes_on_beside_it(world: World) -> None:  # BUCKS-13, O-38
    case = world.climb_to_last(world.raised(), at=START)
    world.do(case, Verb.REFER_FOR_SCRUTINY, by=world.raiser_holder(case), at=START + 20 * DAY)
    world.do(case, Verb.RECORD_FINDINGS, by=world.chair, at=START + 21 * DAY)
    assert case_now(case).state == State.OPEN
    world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 22 * DAY)
    assert case_now(case).state == State.RESOLVED


def test_it_is_referred_once_at_a_time(world: World, settled: Case) -> None:
    world.do(settled, Verb.REFER_FOR_SCRUTINY, by=settled.raised_by, at=REFERRED)
    with pytest.raises(WrongMoment, match="already"):
        world.do(settled, Verb.REFER_FOR_SCRUTINY, by=world.office, at=REFERRED)


def test_neither_side_records_the_findings(world: World, settled: Case) -> None:
    world.do(settled, Verb.REFER_FOR_SCRUTINY, by=settled.raised_by, at=REFERRED)
    with pytest.raises(NotAllowed):
        world.do(settled, Verb.RECORD_FINDINGS, by=settled.raised_by, at=REFERRED)


def test_a_procedure_that_says_nothing_of_it_refers_nothing() -> None:
    world = a_world("bristol")
    case = world.raised()
    with pytest.raises(WrongMoment, match="refers no case"):
        world.do(case, Verb.REFER_FOR_SCRUTINY, by=case.raised_by)


def test_only_those_who_take_part_or_the_board_refer_it(world: World, settled: Case) -> None:
    with pytest.raises(NotVisible):
        world.do(settled, Verb.REFER_FOR_SCRUTINY, by=world.stranger, at=REFERRED)
