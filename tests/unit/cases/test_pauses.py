"""Limits stand still by agreement: only for a reason, until a moment, with both sides told, never by one side alone."""

import pytest
from django.test import Client

from cases.forms.acting import FORMS
from cases.models import Case, Clock, Side
from cases.presenters.timeline import timeline
from cases.rules import timetables
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, WrongMoment
from notifications.models import Message
from policies.vocabulary import Duty
from tests.unit.cases.test_timetables import BEFORE, DUE, page, propose, response, seen
from tests.unit.cases.world import DAY, HOUR, START, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("bristol")


@pytest.fixture
def case(world: World) -> Case:
    """Stage 1: the receiving manager has one working day to respond."""
    return world.raised(protective_at=None)


def test_it_stands_still_until_the_moment_and_then_runs_on_by_itself(world: World, case: Case) -> None:
    until = BEFORE + 2 * DAY
    propose(world, case, until=until, pauses=True)
    assert response(case).paused_at is None
    world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
    assert response(case).paused_until == until
    row = next(row for row in page(case, case.raised_by).duties if row.duty is Duty.RESPOND)
    assert (row.tag.text, row.no_due) == ("Paused", "Stands still until Thursday 26 November 2026, 11:30am")
    world.sweep(DUE + HOUR)
    assert response(case).breached_at is None
    Message.objects.all().delete()
    world.sweep(until + HOUR)
    clock = response(case)
    assert (clock.paused_at, clock.due_at, clock.original_due_at) == (None, DUE + 2 * DAY, DUE)
    assert "by agreement" in clock.explanation[-1]
    told = {message.recipient for message in Message.objects.filter(kind="pause-over")}
    assert told == {world.raiser_holder(case), world.receiver_holder(case), case.raised_by}
    assert case.entries.get(kind="pause-over").occurred_at == until
    world.sweep(until + HOUR)
    assert case.entries.filter(kind="pause-over").count() == 1


def test_a_sweep_that_comes_late_times_it_as_if_it_had_come(world: World, case: Case) -> None:
    until = BEFORE + 2 * DAY
    propose(world, case, until=until, pauses=True)
    world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
    world.sweep(until + 10 * DAY)
    assert response(case).due_at == DUE + 2 * DAY
    assert response(case).breached_at is not None


@pytest.mark.parametrize("side", list(Side))
def test_either_side_ends_it_sooner(world: World, case: Case, side: Side) -> None:
    propose(world, case, until=BEFORE + 5 * DAY, pauses=True)
    world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
    world.do(case, Verb.END_PAUSE, by=world.holder(case, side), at=BEFORE + DAY)
    assert response(case).due_at == DUE + DAY
    assert timetables.paused_until(seen(case, case.raised_by, when=BEFORE + DAY)) is None


def test_the_side_that_raised_it_may_propose_one_too(world: World, case: Case) -> None:
    propose(world, case, by=case.raised_by, until=BEFORE + DAY, pauses=True)
    with pytest.raises(WrongMoment):
        world.do(case, Verb.ACCEPT_TIMETABLE, by=world.raiser_holder(case), at=BEFORE)
    world.do(case, Verb.ACCEPT_TIMETABLE, by=world.receiver_holder(case), at=BEFORE)
    assert response(case).paused_until == BEFORE + DAY


def test_the_board_s_office_grants_one_where_it_reads_the_case(world: World, case: Case) -> None:
    propose(world, case, until=BEFORE + DAY, pauses=True)
    with pytest.raises(NotAllowed):
        world.do(case, Verb.ACCEPT_TIMETABLE, by=world.office, at=BEFORE)
    Case.objects.filter(pk=case.pk).update(board_involved_at=START)
    world.do(case, Verb.ACCEPT_TIMETABLE, by=world.office, at=BEFORE)
    assert response(case).paused_until == BEFORE + DAY
    event = timeline(seen(case, case.raised_by))[0]
    assert "Granted by the board’s side." in event.sentences


def test_the_board_s_office_agrees_to_no_other_date(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(board_involved_at=START)
    propose(world, case)
    with pytest.raises(NotAllowed):
        world.do(case, Verb.ACCEPT_TIMETABLE, by=world.office, at=BEFORE)


def test_never_where_a_child_is_at_immediate_risk(world: World) -> None:
    case = world.raised(protective_at=None, immediate_risk=True)
    with pytest.raises(BadInput, match="missing") as error:
        propose(world, case, until=BEFORE + DAY, pauses=True)
    assert "immediate risk" in error.value.fields["until"][0]
    assert "kind" not in FORMS[Verb.PROPOSE_TIMETABLE](situation=seen(case, world.receiver_holder(case))).fields


def test_risk_that_arises_meanwhile_stops_it_from_being_accepted(world: World, case: Case) -> None:
    propose(world, case, until=BEFORE + DAY, pauses=True)
    Case.objects.filter(pk=case.pk).update(immediate_risk=True)
    with pytest.raises(WrongMoment, match="immediate risk"):
        world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)


def test_risk_that_is_reported_meanwhile_ends_it_at_once(world: World, case: Case) -> None:
    propose(world, case, until=BEFORE + 5 * DAY, pauses=True)
    world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
    world.do(case, Verb.FLAG_RISK, by=case.raised_by, at=BEFORE + HOUR)
    clock = response(case)
    assert (clock.paused_at, clock.paused_until) == (None, None)
    assert clock.due_at <= DUE + HOUR
    assert case.entries.filter(kind="pause-over").exists()


def test_a_date_that_protects_the_child_does_not_stand_still() -> None:
    world = a_world("buckinghamshire")
    case = world.raised(protective_at=START + 3 * DAY)
    with pytest.raises(BadInput) as error:
        propose(world, case, until=BEFORE + DAY, pauses=True)
    assert "protects the child" in error.value.fields["until"][0]


def test_while_it_stands_still_no_other_date_is_proposed(world: World, case: Case) -> None:
    propose(world, case, until=BEFORE + DAY, pauses=True)
    world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
    with pytest.raises(WrongMoment, match="End the pause first"):
        propose(world, case)


def test_an_outcome_statement_takes_its_place(world: World, case: Case) -> None:
    propose(world, case, until=BEFORE + DAY, pauses=True)
    world.do(case, Verb.ACCEPT_TIMETABLE, by=case.raised_by, at=BEFORE)
    world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=BEFORE + HOUR)
    clock = Clock.objects.get(obligation__duty=Duty.RESPOND)
    assert (clock.paused_at, clock.paused_until, clock.next_at) == (BEFORE, None, None)
    world.sweep(BEFORE + 2 * DAY)
    world.do(case, Verb.RETURN_OUTCOME, by=world.receiver_holder(case), at=BEFORE + 2 * DAY)
    assert not Clock.objects.filter(stopped_at=None).exclude(paused_at=None).exists()


class TestTheOfficeThatMayNotReadTheCase:
    """The board is not involved at Stage 1: its office reads the words of who asks, and no more."""

    @pytest.fixture
    def proposed(self, world: World, case: Case) -> Case:
        propose(world, case, until=BEFORE + 2 * DAY, pauses=True)
        return case

    def test_it_approves_what_the_side_that_proposed_it_asks_for(self, world: World, proposed: Case) -> None:
        assert proposed.board_involved_at is None
        asking = world.receiver_holder(proposed)
        world.do(proposed, Verb.ASK_OFFICE, by=asking, at=BEFORE, matter="pause", why="The other side is away.")
        assert response(proposed).paused_at is None, "asking changes nothing"
        world.do(proposed, Verb.ANSWER_AS_OFFICE, by=world.office, at=BEFORE, why="It is two days.")
        assert response(proposed).paused_until == BEFORE + 2 * DAY
        assert page(proposed, proposed.raised_by).timetable[-1].startswith("Granted by the board’s side on ")
        told = Message.objects.get(recipient=proposed.raised_by, kind=Verb.ANSWER_AS_OFFICE)
        assert told.todo == "see what the board’s office has approved"
        answered = next(e for e in timeline(seen(proposed, asking)) if e.title == "Answered by the board’s office")
        assert answered.sentences == [
            "That the limits stand still until Thursday 26 November 2026, 11:30am.",
            "Approved.",
        ]

    def test_it_reads_until_when_and_the_words_of_the_request(
        self, client: Client, world: World, proposed: Case
    ) -> None:
        world.do(proposed, Verb.ASK_OFFICE, by=world.receiver_holder(proposed), at=BEFORE, why="They are all away.")
        client.force_login(world.office)
        said = client.get(f"/cases/{proposed.reference}/").content.decode()
        assert "They are all away." in said
        assert "to approve that the limits stand still until Thursday 26 November 2026, 11:30am" in said
        proposal = proposed.proposals.get()
        assert not [words for words in proposal.entry.content.body.values() if words in said]

    def test_not_unasked_and_not_for_the_side_that_is_to_answer(self, world: World, proposed: Case) -> None:
        with pytest.raises(WrongMoment):
            world.do(proposed, Verb.ANSWER_AS_OFFICE, by=world.office, at=BEFORE, matter="pause")
        with pytest.raises(WrongMoment):
            world.do(proposed, Verb.ASK_OFFICE, by=proposed.raised_by, at=BEFORE, matter="pause")

    def test_a_refusal_leaves_the_limits_running_and_the_timetable_with_the_other_side(
        self, world: World, proposed: Case
    ) -> None:
        world.do(proposed, Verb.ASK_OFFICE, by=world.receiver_holder(proposed), at=BEFORE)
        world.do(proposed, Verb.ANSWER_AS_OFFICE, by=world.office, at=BEFORE, granted=False, why="They can be reached.")
        assert response(proposed).paused_at is None
        world.do(proposed, Verb.ACCEPT_TIMETABLE, by=proposed.raised_by, at=BEFORE)
        assert response(proposed).paused_until is not None

    def test_not_once_a_child_is_at_immediate_risk(self, world: World, proposed: Case) -> None:
        world.do(proposed, Verb.ASK_OFFICE, by=world.receiver_holder(proposed), at=BEFORE)
        world.do(proposed, Verb.FLAG_RISK, by=proposed.raised_by, at=BEFORE)
        with pytest.raises(WrongMoment, match="at immediate risk"):
            world.do(proposed, Verb.ANSWER_AS_OFFICE, by=world.office, at=BEFORE)
        world.do(proposed, Verb.ANSWER_AS_OFFICE, by=world.office, at=BEFORE, granted=False)

    def test_nothing_waits_for_it_once_the_other_side_has_answered(self, world: World, proposed: Case) -> None:
        world.do(proposed, Verb.ASK_OFFICE, by=world.receiver_holder(proposed), at=BEFORE)
        world.do(proposed, Verb.REFUSE_TIMETABLE, by=proposed.raised_by, at=BEFORE, why="No.")
        with pytest.raises(WrongMoment):
            world.do(proposed, Verb.ANSWER_AS_OFFICE, by=world.office, at=BEFORE, matter="pause")
        assert page(proposed, proposed.raised_by).approvals == []
