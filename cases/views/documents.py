"""The documents of a case: the list of those that exist, each as a page to print, and each as a PDF file."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.documents.building import build, offered
from cases.documents.kinds import Kind
from cases.documents.pdf import pdf_of
from cases.documents.shape import Document
from cases.looking import look
from cases.presenters.case import case_page
from cases.rules.refusals import allowed_verbs
from cases.situations import Situation
from cases.views.person import person_of
from core.access import Audience, access
from core.errors import NotAllowed, NotVisible

NOT_YET = "You can read the documents of this case from the stage at which the procedure involves the board."


@access(Audience.CASE)
@require_safe
def case_documents(request: HttpRequest, reference: str) -> HttpResponse:
    """Which documents of the case exist now, and what the procedure says of them at this stage."""
    s = look(reference, by=person_of(request), at=timezone.now(), page="documents")
    if not s.standing.content:
        return render(request, "cases/outline.html", {"page": case_page(s, []), "s": s})
    context = {"page": case_page(s, allowed_verbs(s)), "documents": offered(s), "section": "documents"}
    return render(request, "cases/documents.html", context)


@access(Audience.CASE)
@require_safe
def case_document(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """One document as a page. Printing it in the browser takes no other look than this, which is logged."""
    s, document = _find(request, reference, kind, page="document")
    context = {
        "document": document,
        "case": s.case,
        "kind": kind,
        "child": request.GET.get("child", ""),
    }
    return render(request, "cases/document.html", context)


@access(Audience.CASE)
@require_safe
def case_document_pdf(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """One document as a PDF file to keep; the download is logged as a look of its own."""
    s, document = _find(request, reference, kind, page="pdf")
    answer = HttpResponse(pdf_of(document), content_type="application/pdf", status=HTTPStatus.OK)
    answer["Content-Disposition"] = f'attachment; filename="{s.case.reference}-{kind}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _find(request: HttpRequest, reference: str, kind: str, *, page: str) -> tuple[Situation, Document]:
    """The document that the address names. Raises NotVisible where it does not exist, NotAllowed for an outline only."""
    wanted = next((known for known in Kind if known.value == kind), None)
    typed = request.GET.get("child", "")
    child = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None

    def shows(s: Situation) -> bool:
        return s.standing.content and any(item.kind is wanted and item.child == child for item in offered(s))

    s = look(reference, by=person_of(request), at=timezone.now(), page=f"{page}-{kind}"[:60], shows=shows)
    if not s.standing.content:
        raise NotAllowed(NOT_YET)
    if wanted is None:
        raise NotVisible
    return s, build(s, wanted, child=child)
