"""Who sees a case: those who take part and the board's side; to everybody else there is none. Every look is logged."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import User
from agencies.roles import MembershipRole
from cases.access import fetch, standing, visible_to
from cases.actions import drafting
from cases.models import Case, CaseView, Draft, Side
from cases.verbs import Verb
from core.errors import NotVisible
from policies.vocabulary import Role
from tests.unit.cases.world import DAY, HOUR, START, World, a_person, a_world, case_now, on_the_board, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    return world.raised()


def sees(person: User) -> bool:
    return visible_to(person).exists()


def test_who_sees_a_case_from_the_start(world: World, case: Case) -> None:
    assert sees(world.raising.practitioner)
    assert sees(world.raising.at(Role.LINE_MANAGER))
    assert sees(world.receiving.at(Role.LINE_MANAGER))
    assert sees(world.office)


def test_who_does_not(world: World, case: Case) -> None:
    elsewhere = on_the_board(published("brent").area, MembershipRole.BOARD_OFFICE)
    administrator = a_person(is_superuser=True)
    member = on_the_board(world.version.area, MembershipRole.BOARD_MEMBER)
    colleagues = [world.raising.colleague, world.receiving.colleague, world.receiving.at(Role.SERVICE_MANAGER)]
    for person in (*colleagues, world.stranger, world.chair, elsewhere, administrator, member):
        assert not sees(person), person
        assert not standing(case, person).sees
        with pytest.raises(NotVisible):
            fetch(case.reference, person=person, at=START, page="case")


def test_the_chair_sees_it_once_the_board_is_involved(world: World, case: Case) -> None:
    world.climb_to_last(case, at=START)
    assert sees(world.chair)
    assert standing(case_now(case), world.chair).board


def test_the_office_knows_that_it_exists_and_not_what_it_says(world: World, case: Case) -> None:
    before = standing(case, world.office)
    assert (before.sees, before.content, before.board) == (True, False, False)
    after = standing(world.climb_to_last(case, at=START), world.office)
    assert (after.sees, after.content, after.board) == (True, True, True)


def test_what_a_person_is_to_a_case(world: World, case: Case) -> None:
    raiser = standing(case, world.raising.practitioner)
    assert (raiser.raiser, raiser.holds, raiser.escalating, raiser.content) == (True, (), True, True)
    ours, theirs = standing(case, world.raiser_holder(case)), standing(case, world.receiver_holder(case))
    assert [party.side for party in ours.holds] == [Side.ESCALATING]
    assert [party.side for party in theirs.holds] == [Side.RECEIVING]
    assert (ours.escalating, theirs.escalating) == (True, False)


def test_the_raiser_sees_it_though_no_manager_lets_her(world: World, case: Case) -> None:
    world.climb_to_last(case, at=START)
    assert sees(world.raising.practitioner)
    world.do(case, Verb.WITHDRAW, by=world.raising.practitioner, at=START + 20 * DAY)
    assert sees(world.raising.practitioner)


def test_an_unknown_reference_and_a_hidden_case_are_told_apart_by_nobody(world: World, case: Case) -> None:
    with pytest.raises(NotVisible) as hidden:
        fetch(case.reference, person=world.stranger, at=START, page="case")
    with pytest.raises(NotVisible) as unknown:
        fetch("ESC-9999", person=world.stranger, at=START, page="case")
    assert hidden.value.sentence == unknown.value.sentence


def test_every_look_is_logged_also_the_refused(world: World, case: Case) -> None:
    fetch(case.reference, person=world.raising.practitioner, at=START + HOUR, page="case")
    with pytest.raises(NotVisible):
        fetch(case.reference, person=world.stranger, at=START + HOUR, page="note")
    looks = CaseView.objects.order_by("pk").values_list("person", "page", "seen", "at")
    assert list(looks) == [
        (world.raising.practitioner.pk, "case", True, START + HOUR),
        (world.stranger.pk, "note", False, START + HOUR),
    ]


def test_the_number_of_queries_does_not_grow_with_the_cases(world: World, django_assert_num_queries) -> None:
    world.raised()
    with django_assert_num_queries(1):
        list(visible_to(world.office))
    for _ in range(4):
        world.raised()
    with django_assert_num_queries(1):
        assert len(visible_to(world.office)) == 5


class TestDrafts:
    @pytest.fixture
    def draft(self, world: World) -> Draft:
        return drafting.start_draft(by=world.raising.practitioner, at=START)

    def test_what_was_typed_is_kept_step_by_step(self, draft: Draft) -> None:
        later: datetime = START + HOUR
        drafting.save_answers(draft, "risk", {"at_risk": "no"}, at=START)
        drafting.save_answers(draft, "child", {"reference": ""}, at=later)
        kept = Draft.objects.get(pk=draft.pk)
        assert kept.answers == {"risk": {"at_risk": "no"}, "child": {"reference": ""}}
        assert kept.updated_at == later

    def test_sending_twice_makes_one_case(self, draft: Draft, world: World) -> None:
        what = world.disagreement(protective_at=START + DAY)
        first = drafting.send(draft, what, at=START)
        assert drafting.send(draft, what, at=START + HOUR) == first
        assert Case.objects.get() == Draft.objects.get().case

    def test_only_the_writer_reads_it(self, draft: Draft, world: World) -> None:
        assert drafting.fetch_draft(str(draft.key), by=world.raising.practitioner) == draft
        with pytest.raises(NotVisible):
            drafting.fetch_draft(str(draft.key), by=world.raising.at(Role.LINE_MANAGER))

    def test_a_sent_draft_stays(self, draft: Draft, world: World) -> None:
        drafting.send(draft, world.disagreement(protective_at=START + DAY), at=START)
        drafting.delete_draft(draft)
        assert Draft.objects.exists()

    def test_an_unsent_one_can_be_thrown_away(self, draft: Draft) -> None:
        drafting.delete_draft(draft)
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("key", ["nonsense", "", "00000000-0000-0000-0000-000000000000"])
    def test_a_key_that_is_none_is_not_found(self, key: str, world: World) -> None:
        with pytest.raises(NotVisible):
            drafting.fetch_draft(key, by=world.office)


class TestTheLogSaysWhatWasShown:
    @pytest.fixture
    def office(self, world: World, client: Client) -> Client:
        client.force_login(world.office)
        return client

    @staticmethod
    def last() -> tuple[str, bool]:
        found = CaseView.objects.order_by("pk").values_list("page", "seen").last()
        assert found is not None
        return found

    @pytest.mark.parametrize("page", ["timeline", "statement", "people", "print"])
    def test_an_outline_is_no_look_at_the_content(self, case: Case, office: Client, page: str, world: World) -> None:
        path = f"/cases/{case.reference}/{page}/".replace("timeline/", "")
        assert office.get(path).status_code == 200
        assert self.last() == (page, False)
        world.climb_to_last(case, at=START)
        office.get(path)
        assert self.last() == (page, True)

    def test_nor_is_what_the_api_refuses(self, case: Case, office: Client) -> None:
        assert office.get(f"/api/v1/cases/{case.reference}/record/").status_code == 403
        assert self.last() == ("api:record", False)

    def test_nor_the_page_of_a_verb_that_is_refused(self, world: World, case: Case, client: Client) -> None:
        client.force_login(world.raising.practitioner)
        assert client.get(f"/cases/{case.reference}/do/record-decision/").status_code == 403
        assert self.last() == ("record-decision", False)
        assert client.get(f"/cases/{case.reference}/do/add-note/").status_code == 200
        assert self.last() == ("add-note", True)

    def test_a_hidden_case_and_an_unknown_one_are_asked_for_by_the_same_queries(self, world: World, case: Case) -> None:
        asked = []
        for reference in (case.reference, "ESC-9999"):
            with CaptureQueriesContext(connection) as found, pytest.raises(NotVisible):
                fetch(reference, person=world.stranger, at=START, page="case")
            asked.append([query["sql"] for query in found if query["sql"].startswith("SELECT")])
        assert [len(selects) for selects in asked] == [1, 1]
