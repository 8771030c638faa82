"""What the pages of an annual report show: the list of reports, one that is written, its content, and how its files fare."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from core.words import clock, day_and_month, listed
from reports.annual import COMMENTARY, INTRODUCTION, PERIOD, SECTIONS, SMALL_NUMBERS
from reports.models import Download, FrozenReport, Progress, Report, ReportFile
from reports.shape import Content, Section
from reports.words import day, hidden

KILOBYTE = 1024
DOWNLOADS_SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One thing said of a report, and where it is changed ("" where it is not)."""

    key: str
    value: str
    url: str = ""


def span(first: date, last: date) -> str:
    """The days of a report in words: "1 April 2025 to 31 March 2026"."""
    return f"{day(first)} to {day(last)}"


def shown(content: Content) -> dict[str, object]:
    """What the page of a report's content needs, in the words of its files."""
    return {"content": content, "span": span(content.first, content.last), "hidden_said": hidden(content)}


def settings_of(report: Report, sections: Sequence[Section]) -> list[Line]:
    """What was chosen for a report, each with where it is changed."""
    left_out = [section.title for section in sections if section.key in report.left_out]
    chosen = f"All but {listed(left_out)}" if left_out else f"All {len(sections)}"
    return [
        Line("Title", report.title, _part(report, PERIOD)),
        Line("Period", span(report.first, report.last), _part(report, PERIOD)),
        Line("Sections", chosen, _part(report, SECTIONS)),
        Line("Small numbers", report.get_threshold_display(), _part(report, SMALL_NUMBERS)),
    ]


@dataclass(frozen=True)
class TextLine:
    """A text of a report: what it is on, whether it is written, and who saved it last."""

    title: str
    url: str
    is_written: bool
    saved: str


def texts_of(report: Report, sections: Sequence[Section]) -> list[TextLine]:
    """The texts of a report in its order."""
    return [
        TextLine(title, _part(report, part), bool(text.strip()), _who_saved(report, part))
        for part, title, text in _texts(report, sections)
    ]


def next_part(report: Report, sections: Sequence[Section], part: str) -> str:
    """The text that comes after this one; "" after the last."""
    parts = [known for known, _, _ in _texts(report, sections)]
    after = parts[parts.index(part) + 1 :] if part in parts else []
    return after[0] if after else ""


def _texts(report: Report, sections: Sequence[Section]) -> Iterable[tuple[str, str, str]]:
    yield INTRODUCTION, "Introduction", report.introduction
    for section in sections:
        if section.key not in report.left_out:
            yield f"{COMMENTARY}{section.key}", section.title, report.commentary.get(section.key, "")


def _who_saved(report: Report, part: str) -> str:
    said = report.saved.get(part)
    if not said:
        return ""
    when = datetime.fromisoformat(said["at"])
    return f"{said['name']}, {day_and_month(when)}, {clock(when)}"


def _part(report: Report, part: str) -> str:
    return reverse("report-part", args=[report.pk, part])


# The files.


def size_of(size: int) -> str:
    """How large a file is: "240KB", "1.2MB"."""
    if size < KILOBYTE * KILOBYTE:
        return f"{max(1, round(size / KILOBYTE))}KB"
    return f"{size / KILOBYTE / KILOBYTE:.1f}MB"


@dataclass(frozen=True)
class FileLine:
    """A file, how far it is in a sentence, and where it is taken from once it is ready."""

    file: ReportFile
    says: str
    url: str

    @property
    def is_busy(self) -> bool:
        """Whether somebody is still to make it."""
        return self.file.progress in (Progress.WAITING, Progress.MAKING)

    @property
    def has_failed(self) -> bool:
        """Whether it has to be asked for again."""
        return self.file.progress == Progress.FAILED


def files_of(frozen: FrozenReport) -> list[FileLine]:
    """The files of a report as far as they are."""
    return [_file_line(frozen, file) for file in frozen.files.defer("data")]


def _file_line(frozen: FrozenReport, file: ReportFile) -> FileLine:
    if file.progress == Progress.READY:
        url = reverse("report-file", args=[frozen.pk, file.kind])
        return FileLine(file, f"{frozen.report.title} ({file.get_kind_display()}, {size_of(file.size)})", url)
    says = {
        Progress.WAITING: f"Making the {file.get_kind_display()} file – waiting its turn",
        Progress.MAKING: f"Making the {file.get_kind_display()} file – in progress",
        Progress.FAILED: file.failure,
    }
    return FileLine(file, says[Progress(file.progress)], "")


def taken_from(frozen: FrozenReport) -> list[Download]:
    """Who took which file, the latest first; no more than a page takes."""
    found = Download.objects.filter(file__frozen=frozen).select_related("person", "file")
    return list(found.defer("file__data")[:DOWNLOADS_SHOWN])
