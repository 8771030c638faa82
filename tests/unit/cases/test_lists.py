"""Every list as a file: what its page shows to this person, by the same filters, and each time written down."""

import csv
import gc
import tracemalloc
from datetime import UTC
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from agencies.models import User
from cases.models import Case, Exclusion, Party
from cases.presenters import lists
from cases.presenters.desk import sections_for
from cases.verbs import Verb
from core.models import ListTaken
from policies.vocabulary import LearningKind
from tests.unit.cases.world import DAY, HOUR, World, a_house, a_world

pytestmark = pytest.mark.django_db
LISTS = ("/", "/cases/", "/learning/", "/directory/", "/notices/", "/notices/undelivered/", "/policies/")


@pytest.fixture
def world() -> World:
    return a_world("bristol")


def answer(client: Client, person: User, path: str) -> Any:
    client.force_login(person)
    return client.get(path)


def taken(client: Client, person: User, path: str) -> list[dict[str, str]]:
    """The rows of a list as CSV, by their headings."""
    answered = answer(client, person, path)
    assert answered.status_code == 200, path
    return list(csv.DictReader(StringIO(whole(answered).decode("utf-8-sig"), newline="")))


def whole(answered: Any) -> bytes:
    return b"".join(answered.streaming_content)


class TestTheCases:
    @pytest.fixture
    def case(self, world: World) -> Case:
        return world.raised(at=timezone.now() - HOUR, immediate_risk=True)

    def test_as_csv(self, client: Client, world: World, case: Case) -> None:
        (row,) = taken(client, world.receiver_holder(case), "/cases/?file=csv")
        assert row["Reference"] == case.reference
        assert (row["Raised by"], row["Received by"]) == (world.raising.agency.name, world.receiving.agency.name)
        assert (row["Area"], row["Immediate risk"], row["Ended (London time)"]) == (case.area.name, "Yes", "")
        due = case.clocks.filter(stopped_at=None, follow_up=None).order_by("due_at").first().due_at
        assert row["Next deadline (London time)"] == f"{timezone.localtime(due):%Y-%m-%d %H:%M}"

    def test_as_excel(self, client: Client, world: World, case: Case) -> None:
        answered = answer(client, world.receiver_holder(case), "/cases/?file=xlsx")
        assert answered["Content-Type"].endswith("spreadsheetml.sheet")
        head, row = load_workbook(BytesIO(b"".join(answered.streaming_content))).active.iter_rows(values_only=True)
        said = dict(zip(head, row, strict=True))
        assert said["Reference"] == case.reference
        raised = case.raised_at.astimezone(timezone.get_default_timezone()).replace(
            second=0, microsecond=0, tzinfo=None
        )
        assert said["Raised (London time)"] == raised

    def test_its_name_tells_the_list_and_the_day_and_it_is_kept_nowhere(
        self, client: Client, world: World, case: Case
    ) -> None:
        today = f"{timezone.localtime():%Y-%m-%d}"
        for kind in ("csv", "xlsx"):
            answered = answer(client, world.receiver_holder(case), f"/cases/?file={kind}&reference={case.reference}")
            assert answered["Content-Disposition"] == f'attachment; filename="cases-{today}.{kind}"'
            assert answered["Cache-Control"] == "no-store"
            assert whole(answered)

    def test_by_the_filters_of_the_page(self, client: Client, world: World, case: Case) -> None:
        third = a_house(world.version)
        other = world.raised(at=timezone.now(), receiving_agencies=(third.agency,), practitioner=third.practitioner)
        person = world.raising.practitioner
        assert {row["Reference"] for row in taken(client, person, "/cases/?file=csv")} == {
            case.reference,
            other.reference,
        }
        path = f"/cases/?agency={third.agency.pk}&file=csv"
        assert [row["Reference"] for row in taken(client, person, path)] == [other.reference]

    def test_a_wrong_filter_gives_the_page_that_says_so_and_no_file(
        self, client: Client, world: World, case: Case
    ) -> None:
        answered = answer(client, world.raising.practitioner, "/cases/?status=nonsense&file=csv")
        assert "There is a problem" in answered.content.decode()
        assert not ListTaken.objects.exists()

    def test_no_more_than_its_reader_may_know_of(self, client: Client, world: World, case: Case) -> None:
        for person in (world.stranger, world.raising.colleague):
            assert taken(client, person, "/cases/?file=csv") == []
        holder = world.receiver_holder(case)
        assert len(taken(client, holder, "/cases/?file=csv")) == 1
        Exclusion.objects.create(case=case, person=holder, since=timezone.now())
        assert taken(client, holder, "/cases/?file=csv") == []

    def test_the_office_gets_the_outline_and_no_word_of_the_content(
        self, client: Client, world: World, case: Case
    ) -> None:
        (row,) = taken(client, world.office, "/cases/?file=csv")
        assert row["Reference"] == case.reference
        assert "referral" not in " ".join(row.values())
        assert lists.CASES.headings == list(row)

    def test_the_queries_do_not_grow_with_the_cases(self, client: Client, world: World, case: Case) -> None:
        person = world.raising.practitioner

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                taken(client, person, "/cases/?file=csv")
            return len(captured)

        queries()
        few = queries()
        for _ in range(6):
            world.raised(at=timezone.now())
        assert queries() <= few


class TestTheLog:
    def test_says_who_took_which_list_by_which_filters_and_how_many_rows(self, client: Client, world: World) -> None:
        world.raised(at=timezone.now())
        person = world.raising.practitioner
        before = timezone.now()
        taken(client, person, "/cases/?status=live&page=2&file=csv")
        found = ListTaken.objects.get()
        assert (found.person, found.name, found.kind, found.rows) == (person, "cases", "csv", 1)
        assert found.filters == "status=live"
        assert before <= found.at.astimezone(UTC) <= timezone.now()

    def test_stands_before_the_first_row_is_sent(self, client: Client, world: World) -> None:
        answered = answer(client, world.raising.practitioner, "/cases/?file=csv")
        assert ListTaken.objects.count() == 1
        whole(answered)

    def test_a_page_and_a_file_that_there_is_not_leave_nothing_in_it(self, client: Client, world: World) -> None:
        assert answer(client, world.raising.practitioner, "/cases/").status_code == 200
        refused = answer(client, world.raising.practitioner, "/cases/?file=pdf")
        assert refused.status_code == 422
        assert "csv or xlsx" in refused.content.decode()
        assert not ListTaken.objects.exists()

    @pytest.mark.parametrize("change", [lambda found: found.delete(), lambda found: found.update(rows=0)])
    def test_is_not_changed_afterwards(self, client: Client, world: World, change: Any) -> None:
        taken(client, world.raising.practitioner, "/cases/?file=csv")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(ListTaken.objects.all())
        assert ListTaken.objects.count() == 1


class TestOtherLists:
    def test_home_says_what_waits_for_whom(self, client: Client, world: World) -> None:
        case = world.raised(at=timezone.now())
        (mine, *_) = taken(client, world.receiver_holder(case), "/?file=csv")
        assert (mine["List"], mine["Case"]) == ("With you now", case.reference)
        assert mine["What to do"].startswith("Respond")
        waiting = [
            row for row in taken(client, world.raising.practitioner, "/?file=csv") if row["List"].startswith("Wait")
        ]
        assert [row["Who"] for row in waiting] == [world.receiving.agency.name]

    def test_home_gives_all_of_them_and_not_a_page(self, client: Client, world: World, monkeypatch: Any) -> None:
        monkeypatch.setattr("cases.views.home.ON_HOME", 1)
        cases = [world.raised(at=timezone.now()) for _ in range(2)]
        found = taken(client, world.receiver_holder(cases[0]), "/?file=csv")
        mine = [row["Case"] for row in found if row["List"] == "With you now"]
        assert mine == [case.reference for case in cases]

    def test_learning_names_a_case_only_to_who_may_know_of_it(self, client: Client, world: World) -> None:
        case = world.raised()
        world.do(case, Verb.RECORD_LEARNING, by=world.raising.practitioner, of=LearningKind.LEARNING)
        (row,) = taken(client, world.office, "/learning/?show=all&file=csv")
        words = case.learning_points.get().entry.content.body["learning"]
        assert (row["What was recorded"], row["Status"]) == (words, "Open")
        assert row["Case, where you may know of it"] == case.reference
        member = world.raising.posts[next(role for role in world.raising.posts if role == "board-member")].holder
        (row,) = taken(client, member, "/learning/?file=csv")
        assert (row["What was recorded"], row["Case, where you may know of it"]) == (words, "")
        assert taken(client, world.office, "/learning/?show=closed&file=csv") == []

    def test_the_directory_has_every_post(self, client: Client, world: World) -> None:
        found = taken(client, world.raising.practitioner, "/directory/?file=csv")
        held = [row for row in found if row["Who"] == world.receiving.practitioner.name]
        assert held[0]["E-mail"] == world.receiving.practitioner.email
        assert len(found) == sum(len(house.posts) for house in (world.raising, world.receiving)) + len(
            [row for row in found if row["Agency"] not in (world.raising.agency.name, world.receiving.agency.name)]
        )

    def test_undelivered_notices_only_for_who_looks_after_them(self, client: Client, world: World) -> None:
        assert answer(client, world.raising.practitioner, "/notices/undelivered/?file=csv").status_code == 403
        assert taken(client, world.office, "/notices/undelivered/?file=csv") == []

    def test_notices_and_procedures(self, client: Client, world: World) -> None:
        case = world.raised()
        (row,) = taken(client, world.receiver_holder(case), "/notices/?file=csv")
        assert (row["Case"], row["What to do"], row["Read"]) == (case.reference, "respond", "No")
        assert row["Sent (London time)"] == "2026-11-24 09:30"
        (row,) = taken(client, world.receiving.practitioner, "/policies/?file=csv")
        assert (row["Area"], row["Stages"]) == (world.version.area.name, str(len(world.policy.stages)))

    def test_each_part_of_the_desk_says_what_its_page_says(self, client: Client, world: World) -> None:
        case = world.raised(at=timezone.now() - 30 * DAY)
        world.sweep(timezone.now())
        client.force_login(world.office)
        for section in sections_for(world.office):
            if section.every:
                continue
            page = client.get(f"/desk/{section.key}/").context["page"]
            found = taken(client, world.office, f"/desk/{section.key}/?file=csv")
            assert len(found) == page.paginator.count, section.key
            assert ListTaken.objects.filter(name=f"desk-{section.key}", rows=len(found)).exists()
        (first, *_) = taken(client, world.office, "/desk/overdue/?file=csv")
        assert (first["Case"], first["Where, or of what"]) == (case.reference, world.version.area.name)
        assert first["By when (London time)"] < f"{timezone.localtime():%Y-%m-%d %H:%M}"
        assert answer(client, world.raising.practitioner, "/desk/overdue/?file=csv").status_code == 403

    @pytest.mark.parametrize("path", LISTS)
    def test_a_stranger_is_sent_to_sign_in(self, client: Client, path: str) -> None:
        assert client.get(f"{path}?file=csv")["Location"].startswith("/sign-in/")

    def test_each_page_links_to_its_files_and_keeps_the_filter(self, client: Client, world: World) -> None:
        case = world.raised(at=timezone.now())
        world.do(case, Verb.RECORD_LEARNING, by=world.raising.practitioner, of=LearningKind.GAP)
        for path in ("/cases/", "/learning/", "/directory/", "/notices/", "/policies/"):
            assert 'href="?file=csv"' in answer(client, world.office, path).content.decode(), path
        assert 'href="?file=csv"' in answer(client, world.receiver_holder(case), "/").content.decode()
        said = answer(client, world.office, "/cases/?status=live&page=1").content.decode()
        assert 'href="?status=live&amp;file=xlsx"' in said


def copy_of(row: Any, **changes: Any) -> Any:
    """A row like this one, not saved."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    return type(row)(**kept | changes)


def copies(case: Case, numbers: range) -> None:
    """As many cases more, with the parties of this one."""
    parties = list(case.parties.all())
    made = Case.objects.bulk_create(copy_of(case, reference=f"MORE-{number}") for number in numbers)
    Party.objects.bulk_create(copy_of(party, case_id=more.pk) for more in made for party in parties)


@pytest.mark.long
@pytest.mark.postgres
def test_memory_stays_flat_over_twenty_thousand_cases(client: Client, world: World) -> None:
    case = world.raised(at=timezone.now())

    def peak() -> int:
        tracemalloc.start()
        try:
            for piece in answer(client, world.office, "/cases/?file=csv").streaming_content:
                assert piece
                gc.collect()  # a case and its parties hold each other; the tests put the collector off
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    copies(case, range(1_000))
    peak()
    few = peak()
    for first in range(1_000, 20_000, 1_000):
        copies(case, range(first, first + 1_000))
    assert peak() < few + 1_000_000
    assert list(ListTaken.objects.order_by("pk").values_list("rows", flat=True)) == [1_001, 1_001, 20_001]
