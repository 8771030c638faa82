"""The pages of frozen reports: the list, a report as it was published, its files, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from core.access import Audience, access
from core.errors import NotAllowed, NotVisible, WrongMoment
from reports import annual, files
from reports.forms.annual import KindsForm, WhoseForm, WithdrawForm
from reports.models import FrozenReport, Kind, ReportFile
from reports.presenters.annual import files_of, shown, span, taken_from
from reports.readers.annual import PUBLISH, areas_publishing, files_for, frozen_for, may_read_any, reports_of
from reports.views.common import me, status_of

TYPES = {
    Kind.PDF: "application/pdf",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "application/zip",
    Kind.HTML: "text/html; charset=utf-8",
}
ZIPPED = {Kind.CSV: "zip"}
"""Kinds that are several files, which come as one."""
WITHDRAWN = "This report was withdrawn. Its files are not given out any more."


def readable(request: HttpRequest, pk: int) -> FrozenReport:
    """The frozen report; for whoever may not read it there is none."""
    frozen = frozen_for(me(request)).filter(pk=pk).first()
    if frozen is None:
        raise NotVisible
    return frozen


@access(Audience.SIGNED_IN)
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that I may read, and those that I may write on."""
    if not may_read_any(me(request)):
        raise NotVisible
    context = {
        "drafts": reports_of(request.user).filter(frozen=None),
        "frozen": [(report, span(report.first, report.last)) for report in frozen_for(me(request))],
        "may_publish": areas_publishing(request.user).exists(),
    }
    return render(request, "reports/list.html", context)


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def report_whose(request: HttpRequest) -> HttpResponse:
    """Whether a file that somebody has is one of a frozen report that they may read, unchanged."""
    if not may_read_any(me(request)):
        raise NotVisible
    form = WhoseForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "asked": False}
    if request.method == "POST" and form.is_valid():
        context |= {"asked": True, "file": files.belonging(form.digest, files_for(me(request)))}
    return render(request, "reports/whose.html", context, status=status_of(form))


@access(Audience.SIGNED_IN)
@require_safe
def report_frozen(request: HttpRequest, pk: int) -> HttpResponse:
    """A report as it was published; one that was withdrawn says so, and why, instead."""
    frozen = readable(request, pk)
    return render(request, "reports/frozen.html", _about(request, frozen))


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def report_files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a report and how far they are; its office has more made, or one that failed made again."""
    frozen = readable(request, pk)
    about = _about(request, frozen)
    form = KindsForm(request.POST or None)
    if request.method == "POST":
        if not about["may_publish"]:
            raise NotAllowed("Only the board’s business office can have files made.")
        if form.is_valid():
            files.ask_for(frozen, kinds=form.chosen, by=me(request), at=timezone.now())
            return redirect("report-files", pk=pk)
    lines = files_of(frozen)
    missing = [kind for kind in Kind if kind not in {line.file.kind for line in lines}]
    form.offer(missing)
    context = {
        "lines": lines,
        "form": form,
        "missing": missing,
        "is_busy": any(line.is_busy for line in lines),
        "has_failed": any(line.has_failed for line in lines),
        "taken": taken_from(frozen) if about["may_publish"] else [],
    }
    return render(request, "reports/files.html", about | context, status=status_of(form))


@access(Audience.SIGNED_IN)
@require_GET
def report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One file, to keep; that somebody took it is recorded."""
    frozen = readable(request, pk)
    file = ReportFile.objects.filter(frozen=frozen, kind=kind).first()
    if file is None:
        raise NotVisible
    if frozen.is_withdrawn:
        raise WrongMoment(WITHDRAWN)
    answer = HttpResponse(files.taken(file, by=me(request), at=timezone.now()), content_type=TYPES[Kind(kind)])
    name = f"{slugify(frozen.report.title) or 'report'}.{ZIPPED.get(Kind(kind), file.kind)}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def report_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a frozen report back, with a reason."""
    frozen = readable(request, pk)
    about = _about(request, frozen)
    if not about["may_publish"]:
        raise NotAllowed("Only the board’s business office can withdraw this report.")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not form.has_doubts:
        annual.take_back(frozen, why=form.cleaned_data["why"], by=me(request), at=timezone.now())
        messages.success(request, f"{frozen.report.title} is withdrawn.")
        return redirect("report-frozen", pk=pk)
    return render(request, "reports/withdraw.html", about | {"form": form}, status=status_of(form))


def _about(request: HttpRequest, frozen: FrozenReport) -> dict[str, Any]:
    return shown(frozen.published) | {
        "frozen": frozen,
        "may_publish": areas_publishing(request.user).filter(pk=frozen.area_id).exists(),
        "replacement": frozen.replaced_by.first(),
    }
