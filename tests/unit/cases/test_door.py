"""The door of every verb: one lock, one check, a form taken once, a stale page refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, connections

from agencies.models import User
from agencies.roles import MembershipRole
from cases import record
from cases.actions.door import AlreadyDone, Changed
from cases.models import Case, Entry, Obligation, Passage, State
from cases.process.follow_ups import ANSWERS
from cases.verbs import Verb
from core.errors import BadInput, NotAllowed, NotVisible, WrongMoment
from notifications.models import Message
from tests.unit.cases.world import DAY, HOUR, START, a_world, case_now, on_the_board, published

pytestmark = pytest.mark.django_db
POSTGRES_ONLY = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


def counts() -> tuple[int, int, int]:
    return Entry.objects.count(), Message.objects.count(), Case.objects.count()


def test_the_same_form_sent_twice_is_taken_once() -> None:
    world = a_world("flowchart")
    case, key = world.raised(), uuid4()
    world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), submission=key)
    before = counts()
    with pytest.raises(AlreadyDone):
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), submission=key)
    assert counts() == before


def test_raising_twice_with_one_form_makes_one_case() -> None:
    world, key = a_world(), uuid4()
    first = world.raised(submission=key)
    before = counts()
    assert world.raised(submission=key, at=START + HOUR).pk == first.pk
    assert counts() == before


def test_somebody_else_s_form_is_not_taken_for_one_s_own() -> None:
    world = a_world("flowchart")
    case, key = world.raised(), uuid4()
    world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner, submission=key)
    with pytest.raises(BadInput):
        world.do(case, Verb.ADD_NOTE, by=world.receiver_holder(case), submission=key)


def test_a_stale_page_is_refused_and_says_who_was_there_before() -> None:
    world = a_world("flowchart")
    case = world.raised()
    seen = case_now(case).revision
    world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner)
    with pytest.raises(Changed) as refused:
        world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), seen=seen)
    assert world.raising.practitioner.name in refused.value.sentence
    assert refused.value.status == 409
    world.do(case, Verb.ACKNOWLEDGE, by=world.receiver_holder(case), seen=seen + 1)


def test_a_stale_page_tells_nothing_to_whoever_may_not_see_the_case() -> None:
    world = a_world("flowchart")
    case = world.raised()
    for person in (world.stranger, world.receiving.colleague, world.chair):
        with pytest.raises(NotVisible):
            world.do(case, Verb.ADD_NOTE, by=person, seen=0)
    with pytest.raises(NotAllowed) as refused:
        world.do(case, Verb.ADD_NOTE, by=world.office, seen=0)
    assert world.raising.practitioner.name not in refused.value.sentence


def test_the_office_of_another_area_is_told_that_there_is_no_such_case() -> None:
    world = a_world("flowchart")
    elsewhere = on_the_board(published("brent").area, MembershipRole.BOARD_OFFICE)
    with pytest.raises(NotVisible):
        world.do(world.raised(), Verb.ADD_NOTE, by=elsewhere)


def test_an_excluded_person_of_the_board_s_office_is_told_that_there_is_no_such_case() -> None:
    world = a_world("flowchart")
    case = world.raised(conflicted=(world.office,))
    with pytest.raises(NotVisible):
        world.do(case, Verb.ADD_NOTE, by=world.office)


def _all_tables() -> dict[str, list[object]]:
    kept = (Case, Entry, Passage, Obligation, Message)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in kept}


@pytest.mark.parametrize(
    "verb", [Verb.ACKNOWLEDGE, Verb.RECORD_DISCUSSION, Verb.PROPOSE_PLAN, Verb.PROPOSE_OUTCOME, Verb.HAND_OVER]
)
def test_nothing_is_saved_when_the_record_cannot_be_written(verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world("flowchart")
    case = world.raised()
    before = _all_tables()

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("cases.record.EntryContent.objects.create", broken)
    monkeypatch.setattr("cases.record.Entry.save", broken)
    with pytest.raises(OSError, match="disk"):
        world.do(case, verb, by=world.receiver_holder(case))
    assert _all_tables() == before


@pytest.mark.parametrize("verb", [Verb.ESCALATE, Verb.WITHDRAW])
def test_nothing_is_saved_when_a_later_entry_or_notice_fails(verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world("flowchart")
    case = world.raised()
    before = _all_tables()

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("cases.process.notices.outbox.enqueue_many", broken)
    with pytest.raises(OSError, match="disk"):
        world.do(case, verb, by=world.raising.practitioner)
    assert _all_tables() == before


def test_raising_saves_nothing_when_the_record_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world("flowchart")

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("cases.record.Entry.save", broken)
    with pytest.raises(OSError, match="disk"):
        world.raised()
    assert not Case.objects.exists()


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do these at once, each on a connection of its own; returns what each came to, an error included."""

    def alone(deed: Callable[[], object]) -> object:
        try:
            return deed()
        except Exception as error:  # noqa: BLE001 - what it came to is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(alone, deeds))


@POSTGRES_ONLY
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_people_act_on_one_page_and_one_of_them_wins(self) -> None:
        world = a_world("flowchart")
        case = world.raised()
        seen = case_now(case).revision
        ours, theirs = world.raising.practitioner, world.receiver_holder(case)

        def note(by: User) -> Callable[[], object]:
            return lambda: world.do(case, Verb.ADD_NOTE, by=by, seen=seen)

        results = together(note(ours), note(theirs))
        assert sorted(type(result).__name__ for result in results) == ["Case", "Changed"]
        assert case_now(case).revision == seen + 1
        assert record.faults(case_now(case)) == []

    def test_ten_notes_at_once_are_all_kept_in_one_chain(self) -> None:
        world = a_world("flowchart")
        case = world.raised()
        before = case_now(case).revision
        deeds = [lambda: world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner)] * 10
        assert not [result for result in together(*deeds) if isinstance(result, Exception)]
        assert case_now(case).revision == before + 10
        assert record.faults(case_now(case)) == []

    def test_the_same_form_sent_twice_at_once_makes_one_case(self) -> None:
        world, key = a_world(), uuid4()
        results = together(*[lambda: world.raised(submission=key)] * 4)
        assert {getattr(result, "pk", result) for result in results} == {Case.objects.get().pk}

    def test_cases_raised_at_once_get_numbers_without_a_gap(self) -> None:
        world = a_world()
        together(*[lambda: world.raised()] * 6)
        numbers = sorted(int(case.reference.split("-")[1]) for case in Case.objects.all())
        assert numbers == list(range(numbers[0], numbers[0] + 6))

    def test_a_case_is_escalated_once_when_two_try(self) -> None:
        world = a_world("buckinghamshire")
        case = world.raised()
        results = together(*[lambda: world.do(case, Verb.ESCALATE, by=world.raising.practitioner, seen=2)] * 2)
        assert sorted(type(result).__name__ for result in results) == ["Case", "Changed"]
        assert case.passages.count() == 2


def test_every_error_has_its_status() -> None:
    assert (NotVisible().status, NotAllowed("").status, WrongMoment("").status) == (404, 403, 409)


AFTER_THE_END = {
    Verb.ADD_NOTE,
    Verb.GIVE_REFERENCES,
    Verb.LINK,
    Verb.REOPEN,
    Verb.RECORD_LEARNING,
    Verb.RECORD_DISSENT,
    *ANSWERS,
}


def test_a_case_that_has_ended_takes_what_looks_back_and_nothing_else() -> None:
    world = a_world("flowchart")
    case = world.raised()
    world.do(case, Verb.WITHDRAW, by=world.raising.practitioner, at=START + DAY)
    for verb in set(Verb) - {Verb.RAISE} - AFTER_THE_END:
        with pytest.raises((WrongMoment, NotAllowed)):
            world.do(case, verb, by=world.raising.practitioner, at=START + 2 * DAY)
    world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner, at=START + 2 * DAY)
    assert case_now(case).state == State.WITHDRAWN
