"""An annual report from its start to its withdrawal: what is refused, what two people do at once, and what stays."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from core.errors import BadInput, WrongMoment
from reports import annual
from reports.annual import INTRODUCTION, PERIOD, AlreadyFrozen, Changed, stamp
from reports.models import FrozenReport, Report, Threshold, Withdrawal
from reports.publishing import Check, Published
from reports.shape import Content, Section
from tests.unit.reports.made_up import AT, FIRST, LAST, Board, a_board, a_draft, sections

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def figures(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """The numbers of the agencies, which a test may change."""
    numbers: list[tuple[int, ...]] = [(12, 3, 9)]
    monkeypatch.setattr(annual, "report_sections", lambda area, first, last: sections(first, last, raised=numbers[0]))
    return numbers


@pytest.fixture
def earlier(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What publishing was told of earlier reports; it hides nothing."""
    told: list[Any] = []

    def publish(given: Any, *, threshold: int, earlier: Any) -> Published:
        told.append(tuple(earlier))
        return Published(tuple(given), Check())

    monkeypatch.setattr(annual, "publishable", publish)
    return told


def frozen_by(board: Board, report: Report, *, at: datetime = AT) -> FrozenReport:
    return annual.freeze(report, seen=annual.prepare(report).mark, by=board.office, at=at)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 3, 31, 12, tzinfo=UTC), date(2024, 4, 1)),
        (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), date(2025, 4, 1)),  # in London it is 1 April
        (datetime(2026, 11, 28, 12, tzinfo=UTC), date(2025, 4, 1)),
        (datetime(2027, 1, 2, 12, tzinfo=UTC), date(2025, 4, 1)),
    ],
)
def test_the_last_full_year(now: datetime, first: date) -> None:
    assert annual.last_full_year(now) == (first, date(first.year + 1, 3, 31))


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (date(2026, 3, 31), date(2025, 4, 1), "The last day must be on or after the first, 31 March 2026"),
        (date(2026, 4, 1), date(2027, 3, 31), "The last day must be in the past"),
        (date(2026, 5, 1), AT.date(), "The last day must be in the past"),
        (date(2010, 4, 1), LAST, "The period must be 10 years or shorter"),
    ],
)
def test_a_wrong_period_is_refused_beside_its_last_day(first: date, last: date, says: str) -> None:
    board = a_board()
    with pytest.raises(BadInput, match=says) as refused:
        annual.start(area=board.area, first=first, last=last, by=board.office, at=AT)
    assert list(refused.value.fields) == ["last"]
    assert not Report.objects.exists()


def test_a_report_begins_with_all_sections_and_the_areas_own_threshold() -> None:
    board = a_board()
    report, is_new = annual.start(area=board.area, first=FIRST, last=LAST, by=board.office, at=AT)
    assert is_new
    assert (report.title, report.threshold, report.left_out) == ("Annual report 2025 to 2026", Threshold.FIVE, [])
    annual.hide(report, threshold=10, seen=stamp(report, "small-numbers"), by=board.office, at=AT)
    quarter, _ = annual.start(area=board.area, first=FIRST, last=date(2025, 6, 30), by=board.office, at=AT)
    assert quarter.threshold == Threshold.TEN


def test_a_report_that_somebody_has_begun_is_gone_on_with_until_it_is_frozen(earlier: list[Any]) -> None:
    board, other = a_board(), a_board("othershire", "Othershire")
    days = {"first": FIRST, "last": LAST, "at": AT}
    report, _ = annual.start(area=board.area, by=board.office, **days)
    assert annual.start(area=board.area, by=board.second, **days) == (report, False)
    assert annual.start(area=other.area, by=other.office, **days)[1]
    frozen_by(board, report)
    assert annual.start(area=board.area, by=board.second, **days)[1]


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one() -> None:
    board = a_board()
    days = {"area": board.area, "first": FIRST, "last": LAST, "at": AT}
    came = at_once(*(lambda by=by: annual.start(by=by, **days) for by in (board.office, board.second)))
    assert sorted(is_new for _, is_new in came) == [False, True]
    assert Report.objects.count() == 1


def test_a_title_that_nobody_wrote_follows_the_period() -> None:
    board = a_board()
    report = a_draft(board)
    quarter = {"first": date(2025, 10, 1), "last": date(2025, 12, 31)}
    moved = annual.set_period(report, **quarter, title=report.title, seen=stamp(report, PERIOD), by=board.office, at=AT)
    assert moved.title == "Report for 1 October 2025 to 31 December 2025"
    named = annual.set_period(moved, **quarter, title="Autumn", seen=stamp(moved, PERIOD), by=board.office, at=AT)
    back = annual.set_period(
        named, first=FIRST, last=LAST, title="Autumn", seen=stamp(named, PERIOD), by=board.office, at=AT
    )
    assert back.title == "Autumn"


def test_two_who_write_different_parts_lose_nothing() -> None:
    board = a_board()
    report = a_draft(board)
    seen = {part: stamp(report, part) for part in (INTRODUCTION, "on-raised")}
    annual.write(report, part=INTRODUCTION, text="Ours.", seen=seen[INTRODUCTION], by=board.office, at=AT)
    annual.write(report, part="on-raised", text="Theirs.", seen=seen["on-raised"], by=board.second, at=AT)
    report.refresh_from_db()
    assert (report.introduction, report.commentary, report.revision) == ("Ours.", {"raised": "Theirs."}, 2)
    assert report.saved["on-raised"]["name"] == "Percy Partner"


def test_two_who_write_the_same_part_are_told_who_was_first() -> None:
    board = a_board()
    report = a_draft(board)
    seen = stamp(report, INTRODUCTION)
    annual.write(report, part=INTRODUCTION, text="Ours.", seen=seen, by=board.office, at=AT)
    with pytest.raises(
        Changed, match=r"^Olive Office has changed this since you opened it, on Tuesday 12 May at 10:30am"
    ):
        annual.write(report, part=INTRODUCTION, text="Theirs.", seen=seen, by=board.second, at=AT + HOUR)
    report.refresh_from_db()
    assert report.introduction == "Ours."
    annual.write(report, part=INTRODUCTION, text="Ours.", seen=seen, by=board.second, at=AT)  # the same: no conflict


def test_what_is_frozen_is_signed_and_keeps_the_true_figures(earlier: list[Any]) -> None:
    board = a_board()
    report = a_draft(board, introduction="Read this.", commentary={"raised": "Health raised most."}, left_out=["ended"])
    frozen = frozen_by(board, report)
    content = frozen.published
    assert [section.key for section in content.sections] == ["raised"]
    assert (content.introduction, content.sections[0].commentary) == ("Read this.", "Health raised most.")
    assert (content.made_on, content.digest) == (AT.date(), sha256(frozen.content.encode()).hexdigest())
    assert json.loads(frozen.figures)[0]["tables"][0]["rows"][1]["cells"][0]["value"] == 3
    assert annual.canonical(Content.model_validate_json(frozen.content)) == frozen.content


def test_what_was_checked_is_what_is_frozen(figures: list[Any], earlier: list[Any]) -> None:
    board = a_board()
    report = a_draft(board)
    seen = annual.prepare(report).mark
    figures[0] = (13, 3, 9)
    with pytest.raises(Changed, match="Check it again"):
        annual.freeze(report, seen=seen, by=board.office, at=AT)
    figures[0] = (12, 3, 9)
    annual.write(report, part=INTRODUCTION, text="New.", seen=stamp(report, INTRODUCTION), by=board.second, at=AT)
    with pytest.raises(Changed, match="Check it again"):
        annual.freeze(report, seen=seen, by=board.office, at=AT)
    assert not FrozenReport.objects.exists()


def test_what_is_frozen_cannot_be_written_on_and_is_not_frozen_again(earlier: list[Any]) -> None:
    board = a_board()
    report = a_draft(board)
    frozen = frozen_by(board, report)
    with pytest.raises(AlreadyFrozen, match="Olive Office froze this report on Tuesday 12 May at 10:30am") as told:
        annual.freeze(report, seen="", by=board.second, at=AT + HOUR)
    assert told.value.frozen == frozen
    with pytest.raises(AlreadyFrozen):
        annual.write(report, part=INTRODUCTION, text="x", seen="", by=board.second, at=AT)
    with pytest.raises(AlreadyFrozen):
        annual.discard(report, by=board.second, at=AT)


def test_a_report_is_held_against_all_that_its_area_published_also_what_was_withdrawn(earlier: list[Any]) -> None:
    board, other = a_board(), a_board("othershire", "Othershire")
    frozen_by(other, a_draft(other))
    first = frozen_by(board, a_draft(board))
    annual.take_back(first, why="A wrong table.", by=board.office, at=AT)
    second = frozen_by(board, a_draft(board), at=AT + HOUR)
    assert [len(told) for told in earlier] == [0, 0, 0, 0, 1, 1]  # each prepared, then frozen
    assert second.replaces == first


def test_a_report_is_withdrawn_once_and_for_a_reason(earlier: list[Any]) -> None:
    board = a_board()
    frozen = frozen_by(board, a_draft(board))
    annual.take_back(frozen, why="A wrong table.", by=board.office, at=AT)
    with pytest.raises(WrongMoment, match="Olive Office withdrew this report on Tuesday 12 May"):
        annual.take_back(frozen, why="Again.", by=board.second, at=AT + HOUR)
    assert Withdrawal.objects.get().why == "A wrong table."


def test_what_was_thrown_away_is_not_written_on(earlier: list[Any]) -> None:
    board = a_board()
    report = a_draft(board)
    annual.discard(report, by=board.office, at=AT)
    with pytest.raises(WrongMoment, match="Olive Office threw this report away on Tuesday 12 May"):
        annual.write(report, part=INTRODUCTION, text="x", seen="", by=board.second, at=AT)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do these together, each on a connection of its own; what each gave, or its refusal."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        gate.wait(timeout=10)
        try:
            return deed()
        except WrongMoment as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_freeze_at_once_one_does_and_the_other_is_told_of_the_same_report(earlier: list[Any]) -> None:
    board = a_board()
    report = a_draft(board)
    seen = annual.prepare(report).mark
    came = at_once(
        *(lambda by=by: annual.freeze(report, seen=seen, by=by, at=AT) for by in (board.office, board.second))
    )
    frozen = FrozenReport.objects.get()
    refused = [one for one in came if isinstance(one, AlreadyFrozen)]
    assert [one for one in came if isinstance(one, FrozenReport)] == [frozen]
    assert [one.frozen for one in refused] == [frozen]


@pytest.mark.django_db(transaction=True)
def test_two_reports_of_an_area_frozen_at_once_know_of_each_other(earlier: list[Any]) -> None:
    board = a_board()
    both = [a_draft(board), a_draft(board, first=date(2024, 4, 1), last=date(2025, 3, 31))]
    marks = [annual.prepare(report).mark for report in both]
    earlier.clear()
    at_once(
        *(
            lambda report=report, mark=mark: annual.freeze(report, seen=mark, by=board.office, at=AT)
            for report, mark in zip(both, marks, strict=True)
        )
    )
    assert sorted(len(told) for told in earlier) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_the_figures_are_read_as_of_one_moment(monkeypatch: pytest.MonkeyPatch, earlier: list[Any]) -> None:
    board = a_board()
    report = a_draft(board)
    seen: list[int] = []

    def reading(*_: Any) -> tuple[Section, ...]:
        seen.append(Report.objects.count())
        at_once(lambda: connections["default"].vendor == "postgresql" and a_draft(board))
        seen.append(Report.objects.count())
        return sections()

    monkeypatch.setattr(annual, "report_sections", reading)
    annual.prepare(report)
    assert seen == [1, 1]
