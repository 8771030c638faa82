"""Blank forms for paper: which there are in each area, each as a page to print and as a PDF file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.documents.blank import Paper, blank, papers
from cases.documents.pdf import pdf_of
from cases.documents.shape import Document
from cases.views.person import person_of
from core.access import Audience, access
from core.errors import NotVisible
from core.words import london
from policies.models import Area, PolicyVersion
from policies.selectors import in_force_if_any


@access(Audience.SIGNED_IN)
@require_safe
def paper_list(request: HttpRequest) -> HttpResponse:
    """The blank forms of the procedure in force in each area."""
    today = london(timezone.now()).date()
    versions = [in_force_if_any(area, on=today) for area in Area.objects.order_by("name")]
    found = [(version, papers(version.policy)) for version in versions if version is not None]
    return render(request, "cases/paper/list.html", {"areas": found})


@access(Audience.SIGNED_IN)
@require_safe
def paper_form(request: HttpRequest, version: int, paper: str) -> HttpResponse:
    """One blank form as a page to print."""
    context = {
        "document": _find(request, version, paper),
        "version": version,
        "paper": paper,
        "stage": request.GET.get("stage", ""),
    }
    return render(request, "cases/paper/form.html", context)


@access(Audience.SIGNED_IN)
@require_safe
def paper_pdf(request: HttpRequest, version: int, paper: str) -> HttpResponse:
    """One blank form as a PDF file."""
    answer = HttpResponse(pdf_of(_find(request, version, paper)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="blank-{paper}.pdf"'
    return answer


def _find(request: HttpRequest, version: int, paper: str) -> Document:
    wanted = next((known for known in Paper if known.value == paper), None)
    found = PolicyVersion.objects.select_related("area").filter(pk=version).first()
    if wanted is None or found is None:
        raise NotVisible
    return blank(found, wanted, stage=request.GET.get("stage", ""), by=person_of(request), at=timezone.now())
