"""The files of a frozen report: each is made once, resumed after a death, and fails with a sentence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from core.errors import WrongMoment
from reports import files
from reports.models import Download, FrozenReport, Kind, Progress, ReportFile, Withdrawal
from reports.shape import Content
from tests.unit.reports.made_up import AT, a_board, frozen

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def word(content: Content) -> bytes:
    return f"{content.title} {content.digest}".encode()


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> dict[Kind, Any]:
    made: dict[Kind, Any] = dict.fromkeys(Kind, word)
    monkeypatch.setattr(files, "MAKERS", made)
    return made


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(files.current_app, "send_task", lambda name, **_: sent.append(name))
    return sent


def asked(report: FrozenReport, *kinds: Kind) -> list[ReportFile]:
    return files.ask_for(report, kinds=kinds, by=report.frozen_by, at=AT)


def the(report: FrozenReport, kind: Kind = Kind.PDF) -> ReportFile:
    return report.files.get(kind=kind)


def test_files_are_made_from_what_was_frozen(makers, hints, django_capture_on_commit_callbacks) -> None:
    report = frozen(a_board())
    with django_capture_on_commit_callbacks(execute=True):
        asked(report, Kind.PDF, Kind.CSV)
    assert hints == [files.TASK] * 2
    assert files.make_due(at=AT).as_dict() == {"made": 2, "put_off": 0, "failed": 0}
    expected = f"Annual report 2025 to 2026 {report.digest}".encode()
    pdf = the(report)
    assert (pdf.progress, bytes(pdf.data or b""), pdf.size) == (Progress.READY, expected, len(expected))
    assert pdf.digest == sha256(expected).hexdigest()
    assert files.make_due(at=AT).made == 0


def test_to_ask_again_changes_nothing(makers, hints) -> None:
    report = frozen(a_board())
    asked(report, Kind.PDF)
    files.make_due(at=AT)
    asked(report, Kind.PDF, Kind.WORD)
    assert [(file.kind, file.progress) for file in report.files.all()] == [("pdf", "ready"), ("docx", "waiting")]


def test_the_broker_may_be_down(makers, monkeypatch, django_capture_on_commit_callbacks) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(files.current_app, "send_task", down)
    report = frozen(a_board())
    with django_capture_on_commit_callbacks(execute=True):
        asked(report, Kind.PDF)
    assert files.make_due(at=AT).made == 1


def test_what_a_dead_worker_claimed_is_taken_up(makers, hints) -> None:
    report = frozen(a_board())
    asked(report, Kind.PDF)
    ReportFile.objects.update(progress=Progress.MAKING, claimed_at=AT, attempts=1)
    assert files.make_due(at=AT + files.CLAIM - MINUTE).made == 0
    assert files.make_due(at=AT + files.CLAIM).made == 1
    assert the(report).attempts == 2


def test_a_file_over_which_workers_die_fails_with_a_sentence_and_can_be_asked_for_again(makers, hints) -> None:
    report = frozen(a_board())
    asked(report, Kind.PDF)
    ReportFile.objects.update(progress=Progress.MAKING, claimed_at=AT, attempts=files.MOST_ATTEMPTS)
    assert files.make_due(at=AT + files.CLAIM).failed == 1
    assert the(report).progress == Progress.FAILED
    assert the(report).failure.startswith("The PDF file could not be made, in 3 attempts.")
    asked(report, Kind.PDF)
    assert files.make_due(at=AT + files.CLAIM).made == 1
    assert the(report).failure == ""


def test_one_that_cannot_be_made_holds_up_no_other(makers, hints) -> None:
    def broken(_: Content) -> bytes:
        raise ValueError("no font")

    makers[Kind.PDF] = broken
    report = frozen(a_board())
    asked(report, Kind.PDF, Kind.WORD)
    assert files.make_due(at=AT).as_dict() == {"made": 1, "put_off": 2, "failed": 1}
    assert the(report).progress == Progress.FAILED
    assert the(report, Kind.WORD).progress == Progress.READY


def test_whoever_woke_late_does_not_write_over_what_another_made(makers, hints) -> None:
    report = frozen(a_board())
    asked(report, Kind.PDF)

    def slow(content: Content) -> bytes:
        ReportFile.objects.update(attempts=2)  # another took it up meanwhile
        return word(content)

    makers[Kind.PDF] = slow
    assert files.make_due(at=AT).made == 0
    assert the(report).data is None


def test_every_take_is_recorded(makers, hints) -> None:
    board = a_board()
    report = frozen(board)
    asked(report, Kind.PDF)
    with pytest.raises(WrongMoment, match="not ready yet"):
        files.taken(the(report), by=board.member, at=AT)
    files.make_due(at=AT)
    assert files.taken(the(report), by=board.member, at=AT + MINUTE).decode().startswith("Annual report")
    assert list(Download.objects.values_list("person", "file__kind", "at")) == [(board.member.pk, "pdf", AT + MINUTE)]


def test_files_made_again_are_compared(makers, hints) -> None:
    report = frozen(a_board())
    asked(report, Kind.PDF, Kind.CSV)
    files.make_due(at=AT)
    assert files.differing(report) == []
    makers[Kind.CSV] = lambda content: b"other"
    assert [sentence[:33] for sentence in files.differing(report)] == ["The CSV file would be another now"]


def test_the_real_files_are_the_same_to_the_byte_when_they_are_made_again(hints) -> None:
    report = frozen(a_board())
    asked(report, *Kind)
    assert files.make_due(at=AT).made == len(Kind)
    assert files.differing(report) == []
    assert all(report.digest.encode() in bytes(file.data or b"") for file in report.files.filter(kind=Kind.HTML))


def test_no_file_is_made_of_a_withdrawn_report(makers) -> None:
    report = frozen(a_board())
    Withdrawal.objects.create(frozen=report, at=AT, by=report.frozen_by, why="A mistake.")
    with pytest.raises(WrongMoment, match="withdrawn"):
        asked(FrozenReport.objects.get(), Kind.PDF)


@pytest.mark.parametrize("model", [FrozenReport, Withdrawal, Download])
def test_the_database_keeps_what_was_frozen(model, makers, hints) -> None:
    report = frozen(a_board())
    asked(report, Kind.PDF)
    files.make_due(at=AT)
    files.taken(the(report), by=report.frozen_by, at=AT)
    Withdrawal.objects.create(frozen=report, at=AT, by=report.frozen_by, why="A mistake.")
    table = model._meta.db_table
    column = {FrozenReport: "content", Withdrawal: "why", Download: "at"}[model]
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match=r"never changes|stays withdrawn|append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_file_once(makers, hints) -> None:
    report = frozen(a_board())
    asked(report, *Kind)
    gate, made = Barrier(2), []

    def slowly(content: Content) -> bytes:
        made.append(1)
        return word(content)

    makers.update(dict.fromkeys(Kind, slowly))

    def work(_: int) -> int:
        gate.wait(timeout=10)
        try:
            return files.make_due(at=AT).made
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == len(Kind) == len(made)
    assert set(report.files.values_list("progress", "attempts")) == {("ready", 1)}
