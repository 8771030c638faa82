"""Somebody turns out to be part of the disagreement after it was raised: kept out, passed over, and let in again."""

import pytest
from django.test import Client

from cases.access import visible_to
from cases.models import Case, Exclusion
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible
from notifications.models import Message
from policies.vocabulary import Role
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    """At Stage 2, where the line managers act."""
    return case_now(world.climb(world.raised(), at=START + HOUR))


class TestKeepOut:
    def test_what_they_held_passes_to_the_next_up_and_they_see_it_no_longer(self, world: World, case: Case) -> None:
        manager = world.receiver_holder(case)  # BUCKS-6
        world.do(case, Verb.KEEP_OUT, by=case.raised_by, at=START + DAY, person=manager)
        assert world.receiver_holder(case) == world.receiving.at(Role.SERVICE_MANAGER)
        assert not visible_to(manager).filter(pk=case.pk).exists()
        with pytest.raises(NotVisible):
            world.do(case, Verb.ADD_NOTE, by=manager, at=START + DAY + HOUR)

    def test_who_acts_now_is_told_and_the_one_kept_out_is_not(self, world: World, case: Case) -> None:
        manager, above = world.receiver_holder(case), world.receiving.at(Role.SERVICE_MANAGER)
        before = Message.objects.filter(recipient=manager).count()
        world.do(case, Verb.KEEP_OUT, by=case.raised_by, at=START + DAY, person=manager)
        assert Message.objects.filter(recipient=above, kind="holder-changed").exists()
        assert Message.objects.filter(recipient=manager).count() == before

    def test_their_cover_does_not_act_for_them_either(self, world: World, case: Case) -> None:
        holding = world.passage(case).holdings.get(party__side="receiving")
        holding.on_behalf_of, holding.person = holding.person, world.receiving.colleague
        holding.save()
        world.do(case, Verb.KEEP_OUT, by=case.raised_by, at=START + DAY, person=holding.on_behalf_of)
        assert world.receiver_holder(case) == world.receiving.at(Role.SERVICE_MANAGER)

    def test_the_office_and_the_chair_can_be_kept_out(self, world: World) -> None:
        case = world.climb_to_last(world.raised(), at=START + HOUR, every=HOUR)
        world.do(case, Verb.KEEP_OUT, by=case.raised_by, at=START + 2 * DAY, person=world.office)
        assert not visible_to(world.office).filter(pk=case.pk).exists()
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 3 * DAY)

    def test_nobody_keeps_out_the_raiser_or_themselves(self, world: World, case: Case) -> None:
        manager = world.raiser_holder(case)
        for person in (case.raised_by, manager):
            with pytest.raises(BadInput, match="cannot be kept out"):
                world.do(case, Verb.KEEP_OUT, by=manager, at=START + DAY, person=person)

    def test_who_received_it_keeps_out_people_of_their_own_agency_only(self, world: World, case: Case) -> None:
        theirs = world.receiver_holder(case)
        with pytest.raises(BadInput):
            world.do(case, Verb.KEEP_OUT, by=theirs, at=START + DAY, person=world.raiser_holder(case))
        world.do(case, Verb.KEEP_OUT, by=theirs, at=START + DAY, person=world.receiving.at(Role.DIRECTOR))

    def test_a_colleague_without_a_part_cannot(self, world: World, case: Case) -> None:
        with pytest.raises(NotVisible):
            world.do(case, Verb.KEEP_OUT, by=world.raising.colleague, at=START + DAY, person=world.office)

    def test_one_kept_out_is_passed_over_at_the_stages_that_follow(self, world: World, case: Case) -> None:
        above = world.receiving.at(Role.SERVICE_MANAGER)
        world.do(case, Verb.KEEP_OUT, by=case.raised_by, at=START + DAY, person=above)
        case = case_now(world.climb(case, at=START + 2 * DAY))
        assert world.receiver_holder(case) != above


class TestLetIn:
    def test_the_board_undoes_it_and_who_acts_is_worked_out_anew(self, world: World) -> None:
        case = world.climb_to_last(world.raised(), at=START + HOUR, every=HOUR)
        holder = world.receiver_holder(case)
        world.do(case, Verb.KEEP_OUT, by=case.raised_by, at=START + 2 * DAY, person=holder)
        world.do(case, Verb.LET_IN, by=world.office, at=START + 3 * DAY, person=holder)
        assert not Exclusion.objects.exists()
        assert visible_to(holder).filter(pk=case.pk).exists()

    def test_the_sides_cannot(self, world: World, case: Case) -> None:
        world.do(case, Verb.KEEP_OUT, by=case.raised_by, at=START + DAY, person=world.office)
        with pytest.raises(NotAllowed):
            world.do(case, Verb.LET_IN, by=case.raised_by, at=START + DAY, person=world.office)


def test_the_page_takes_it_and_the_timeline_names_them(world: World, case: Case, client: Client) -> None:
    manager = world.receiver_holder(case)
    client.force_login(case.raised_by)
    path = f"/cases/{case.reference}/do/keep-out/"
    assert manager.name in client.get(path).content.decode()
    client.post(path, {"person": str(manager.pk), "why": "It is her own decision."})
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert f"{manager.name} is part of the disagreement" in page
