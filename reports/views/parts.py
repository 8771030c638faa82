"""The parts of a report as forms: its days, its sections, what is hidden, and its texts with the numbers beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import User
from core.access import Audience, access
from core.errors import BadInput, NotVisible
from core.forms import GovukForm
from reports import annual
from reports.annual import COMMENTARY, INTRODUCTION, PERIOD, SECTIONS, SMALL_NUMBERS
from reports.disclosure import Texts
from reports.figures.sections import report_sections
from reports.forms.annual import PeriodForm, SectionsForm, SmallNumbersForm, TextForm
from reports.models import Report
from reports.presenters.annual import next_part
from reports.readers.annual import PUBLISH
from reports.shape import Section
from reports.views.common import me
from reports.views.writing import writable

TITLES = {
    PERIOD: "Period and title",
    SECTIONS: "Sections",
    SMALL_NUMBERS: "Small numbers",
    INTRODUCTION: "Introduction",
}


@dataclass
class Part:
    """One part of a report while its page is open."""

    report: Report
    name: str
    sections: Sequence[Section]
    at: datetime

    @property
    def section(self) -> Section | None:
        """The section that it is about, if it is what is written on one."""
        key = self.name.removeprefix(COMMENTARY) if self.name.startswith(COMMENTARY) else None
        return next((section for section in self.sections if section.key == key), None)

    @property
    def title(self) -> str:
        """What the page is called. Raises NotVisible where there is no such part."""
        found = self.section.title if self.section is not None else TITLES.get(self.name)
        if found is None:
            raise NotVisible("There is no such part of this report.")
        return found

    @property
    def is_text(self) -> bool:
        """Whether something is written here."""
        return self.section is not None or self.name == INTRODUCTION

    def form(self, data: Any = None) -> GovukForm:
        """The form of the part, as it stands or as it was sent."""
        report = self.report
        if self.is_text:
            text = report.commentary.get(self.section.key, "") if self.section else report.introduction
            return TextForm(data, initial={"text": text}, label=self._asks, look=Texts(report.area).doubts)
        match self.name:
            case "period":
                said = {"title": report.title, "first": report.first, "last": report.last}
                return PeriodForm(data, initial=said, at=self.at)
            case "sections":
                kept = [section.key for section in self.sections if section.key not in report.left_out]
                return SectionsForm(data, initial={"sections": kept}, offered=self.sections)
            case _:
                return SmallNumbersForm(data, initial={"threshold": report.threshold})

    @property
    def _asks(self) -> str:
        return "What do you want to say about these numbers?" if self.section else "What should be read first?"

    def save(self, form: GovukForm, *, seen: str, by: User) -> Report:
        """Save what was sent. Raises Changed, BadInput or WrongMoment."""
        found = form.cleaned_data
        who: dict[str, Any] = {"seen": seen, "by": by, "at": self.at}
        if self.is_text:
            return annual.write(self.report, part=self.name, text=found["text"], **who)
        match self.name:
            case "period":
                return annual.set_period(self.report, **found, **who)
            case "sections":
                left_out = {section.key for section in self.sections} - set(found["sections"])
                return annual.choose(self.report, left_out=left_out, **who)
            case _:
                return annual.hide(self.report, threshold=int(found["threshold"]), **who)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def report_part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One part of a report. A text is saved whatever it says; one that may name somebody comes back once to be looked at."""
    report = writable(request, pk)
    if not report.is_open:
        messages.info(request, "This report is frozen. It cannot change any more.")
        return redirect("report-frozen", pk=pk)
    shown = Part(report, part, report_sections(report.area, report.first, report.last), timezone.now())
    form = shown.form(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, shown, form)
    if not form.is_valid():
        return _page(request, shown, form, seen=request.POST.get("seen", ""), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        shown.report = shown.save(form, seen=request.POST.get("seen", ""), by=me(request))
    except BadInput as error:
        form.take(error)
        return _page(request, shown, form, seen=request.POST.get("seen", ""), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except annual.Changed as error:
        shown.report = writable(request, pk)
        return _page(request, shown, form, changed=error.sentence, status=HTTPStatus.CONFLICT)
    if form.has_doubts:
        return _page(request, shown, form, saved=True)
    return _onward(request, shown)


def _onward(request: HttpRequest, shown: Part) -> HttpResponse:
    following = next_part(shown.report, shown.sections, shown.name) if "onward" in request.POST else ""
    messages.success(request, f"{shown.title}: saved.")
    if following:
        return redirect("report-part", pk=shown.report.pk, part=following)
    return redirect("report-draft", pk=shown.report.pk)


def _page(
    request: HttpRequest,
    shown: Part,
    form: GovukForm,
    *,
    seen: str = "",
    changed: str = "",
    saved: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "report": shown.report,
        "title": shown.title,
        "part": shown.name,
        "section": shown.section,
        "form": form,
        "seen": seen or annual.stamp(shown.report, shown.name),
        "changed": changed,
        "saved": saved,
        "now": shown.form().initial if changed else {},
        "following": next_part(shown.report, shown.sections, shown.name) if shown.is_text else "",
        "is_text": shown.is_text,
    }
    return render(request, "reports/part.html", context, status=status)
