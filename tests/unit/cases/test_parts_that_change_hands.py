"""A part that was handed over, or changed hands: whoever has it now is told, and leave is followed."""

import pytest

from agencies import directory
from agencies.models import User
from cases.access import fetch
from cases.models import Case, Clock
from cases.sweeps import follow_ladders
from cases.verbs import Verb
from core.errors import BadInput
from notifications.models import Message
from policies.vocabulary import Duty, Role
from tests.unit.cases.test_holders import away, receiving
from tests.unit.cases.world import DAY, HOUR, START, World, a_member, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def notice(person: User, kind: str) -> Message:
    return Message.objects.filter(recipient=person, kind=kind).latest("created_at")


class TestHandedOverAndAway:
    """A part that was handed over follows the colleague's leave, as a post follows its holder's."""

    @pytest.fixture
    def cover(self, world: World) -> User:
        return a_member(world.receiving.agency)

    def handed(self, world: World, case: Case) -> User:
        colleague = world.receiving.colleague
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=colleague, at=START + HOUR)
        return colleague

    def test_the_cover_acts_for_the_colleague_and_it_returns(self, world: World, cover: User) -> None:
        case = world.raised(protective_at=START + 60 * DAY)
        colleague = self.handed(world, case)
        away(colleague, cover, since=START + DAY, until=START + 3 * DAY)
        assert follow_ladders(at=START + DAY) == 1
        assert follow_ladders(at=START + DAY) == 0
        holding = receiving(case)
        assert (holding.person, holding.on_behalf_of, holding.handed_over) == (cover, colleague, True)
        assert holding.why[-1].endswith(f"{cover.name} covers.")
        assert holding.post == world.receiving.posts[Role.LINE_MANAGER]
        world.do(case, Verb.RESPOND, by=cover, at=START + DAY)
        entry = case.entries.get(kind="respond")
        assert (entry.by, entry.on_behalf_of) == (cover, colleague)
        assert follow_ladders(at=START + 3 * DAY) == 1
        holding = receiving(case)
        assert (holding.person, holding.on_behalf_of, holding.handed_over) == (colleague, None, True)
        assert len(holding.why) == 1

    def test_a_change_of_the_post_meanwhile_leaves_it_with_the_cover(self, world: World, cover: User) -> None:
        case = world.raised()
        away(self.handed(world, case), cover)
        follow_ladders(at=START + 2 * HOUR)
        directory.set_holder(post=world.receiving.posts[Role.LINE_MANAGER], holder=None, by=None, at=START + 3 * HOUR)
        assert follow_ladders(at=START + 3 * HOUR) == 0
        assert receiving(case).person == cover

    def test_where_the_cover_cannot_act_it_goes_back_to_the_post(self, world: World, cover: User) -> None:
        case = world.raised(conflicted=(cover,))
        away(self.handed(world, case), cover)
        follow_ladders(at=START + 2 * HOUR)
        assert (receiving(case).person, receiving(case).handed_over) == (world.receiving.at(Role.LINE_MANAGER), False)
        assert follow_ladders(at=START + 3 * HOUR) == 0

    def test_at_the_last_stage_it_stays_with_the_colleague_and_follows_their_leave(
        self, world: World, cover: User
    ) -> None:
        case = world.raised()
        while case_now(case).policy_stage.key != world.policy.stages[-2].key:
            case = case_now(world.climb(case, at=START))
        colleague = self.handed(world, case)
        case = case_now(world.climb(case, at=START + 2 * HOUR))
        assert case.policy_stage.last is not None
        assert receiving(case).person == colleague
        away(colleague, cover, since=START + DAY, until=START + 2 * DAY)
        follow_ladders(at=START + DAY)
        assert receiving(case).person == cover
        follow_ladders(at=START + 2 * DAY)
        assert receiving(case).person == colleague

    def test_handed_to_somebody_on_leave_it_goes_to_their_cover(self, world: World, cover: User) -> None:
        case = world.raised()
        away(world.receiving.colleague, cover, until=START + 2 * DAY)
        colleague = self.handed(world, case)
        holding = receiving(case)
        assert (holding.person, holding.on_behalf_of) == (cover, colleague)
        assert "is on leave until Thursday 26 November 2026" in holding.why[-1]
        assert fetch(case.reference, person=cover, at=START + HOUR, page="case") == case
        follow_ladders(at=START + 2 * DAY)
        assert receiving(case).person == colleague

    @pytest.mark.parametrize("who", ["excluded", "giver", "left", "away", "other side"])
    def test_handed_to_somebody_on_leave_whose_cover_cannot_act_it_is_refused(
        self, world: World, cover: User, who: str
    ) -> None:
        case = world.raised(conflicted=(cover,) if who == "excluded" else ())
        giver = world.receiver_holder(case)
        if who == "left":
            directory.mark_left(person=cover, by=None, at=START)
        if who == "away":
            away(cover, a_member(world.receiving.agency))
        stands = {"giver": giver, "other side": world.raiser_holder(case)}.get(who, cover)
        away(world.receiving.colleague, stands, until=START + 2 * DAY)
        with pytest.raises(BadInput, match="is on leave until Thursday 26 November 2026") as refused:
            self.handed(world, case)
        assert list(refused.value.fields) == ["to"]


class TestTold:
    """Whoever takes a part on is told what it owes first, and by when; who raised it, that somebody else acts."""

    def test_by_a_hand_over(self, world: World) -> None:
        case = world.raised()
        colleague = world.receiving.colleague
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=colleague)
        found = notice(colleague, "hand-over")
        assert (found.todo, found.due) == ("respond", Clock.objects.get(obligation__duty=Duty.RESPOND).due_at)
        assert notice(case.raised_by, "hand-over").todo == "see who acts now"
        assert Message.objects.filter(recipient=colleague, kind="hand-over").count() == 1

    def test_by_a_change_of_the_post(self, world: World) -> None:
        case = world.raised()
        successor = a_member(world.receiving.agency)
        directory.set_holder(
            post=world.receiving.posts[Role.LINE_MANAGER], holder=successor, by=None, at=START + 2 * HOUR
        )
        follow_ladders(at=START + 2 * HOUR)
        found = notice(successor, "holder-changed")
        assert (found.todo, found.due) == ("respond", Clock.objects.get(obligation__duty=Duty.RESPOND).due_at)
        assert notice(case.raised_by, "holder-changed").todo == "see who acts now"

    def test_who_owes_nothing_any_more_is_asked_to_read(self, world: World) -> None:
        case = world.raised()
        world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case))
        world.do(case, Verb.HAND_OVER, by=world.receiver_holder(case), to=world.receiving.colleague)
        assert notice(world.receiving.colleague, "hand-over").todo == "read what you take on"

    def test_where_nobody_is_left_the_office_looks_for_somebody(self, world: World) -> None:
        case = world.raised(practitioner=None)
        for post in world.receiving.posts.values():
            directory.set_holder(post=post, holder=None, by=None, at=START + HOUR)
        follow_ladders(at=START + HOUR)
        assert receiving(case).person is None
        assert notice(world.office, "holder-changed").todo == "find who acts for a side"
