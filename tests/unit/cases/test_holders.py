"""Who stands for a party: vacancies, cover, conflicts, leavers, hand-overs; the clocks run on all the same."""

from datetime import datetime
from typing import Any

import pytest

from agencies import directory
from agencies.models import Cover, LadderChange, Membership, User
from agencies.roles import MembershipRole
from cases import record
from cases.access import admit, fetch, visible_to
from cases.models import Capacity, Case, Clock, Holding, Side
from cases.sweeps import follow_ladders, sweep
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible
from notifications.models import Message
from policies.vocabulary import Duty, Role
from tests.unit.cases.small import small_world
from tests.unit.cases.world import DAY, HOUR, START, World, a_member, a_person, a_world, case_now

pytestmark = pytest.mark.django_db


def away(person: User, covered_by: User, *, since: datetime = START - DAY, until: datetime = START + 30 * DAY) -> Cover:
    return Cover.objects.create(person=person, covered_by=covered_by, starts_at=since, ends_at=until)


@pytest.fixture
def world() -> World:
    return a_world("bristol")


def receiving(case: Case) -> Holding:
    return Holding.objects.get(passage__case=case, passage__closed_at=None, party__side=Side.RECEIVING)


def dues(case: Case) -> list[datetime]:
    return list(Clock.objects.filter(case=case, stopped_at=None).order_by("pk").values_list("due_at", flat=True))


class TestWhoStands:
    def test_the_role_that_the_policy_names(self, world: World) -> None:
        holding = receiving(world.raised())
        assert holding.person == world.receiving.at(Role.LINE_MANAGER)
        assert holding.title == "Supervisor or team manager"
        assert holding.why

    def test_nobody_comes_after_who_left_at_a_last_stage_for_the_side_against_which_they_act(self) -> None:  # BRIS-3
        world = small_world()
        house = world.raising
        case = world.raised(receiving_agencies=(house.agency,), practitioner=house.colleague)
        world.climb(case, at=START + HOUR)
        assert receiving(case).person == house.colleague
        directory.mark_left(person=house.colleague, by=None, at=START + DAY)
        sweep(at=START + DAY)
        assert world.raiser_holder(case) == house.practitioner
        assert receiving(case).person is None

    def test_a_vacant_post_goes_one_up_and_says_so(self, world: World) -> None:
        post = world.receiving.posts[Role.LINE_MANAGER]
        post.holder = None
        post.save()
        holding = receiving(world.raised())
        assert holding.person == world.receiving.at(Role.SERVICE_MANAGER)
        assert any("vacant" in sentence for sentence in holding.why)

    def test_where_nobody_is_there_the_office_is_told_and_the_clock_runs(self, world: World) -> None:
        for post in world.receiving.posts.values():
            post.holder = None
            post.save()
        case = world.raised()
        assert receiving(case).person is None
        assert Message.objects.filter(recipient=world.office, kind="no-holder").count() == 1
        assert Clock.objects.filter(case=case, obligation__duty=Duty.RESPOND, stopped_at=None).exists()

    def test_a_conflict_with_the_manager_goes_one_up_and_hides_the_case(self, world: World) -> None:  # BUCKS-6
        manager = world.receiving.at(Role.LINE_MANAGER)
        case = world.raised(conflicted=(manager,))
        assert receiving(case).person == world.receiving.at(Role.SERVICE_MANAGER)
        with pytest.raises(NotVisible):
            fetch(case.reference, person=manager, at=START, page="case")
        assert not visible_to(manager).exists()

    def test_somebody_kept_out_is_told_nothing_at_any_stage(self, world: World) -> None:
        kept_out = world.receiving.at(Role.SERVICE_MANAGER)
        case = world.raised(conflicted=(kept_out, world.office))
        case = world.climb_to_last(case, at=START)
        world.sweep(START + 40 * DAY)
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=START + 41 * DAY)
        assert not Message.objects.filter(recipient__in=[kept_out, world.office]).exists()

    def test_nobody_stands_below_an_excluded_manager(self, world: World) -> None:
        kept_out = world.receiving.at(Role.SERVICE_MANAGER)
        case = world.raised(conflicted=(kept_out,))
        case = case_now(world.climb(case, at=START + DAY))
        holder = receiving(case)
        assert holder.person not in (kept_out, world.receiving.at(Role.LINE_MANAGER))

    def test_the_same_person_at_two_stages_is_said(self) -> None:  # O-1
        from policies.vocabulary import AgencyType

        world = a_world("birmingham", raising=AgencyType.SCHOOL)
        case = world.raised()
        for step in range(3):
            case = case_now(world.climb(case, at=START + step * DAY + HOUR))
        assert case.stage == "stage-three"
        holding = Holding.objects.get(passage__case=case, passage__closed_at=None, party__side=Side.ESCALATING)
        assert any("at the stage before" in sentence for sentence in holding.why)


class TestCover:
    def test_the_cover_acts_and_the_record_says_for_whom(self, world: World) -> None:
        manager, cover = world.receiving.at(Role.LINE_MANAGER), world.receiving.colleague
        away(manager, cover)
        case = world.raised()
        assert receiving(case).person == cover
        world.do(case, Verb.RESPOND, by=cover)
        entry = case.entries.get(kind="respond")
        assert (entry.by, entry.on_behalf_of) == (cover, manager)
        assert record.faults(case_now(case)) == []

    def test_who_is_away_may_not_act_and_who_is_back_may(self, world: World) -> None:
        manager, cover = world.receiving.at(Role.LINE_MANAGER), world.receiving.colleague
        case = world.raised(protective_at=START + 60 * DAY)
        directory.set_cover(
            person=manager,
            covered_by=cover,
            starts_at=START + DAY,
            ends_at=START + 3 * DAY,
            by=None,
            at=START,
        )
        before = dues(case)
        sweep(at=START + DAY - HOUR)
        assert receiving(case).person == manager
        follow_ladders(at=START + DAY)
        assert receiving(case).person == cover
        with pytest.raises(NotAllowed):
            world.do(case, Verb.RESPOND, by=manager, at=START + DAY)
        entry = case.entries.get(kind="holder-changed")
        assert (entry.facts["from"], entry.facts["to"], entry.facts["covers"]) == (manager.pk, cover.pk, manager.pk)
        assert Message.objects.filter(recipient=cover, kind="holder-changed").count() == 1
        follow_ladders(at=START + 3 * DAY)
        assert receiving(case).person == manager
        assert receiving(case).on_behalf_of is None
        assert dues(case) == before

    def test_a_practitioner_without_a_post_is_covered_as_well(self) -> None:
        world = a_world("flowchart")
        named, cover = a_member(world.receiving.agency), world.receiving.colleague
        case = world.raised(practitioner=named)
        assert receiving(case).person == named
        away(named, cover, since=START + DAY, until=START + 2 * DAY)
        follow_ladders(at=START + DAY)
        assert (receiving(case).person, receiving(case).on_behalf_of) == (cover, named)
        assert follow_ladders(at=START + DAY) == 0
        follow_ladders(at=START + 2 * DAY)
        assert (receiving(case).person, receiving(case).on_behalf_of) == (named, None)

    def test_cover_in_force_when_the_stage_begins_covers_the_practitioner(self) -> None:
        world = a_world("flowchart")
        away(world.receiving.practitioner, world.receiving.colleague)
        assert receiving(world.raised()).person == world.receiving.colleague


class TestLeavers:
    def test_a_leaver_s_cases_go_to_whoever_stands_now(self, world: World) -> None:
        case = world.raised()
        before = dues(case)
        manager = world.receiving.at(Role.LINE_MANAGER)
        directory.mark_left(person=manager, by=None, at=START + HOUR)
        assert follow_ladders(at=START + HOUR) == 1
        assert receiving(case).person == world.receiving.at(Role.SERVICE_MANAGER)
        assert dues(case) == before
        assert follow_ladders(at=START + 2 * HOUR) == 0
        assert not LadderChange.objects.filter(handled_at=None, effective_at__lte=START + HOUR).exists()

    def test_a_practitioner_who_has_left_is_replaced(self) -> None:
        world = a_world("flowchart")
        named = a_member(world.receiving.agency)
        case = world.raised(practitioner=named)
        directory.mark_left(person=named, by=None, at=START + HOUR)
        follow_ladders(at=START + HOUR)
        assert receiving(case).person not in (named, None)

    def test_a_colleague_who_was_handed_it_and_left_is_replaced(self, world: World) -> None:
        case = world.raised()
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=world.receiving.colleague)
        directory.mark_left(person=world.receiving.colleague, by=None, at=START + 2 * HOUR)
        follow_ladders(at=START + 2 * HOUR)
        assert receiving(case).person == world.receiving.at(Role.LINE_MANAGER)
        assert not receiving(case).handed_over

    def test_at_the_last_stage_a_leaver_is_replaced_too(self, world: World) -> None:
        case = world.climb_to_last(world.raised(), at=START)
        left = world.receiver_holder(case)
        directory.mark_left(person=left, by=None, at=START + 20 * DAY)
        follow_ladders(at=START + 20 * DAY)
        assert receiving(case).person != left

    def test_a_new_holder_acknowledges_for_themselves(self, world: World) -> None:
        case = world.raised()
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case))
        post = world.receiving.posts[Role.LINE_MANAGER]
        successor = a_member(world.receiving.agency)
        directory.set_holder(post=post, holder=successor, by=None, at=START + 2 * HOUR)
        follow_ladders(at=START + 2 * HOUR)
        assert receiving(case).person == successor
        world.do(case, Verb.ACKNOWLEDGE, by=successor, at=START + 3 * HOUR)

    def test_a_change_that_changes_nobody_writes_nothing(self, world: World) -> None:
        case = world.raised()
        since = receiving(case).since
        post = world.receiving.posts[Role.BOARD_MEMBER]
        directory.set_holder(post=post, holder=None, by=None, at=START + HOUR)
        revision = case_now(case).revision
        assert follow_ladders(at=START + HOUR) == 0
        assert (case_now(case).revision, receiving(case).since) == (revision, since)

    def test_a_change_to_come_waits(self, world: World) -> None:
        case = world.raised()
        post = world.receiving.posts[Role.LINE_MANAGER]
        directory.set_holder(post=post, holder=None, by=None, at=START + DAY)
        assert follow_ladders(at=START + HOUR) == 0
        assert receiving(case).person is not None
        assert follow_ladders(at=START + DAY) == 1

    def test_a_former_holder_reads_on_and_acts_no_more(self, world: World) -> None:
        case = world.raised()
        former = world.receiver_holder(case)
        world.climb(case, at=START + DAY)
        assert fetch(case.reference, person=former, at=START + DAY, page="case") == case
        with pytest.raises(NotAllowed):
            world.do(case, Verb.RESPOND, by=former, at=START + DAY)


def test_a_case_that_fails_holds_up_neither_the_other_changes_nor_the_clocks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = world.raised(), world.raised()
    directory.mark_left(person=world.receiving.at(Role.LINE_MANAGER), by=None, at=START + HOUR)
    real = record.write

    def write(draught: record.Draught, *, case: Case, **rest: Any) -> Any:
        if case.pk == broken.pk:
            raise ValueError("this case is broken")
        return real(draught, case=case, **rest)

    monkeypatch.setattr(record, "write", write)
    with pytest.raises(ExceptionGroup):
        sweep(at=START + 2 * DAY)
    assert receiving(other).person == world.receiving.at(Role.SERVICE_MANAGER)
    assert other.entries.filter(kind="limit-passed").exists()
    assert receiving(broken).person == world.receiving.at(Role.LINE_MANAGER)
    monkeypatch.undo()
    sweep(at=START + 2 * DAY)
    assert receiving(broken).person == world.receiving.at(Role.SERVICE_MANAGER)


class TestHandOver:
    def test_the_colleague_acts_and_the_clocks_do_not_change(self, world: World) -> None:
        case = world.raised()
        before, giver = dues(case), world.receiver_holder(case)
        world.do(case, Verb.HAND_OVER, by=giver, to=world.receiving.colleague)
        assert dues(case) == before
        assert Message.objects.filter(recipient=world.receiving.colleague, kind="hand-over").count() == 1
        world.do(case, Verb.RESPOND, by=world.receiving.colleague)
        with pytest.raises(NotAllowed):
            world.do(case, Verb.RESPOND, by=giver)

    def test_a_change_of_the_post_does_not_take_it_back(self, world: World) -> None:
        case = world.raised()
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=world.receiving.colleague)
        post = world.receiving.posts[Role.LINE_MANAGER]
        directory.set_holder(post=post, holder=None, by=None, at=START + HOUR)
        assert follow_ladders(at=START + HOUR) == 0
        assert receiving(case).person == world.receiving.colleague

    def test_only_to_an_active_colleague_of_one_s_own_agency_who_is_not_kept_out(self, world: World) -> None:
        kept_out, left = a_member(world.receiving.agency), a_member(world.receiving.agency, is_active=False)
        case = world.raised(conflicted=(kept_out,))
        giver = world.receiver_holder(case)
        for other in (world.raising.colleague, world.stranger, a_person(), kept_out, left, giver):
            with pytest.raises(BadInput) as refused:
                world.do(case, Verb.HAND_OVER, by=giver, to=other)
            assert list(refused.value.fields) == ["to"]
        assert receiving(case).person == giver

    def test_not_to_whoever_acts_for_the_other_side(self, world: World) -> None:  # BRIS-3
        case = world.raised(receiving_agencies=(world.raising.agency,), practitioner=None)
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=world.raising.colleague)
        with pytest.raises(BadInput, match="other side"):
            world.do(case, Verb.HAND_OVER, by=world.raiser_holder(case), to=world.raising.colleague)

    def test_nor_to_one_whom_the_other_side_has_named_and_who_reads_its_notes(self, world: World) -> None:
        case, colleague = world.raised(), world.receiving.colleague
        admit(case, colleague, party=case.parties.get(number=1), at=START, capacity=Capacity.NAMED)
        with pytest.raises(BadInput, match="took part for the other side"):
            world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=colleague)

    def test_nor_to_one_who_took_part_for_the_other_side_at_an_earlier_stage(self) -> None:
        world = a_world("flowchart")
        case = world.raised()
        both = world.receiving.colleague
        Membership.objects.create(user=both, agency=world.raising.agency, role=MembershipRole.PRACTITIONER.value)
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=both)
        case = case_now(world.climb(case, at=START + HOUR))
        assert both not in (world.receiver_holder(case), world.raiser_holder(case))
        with pytest.raises(BadInput, match="took part for the other side"):
            world.do(case, Verb.HAND_OVER, by=world.raiser_holder(case), to=both, at=START + DAY)
