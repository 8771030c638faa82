"""What could not be delivered is seen: by the board's office of the area, and by the side of whoever should have had it."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import Membership, User
from agencies.roles import MembershipRole
from cases.models import Case
from cases.presenters.timeline import timeline
from cases.situations import situation
from notifications.models import NOBODY, Delivery, Message, State
from tests.unit.cases.world import START, World, a_world, case_now, on_the_board, published

pytestmark = pytest.mark.django_db
FAILURES = "/notices/undelivered/"


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    """A case whose letter to the receiving holder was refused by the mail server."""
    case = world.raised()
    letters = Delivery.objects.filter(message__recipient=world.receiver_holder(case))
    letters.update(state=State.FAILED, failed_at=timezone.now(), last_error="The mail server refused the address (550)")
    return case


def page(person: User, path: str, status: int = 200) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_office_of_the_area_sees_it_and_sends_it_again(world: World, case: Case) -> None:
    assert "Messages that could not be delivered" in page(world.office, "/notices/")
    said = page(world.office, FAILURES)
    assert str(case.reference) in said
    assert world.receiver_holder(case).name in said
    client, delivery = Client(), Delivery.objects.get(state=State.FAILED)
    client.force_login(world.office)
    assert client.post(f"{FAILURES}{delivery.pk}/send-again/").status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == State.PENDING


def test_the_office_of_another_area_sees_none_of_it(case: Case) -> None:
    elsewhere = on_the_board(published("brent").area, MembershipRole.BOARD_OFFICE)
    assert "Every message has been delivered" in page(elsewhere, FAILURES)
    client, delivery = Client(), Delivery.objects.get(state=State.FAILED)
    client.force_login(elsewhere)
    assert client.post(f"{FAILURES}{delivery.pk}/send-again/").status_code == 404
    delivery.refresh_from_db()
    assert delivery.state == State.FAILED


def test_nor_does_one_of_the_office_who_is_kept_out_of_the_case(world: World) -> None:
    kept_out = on_the_board(world.version.area, MembershipRole.BOARD_OFFICE)
    world.raised(conflicted=(kept_out,))
    Delivery.objects.update(state=State.FAILED, failed_at=timezone.now())
    assert "Every message has been delivered" in page(kept_out, FAILURES)
    assert "Every message has been delivered" not in page(world.office, FAILURES)


def test_nobody_else_reaches_the_page(world: World, case: Case) -> None:
    for person in (case.raised_by, world.chair, world.receiver_holder(case)):
        page(person, FAILURES, status=403)
        assert "Messages that could not be delivered" not in page(person, "/notices/")


@pytest.mark.parametrize("section", ["", "people/"])
def test_the_side_of_whoever_should_have_had_it_reads_so_on_the_case(world: World, case: Case, section: str) -> None:
    holder, path = world.receiver_holder(case), f"/cases/{case.reference}/{section}"
    line = f"The letter to {holder.name} could not be delivered."
    assert line in page(holder, path)
    assert "could not be delivered" not in page(case.raised_by, path)


def test_and_so_does_the_board_side_once_it_reads_the_case(world: World, case: Case) -> None:
    holder = world.receiver_holder(case)
    world.climb_to_last(case, at=START)
    assert f"The letter to {holder.name} could not be delivered." in page(world.office, f"/cases/{case.reference}/")


class TestNobodyToTell:
    """Where the board has neither an office nor a chair, that shows: in the record, and as a letter that failed."""

    def at_the_last_stage(self, world: World, *gone: User) -> Case:
        Membership.objects.filter(user__in=gone).delete()
        return case_now(world.climb_to_last(world.raised(), at=START))

    def told(self, case: Case) -> tuple[Any, Any]:
        facts = case.entries.filter(kind="stage-opened").order_by("number").last().facts
        return facts["told"], facts["untold"]

    def test_the_record_says_so_and_the_outbox_has_a_failure(self, world: World) -> None:
        case = self.at_the_last_stage(world, world.office, world.chair)
        told, untold = self.told(case)
        assert "board-office" in untold
        assert not {"board-office", "chair"} & set(told)
        sentences = [s for e in timeline(situation(case, by=case.raised_by, at=START)) for s in e.sentences]
        assert any(s.startswith("Nobody could be found to tell: the ") for s in sentences)
        unsent = Delivery.objects.filter(message__recipient=None, message__reference=case.reference)
        assert {delivery.last_error for delivery in unsent} == {NOBODY}
        assert {"to-do", "told-stage-entered"} <= {delivery.message.kind for delivery in unsent}
        newcomer = on_the_board(world.version.area, MembershipRole.BOARD_OFFICE)
        assert "There was nobody to send it to" in page(newcomer, FAILURES)
        assert "There was a letter and nobody to send it to." in page(newcomer, f"/cases/{case.reference}/")

    def test_where_the_chair_stands_in_the_record_names_the_chair(self, world: World) -> None:
        told, untold = self.told(self.at_the_last_stage(world, world.office))
        assert "chair" in told
        assert ("board-office" in told, untold) == (False, [])
        assert not Message.objects.filter(recipient=None).exists()

    def test_where_the_office_stands_in_the_record_names_the_office(self, world: World) -> None:
        told, untold = self.told(self.at_the_last_stage(world, world.chair))
        assert "board-office" in told
        assert ("chair" in told, untold) == (False, [])

    def test_a_side_without_a_person_is_told_to_the_board_and_is_no_failure(self, world: World) -> None:
        for post in world.receiving.posts.values():
            post.holder = None
            post.save()
        case = world.raised(practitioner=None)
        assert Message.objects.filter(reference=case.reference, kind="no-holder", recipient=world.office).exists()
        assert not Message.objects.filter(recipient=None).exists()
