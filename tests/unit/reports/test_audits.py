"""Audits: what a sample is drawn from, that it can be drawn again, who sees what of it, and that no answer is lost."""

from collections import Counter
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import User
from cases.access import content_visible_to, standing, visible_to
from cases.models import Case, CaseView, Exclusion
from cases.verbs import Verb
from core.errors import BadInput
from reports.audits import QUESTIONS, Answered, Wish, draw, newest, sample, save, summed
from reports.models import Audit, AuditAnswer, AuditedCase, Finding, SpreadOver
from tests.unit.cases.world import DAY, START, World, a_house, a_world, case_now

LATER = START + 60 * DAY
PERIOD = (date(2026, 11, 1), date(2027, 1, 31))
POOLS = st.lists(
    st.tuples(st.integers(1, 500), st.sampled_from("abcd")), min_size=1, max_size=60, unique_by=lambda x: x[0]
)


class TestTheSample:
    @given(POOLS, st.integers(1, 40), st.text(max_size=10))
    def test_is_the_same_for_the_same_seed_whatever_the_order(self, pool: Any, wanted: int, seed: str) -> None:
        drawn = sample(pool, wanted, seed=seed)
        assert drawn == sample(list(reversed(pool)), wanted, seed=seed)
        assert len(set(drawn)) == len(drawn) == min(wanted, len(pool))
        assert set(drawn) <= {case for case, _ in pool}

    @given(POOLS, st.integers(1, 40))
    def test_leaves_no_stratum_behind(self, pool: Any, wanted: int) -> None:
        stratum, there = dict(pool), Counter(stratum for _, stratum in pool)
        taken = Counter(stratum[case] for case in sample(pool, wanted, seed="1"))
        for one in there:
            for other in there:
                assert taken[other] <= taken[one] + 1 or taken[one] == there[one]

    def test_differs_with_the_seed_and_comes_on_each_case_alike(self) -> None:
        pool = [(case, "") for case in range(10)]
        drawn = Counter(case for seed in range(400) for case in sample(pool, 3, seed=str(seed)))
        assert set(drawn) == set(range(10))
        assert all(80 < times < 160 for times in drawn.values())


@pytest.fixture
def world() -> World:
    return a_world("brent")


def ended(world: World, *, at_board: bool = True, **changes: Any) -> Case:
    case = world.raised(**changes)
    if at_board:
        case = world.climb_to_last(case, at=START)
    world.do(case, Verb.WITHDRAW, by=case.raised_by, at=START + 20 * DAY)
    return case_now(case)


def drawn(world: World, *, wanted: int = 10, by: User | None = None, **wish: Any) -> Audit:
    return draw(Wish(world.version.area, *PERIOD, wanted, **wish), by=by or world.office, at=LATER, seed="a seed")


def page(client: Client, person: User, path: str, **posted: Any) -> Any:
    client.force_login(person)
    return client.post(path, posted) if posted else client.get(path)


@pytest.mark.django_db
class TestWhatItIsDrawnFrom:
    def test_only_cases_whose_papers_are_the_board_s_to_read(self, world: World) -> None:
        read, unread = ended(world), ended(world, at_board=False)
        world.raised()
        audit = drawn(world)
        assert [row.case for row in audit.cases.all()] == [read]
        assert (audit.ended, audit.pool) == (2, [(read.pk, "")])
        assert not content_visible_to(world.office).filter(pk=unread.pk).exists()

    def test_nothing_that_ended_on_other_days_or_that_the_drawer_is_kept_out_of(self, world: World) -> None:
        case = ended(world)
        with pytest.raises(BadInput, match="No case of this area ended"):
            draw(Wish(world.version.area, date(2026, 1, 1), date(2026, 12, 13), 3), by=world.office, at=LATER, seed="x")
        assert draw(
            Wish(world.version.area, date(2026, 12, 14), date(2026, 12, 14), 3), by=world.office, at=LATER, seed="x"
        )
        Exclusion.objects.create(case=case, person=world.office, since=LATER)
        with pytest.raises(BadInput, match="came to the board"):
            drawn(world)

    def test_it_can_be_drawn_again_from_what_is_kept(self, world: World) -> None:
        cases = [ended(world) for _ in range(3)]
        audit = Audit.objects.get(pk=drawn(world, wanted=2).pk)
        ended(world)
        again = sample([tuple(one) for one in audit.pool], audit.wanted, seed=audit.seed)
        assert list(audit.cases.values_list("case", flat=True)) == again
        assert set(again) < {case.pk for case in cases}

    def test_spread_over_stages_and_agencies(self, world: World) -> None:
        third = a_house(world.version)
        ended(world), ended(world)
        other = ended(world, by=third.practitioner, raising_agency=third.agency)
        by_agency = drawn(world, wanted=2, spread_over=SpreadOver.AGENCY)
        assert other in [row.case for row in by_agency.cases.all()]
        assert {stratum for _, stratum in drawn(world, spread_over=SpreadOver.STAGE).pool} == {other.stage}

    def test_what_a_person_may_read_is_what_their_standing_says(self, world: World) -> None:
        cases = [ended(world), ended(world, at_board=False), world.raised()]
        people = [world.office, world.chair, world.stranger, *world.raising.people, *world.receiving.people]
        for person in people:
            found = set(content_visible_to(person))
            assert found == {case for case in cases if standing(case, person).content}
            assert found <= set(visible_to(person))


@pytest.mark.django_db
class TestAnswers:
    @pytest.fixture
    def audited(self, world: World) -> AuditedCase:
        ended(world)
        return drawn(world).cases.get()

    def test_of_several_auditors_stand_side_by_side(self, world: World, audited: AuditedCase) -> None:
        yes, no = Answered(Finding.YES, ""), Answered(Finding.NO, "It was not.")
        assert save(audited, {"risk": yes, "time": yes}, by=world.office, at=LATER) == 2
        assert save(audited, {"risk": no}, by=world.chair, at=LATER) == 1
        assert save(audited, {"risk": yes}, by=world.office, at=LATER) == 0
        assert save(audited, {"risk": no}, by=world.office, at=LATER) == 1
        assert AuditAnswer.objects.count() == 4
        found = {(a.question, a.by): a.finding for a in newest(audited.answers.all())}
        assert found == {("risk", world.office): "no", ("time", world.office): "yes", ("risk", world.chair): "no"}

    def test_are_summed_each_case_once(self, world: World, audited: AuditedCase) -> None:
        ended(world)
        audit = drawn(world)
        one, two = audit.cases.all()
        save(one, {"risk": Answered(Finding.YES, ""), "level": Answered(Finding.NO, "")}, by=world.office, at=LATER)
        save(one, {"level": Answered(Finding.YES, "")}, by=world.chair, at=LATER)
        save(two, {"risk": Answered(Finding.YES, "")}, by=world.chair, at=LATER)
        table = summed(audit)
        numbers = {row.key: dict(zip(table.columns, [c.value for c in row.cells], strict=True)) for row in table.rows}
        assert numbers["risk"] == {"Yes": 2, "Partly": 0, "No": 0, "It cannot be told": 0, "Auditors differ": 0,
                                   "Not answered": 0, "Cases": 2}  # fmt: skip
        assert (numbers["level"]["Auditors differ"], numbers["level"]["Not answered"]) == (1, 1)
        for link, row in zip(table.links, table.rows, strict=True):
            counts = {cell.count: cell.value for cell in row.cells}
            assert counts[link.total] == sum(counts[part] for part in link.parts)


@pytest.mark.django_db
class TestThePages:
    @pytest.fixture
    def case(self, world: World) -> Case:
        return ended(world)

    def test_a_sample_is_drawn_in_the_browser(self, client: Client, world: World, case: Case) -> None:
        ended(world, at_board=False)
        days = {"first-day": "1", "first-month": "11", "first-year": "2026", "last-day": "31", "last-month": "1",
                "last-year": "2027"}  # fmt: skip
        with time_machine.travel(LATER, tick=False):
            refused = page(client, world.office, "/audits/draw/", wanted="none", **days)
            assert "must be a whole number" in refused.content.decode()
            answered = page(client, world.office, "/audits/draw/", wanted="5", spread_over="", **days)
            audit = Audit.objects.get()
            assert answered["Location"] == f"/audits/{audit.pk}/"
            said = page(client, world.chair, f"/audits/{audit.pk}/").content.decode()
            assert "1 of 2 ended cases came to the board. The others’ papers are not the board’s to read." in said
            assert audit.seed in said
            assert str(case.reference) in said
            assert f"/audits/{audit.pk}/" in page(client, world.chair, "/audits/").content.decode()
            assert 'href="/audits/"' in page(client, world.chair, "/reports/").content.decode()

    def test_nobody_else_sees_one(self, client: Client, world: World, case: Case) -> None:
        audit = drawn(world)
        for person in (world.raising.practitioner, world.stranger):
            for path in ("", "1/", "pdf/"):
                assert page(client, person, f"/audits/{audit.pk}/{path}").status_code == HTTPStatus.FORBIDDEN
        elsewhere = a_world("bristol").office
        assert page(client, elsewhere, f"/audits/{audit.pk}/").status_code == HTTPStatus.NOT_FOUND
        assert page(client, elsewhere, f"/audits/{audit.pk}/1/").status_code == HTTPStatus.NOT_FOUND
        assert page(client, world.office, f"/audits/{audit.pk}/2/").status_code == HTTPStatus.NOT_FOUND

    def test_a_case_is_answered_and_the_look_is_logged(self, client: Client, world: World, case: Case) -> None:
        audit = drawn(world)
        path = f"/audits/{audit.pk}/1/"
        said = page(client, world.office, path).content.decode()
        assert "Was the child’s risk stated, and did safety actions come first?" in said
        assert "Immediate risk was never said." in said
        assert f"{world.raising.practitioner.name}, who takes part" not in said  # nobody of them has opened it
        assert f"{world.office.name}, who does not take part: saw it 1 time" in said
        assert f"/cases/{case.reference}/documents/closure/" in said
        assert CaseView.objects.filter(case=case, person=world.office, page="audit", seen=True).count() == 1
        wrong = page(client, world.office, path, **{"risk-words": "It was not stated."})
        assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "It was not stated." in wrong.content.decode()
        page(client, world.office, path, **{"risk": "partly", "risk-words": "Only later.", "time": "yes"})
        seen = page(client, world.chair, path).content.decode()
        assert f"{world.office.name} answered “Partly”: Only later." in seen
        assert AuditAnswer.objects.count() == 2

    def test_who_loses_sight_of_a_case_reads_no_word_about_it(self, client: Client, world: World, case: Case) -> None:
        audit = drawn(world)
        save(audit.cases.get(), {"risk": Answered(Finding.NO, "Only later.")}, by=world.office, at=LATER)
        Exclusion.objects.create(case=case, person=world.chair, since=LATER)
        said = page(client, world.chair, f"/audits/{audit.pk}/").content.decode()
        assert "Case 1, which you may not read" in said
        assert str(case.reference) not in said
        assert world.office.name not in said.partition("Cases of the sample")[2]
        assert page(client, world.chair, f"/audits/{audit.pk}/1/").status_code == HTTPStatus.NOT_FOUND
        before = CaseView.objects.filter(case=case, page="audit-pdf").count()
        assert page(client, world.chair, f"/audits/{audit.pk}/pdf/").status_code == HTTPStatus.OK
        assert CaseView.objects.filter(case=case, page="audit-pdf").count() == before

    def test_the_pack_is_printed_and_the_sums_are_taken(self, client: Client, world: World, case: Case) -> None:
        audit = drawn(world)
        printed = page(client, world.office, f"/audits/{audit.pk}/pdf/")
        assert printed.content.startswith(b"%PDF")
        assert printed["Cache-Control"] == "no-store"
        assert CaseView.objects.filter(case=case, person=world.office, page="audit-pdf", seen=True).exists()
        taken = page(client, world.office, f"/audits/{audit.pk}/?file=csv")
        lines = b"".join(taken.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == len(QUESTIONS) + 1
        assert lines[1].endswith(",0,0,0,0,0,1,1")

    def test_the_queries_do_not_grow_with_the_sample(self, client: Client, world: World, case: Case) -> None:
        def queries(audit: Audit) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert page(client, world.office, f"/audits/{audit.pk}/").status_code == HTTPStatus.OK
            return len(captured)

        one = drawn(world)
        queries(one)
        few = queries(one)
        for _ in range(3):
            ended(world)
        assert queries(drawn(world)) <= few
