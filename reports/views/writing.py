"""The pages on which the board's office writes an annual report, looks at it as it would be published, and freezes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.access import Audience, access
from core.errors import BadInput, NotVisible, WrongMoment
from reports import annual, files
from reports.disclosure import Disclosure, look, may_name_somebody
from reports.figures.sections import report_sections
from reports.forms.annual import FreezeForm, StartForm
from reports.models import Kind, Report
from reports.presenters.annual import settings_of, shown, texts_of
from reports.readers.annual import PUBLISH, areas_publishing, reports_of
from reports.views.common import me, status_of

NO_REPORT = "There is no such report. Somebody may have thrown it away."


def writable(request: HttpRequest, pk: int) -> Report:
    """The report; for whoever may not publish in its area there is none."""
    report = reports_of(request.user).filter(pk=pk).first()
    if report is None:
        raise NotVisible(NO_REPORT)
    return report


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def report_start(request: HttpRequest) -> HttpResponse:
    """Begin a report: which period, and of which area where there are several."""
    at = timezone.now()
    form = StartForm(request.POST or None, areas=list(areas_publishing(request.user)), at=at)
    if request.method == "POST" and form.is_valid():
        first, last = form.span
        try:
            report, is_new = annual.start(area=form.chosen_area, first=first, last=last, by=me(request), at=at)
        except BadInput as error:
            form.take(error)
        else:
            if not is_new:
                messages.info(request, f"{report.started_by} began this report. You can go on with it together.")
            return redirect("report-draft", pk=report.pk)
    return render(request, "reports/start.html", {"form": form}, status=status_of(form))


@access(Audience.PERMISSION, permission=PUBLISH)
@require_safe
def report_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A report that is being written: what was chosen, its texts, and the way to freeze it."""
    report = writable(request, pk)
    if not report.is_open:
        return redirect("report-frozen", pk=pk)
    sections = report_sections(report.area, report.first, report.last)
    context = {"report": report, "settings": settings_of(report, sections), "texts": texts_of(report, sections)}
    return render(request, "reports/draft.html", context)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_safe
def report_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it would be published now."""
    report = writable(request, pk)
    if not report.is_open:
        return redirect("report-frozen", pk=pk)
    content = annual.prepare(report).content
    return render(request, "reports/preview.html", shown(content) | {"report": report})


@access(Audience.PERMISSION, permission=PUBLISH)
@require_safe
def report_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the report could give away, before it is frozen."""
    report = writable(request, pk)
    if not report.is_open:
        return redirect("report-frozen", pk=pk)
    return _check(request, report)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["POST"])
def report_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """From the check: ask once more, then freeze, and have the files made. Of two at once the second is led to the same report."""
    report, at, seen = writable(request, pk), timezone.now(), request.POST.get("seen", "")
    form = FreezeForm(request.POST, has_doubts="doubts" in request.POST or may_name_somebody(report))
    if not form.is_valid():
        return _check(request, report, form)
    if "confirmed" not in request.POST:
        context = {"report": report, "form": form, "seen": seen}
        return render(request, "reports/freeze.html", context)
    try:
        frozen = annual.freeze(report, seen=seen, by=me(request), at=at)
    except annual.AlreadyFrozen as error:
        messages.info(request, error.sentence)
        return redirect("report-files", pk=pk)
    except WrongMoment as error:
        messages.warning(request, error.sentence)
        return redirect("report-check", pk=pk)
    files.ask_for(frozen, kinds=form.chosen, by=me(request), at=at)
    messages.success(request, f"{report.title} is frozen. Its files are being made.")
    return redirect("report-files", pk=pk)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def report_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away a report that is not frozen, once somebody has confirmed it."""
    report = writable(request, pk)
    if request.method == "POST":
        annual.discard(report, by=me(request), at=timezone.now())
        messages.success(request, f"{report.title} was thrown away.")
        return redirect("report-list")
    return render(request, "reports/discard.html", {"report": report})


def _check(request: HttpRequest, report: Report, sent: FreezeForm | None = None) -> HttpResponse:
    """The check; with what was sent from it where that could not be taken."""
    prepared = annual.prepare(report)
    found: Disclosure = look(report, prepared)
    form = sent or FreezeForm(initial={"kinds": list(Kind)}, has_doubts=bool(found.doubts))
    context: dict[str, Any] = {
        "report": report,
        "found": found,
        "form": form,
        "seen": prepared.mark,
    }
    return render(request, "reports/check.html", context, status=status_of(form))
