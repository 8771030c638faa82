"""Triage: what the board's side looks at when a case has reached its last stage, what it asks for, and what is next."""

import re
from html import unescape

import pytest
from django.test import Client

from agencies.models import User
from cases.actions.triage import LACKING, NO_WAY_BACK
from cases.models import Case, Entry, FollowUp, FollowUpKind, FollowUpResult, Party, Side
from cases.oversight import at_last_stage
from cases.presenters.triage import known_of
from cases.situations import situation
from cases.verbs import Verb
from cases.words.entries import paragraphs_of, sentences_of
from cases.words.triage import WRITTEN_OF, Point, Then, Urgency
from core.errors import BadInput
from notifications.models import Message
from tests.unit.cases.test_sitting import AT, LATER, at_the_end
from tests.unit.cases.world import DAY, HOUR, World, case_now

pytestmark = pytest.mark.django_db
WANTED = "The minutes of the strategy meeting."


@pytest.fixture
def world() -> World:
    return at_the_end("brent")[0]


@pytest.fixture
def case(world: World) -> Case:
    return Case.objects.select_related("area", "policy_version").get()


def party(case: Case, side: str = Side.RECEIVING) -> Party:
    return case.parties.get(side=side)


def ask(world: World, case: Case, **more: object) -> Case:
    said = {"then": Then.ASK, "asked_of": [party(case)], "asked_for": WANTED, "asked_by": AT + 2 * DAY}
    return world.do(case, Verb.TRIAGE, by=world.office, at=AT, **{**said, **more})


def entry(case: Case) -> Entry:
    return case.entries.filter(kind=Verb.TRIAGE).latest("number")


def limits(world: World, case: Case) -> set[object]:
    return {world.passage(case).protective_at, *case.clocks.values_list("due_at", flat=True)}


def on_the_desk(world: World) -> Case:
    return at_last_stage(world.office).get()


def test_what_was_found_is_in_the_record_in_words_and_both_sides_are_told(world: World, case: Case) -> None:
    doubts = {Point.COMPLETE: "No chronology.", Point.CONFLICTS: "A member has worked with the family."}
    before = limits(world, case)
    urgent = {"urgency": Urgency.SOONER, "urgent_by": AT + 3 * DAY, "urgent_why": "She moves then."}
    world.do(case, Verb.TRIAGE, by=world.office, at=AT, doubts=doubts, **urgent)
    written = entry(case)
    assert sentences_of(written, case) == [
        "Something lacks.",
        "It is under the right procedure.",
        "The parties are right.",
        "There is a conflict of interest.",
        "To be settled: sooner than that, by Thursday 17 December 2026, 9:30am.",
        "Accepted: the board’s side goes on with it.",
    ]
    assert dict(paragraphs_of(written.content.body, case)) == {
        "What lacks": ["No chronology."],
        "Conflicts of interest": ["A member has worked with the family."],
        "Why so urgent": ["She moves then."],
    }
    told = Message.objects.filter(kind=Verb.TRIAGE, todo="read what the board’s side found")
    people = {world.raiser_holder(case), world.receiver_holder(case), case.raised_by}
    assert people <= {message.recipient for message in told}
    assert limits(world, case) == before


class TestAskingForMore:
    def test_who_is_asked_owes_it_until_then_and_the_other_side_does_not(
        self, client: Client, world: World, case: Case
    ) -> None:
        ask(world, case)
        owed = case.follow_ups.get(kind=FollowUpKind.LACKING)
        assert (owed.party, owed.clock.due_at) == (party(case), AT + 2 * DAY)
        assert "has until Wednesday 16 December 2026, 9:30am." in " ".join(sentences_of(entry(case), case))
        letter = Message.objects.get(recipient=world.receiver_holder(case), todo__startswith="give what the board")
        assert letter.due == AT + 2 * DAY
        assert WANTED not in letter.todo
        client.force_login(world.receiver_holder(case))
        assert WANTED.rstrip(".") in client.get(f"/cases/{case.reference}/").content.decode()
        s = situation(case_now(case), by=world.raiser_holder(case), at=LATER)
        assert owed not in s.to_follow_up

    def test_once_it_is_given_the_desk_asks_to_look_again(self, world: World, case: Case) -> None:
        ask(world, case)
        waiting = on_the_desk(world)
        assert (waiting.triaged, waiting.waits_for_more) == (Then.ASK, True)
        owed = case.follow_ups.get(kind=FollowUpKind.LACKING)
        given = {"number": owed.number, "result": FollowUpResult.DONE, "followed_up": "They are in our paper."}
        world.do(case, Verb.FOLLOW_UP, by=world.receiver_holder(case), at=LATER, **given)
        again = on_the_desk(world)
        assert (again.triaged, again.waits_for_more) == (Then.ASK, False)

    def test_a_later_triage_takes_its_place(self, world: World, case: Case) -> None:
        ask(world, case)
        both = list(case.parties.all())
        ask(world, case, asked_of=both, asked_for="A chronology.")
        kept = FollowUp.objects.filter(case=case, kind=FollowUpKind.LACKING, result="")
        assert {owed.party for owed in kept} == set(both)
        world.do(case, Verb.TRIAGE, by=world.office, at=LATER)
        assert not kept.all().exists()
        assert on_the_desk(world).triaged == Then.ACCEPT

    def test_it_is_asked_for_no_longer_once_it_is_decided(self, world: World, case: Case) -> None:
        ask(world, case)
        world.do(case, Verb.RECORD_DECISION, by=world.chair, at=LATER)
        assert not FollowUp.objects.filter(case=case, kind=FollowUpKind.LACKING, result="").exists()

    @pytest.mark.parametrize(
        ("missing", "field"),
        [
            ({"asked_of": []}, "asked_of"),
            ({"asked_for": " "}, "asked_for"),
            ({"asked_by": None}, "asked_by"),
            ({"asked_by": AT - HOUR}, "asked_by"),
        ],
    )
    def test_whom_what_and_until_when_are_said(
        self, world: World, case: Case, missing: dict[str, object], field: str
    ) -> None:
        with pytest.raises(BadInput) as refused:
            ask(world, case, **missing)
        assert set(refused.value.fields) == {field}
        assert not case.entries.filter(kind=Verb.TRIAGE).exists()


class TestGoingBack:
    def test_it_is_said_why_and_another_visit_is_triaged_anew(self, world: World, case: Case) -> None:
        with pytest.raises(BadInput) as refused:
            world.do(case, Verb.TRIAGE, by=world.office, at=AT, then=Then.RETURN)
        assert set(refused.value.fields) == {"why"}
        world.do(case, Verb.TRIAGE, by=world.office, at=AT, then=Then.RETURN, why="They have not met.")
        assert on_the_desk(world).triaged == Then.RETURN
        world.do(case, Verb.STEP_DOWN, by=world.office, at=LATER)
        assert not at_last_stage(world.office).exists()
        world.climb_to_last(case_now(case), at=LATER + DAY)
        assert on_the_desk(world).triaged == ""

    def test_not_where_there_is_no_earlier_stage(self, client: Client) -> None:
        world, case, _ = at_the_end("southcombe")
        while case.stages_behind():
            case = case_now(world.do(case, Verb.STEP_DOWN, by=world.office, at=AT))
        with pytest.raises(BadInput, match="Some answers are missing") as refused:
            world.do(case, Verb.TRIAGE, by=world.office, at=AT, then=Then.RETURN, why="Too early.")
        assert refused.value.fields["then"] == [NO_WAY_BACK]


def test_each_doubt_is_put_in_words(world: World, case: Case) -> None:
    with pytest.raises(BadInput) as refused:
        world.do(case, Verb.TRIAGE, by=world.office, at=AT, doubts=dict.fromkeys(Point, " "))
    assert refused.value.fields == {WRITTEN_OF[point]: [LACKING[point]] for point in Point}


def test_what_lacks_is_shown_from_the_record(world: World, case: Case) -> None:
    def lacks() -> str:
        s = situation(case_now(case), by=world.office, at=LATER)
        return " ".join(known_of(s)[0].lines)

    ours, theirs = world.raising.agency.name, world.receiving.agency.name
    assert f"{theirs} has given no reference of its own for Child 1." in lacks()
    assert f"{ours} has given no reference" not in lacks()
    assert f"Not heard yet at this stage: {ours} and {theirs}." in lacks()
    world.do(case, Verb.GIVE_REFERENCES, by=world.receiver_holder(case), at=AT)
    for one in case.parties.all():
        world.do(case, Verb.RECORD_REPRESENTATIONS, by=world.office, at=AT, party=one)
    assert "no reference" not in lacks()
    assert "Not heard" not in lacks()


class TestPageAndApi:
    ANSWERS = {
        "complete": "yes",
        "policy": "yes",
        "parties": "yes",
        "conflicts": "yes",
        "urgency": "usual",
        "then": "accept",
    }

    def read(self, person: User, path: str) -> str:
        client = Client()
        client.force_login(person)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(path).content.decode())).split())

    def test_the_office_triages_on_the_page_and_the_timeline_says_it(
        self, client: Client, world: World, case: Case
    ) -> None:
        client.force_login(world.office)
        path = f"/cases/{case.reference}/do/triage/"
        page = self.read(world.office, path)
        assert "has given no reference of its own" in page
        assert "Take part in it, and cannot sit for another agency" in page
        refused = client.post(path, {**self.ANSWERS, "complete": "no", "then": "ask"})
        assert refused.status_code == 422
        said = refused.content.decode()
        assert [
            words for words in ("Enter what lacks", "Select whom you ask", "Enter until when") if words not in said
        ] == []
        assert client.post(path, self.ANSWERS).status_code == 302
        assert "Triaged by the board’s side" in self.read(case.raised_by, f"/cases/{case.reference}/")

    def test_a_program_gives_the_same_answers(self, client: Client, world: World, case: Case) -> None:
        client.force_login(world.office)
        path = f"/api/v1/cases/{case.reference}/actions/triage/"
        done = client.post(path, self.ANSWERS, content_type="application/json")
        assert done.status_code == 200, done.content
        assert entry(case).facts["then"] == "accept"
