"""Whom the procedure names is told, or who is told instead; and the record says which, for every event."""

import pytest
from django.test import Client

from agencies.models import Membership, Post, User
from agencies.roles import MembershipRole
from cases.access import standing
from cases.models import Capacity, Case, Participation
from cases.verbs import Verb
from cases.words.entries import sentences_of
from core.errors import NotAllowed
from notifications.models import Message
from policies.vocabulary import AgencyType, Role
from tests.unit.cases.rules.walk import at_stage
from tests.unit.cases.test_westhaven import at_the_managers
from tests.unit.cases.test_westhaven import page as page_of
from tests.unit.cases.world import (
    DAY,
    HOUR,
    START,
    World,
    a_house,
    a_member,
    a_world,
    case_now,
    on_the_board,
    what_is_said,
)

pytestmark = pytest.mark.django_db


def a_post(world: World, role: Role, *, rank: int = 40) -> User:
    """Somebody in a post of the agency that raised it."""
    agency = world.raising.agency
    area = world.version.area if role is Role.QUALITY_ASSURANCE_MANAGER else None
    person = a_member(agency)
    Post.objects.create(agency=agency, role=role.value, rank=rank, title=role.label, holder=person, area=area)
    return person


def of_kind(person: User, kind: str) -> int:
    return Message.objects.filter(recipient=person, kind=kind).count()


class TestTheSafeguardingLead:
    """Policy format, 7: `safeguarding-lead` is the post, and not whoever acts."""

    @pytest.fixture
    def world(self) -> World:
        return a_world("westhaven")

    def test_the_holder_of_the_post_is_told_and_reads_the_case(self, client: Client, world: World) -> None:
        lead, case = a_post(world, Role.SAFEGUARDING_LEAD), at_the_managers(world)
        acting = world.raiser_holder(case)
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
        assert (of_kind(lead, "told-immediate-risk"), of_kind(acting, "told-immediate-risk")) == (1, 0)
        assert Participation.objects.get(case=case, person=lead).capacity == Capacity.TOLD
        said = page_of(case, lead)
        assert "Told, as the procedure asks: the safeguarding lead of the agency that raised it." in said

    def test_who_is_kept_out_is_never_told(self, world: World) -> None:
        lead = a_post(world, Role.SAFEGUARDING_LEAD)
        case = world.raised(conflicted=(lead,))
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
        assert not Message.objects.filter(recipient=lead).exists()
        assert not standing(case, lead).sees

    def test_where_there_is_nobody_the_record_says_so_at_every_event(self, world: World) -> None:
        case = at_the_managers(world)
        Post.objects.filter(agency=world.raising.agency).update(holder=None)
        Membership.objects.filter(area=world.version.area, agency=None).delete()
        world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
        world.sweep(START + 3 * DAY)
        events = {e.facts["event"]: e for e in case.entries.filter(kind="told")}
        assert events["immediate-risk"].facts["untold"] == ["safeguarding-lead"]
        assert events["breach"].facts["untold"] == ["chair"]
        said = " ".join(sentences_of(events["immediate-risk"], case_now(case)))
        assert "Nobody could be found to tell: the safeguarding lead of the agency that raised it." in said

    def test_limits_that_pass_together_are_told_of_once(self, world: World) -> None:
        case = at_the_managers(world)
        world.sweep(START + 3 * DAY)
        assert of_kind(world.chair, "told-breach") == case.entries.filter(kind="told").count() == 1

    def test_the_end_is_told_on_record(self, world: World) -> None:
        case = at_the_managers(world)
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 2 * HOUR)
        assert case.entries.get(kind="told").facts == {"event": "closed", "told": ["raiser"], "untold": []}


class TestWhoIsToldInstead:
    """BRIS-21: where the Business Manager cannot be had, the Quality Assurance Service Manager is told."""

    @pytest.fixture
    def world(self) -> World:
        return a_world("bristol")

    @pytest.fixture
    def assurer(self, world: World) -> User:
        return a_post(world, Role.QUALITY_ASSURANCE_MANAGER)

    def at_stage_three(self, world: World) -> Case:
        return at_stage(world, "stage-3")

    def test_the_office_alone_is_told_while_it_has_somebody(self, world: World, assurer: User) -> None:
        case = self.at_stage_three(world)
        assert (of_kind(world.office, "told-stage-entered"), of_kind(assurer, "told-stage-entered")) == (1, 0)
        assert "instead" not in case.entries.filter(kind="stage-opened").latest("number").facts

    def test_else_the_post_that_the_procedure_names_is_and_sees_the_outline_alone(
        self, world: World, assurer: User, client: Client
    ) -> None:  # BRIS-21
        Membership.objects.filter(role=MembershipRole.BOARD_OFFICE.value).delete()
        case = self.at_stage_three(world)
        entry = case.entries.filter(kind="stage-opened").latest("number")
        assert entry.facts["instead"] == [{"of": "board-office", "role": "quality-assurance-manager"}]
        assert "board-office" not in (*entry.facts["told"], *entry.facts["untold"])
        said = "Told instead of the board’s business office: quality assurance manager of the board."
        assert said in sentences_of(entry, case_now(case))
        message = Message.objects.get(recipient=assurer, kind="told-stage-entered")
        client.force_login(assurer)
        outline = client.get(message.path).content.decode()
        assert "You were told because the board’s office has nobody." in outline
        assert world.receiving.agency.name in outline
        kept = [value for value in what_is_said().values() if len(value) > 12]
        assert not [words for words in kept if words in outline]
        assert "/do/" not in outline
        assert client.get(f"/api/v1/cases/{case.reference}/record/").status_code == 403
        assert not case.views.filter(person=assurer, seen=True).exists()
        with pytest.raises(NotAllowed):
            world.do(case, Verb.ADD_NOTE, by=assurer, at=START + 9 * DAY)

    def test_it_sees_it_no_longer_once_the_office_has_somebody_or_the_case_has_ended(
        self, world: World, assurer: User
    ) -> None:  # BRIS-21, BRIS-23
        Membership.objects.filter(role=MembershipRole.BOARD_OFFICE.value).delete()
        case = self.at_stage_three(world)
        assert standing(case, assurer).sees
        office = on_the_board(world.version.area, MembershipRole.BOARD_OFFICE)
        assert not standing(case, assurer).sees
        office.memberships.all().delete()
        world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 9 * DAY)
        assert not standing(case_now(case), assurer).sees

    def test_without_either_the_chair_is(self, world: World) -> None:
        Membership.objects.filter(role=MembershipRole.BOARD_OFFICE.value).delete()
        case = self.at_stage_three(world)
        assert "chair" in case.entries.filter(kind="stage-opened").latest("number").facts["told"]


def test_a_post_of_another_agency_is_not_the_raising_side_s_lead() -> None:
    world = a_world("westhaven")
    other = a_house(world.version, AgencyType.POLICE).agency
    person = a_member(other)
    Post.objects.create(agency=other, role="safeguarding-lead", rank=9, title="Lead", holder=person)
    case = at_the_managers(world)
    world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=START + 2 * HOUR)
    assert not Message.objects.filter(recipient=person).exists()
