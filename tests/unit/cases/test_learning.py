"""What a case taught goes to whom the policy names, who says what became of it; dissent at a meeting; thanks."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from agencies.models import User
from cases.actions.learning import answer_learning
from cases.models import Became, Case, Exclusion, FollowUpKind, LearningPoint
from cases.rules.learning import learning_for
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible
from notifications.models import Message
from policies.vocabulary import LearningKind, Role
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
LATER = START + DAY


def told(person: User, kind: str) -> list[str]:
    return list(Message.objects.filter(recipient=person, kind=kind).values_list("path", flat=True))


def recorded(world: World, case: Case, of: LearningKind = LearningKind.GAP) -> LearningPoint:
    world.do(case, Verb.RECORD_LEARNING, by=world.raising.practitioner, of=of)
    return case.learning_points.get()


class TestWhomItGoesTo:
    def test_a_gap_goes_to_the_chair(self) -> None:  # BRENT-18, O-20
        world = a_world("brent")
        point = recorded(world, world.raised())
        assert told(world.chair, "record-learning") == [f"/learning/{point.pk}/"]
        assert not told(world.office, "record-learning")

    def test_a_learning_point_goes_to_the_agency_s_board_member(self) -> None:  # BRIS-34, O-20
        world = a_world("bristol")
        point = recorded(world, world.raised(), LearningKind.LEARNING)
        member = world.raising.at(Role.BOARD_MEMBER)
        assert told(member, "record-learning")
        assert learning_for(member).get() == point
        assert not learning_for(world.receiving.at(Role.BOARD_MEMBER)).exists()

    def test_what_proves_unclear_goes_to_the_board(self) -> None:  # BRIS-38
        world = a_world("bristol")
        recorded(world, world.raised())
        assert told(world.office, "record-learning")

    def test_the_learning_of_a_resolution_meeting_is_brought_forward(self) -> None:  # FLOW-16
        world = a_world("flowchart")
        recorded(world, world.raised(), LearningKind.LEARNING)
        assert told(world.office, "record-learning")

    def test_it_can_be_recorded_after_the_end_and_does_not_reopen_the_case(self) -> None:
        world = a_world("brent")
        case = world.raised()
        world.do(case, Verb.WITHDRAW, by=case.raised_by)
        before = case_now(case)
        world.do(case, Verb.RECORD_LEARNING, by=case.raised_by, at=LATER)
        assert (case_now(case).state, case_now(case).ended_at) == (before.state, before.ended_at)


class TestWhatBecameOfIt:
    @pytest.fixture
    def world(self) -> World:
        return a_world("brent")

    @pytest.fixture
    def point(self, world: World) -> LearningPoint:
        return recorded(world, world.raised())

    def test_it_stays_open_until_something_is_changed(self, world: World, point: LearningPoint) -> None:  # BRENT-18
        found = answer_learning(point.pk, by=world.chair, at=LATER, became=Became.ACCEPTED, said="We look into it.")
        assert not found.is_closed
        found = answer_learning(point.pk, by=world.chair, at=LATER + HOUR, became=Became.CHANGED, said="A new page.")
        assert found.is_closed
        entry = point.case.entries.last()
        assert (entry.kind, entry.content.body) == ("learning-answered", {"became_of_it": "A new page."})
        assert told(world.raising.practitioner, "learning-answered")
        with pytest.raises(BadInput, match="closed"):
            answer_learning(point.pk, by=world.chair, at=LATER + DAY, became=Became.ACCEPTED, said="Again.")

    def test_nobody_else_answers_it(self, world: World, point: LearningPoint) -> None:
        for person in (world.stranger, world.raising.practitioner):
            with pytest.raises(NotVisible):
                answer_learning(point.pk, by=person, at=LATER, became=Became.CHANGED, said="Done.")

    def test_whoever_is_kept_out_of_the_case_reads_nothing_of_it(self, world: World, point: LearningPoint) -> None:
        Exclusion.objects.create(case=point.case, person=world.chair, since=START)
        assert not learning_for(world.chair).exists()


class TestPages:
    def test_the_office_reads_the_words_and_answers(self, client: Client) -> None:  # BRIS-38
        world = a_world("bristol")
        point = recorded(world, world.raised())
        client.force_login(world.office)
        assert "Learning that waits for an answer (1)" in client.get("/desk/").content.decode()
        assert "No policy says who rings." in client.get("/learning/").content.decode()
        page = f"/learning/{point.pk}/"
        assert client.post(page, {"became": "changed"}).status_code == 422
        assert client.post(page, {"became": "changed", "said": "A new page."}).status_code == 302
        assert "No policy says" not in client.get("/learning/").content.decode()
        assert "A new page." in client.get("/learning/?show=closed").content.decode()

    def test_who_may_not_see_the_case_gets_no_link_to_it(self, client: Client) -> None:  # BRIS-34
        world = a_world("bristol")
        case = world.raised()
        recorded(world, case, LearningKind.LEARNING)
        client.force_login(world.raising.at(Role.BOARD_MEMBER))
        page = client.get("/learning/").content.decode()
        assert "No policy says who rings." in page
        assert str(case.reference) not in page

    def test_whom_it_concerns_finds_it_in_the_navigation_with_how_many_wait(self, client: Client) -> None:  # BRIS-38
        world = a_world("bristol")
        recorded(world, world.raised(), LearningKind.LEARNING)
        member, others = world.raising.at(Role.BOARD_MEMBER), (world.raising.practitioner, world.receiving.practitioner)
        for person in (world.office, world.chair, member):
            client.force_login(person)
            page = client.get("/help/").content.decode()
            assert 'href="/learning/"' in page
            assert "(1 to answer)" in page
        for person in others:
            client.force_login(person)
            assert 'href="/learning/"' not in client.get("/help/").content.decode()
        LearningPoint.objects.update(became=Became.CHANGED)
        client.force_login(member)
        page = client.get("/help/").content.decode()
        assert 'href="/learning/"' in page
        assert "to answer)" not in page

    def test_a_stranger_finds_nothing(self, client: Client) -> None:
        world = a_world("bristol")
        point = recorded(world, world.raised())
        client.force_login(world.stranger)
        assert "No policy says" not in client.get("/learning/").content.decode()
        assert client.get(f"/learning/{point.pk}/").status_code == 404


class TestTheLog:
    @pytest.fixture
    def world(self) -> World:
        return a_world("bristol")

    def shown(self, client: Client, person: User, **asked: str) -> list[str]:
        client.force_login(person)
        return [point.kind for point in client.get("/learning/", asked).context["page"]]

    def test_is_filtered_by_what_it_is_and_what_became_of_it(self, client: Client, world: World) -> None:
        case = world.raised()
        gap = recorded(world, case)
        world.do(case, Verb.RECORD_LEARNING, by=world.raising.practitioner, of=LearningKind.LEARNING)
        assert self.shown(client, world.office) == ["learning", "gap"]
        assert self.shown(client, world.office, kind="gap") == ["gap"]
        answer_learning(gap.pk, by=world.office, at=LATER, became=Became.REFERRED, said="To the subgroup.")
        assert self.shown(client, world.office, became="referred") == ["gap"]
        assert self.shown(client, world.office, became="nothing-yet") == ["learning"]
        member = str(world.raising.agency.pk)
        assert self.shown(client, world.office, agency=member) == ["learning"]

    def test_is_filtered_by_reporting_year_in_london(self, client: Client, world: World) -> None:
        point = recorded(world, world.raised())
        LearningPoint.objects.filter(pk=point.pk).update(recorded_at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
        other = recorded(world, world.raised())
        LearningPoint.objects.filter(pk=other.pk).update(recorded_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
        for year, found in (("2026", point), ("2025", other)):
            client.force_login(world.office)
            assert list(client.get("/learning/", {"year": year}).context["page"]) == [found]

    def test_says_how_many_are_open_and_closed_within_the_filter(self, client: Client, world: World) -> None:
        case = world.raised()
        point = recorded(world, case)
        world.do(case, Verb.RECORD_LEARNING, by=world.raising.practitioner, of=LearningKind.LEARNING)
        answer_learning(point.pk, by=world.office, at=LATER, became=Became.CHANGED, said="It says so now.")
        client.force_login(world.office)
        said = client.get("/learning/").content.decode()
        assert "<strong>Open (1)</strong>" in said
        assert "Closed (1)" in said
        assert "All (2)" in said
        said = client.get("/learning/", {"kind": "gap", "show": "closed"}).content.decode()
        assert "Open (0)" in said
        assert "<strong>Closed (1)</strong>" in said
        assert 'href="?kind=gap&amp;show=all"' in said

    def test_a_wrong_filter_gives_no_file(self, client: Client, world: World) -> None:
        recorded(world, world.raised())
        client.force_login(world.office)
        assert "There is a problem" in client.get("/learning/", {"kind": "x", "file": "csv"}).content.decode()


class TestDissent:
    def test_each_agency_records_it(self) -> None:  # BRIS-15
        world = a_world("bristol")
        case = world.raised()
        words = {"held_on": date(2026, 11, 23), "dissent": "The threshold."}
        world.do(case, Verb.RECORD_DISSENT, by=world.receiver_holder(case), **words)
        assert case.entries.last().content.body["dissent"] == "The threshold."
        asked = case.follow_ups.filter(kind=FollowUpKind.OWN_SYSTEM)
        assert {found.party.side for found in asked} == {"escalating", "receiving"}

    def test_a_meeting_to_come_is_refused(self) -> None:
        world = a_world("bristol")
        with pytest.raises(BadInput):
            world.do(world.raised(), Verb.RECORD_DISSENT, by=world.raising.practitioner, held_on=date(2026, 11, 25))


class TestThanks:
    def test_a_manager_thanks_and_the_raiser_is_told(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        world.do(case, Verb.THANK, by=world.receiver_holder(case))
        assert told(case.raised_by, "thank")

    def test_nobody_thanks_themselves(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        with pytest.raises(NotAllowed):
            world.do(case, Verb.THANK, by=case.raised_by)
