"""Each limit that passes is noted once in the record, whichever comes first: a sweep, a late sweep, or somebody's act."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cases import record
from cases.models import Case, Clock, Entry, PassageEnd, Side, State
from cases.presenters.case import case_page
from cases.situations import situation
from cases.sweeps import sweep
from cases.verbs import Verb
from cases.words.entries import sentences_of
from core.errors import BadInput
from notifications.models import Message
from policies.vocabulary import Duty, Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def passed(case: Case) -> list[tuple[object, ...]]:
    """What the record says of passed limits, without the moments at which it was written down."""
    found = case.entries.filter(kind="limit-passed").order_by("number")
    return [(e.occurred_at, e.facts["duty"], e.facts["party"], e.passage_id) for e in found]


def told(person: object, kind: str) -> list[Message]:
    return list(Message.objects.filter(recipient=person, kind=kind).order_by("created_at"))


def at_stage_two() -> tuple[World, Case, datetime]:
    """A case in the flowchart's Stage 2, where six limits fall due at one instant."""
    world = a_world("flowchart")
    case = case_now(world.climb(world.raised(), at=START + DAY, protective_at=None))
    clocks = Clock.objects.filter(case=case, stopped_at=None)
    assert clocks.count() == 6
    return world, case, clocks[0].due_at


class TestSixAtOnce:
    def test_a_sweep_notes_and_reminds_of_all_before_the_case_moves(self) -> None:
        world, case, due = at_stage_two()
        sweep(at=due - MINUTE)
        ours, theirs = world.raiser_holder(case), world.receiver_holder(case)
        Message.objects.all().delete()
        counts = sweep(at=due + MINUTE)
        assert (counts["due"], counts["breaches"], counts["advanced"], counts["offered"]) == (6, 6, 1, 0)
        assert {who for _, _, who, _ in passed(case)} == {1, 2}
        assert len(passed(case)) == 6
        assert Clock.objects.filter(case=case, breached_at=due + MINUTE, due_at=due).count() == 6
        assert [len(told(person, "reminder")) for person in (ours, theirs)] == [3, 3]
        kinds = list(case.entries.order_by("number").values_list("kind", flat=True))
        assert kinds[-8:] == ["limit-passed"] * 6 + ["advanced", "stage-opened"]

    @pytest.mark.parametrize("verb", [Verb.WITHDRAW, Verb.ESCALATE, Verb.PROPOSE_OUTCOME, Verb.ADD_NOTE])
    def test_nobody_outruns_them(self, verb: Verb) -> None:
        world, case, due = at_stage_two()
        seen = case_now(case).revision
        words = {"ground": Ground.NO_RESPONSE} if verb is Verb.ESCALATE else {}
        world.do(case, verb, by=world.raiser_holder(case), at=due + MINUTE, seen=seen, **words)
        assert len(passed(case)) == 6
        assert case.entries.filter(kind=verb).latest("number").number == seen + 7
        assert Clock.objects.filter(case=case, breached_at=due + MINUTE).count() == 6
        assert record.faults(case_now(case)) == []
        sweep(at=due + 2 * MINUTE)
        assert len(passed(case)) == 6

    def test_what_cannot_be_taken_notes_nothing(self) -> None:
        world, case, due = at_stage_two()
        with pytest.raises(BadInput):
            world.do(case, Verb.ESCALATE, by=world.raiser_holder(case), at=due + MINUTE, why=" ")
        assert passed(case) == []

    def test_at_the_due_second_itself_nothing_has_passed(self) -> None:
        world, case, due = at_stage_two()
        world.do(case, Verb.ADD_NOTE, by=world.raiser_holder(case), at=due)
        assert passed(case) == []

    def test_what_somebody_noted_at_the_door_the_sweep_still_follows(self) -> None:
        world, case, due = at_stage_two()
        theirs = world.receiver_holder(case)
        sweep(at=due - MINUTE)
        Message.objects.all().delete()
        world.do(case, Verb.ADD_NOTE, by=world.raiser_holder(case), at=due + 10 * SECOND)
        counts = sweep(at=due + MINUTE)
        assert (counts["breaches"], counts["advanced"]) == (0, 1)
        assert len(told(theirs, "reminder")) == 3


def by_frequent_sweeps(case: Case, until: datetime) -> None:
    moment = START
    while moment <= until:
        sweep(at=moment)
        moment += 5 * MINUTE


def by_one_late_sweep(_: Case, until: datetime) -> None:
    sweep(at=until)


def by_nothing(_: Case, __: datetime) -> None:
    """No sweep at all: the door alone notes what has passed."""


WAYS: list[Callable[[Case, datetime], None]] = [by_frequent_sweeps, by_one_late_sweep, by_nothing]


@pytest.mark.parametrize("verb", [Verb.WITHDRAW, Verb.ESCALATE, Verb.PROPOSE_OUTCOME])
@pytest.mark.parametrize("area", ["bristol", "brent", "flowchart"])
def test_the_record_is_the_same_whichever_way_it_came(area: str, verb: Verb) -> None:
    found = []
    for way in WAYS:
        world = a_world(area)
        case = world.raised(protective_at=START + HOUR)
        if area == "brent":
            case = case_now(world.climb(case, at=START + 2 * MINUTE, protective_at=None))
        until = START + DAY + HOUR
        way(case, until)
        words = {"ground": Ground.DELAY} if verb is Verb.ESCALATE else {}
        world.do(case, verb, by=world.raiser_holder(case), at=until, **words)
        sweep(at=until + MINUTE)
        found.append([entry[:3] for entry in passed(case)])
        noted = Clock.objects.filter(case=case).exclude(breached_at=None).count()
        assert noted == len(passed(case))
    assert found[0]
    assert found[0] == found[1] == found[2]


class TestGrace:
    """A move by the clock does not reach back before what people did meanwhile."""

    def test_it_takes_effect_when_made_where_somebody_acted_after_the_limit(self) -> None:
        world, case, due = at_stage_two()
        world.do(case, Verb.REVIEW_FILE, by=world.receiver_holder(case), at=due + MINUTE)
        moment = due + 4 * MINUTE
        assert sweep(at=moment)["advanced"] == 1
        before = case.passages.get(end=PassageEnd.ADVANCED)
        assert before.closed_at == moment
        assert all(o.met_at <= moment for o in before.obligations.exclude(met_at=None))

    def test_it_takes_effect_at_the_limit_where_nothing_was_done_since(self) -> None:
        world, case, due = at_stage_two()
        world.do(case, Verb.REVIEW_FILE, by=world.receiver_holder(case), at=due)
        assert sweep(at=due + 4 * MINUTE)["advanced"] == 1
        assert case.passages.get(end=PassageEnd.ADVANCED).closed_at == due
        assert len(passed(case)) == 5

    def test_all_met_in_time_is_no_breach(self) -> None:
        world, case, due = at_stage_two()
        for by in (world.raiser_holder(case), world.receiver_holder(case)):
            world.do(case, Verb.REVIEW_FILE, by=by, at=due)
        world.do(case, Verb.PROPOSE_PLAN, by=world.raiser_holder(case), at=due)
        world.do(case, Verb.AGREE_PLAN, by=world.receiver_holder(case), at=due)
        assert sweep(at=due + MINUTE)["breaches"] == 0


class TestHeldInTimeWrittenDownLate:
    """The duty to discuss is about the discussion; the record shows when it was held and when it was written down."""

    def recorded(self, world: World, case: Case, *, held_at: datetime, at: datetime) -> str:
        by = world.receiver_holder(case)
        passage = world.passage(case)
        world.do(case, Verb.RECORD_DISCUSSION, by=by, at=at, held_at=held_at)
        entry = case.entries.filter(kind="record-discussion").latest("number")
        assert (entry.occurred_at, entry.recorded_at) == (held_at, at)
        clock = Clock.objects.filter(obligation__passage=passage, obligation__duty=Duty.DISCUSS)[0]
        assert clock.stopped_at == at
        rows = case_page(situation(case_now(case), by=by, at=at), []).duties
        return next(row.tag.text for row in rows if row.duty == Duty.DISCUSS)

    def test_it_is_done_and_no_breach(self) -> None:
        world, case, due = at_stage_two()
        assert self.recorded(world, case, held_at=due - HOUR, at=due + MINUTE) == "Done"
        assert {duty for _, duty, _, _ in passed(case)} == {Duty.REVIEW_FILE, Duty.AGREE_PLAN}

    def test_what_a_sweep_noted_before_stays_in_the_record(self) -> None:
        world = a_world("brent")
        case = case_now(world.climb(world.raised(protective_at=None), at=START + HOUR, protective_at=None))
        due = Clock.objects.filter(obligation__duty=Duty.DISCUSS)[0].due_at
        sweep(at=due + SECOND)
        before = passed(case)
        assert {duty for _, duty, _, _ in before} == {"overall", Duty.DISCUSS}
        assert self.recorded(world, case, held_at=due - HOUR, at=due + MINUTE) == "Done"
        assert passed(case) == before

    def test_held_late_it_is_late(self) -> None:
        world, case, due = at_stage_two()
        assert self.recorded(world, case, held_at=due + timedelta(seconds=30), at=due + MINUTE) == "Done late"
        assert len(passed(case)) == 6


class TestUnconfirmed:
    def proposed(self, world: World, case: Case, moment: datetime) -> datetime:
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=moment)
        return Clock.objects.get(obligation__duty=Duty.CONFIRM_OUTCOME, stopped_at=None).due_at

    def test_it_is_told_although_the_next_stage_was_offered_before(self) -> None:
        world = a_world("bristol")
        case = world.raised(protective_at=START + HOUR)
        sweep(at=START + 2 * HOUR)
        raiser = case.raised_by
        assert len(told(raiser, "offer")) == 1
        due = self.proposed(world, case, START + 3 * HOUR)
        assert sweep(at=due + SECOND)["offered"] == 1
        assert sweep(at=due + 3 * DAY)["offered"] == 0
        assert [message.todo for message in told(raiser, "offer")][1:] == [
            "decide whether to go on without a confirmation"
        ]
        assert told(world.receiver_holder(case), "offer") == []
        world.do(case, Verb.RETURN_OUTCOME, by=world.receiver_holder(case), at=due + 3 * DAY)
        again = self.proposed_again(world, case, due + 4 * DAY)
        assert sweep(at=again + SECOND)["offered"] == 1
        assert len(told(raiser, "offer")) == 3

    def proposed_again(self, world: World, case: Case, moment: datetime) -> datetime:
        world.do(case, Verb.PROPOSE_OUTCOME, by=world.raiser_holder(case), at=moment)
        return Clock.objects.filter(obligation__duty=Duty.CONFIRM_OUTCOME, stopped_at=None).latest("due_at").due_at

    def test_at_the_last_stage_nothing_is_offered(self) -> None:
        world = a_world("bristol")
        case = world.climb_to_last(world.raised(), at=START)
        due = self.proposed(world, case, START + 20 * DAY)
        Message.objects.all().delete()
        assert sweep(at=due + SECOND)["offered"] == 0
        entry = Entry.objects.filter(case=case, kind="limit-passed").latest("number")
        assert entry.facts["duty"] == Duty.CONFIRM_OUTCOME
        assert len(sentences_of(entry, case_now(case))) == 1
        assert not Message.objects.filter(kind="offer").exists()
        assert len(told(world.office, "unconfirmed")) == 1

    def test_the_record_says_that_it_may_go_on(self) -> None:
        world = a_world("bristol")
        case = world.raised()
        due = self.proposed(world, case, START + HOUR)
        sweep(at=due + SECOND)
        assert case_now(case).state == State.AWAITING_CONFIRMATION
        entry = Entry.objects.get(case=case, kind="limit-passed")
        assert sentences_of(entry, case)[-1] == "It may now go on without one."


def test_two_sides_of_one_limit_are_reminded_each() -> None:
    _, case, due = at_stage_two()
    sweep(at=due + DAY)
    for side in (Side.ESCALATING, Side.RECEIVING):
        holder = case.passages.get(number=2).holdings.get(party__side=side).person
        assert len(told(holder, "reminder")) == 3
