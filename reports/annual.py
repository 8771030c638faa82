"""What is done with an annual report: begun, written part by part, frozen, withdrawn. Nobody overwrites unseen.

Each verb takes who does it (`by`) and when (`at`). Whoever saves a part says by a stamp what they had before them; if
somebody else has changed that part since, the save is refused and nothing of either is lost. A report is frozen once: of two
who freeze it, one does, and the other is told.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from agencies.models import User
from core.errors import BadInput, WrongMoment
from core.words import clock, day_and_month, london
from policies.models import Area
from reports.figures.sections import VERSION, report_sections
from reports.models import FrozenReport, Report, Threshold, Withdrawal
from reports.publishing import Check, publishable
from reports.scopes import ONE_DAY, reporting_year
from reports.shape import Content, Section
from reports.words import day

LONGEST_YEARS = 10
PERIOD, SECTIONS, SMALL_NUMBERS, INTRODUCTION = "period", "sections", "small-numbers", "introduction"
COMMENTARY = "on-"
"""The part that holds what is written on a section is called by this and the section's key."""
FIGURES_CHANGED = (
    "The report is not the one that was checked: its figures, or its text, have changed since. Check it again."
)


class Changed(WrongMoment):
    """Somebody else has saved this part since it was opened: what was typed is not saved, and must not be lost."""


class AlreadyFrozen(WrongMoment):
    """The report is frozen already: `frozen` is it."""

    def __init__(self, frozen: FrozenReport) -> None:
        when = frozen.frozen_at
        super().__init__(
            f"{frozen.frozen_by} froze this report on {day_and_month(when)} at {clock(when)}. It cannot change any more."
        )
        self.frozen = frozen


@dataclass(frozen=True)
class Prepared:
    """A report as it would be published now, with its true figures, what is to be checked, and the mark it is known by."""

    figures: tuple[Section, ...]
    content: Content
    check: Check
    mark: str


# Periods.


def last_full_year(at: datetime) -> tuple[date, date]:
    """The last year from 1 April to 31 March that is over at `at`."""
    this_year, _ = reporting_year(london(at).date())
    return reporting_year(this_year - ONE_DAY)


def title_of(first: date, last: date) -> str:
    """What a report for these days is called unless somebody calls it otherwise."""
    is_of_years = (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)
    if is_of_years and last.year == first.year + 1:
        return f"Annual report {first.year} to {last.year}"
    return f"Report for {day(first)} to {day(last)}"


def check_period(first: date, last: date, *, at: datetime) -> None:
    """Refuse, beside the field, days that are no period, or not over yet. Raises BadInput."""
    wrong = {
        f"The last day must be on or after the first, {day(first)}": last < first,
        "The last day must be in the past, because the numbers of a period that is not over still change": last
        >= london(at).date(),
        f"The period must be {LONGEST_YEARS} years or shorter": last - first > timedelta(days=366 * LONGEST_YEARS),
    }
    sentences = [sentence for sentence, is_so in wrong.items() if is_so][:1]
    if sentences:
        raise BadInput(sentences[0], {"last": sentences})


# Writing.


@transaction.atomic
def start(*, area: Area, first: date, last: date, by: User, at: datetime) -> tuple[Report, bool]:
    """Begin a report for these days, with all sections, hiding small numbers as the area did last; and whether it is new.

    Where somebody has begun one for the same days, go on with theirs. Raises BadInput.
    """
    check_period(first, last, at=at)
    _one_at_a_time(area)
    reports = Report.objects.filter(area=area, discarded_at=None)
    begun = reports.filter(frozen=None, first=first, last=last).select_related("started_by").first()
    if begun is not None:
        return begun, False
    before = reports.first()
    new = Report.objects.create(
        area=area,
        first=first,
        last=last,
        title=title_of(first, last),
        threshold=before.threshold if before else Threshold.FIVE,
        started_at=at,
        started_by=by,
        updated_at=at,
        updated_by=by,
    )
    return new, True


def _one_at_a_time(area: Area) -> None:
    """Let nobody else begin or freeze a report of this area until this transaction is over."""
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)


def set_period(report: Report, *, first: date, last: date, title: str, seen: str, by: User, at: datetime) -> Report:
    """Set the days, and what the report is called: a title that followed from the days before follows from the new ones."""
    check_period(first, last, at=at)

    def put(found: Report) -> None:
        followed = title == title_of(found.first, found.last)
        found.first, found.last, found.title = first, last, title_of(first, last) if followed else title

    return _save(report, PERIOD, put, seen=seen, by=by, at=at)


def choose(report: Report, *, left_out: Collection[str], seen: str, by: User, at: datetime) -> Report:
    """Leave out these sections, and no others."""

    def put(found: Report) -> None:
        found.left_out = sorted(left_out)

    return _save(report, SECTIONS, put, seen=seen, by=by, at=at)


def hide(report: Report, *, threshold: int, seen: str, by: User, at: datetime) -> Report:
    """Say up to which number counts are hidden."""

    def put(found: Report) -> None:
        found.threshold = Threshold(threshold)

    return _save(report, SMALL_NUMBERS, put, seen=seen, by=by, at=at)


def write(report: Report, *, part: str, text: str, seen: str, by: User, at: datetime) -> Report:
    """Write the introduction, or what is said on a section (`COMMENTARY` and its key)."""

    def put(found: Report) -> None:
        if part == INTRODUCTION:
            found.introduction = text
        else:
            found.commentary = {**found.commentary, part.removeprefix(COMMENTARY): text}

    return _save(report, part, put, seen=seen, by=by, at=at)


def stamp(report: Report, part: str) -> str:
    """What a part is known by: another one where its content is another."""
    return sha256(json.dumps(_value(report, part)).encode()).hexdigest()[:16]


def _value(report: Report, part: str) -> Any:
    if part.startswith(COMMENTARY):
        return report.commentary.get(part.removeprefix(COMMENTARY), "")
    return {
        PERIOD: [report.first.isoformat(), report.last.isoformat(), report.title],
        SECTIONS: report.left_out,
        SMALL_NUMBERS: report.threshold,
        INTRODUCTION: report.introduction,
    }[part]


@transaction.atomic
def _save(report: Report, part: str, put: Callable[[Report], None], *, seen: str, by: User, at: datetime) -> Report:
    """Save one part. Raises Changed where somebody else has changed it since `seen`, WrongMoment where it is closed."""
    found = _locked(report)
    before = stamp(found, part)
    put(found)
    after = stamp(found, part)
    if before not in (seen, after):
        raise Changed(_who_saved(found, part))
    if before != after or part not in found.saved:
        found.saved = {**found.saved, part: {"name": by.name, "at": at.isoformat()}}
        found.revision += 1
        found.updated_at, found.updated_by = at, by
        found.save()
    return found


@transaction.atomic
def discard(report: Report, *, by: User, at: datetime) -> None:
    """Throw a report away that is not frozen; it is kept, and shown to nobody."""
    found = _locked(report)
    found.discarded_at, found.updated_at, found.updated_by = at, at, by
    found.save()


def _locked(report: Report) -> Report:
    """The report with its row locked. Raises AlreadyFrozen or WrongMoment where it can no longer be written on."""
    found = Report.objects.select_for_update(of=("self",)).select_related("area").get(pk=report.pk)
    frozen = FrozenReport.objects.select_related("frozen_by").filter(report=found.pk).first()
    if frozen is not None:
        raise AlreadyFrozen(frozen)
    if found.discarded_at is not None:
        raise WrongMoment(f"{found.updated_by} threw this report away on {day_and_month(found.discarded_at)}.")
    return found


def _who_saved(report: Report, part: str) -> str:
    said = report.saved.get(part)
    if not said:
        return "Somebody else has changed this since you opened it."
    when = datetime.fromisoformat(said["at"])
    return f"{said['name']} has changed this since you opened it, on {day_and_month(when)} at {clock(when)}."


# Freezing.


def prepare(report: Report) -> Prepared:
    """The report as it would be published now: its figures in one reading, held against what the area has published."""
    with one_reading():
        figures = report_sections(report.area, report.first, report.last)
        return _prepared(report, figures)


def freeze(report: Report, *, seen: str, by: User, at: datetime) -> FrozenReport:
    """Freeze what was checked (`seen`: the mark of `prepare`): its figures, what is published of them, and its hash.

    Raises AlreadyFrozen where somebody else was first, Changed where it is no longer what was checked.
    """
    with one_reading():
        figures = report_sections(report.area, report.first, report.last)
    with transaction.atomic():
        _one_at_a_time(report.area)  # each report is held against all that were published before it
        found = _locked(report)
        prepared = _prepared(found, figures)
        if prepared.mark != seen:
            raise Changed(FIGURES_CHANGED)
        content = canonical(prepared.content.model_copy(update={"made_on": london(at).date()}))
        return FrozenReport.objects.create(
            report=found,
            area=found.area,
            first=found.first,
            last=found.last,
            frozen_at=at,
            frozen_by=by,
            figures=json.dumps([section.model_dump(mode="json") for section in prepared.figures]),
            content=content,
            definitions=VERSION,
            digest=sha256(content.encode()).hexdigest(),
            replaces=FrozenReport.objects.filter(area=found.area, first=found.first, last=found.last).first(),
        )


@transaction.atomic
def take_back(frozen: FrozenReport, *, why: str, by: User, at: datetime) -> Withdrawal:
    """Take a frozen report back: it says so from then on, and its files are given to nobody. What it told stays known."""
    Report.objects.select_for_update().get(pk=frozen.pk)
    before = Withdrawal.objects.select_related("by").filter(pk=frozen.pk).first()
    if before is not None:
        raise WrongMoment(f"{before.by} withdrew this report on {day_and_month(before.at)} at {clock(before.at)}.")
    return Withdrawal.objects.create(frozen=frozen, at=at, by=by, why=why)


def canonical(content: Content) -> str:
    """A report's content as it is signed: JSON with sorted keys and no spaces, without the hash itself."""
    told = content.model_copy(update={"digest": ""}).model_dump(mode="json")
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@contextmanager
def one_reading() -> Iterator[None]:
    """All that is read inside is as of one moment (inside another transaction: as that one has it)."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _prepared(report: Report, figures: Sequence[Section]) -> Prepared:
    chosen = tuple(section for section in figures if section.key not in report.left_out)
    published = publishable(chosen, threshold=report.threshold, earlier=published_before(report.area))
    content = Content(
        title=report.title,
        area=report.area.name,
        partnership=report.area.partnership,
        first=report.first,
        last=report.last,
        threshold=report.threshold,
        introduction=report.introduction,
        sections=tuple(_with_commentary(section, report) for section in published.sections),
        made_on=report.last,
        version=VERSION,
    )
    mark = f"{report.revision}-{sha256(canonical(content).encode()).hexdigest()[:24]}"
    return Prepared(chosen, content, published.check, mark)


def _with_commentary(section: Section, report: Report) -> Section:
    return section.model_copy(update={"commentary": report.commentary.get(section.key, "")})


def published_before(area: Area) -> tuple[Content, ...]:
    """All that an area has published, the oldest first; also what was withdrawn: whoever read it knows it."""
    return tuple(frozen.published for frozen in FrozenReport.objects.filter(area=area).order_by("frozen_at", "pk"))
