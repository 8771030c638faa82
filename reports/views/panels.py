"""What last stages decided, for the board's office and chair: a list for a year, the report of each, and all of them on paper."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.documents.pdf import pdf_of
from cases.documents.shape import Document
from core.access import Audience, access
from core.downloads import asked_for, taken
from core.errors import NotVisible
from reports.forms.panels import PanelsForm
from reports.panels import PANELS, Panel, decision, decisions, panel_document, panel_of, period_document
from reports.readers.figures import areas_read_by
from reports.views.common import me

VIEW = "reports.view"


@access(Audience.PERMISSION, permission=VIEW)
@require_safe
def panel_list(request: HttpRequest) -> HttpResponseBase:
    """The decisions of a year in an area, oldest first; as a file, too."""
    form, panels = _asked(request)
    if kind := asked_for(request):
        return taken(request, kind, PANELS, panels, count=len(panels), at=timezone.now())
    context = {"form": form, "area": form.of_area, "period": form.period, "panels": panels}
    return render(request, "reports/panels.html", context)


@access(Audience.PERMISSION, permission=VIEW)
@require_safe
def panel_list_pdf(request: HttpRequest) -> HttpResponse:
    """The reports of a year as one PDF file."""
    form, panels = _asked(request)
    document = period_document(form.of_area, form.period, panels, by=me(request), at=timezone.now())
    return _pdf(document, f"decisions-{form.days[0].year}")


@access(Audience.PERMISSION, permission=VIEW)
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The brief report of one decision."""
    found = _panel(request, pk)
    document = panel_document(found, by=me(request), at=timezone.now())
    return render(request, "reports/panel.html", {"panel": found, "document": document})


@access(Audience.PERMISSION, permission=VIEW)
@require_safe
def panel_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a PDF file."""
    return _pdf(panel_document(_panel(request, pk), by=me(request), at=timezone.now()), f"decision-{pk}")


def _asked(request: HttpRequest) -> tuple[PanelsForm, list[Panel]]:
    areas = list(areas_read_by(me(request)))
    if not areas:
        raise NotVisible
    form = PanelsForm(request.GET, areas=areas, at=timezone.now())
    return form, [panel_of(entry) for entry in decisions(form.of_area, *form.days, by=me(request))]


def _panel(request: HttpRequest, pk: int) -> Panel:
    found = decision(pk, areas_read_by(me(request)), by=me(request))
    if found is None:
        raise NotVisible
    return panel_of(found)


def _pdf(document: Document, name: str) -> HttpResponse:
    answer = HttpResponse(pdf_of(document), content_type="application/pdf", status=HTTPStatus.OK)
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
