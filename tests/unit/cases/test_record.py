"""The written record: only added to, chained, private where it says so."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from cases import record
from cases.models import Case, CaseView, Draft, Entry, EntryContent, Side, Visibility
from cases.record import Author, Draught
from cases.verbs import Verb
from core.errors import BadInput
from notifications.models import Message
from policies.vocabulary import Ground
from tests.unit.cases.world import DAY, HOUR, START, World, a_world, case_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world("flowchart")


@pytest.fixture
def case(world: World) -> Case:
    case = world.raised()
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case))
    return case_now(case)


def _sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


FORGERIES = [
    "UPDATE cases_entry SET kind = 'agreed'",
    "UPDATE cases_entrycontent SET body = '{}'",
    "DELETE FROM cases_entrycontent",
    "DELETE FROM cases_entry WHERE number = 2",
    "UPDATE cases_caseview SET seen = seen",
    "DELETE FROM cases_caseview",
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_database_refuses_to_change_the_record(case: Case, world: World, forgery: str) -> None:
    CaseView.objects.create(case=case, person=world.office, at=START, page="case", seen=True)
    before = [list(model.objects.order_by("pk").values()) for model in (Entry, EntryContent, CaseView)]
    with pytest.raises(DatabaseError, match="append-only"):
        _sql(forgery)
    assert [list(model.objects.order_by("pk").values()) for model in (Entry, EntryContent, CaseView)] == before


@pytest.mark.parametrize("table", ["cases_entry", "cases_entrycontent", "cases_caseview"])
def test_postgresql_refuses_to_empty_a_table_of_the_record(case: Case, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    _sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"):
        _sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.journey
def test_sqlite_refuses_to_replace_an_entry(case: Case) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE")
    with pytest.raises(DatabaseError, match="append-only"):
        _sql(
            "REPLACE INTO cases_entrycontent (id, salt, body, entry_id) "
            "SELECT id, salt, '{}', entry_id FROM cases_entrycontent"
        )


def test_the_orm_cannot_change_an_entry_either(case: Case) -> None:
    entry = case.entries.last()
    entry.kind = "agreed"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(kind="agreed")


def test_the_chain_of_a_case_verifies(case: Case) -> None:
    assert record.faults(case) == []
    assert [entry.number for entry in case.entries.all()] == list(range(1, case.revision + 1))


def test_the_chain_verifies_whatever_zone_a_moment_was_given_in(case: Case, world: World) -> None:
    held = datetime(2026, 11, 24, 15, 15, tzinfo=ZoneInfo("Asia/Kolkata"))
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), held_at=held)
    assert record.faults(case_now(case)) == []


TAMPERING = {
    "the kind": ("UPDATE cases_entry SET kind = 'agree-plan' WHERE number = 1", "Entry 1 does not match"),
    "the moment": (
        "UPDATE cases_entry SET occurred_at = '2026-11-23 09:00:00+00:00' WHERE number = 2",
        "Entry 2 does not match",
    ),
    "the author": ("UPDATE cases_entry SET by_id = NULL WHERE number = 3", "Entry 3 does not match"),
    "the facts": ("UPDATE cases_entry SET facts = '{}' WHERE number = 3", "Entry 3 does not match"),
    "the words": ('UPDATE cases_entrycontent SET body = \'{"said": "We agreed."}\'', "content of entry 1"),
    "the middle": (
        "DELETE FROM cases_entry WHERE number = 2",
        "Entry 2 is missing",
    ),
    "the end": ("DELETE FROM cases_entry WHERE number = 3", "the record ends at 2"),
    "the visibility": (
        "UPDATE cases_entry SET visibility = 'party' WHERE number = 3",
        "Entry 3 does not match",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_behind_the_guards_is_found(case: Case, what: str) -> None:
    from core import guards

    forgery, found = TAMPERING[what]
    guards.remove(connection)
    if "DELETE" in forgery:
        _sql("DELETE FROM cases_entrycontent")
    _sql(forgery)
    assert any(found in sentence for sentence in record.faults(case_now(case)))
    guards.install(connection)


def test_the_last_entry_cannot_be_swapped_with_its_count_mended(case: Case) -> None:
    from core import guards

    guards.remove(connection)
    _sql("DELETE FROM cases_entrycontent")
    _sql("DELETE FROM cases_entry WHERE number = 3")
    _sql("UPDATE cases_case SET revision = 2")
    assert record.faults(case_now(case)) != []
    guards.install(connection)


def test_content_may_be_erased_by_law_and_the_chain_still_verifies(case: Case) -> None:
    from core import guards

    guards.remove(connection)
    _sql("DELETE FROM cases_entrycontent")
    assert record.faults(case_now(case)) == []
    guards.install(connection)


def test_what_the_operator_is_told_to_do_erases_one_entry_and_leaves_the_refusal(case: Case) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the operator's database is PostgreSQL")
    guide = (Path(settings.BASE_DIR) / "docs" / "operating.md").read_text(encoding="utf-8")
    told = guide.partition("## Keeping and erasing")[2].partition("```sql\nBEGIN;\n")[2].partition("COMMIT;\n```")[0]
    draft = Draft.objects.create(
        writer=case.raised_by, case=case, answers={"wanted": ["A visit."]}, created_at=START, updated_at=START
    )
    written = EntryContent.objects.filter(entry__case=case).exclude(entry__number=1)
    number = written.latest("entry__number").entry.number
    before = EntryContent.objects.count()
    _sql("SET CONSTRAINTS ALL IMMEDIATE")
    _sql(told.replace("ESC-0001", str(case.reference)).replace("e.number = 3", f"e.number = {number}"))
    assert EntryContent.objects.count() == before - 1
    assert not EntryContent.objects.filter(entry__case=case, entry__number=number).exists()
    draft.refresh_from_db()
    assert draft.answers == {}
    assert record.faults(case_now(case)) == []
    with pytest.raises(DatabaseError, match="append-only"):
        _sql("DELETE FROM cases_entrycontent")


def test_what_is_the_same_twice_has_two_digests_so_that_an_erased_text_cannot_be_guessed(case: Case) -> None:
    for _ in range(2):
        record.write(Draught("add-note", content={"text": "No."}), case=case, at=START, author=Author())
    first, second = case.entries.order_by("-number")[:2]
    assert first.content_digest != second.content_digest


def test_a_correction_is_a_new_entry(case: Case, world: World) -> None:
    before = list(case.entries.values("number", "digest"))
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), said="I wrote the wrong name.")
    after = list(case.entries.values("number", "digest"))
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


def test_an_entry_says_when_it_happened_and_when_it_was_written_down(case: Case, world: World) -> None:
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), at=START + DAY, held_at=START + HOUR)
    entry = case.entries.last()
    assert (entry.occurred_at, entry.recorded_at) == (START + HOUR, START + DAY)


def test_a_discussion_that_is_yet_to_come_is_no_discussion(case: Case, world: World) -> None:
    with pytest.raises(BadInput) as refused:
        world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), held_at=START + 2 * DAY)
    assert "held_at" in refused.value.fields


def test_a_discouraged_means_is_taken_with_a_reason_only(case: Case, world: World) -> None:  # FLOW-2, O-25
    with pytest.raises(BadInput) as refused:
        world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), method="email")
    assert "method_reason" in refused.value.fields
    world.do(case, Verb.RECORD_DISCUSSION, by=world.receiver_holder(case), method="email", method_reason="On leave.")


def test_an_entry_says_who_from_which_agency(case: Case, world: World) -> None:
    entry = case.entries.get(kind="record-discussion")
    assert entry.by == world.receiving.practitioner
    assert entry.agency == world.receiving.agency
    assert entry.party.side == Side.RECEIVING
    assert entry.on_behalf_of is None


class TestPrivateNotes:
    def test_a_holder_s_private_note_belongs_to_their_party(self, case: Case, world: World) -> None:
        world.do(case, Verb.ADD_NOTE, by=world.receiver_holder(case), private=True)
        entry = case.entries.last()
        assert (entry.visibility, entry.party.side) == (Visibility.PARTY, Side.RECEIVING)

    def test_nobody_is_told_of_a_private_note(self, case: Case, world: World) -> None:
        before = Message.objects.count()
        world.do(case, Verb.ADD_NOTE, by=world.receiver_holder(case), private=True)
        assert Message.objects.count() == before

    def test_a_former_holder_s_private_note_stays_private_to_their_side(self, case: Case, world: World) -> None:
        former = world.receiver_holder(case)
        world.climb(case, at=START + DAY)
        world.do(case, Verb.ADD_NOTE, by=former, private=True, at=START + DAY)
        entry = case.entries.last()
        assert (entry.visibility, entry.party.side) == (Visibility.PARTY, Side.RECEIVING)

    def test_the_board_has_no_side_and_is_told_so(self, case: Case, world: World) -> None:
        last = world.climb_to_last(case, at=START)
        with pytest.raises(BadInput):
            world.do(last, Verb.ADD_NOTE, by=world.office, private=True, at=START + 9 * DAY)


def test_a_continuing_concern_after_the_end_is_recorded_and_told(case: Case, world: World) -> None:  # BRIS-5
    world.do(case, Verb.WITHDRAW, by=world.raising.practitioner, at=START + DAY)
    Message.objects.all().delete()
    world.do(case, Verb.ADD_NOTE, by=world.raising.practitioner, at=START + 2 * DAY, text="She is still at risk.")
    assert case.entries.last().content.body == {"text": "She is still at risk."}
    assert set(Message.objects.values_list("recipient", flat=True)) == {world.receiving.practitioner.pk}


def test_escalating_needs_its_reason_in_code_as_well(case: Case, world: World) -> None:
    with pytest.raises(BadInput) as refused:
        world.climb(case, at=START + DAY, ground=Ground.DELAY, why="  ")
    assert "why" in refused.value.fields
