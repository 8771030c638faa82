"""What the procedure does not cover: the ladder holds, people are told, and the board's office may approve a jump (O-3)."""

from typing import Any

import pytest
from django.test import Client

from cases.models import Case, Side
from cases.presenters.case import case_page
from cases.presenters.timeline import timeline
from cases.rules.refusals import allowed_verbs
from cases.situations import situation
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible, WrongMoment
from notifications.models import Message
from policies.vocabulary import AgencyType, Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_house, a_person, a_world, case_now, what_is_said

pytestmark = pytest.mark.django_db

LAST = "stage-five"
SAYS = "The procedure does not say whether a disagreement between two self-employed professionals may go straight"
WHY = "Both of us have met twice already."


@pytest.fixture
def world() -> World:
    return a_world("birmingham", raising=AgencyType.SELF_EMPLOYED, receiving=AgencyType.SELF_EMPLOYED)


@pytest.fixture
def case(world: World) -> Case:
    """At Stage One, where both have discussed it."""
    case = case_now(world.climb(world.raised(), at=START + HOUR))
    world.do(case, Verb.RECORD_DISCUSSION, by=world.raiser_holder(case), at=START + 2 * HOUR)
    return case_now(case)


def page_of(case: Case, by: Any) -> Any:
    s = situation(case_now(case), by=by, at=START + 4 * HOUR)
    return case_page(s, allowed_verbs(s))


def ways(case: Case) -> list[str]:
    found = case_now(case)
    return [way.stage.key for way in found.ways_on(rungs=found.rungs()) if way.stage]


class TestTheLadderHolds:  # O-3
    def test_both_sides_read_that_it_is_not_covered_and_how_to_ask(self, world: World, case: Case) -> None:
        for person in (world.raiser_holder(case), world.receiver_holder(case), case.raised_by):
            said = page_of(case, person).uncovered
            assert said[0].startswith(SAYS)
            assert "unless the Business Manager approves that it goes straight to Stage 5" in said[1]
            assert "“Ask the board’s office”" in said[2]

    def test_it_goes_through_each_stage_until_it_is_approved(self, world: World, case: Case) -> None:
        assert ways(case) == ["stage-two"]
        with pytest.raises(WrongMoment):
            world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + 3 * HOUR, to=LAST)
        assert case_now(world.climb(case, at=START + 3 * HOUR)).stage == "stage-two"

    def test_a_pair_that_the_text_names_needs_nobody_and_is_told_nothing(self) -> None:
        world = a_world("birmingham", raising=AgencyType.SELF_EMPLOYED, receiving=AgencyType.SCHOOL)
        case = case_now(world.climb(world.raised(), at=START + HOUR))
        assert ways(case) == [LAST]
        assert page_of(case, case.raised_by).uncovered == []
        assert Verb.ASK_OFFICE not in page_of(case, case.raised_by).verbs

    @pytest.mark.parametrize(
        ("third", "may"), [(AgencyType.SCHOOL, True), (AgencyType.SELF_EMPLOYED, True), (AgencyType.POLICE, False)]
    )
    def test_of_several_each_pair_must_qualify(self, world: World, third: AgencyType, may: bool) -> None:
        other = a_house(world.version, third)
        case = world.raised(receiving_agencies=(world.receiving.agency, other.agency))
        case = case_now(world.do(case, Verb.ESCALATE, by=case.raised_by, at=START + HOUR, ground=Ground.DELAY))
        assert ways(case) == ["stage-two"]
        assert (Verb.ASK_OFFICE in page_of(case, case.raised_by).verbs) is may


class TestAsking:  # O-3
    def test_the_office_reads_the_words_of_the_request_and_not_the_case(
        self, client: Client, world: World, case: Case
    ) -> None:
        client.force_login(world.office)
        assert "Asked of the board’s office" not in client.get(f"/cases/{case.reference}/").content.decode()
        world.do(case, Verb.ASK_OFFICE, by=world.raiser_holder(case), at=START + 3 * HOUR, why=WHY)
        told = Message.objects.get(recipient=world.office, kind=Verb.ASK_OFFICE)
        assert told.todo == "approve or refuse what a side asks of the board’s office"
        for page in ("", "do/answer-as-office/"):
            said = client.get(f"/cases/{case.reference}/{page}").content.decode()
            assert WHY in said
            assert "to approve that the case goes straight to Stage 5" in said
            assert world.raising.agency.name in said
            kept = [*what_is_said().values(), world.policy.reasons[0].label, world.raising.practitioner.name]
            assert not [words for words in kept if len(words) > 12 and words in said]

    def test_the_other_side_sees_that_it_was_asked_and_cannot_ask_itself(self, world: World, case: Case) -> None:
        theirs = world.receiver_holder(case)
        with pytest.raises(WrongMoment):
            world.do(case, Verb.ASK_OFFICE, by=theirs, at=START + 3 * HOUR)
        world.do(case, Verb.ASK_OFFICE, by=case.raised_by, at=START + 3 * HOUR, why=WHY, matter=f"jump-{LAST}")
        assert Message.objects.filter(recipient=theirs, kind=Verb.ASK_OFFICE).exists()
        assert page_of(case, theirs).approvals[0].why == [WHY]

    def test_it_is_asked_once_at_a_time_and_for_what_there_is(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.ASK_OFFICE, by=case.raised_by, at=START + 3 * HOUR, matter="jump-stage-four")
        assert "matter" in refused.value.fields
        world.do(case, Verb.ASK_OFFICE, by=case.raised_by, at=START + 3 * HOUR)
        with pytest.raises(WrongMoment, match="has not answered yet"):
            world.do(case, Verb.ASK_OFFICE, by=case.raised_by, at=START + 4 * HOUR, matter=f"jump-{LAST}")


class TestTheAnswer:  # O-3
    @pytest.fixture
    def asked(self, world: World, case: Case) -> Case:
        world.do(case, Verb.ASK_OFFICE, by=case.raised_by, at=START + 3 * HOUR, why=WHY)
        return case_now(case)

    def test_once_approved_the_way_is_open_beside_the_next_stage(self, world: World, asked: Case) -> None:
        world.do(asked, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR, why="It would be the same two.")
        assert ways(asked) == ["stage-two", LAST]
        for person in (world.receiver_holder(asked), asked.raised_by):
            told = Message.objects.get(recipient=person, kind=Verb.ANSWER_AS_OFFICE)
            assert told.todo == "see what the board’s office has approved"
        assert page_of(asked, asked.raised_by).uncovered[1].startswith("The board’s office has approved that it goes")
        case = case_now(world.do(asked, Verb.ESCALATE, by=asked.raised_by, at=START + 5 * HOUR, to=LAST))
        assert case.stage == LAST
        assert case.entries.get(kind="escalate", number__gt=asked.revision).facts["passed_over"] == [
            "stage-two",
            "stage-three",
            "stage-four",
        ]

    def test_it_is_in_the_record_with_its_reason(self, world: World, asked: Case) -> None:
        world.do(asked, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR, why="It would be the same two.")
        events = timeline(situation(case_now(asked), by=world.receiver_holder(asked), at=START + DAY))
        answered, request = events[0], events[1]
        assert (answered.title, request.title) == ("Answered by the board’s office", "Board’s office asked")
        assert answered.by.startswith(world.office.name)
        assert answered.sentences[-1] == "Approved."
        assert answered.sentences[0].startswith("That the case goes straight to Stage 5")
        assert ("Why", ["It would be the same two."]) in answered.paragraphs
        assert ("Why", [WHY]) in request.paragraphs

    def test_a_refusal_leaves_the_ladder_and_it_can_be_asked_again(self, world: World, asked: Case) -> None:
        words = {"granted": False, "why": "Your leads have not met."}
        world.do(asked, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR, **words)
        assert ways(asked) == ["stage-two"]
        shown = page_of(asked, asked.raised_by).approvals[0]
        assert (shown.granted, shown.reason) == (False, ["Your leads have not met."])
        world.do(asked, Verb.ASK_OFFICE, by=asked.raised_by, at=START + 5 * HOUR)

    def test_it_needs_a_reason(self, world: World, asked: Case) -> None:
        with pytest.raises(BadInput) as refused:
            world.do(asked, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR, why=" ")
        assert "why" in refused.value.fields

    def test_the_office_may_approve_unasked_and_has_nothing_to_refuse(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR, granted=False)
        assert "granted" in refused.value.fields
        world.do(case, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR)
        assert ways(case) == ["stage-two", LAST]

    def test_only_the_office_answers_and_nobody_of_it_who_takes_part(self, world: World, asked: Case) -> None:
        for person, error in (
            (asked.raised_by, NotAllowed),
            (world.receiver_holder(asked), NotAllowed),
            (world.chair, NotVisible),
            (world.stranger, NotVisible),
        ):
            with pytest.raises(error):
                world.do(asked, Verb.ANSWER_AS_OFFICE, by=person, at=START + 4 * HOUR, matter=f"jump-{LAST}")

    def test_who_is_kept_out_does_not_answer(self, world: World, asked: Case) -> None:
        asked.exclusions.create(person=world.office, since=START)
        with pytest.raises(NotVisible):
            world.do(asked, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR)

    def test_it_holds_at_this_visit_only(self, world: World, asked: Case) -> None:
        world.do(asked, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR)
        world.do(asked, Verb.STEP_DOWN, by=asked.raised_by, at=START + 5 * HOUR)
        case = case_now(world.climb(asked, at=START + 6 * HOUR))
        assert case.stage == "stage-one"
        assert ways(case) == ["stage-two"]

    def test_the_page_of_the_office_takes_it_and_leads_back_to_the_outline(
        self, client: Client, world: World, asked: Case
    ) -> None:
        client.force_login(world.office)
        address = f"/cases/{asked.reference}/do/answer-as-office/"
        empty = client.post(address, {"answer": "approve"})
        assert empty.status_code == 422
        assert "Enter why" in empty.content.decode()
        done = client.post(address, {"answer": "refuse", "why": "They have not met."}, follow=True)
        said = done.content.decode()
        assert "Answered by the board’s office." in said
        assert "They have not met." in said
        assert "does not involve the board at this stage" in said

    def test_what_changed_meanwhile_is_not_told_to_the_office(self, client: Client, world: World, asked: Case) -> None:
        client.force_login(world.office)
        world.do(asked, Verb.ADD_NOTE, by=asked.raised_by, at=START + 4 * HOUR)
        address = f"/cases/{asked.reference}/do/answer-as-office/"
        stale = client.post(address, {"answer": "refuse", "why": "They have not met.", "seen": asked.revision})
        said = stale.content.decode()
        assert stale.status_code == 409
        assert "This case changed while you were working." in said
        assert asked.raised_by.name not in said

    def test_the_holder_who_escalates_reads_it_too(self, client: Client, world: World, case: Case) -> None:
        client.force_login(world.raiser_holder(case))
        assert SAYS in client.get(f"/cases/{case.reference}/do/escalate/").content.decode()


def test_where_the_office_has_nobody_somebody_sees_that_it_was_not_told(world: World, case: Case) -> None:
    world.office.memberships.all().delete()
    world.do(case, Verb.ASK_OFFICE, by=case.raised_by, at=START + 3 * HOUR)
    assert Message.objects.filter(kind=Verb.ASK_OFFICE, recipient=None).exists()


def test_a_colleague_on_neither_side_sees_nothing_of_it(world: World, case: Case) -> None:
    with pytest.raises(NotVisible):
        world.do(case, Verb.ASK_OFFICE, by=a_person(), at=START + 3 * HOUR)
    assert world.passage(case).holdings.get(party__side=Side.RECEIVING)


def test_the_office_finds_on_its_desk_what_waits_for_its_approval(client: Client, world: World, case: Case) -> None:
    client.force_login(world.office)
    asked, listed, nobody = "Asked of the office (1)", "/cases/?needs=an-approval", "Nobody waits for an approval."
    assert nobody in client.get("/desk/").content.decode()
    world.do(case, Verb.ASK_OFFICE, by=case.raised_by, at=START + 3 * HOUR)
    assert asked in client.get("/desk/").content.decode()
    for path in (listed, "/desk/asked/"):
        assert case.reference in client.get(path).content.decode()
    world.do(case, Verb.ANSWER_AS_OFFICE, by=world.office, at=START + 4 * HOUR)
    assert asked not in client.get("/desk/").content.decode()
    assert case.reference not in client.get(listed).content.decode()
    assert nobody in client.get("/desk/asked/").content.decode()
