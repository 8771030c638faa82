"""How does a file of a frozen report come to be? Asked for, claimed, made, kept: the database is the truth, Celery a hint.

A file is claimed in one transaction (`claimed_at`, an attempt more), made outside any, and kept in another. A worker that
dies leaves its claim behind; once that is older than CLAIM, the sweep lets another take it up, and after MOST_ATTEMPTS the
file has failed, with a sentence. Whoever comes late is fenced off by the count of attempts.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet

from agencies.models import User
from core.errors import WrongMoment
from reports.exports.csv_files import zip_of
from reports.exports.excel import excel_of
from reports.exports.html import page_of
from reports.exports.pdf import pdf_of
from reports.exports.word import word_of
from reports.models import Download, FrozenReport, Kind, Progress, ReportFile
from reports.shape import Content

logger = logging.getLogger(__name__)

Maker = Callable[[Content], bytes]
MAKERS: Mapping[Kind, Maker] = {
    Kind.PDF: pdf_of,
    Kind.WORD: word_of,
    Kind.EXCEL: excel_of,
    Kind.CSV: zip_of,
    Kind.HTML: page_of,
}
"""What makes each kind of file."""

CLAIM = timedelta(minutes=3)
"""How long a worker may take over a file before another takes it up: a file takes seconds."""
MOST_ATTEMPTS = 3
LONGEST_RUN_SECONDS = 120.0
TASK = "reports.tasks.make_files"
COULD_NOT = "The {kind} file could not be made, in {attempts} attempts. Nothing is lost: try again, or ask whoever runs Resolve."
WITHDRAWN = "This report was withdrawn: no file of it can be made."


@dataclass
class Counts:
    """What one run did: how many files were made, will be tried again, or have failed."""

    made: int = 0
    put_off: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def ask_for(frozen: FrozenReport, *, kinds: Iterable[Kind], by: User, at: datetime) -> list[ReportFile]:
    """Have these kinds of file made; one that is there or on its way stays as it is, one that failed begins anew.

    Raises WrongMoment where the report was withdrawn.
    """
    if frozen.is_withdrawn:
        raise WrongMoment(WITHDRAWN)
    wanted = list(kinds)
    with transaction.atomic():
        new = [ReportFile(frozen=frozen, kind=kind, asked_at=at, asked_by=by) for kind in wanted]
        ReportFile.objects.bulk_create(new, ignore_conflicts=True)
        of_these = ReportFile.objects.filter(frozen=frozen, kind__in=wanted)
        of_these.filter(progress=Progress.FAILED).update(
            progress=Progress.WAITING, attempts=0, claimed_at=None, failure="", asked_at=at, asked_by=by
        )
        waiting = of_these.filter(progress=Progress.WAITING).count()
        transaction.on_commit(lambda: _hint(waiting), robust=True)
    return list(of_these.defer("data"))


def make_due(*, at: datetime, limit: int = 50) -> Counts:
    """Make what waits at `at` (UTC), the oldest first, one file after the other; returns what became of it.

    Safe to run twice, late, or several at once: what another has claimed is skipped.
    """
    counts, began = Counts(failed=_give_up_what_was_cut_off(at)), monotonic()
    for _ in range(limit):
        spent = monotonic() - began
        file = _claim(at + timedelta(seconds=spent)) if spent < LONGEST_RUN_SECONDS else None
        if file is None:
            break
        _make(file, counts, at=at + timedelta(seconds=spent))
    return counts


def taken(file: ReportFile, *, by: User, at: datetime) -> bytes:
    """The bytes of a file for somebody who takes it, which is recorded. Raises WrongMoment while there is no such file."""
    if file.progress != Progress.READY or file.data is None:
        raise WrongMoment("This file is not ready yet.")
    Download.objects.create(file=file, person=by, at=at)
    return bytes(file.data)


def differing(frozen: FrozenReport) -> list[str]:
    """Hold a report against its hash, and make its files again; a sentence for each that is not the same to the byte."""
    found = []
    if sha256(frozen.content.encode()).hexdigest() != frozen.digest:
        found.append("What was frozen is not what was signed.")
    for file in frozen.files.filter(progress=Progress.READY):
        if sha256(bytes(file.data or b"")).hexdigest() != file.digest:
            found.append(f"The {file.get_kind_display()} file was changed in the database.")
        again = sha256(MAKERS[Kind(file.kind)](frozen.published)).hexdigest()
        if again != file.digest:
            found.append(f"The {file.get_kind_display()} file would be another now: {again} in place of {file.digest}.")
    return found


def belonging(digest: str, among: QuerySet[ReportFile]) -> ReportFile | None:
    """The file with these bytes (their SHA-256) among these, if it is one of a frozen report."""
    found = among.filter(digest=digest.strip().lower(), progress=Progress.READY).defer("data")
    return found.select_related("frozen__report", "frozen__area", "frozen__withdrawal").first()


def _unclaimed(at: datetime) -> QuerySet[ReportFile]:
    """What waits, and what was claimed so long ago that whoever did has died."""
    left = Q(progress=Progress.MAKING, claimed_at__lte=at - CLAIM)
    return ReportFile.objects.filter(Q(progress=Progress.WAITING) | left)


def _claim(at: datetime) -> ReportFile | None:
    """Take one file, those not tried yet first; a row that another process is claiming is skipped (SQLite: it waits its turn)."""
    with transaction.atomic():
        due = _unclaimed(at).filter(attempts__lt=MOST_ATTEMPTS).select_for_update(skip_locked=True, of=("self",))
        file = due.order_by("attempts", "asked_at", "pk").defer("data").first()
        if file is None:
            return None
        file.progress, file.claimed_at, file.attempts = Progress.MAKING, at, file.attempts + 1
        file.save(update_fields=["progress", "claimed_at", "attempts"])
    return file


def _make(file: ReportFile, counts: Counts, *, at: datetime) -> None:
    """Make one file and keep it, or put it off."""
    try:
        data = MAKERS[Kind(file.kind)](file.frozen.published)
    except Exception:  # whatever a maker of files does, the others are made, and this one is tried again
        logger.exception("The %s file of report %s could not be made.", file.kind, file.frozen_id)
        _put_off(file, counts)
        return
    counts.made += _mine(file).update(
        progress=Progress.READY,
        data=data,
        size=len(data),
        digest=sha256(data).hexdigest(),
        made_at=at,
        claimed_at=None,
        failure="",
    )


def _put_off(file: ReportFile, counts: Counts) -> None:
    if file.attempts >= MOST_ATTEMPTS:
        counts.failed += _mine(file).update(progress=Progress.FAILED, claimed_at=None, failure=_failure(file))
        return
    counts.put_off += _mine(file).update(progress=Progress.WAITING, claimed_at=None)


def _mine(file: ReportFile) -> QuerySet[ReportFile]:
    """The row, as long as nobody has taken it up after us."""
    return ReportFile.objects.filter(pk=file.pk, progress=Progress.MAKING, attempts=file.attempts)


def _give_up_what_was_cut_off(at: datetime) -> int:
    """End what was claimed as often as it may be and never kept: each process that took it died over it."""
    cut_off = list(_unclaimed(at).filter(attempts__gte=MOST_ATTEMPTS).defer("data"))
    return sum(
        _mine(file).update(progress=Progress.FAILED, claimed_at=None, failure=_failure(file)) for file in cut_off
    )


def _failure(file: ReportFile) -> str:
    return COULD_NOT.format(kind=file.get_kind_display(), attempts=MOST_ATTEMPTS)


def _hint(files: int) -> None:
    """Tell Celery that files wait, once for each so that several workers share them. The sweep finds them anyway."""
    try:
        for _ in range(files):
            current_app.send_task(TASK, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001  whatever the broker does, the files are asked for and the answer must go out
        logger.warning("The hint to make files was lost (%s); the next sweep makes them.", type(error).__name__)
