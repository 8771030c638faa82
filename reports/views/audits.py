"""The pages of audits: the samples, drawing one, its cases and what was found, one case with its questions, and all on paper."""

import secrets
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.documents.building import offered
from cases.documents.pdf import pdf_of
from cases.looking import look
from core.access import Audience, access
from core.downloads import asked_for, taken
from core.errors import BadInput, NotVisible
from core.sheets import Column, Listing
from core.words import counted
from reports.audits import audits_of, draw, newest, save, summed
from reports.forms.audits import AnswersForm, DrawForm
from reports.models import Audit, AuditedCase
from reports.presenters.audits import asked_of, audit_document, case_rows, drawn_how, scope_of
from reports.readers.figures import areas_read_by
from reports.shape import Row
from reports.views.common import me, status_of

AUDIT = "reports.audit"


@access(Audience.PERMISSION, permission=AUDIT)
@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """The audits of the areas whose board one answers for, newest first."""
    audits = audits_of(me(request)).annotate(drawn=Count("cases"))
    rows = [(audit, scope_of(audit)) for audit in audits]
    return render(request, "reports/audits.html", {"rows": rows})


@access(Audience.PERMISSION, permission=AUDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def audit_draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample from the ended cases whose papers one may read."""
    at, person = timezone.now(), me(request)
    form = DrawForm(request.POST or None, areas=list(areas_read_by(person)), at=at)
    if request.method == "POST" and form.is_valid():
        try:
            audit = draw(form.wish, by=person, at=at, seed=secrets.token_hex(8))
        except BadInput as error:
            form.take(error)
        else:
            return redirect("audit-pack", pk=audit.pk)
    return render(request, "reports/audit_draw.html", {"form": form}, status=status_of(form))


@access(Audience.PERMISSION, permission=AUDIT)
@require_safe
def audit_pack(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One sample: how it was drawn, its cases as far as they are the reader's, and the answers summed; these as a file, too."""
    audit = _audit(request, pk)
    table = summed(audit)
    if kind := asked_for(request):
        columns = [_column(place, heading) for place, heading in enumerate(table.columns)]
        found = Listing("audit-answers", table.title, (Column(table.head, _label), *columns))
        return taken(request, kind, found, table.rows, count=len(table.rows), at=timezone.now())
    context = {
        "audit": audit,
        "scope": scope_of(audit),
        "drawn_how": drawn_how(audit),
        "rows": case_rows(audit, by=me(request)),
        "table": table,
    }
    return render(request, "reports/audit.html", context)


def _label(row: Row) -> str:
    return row.label


def _column(place: int, heading: str) -> Column[Row]:
    return Column(heading, lambda row: row.cells[place].value)


@access(Audience.PERMISSION, permission=AUDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def audit_case(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One case of a sample: its papers, what the record knows, what others answered, and one's own answers. A look that is logged."""
    person, at = me(request), timezone.now()
    audited = _audited(_audit(request, pk), number)
    s = look(str(audited.case.reference), by=person, at=at, page="audit", shows=lambda s: s.standing.content)
    if not s.standing.content:
        raise NotVisible
    answers = newest(audited.answers.select_related("by"))
    known = {answer.question: answer for answer in answers if answer.by_id == person.pk}
    form = AnswersForm(request.POST or None, persons=audited.case.persons, known=known, at=at)
    if request.method == "POST" and form.is_valid():
        number_kept = save(audited, form.answers, by=person, at=at)
        messages.success(request, f"{counted(number_kept, 'answer')} saved." if number_kept else "Nothing had changed.")
        return redirect("audit-pack", pk=pk)
    asked = asked_of(audited, answers, but=person)
    context = {
        "audited": audited,
        "case": audited.case,
        "asked": [(one, form[one.key], form[f"{one.key}-words"]) for one in asked],
        "documents": offered(s),
        "form": form,
    }
    return render(request, "reports/audit_case.html", context, status=status_of(form))


@access(Audience.PERMISSION, permission=AUDIT)
@require_safe
def audit_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack as a PDF file to print, of those cases that one may read; a look at each of them."""
    person, at = me(request), timezone.now()
    audit = _audit(request, pk)
    shown = []
    for row in case_rows(audit, by=person):
        if row.case is not None:
            audited = _audited(audit, row.number)
            look(str(row.case.reference), by=person, at=at, page="audit-pdf")
            shown.append((audited, asked_of(audited, newest(audited.answers.select_related("by")))))
    answer = HttpResponse(
        pdf_of(audit_document(audit, shown, by=person, at=at)), content_type="application/pdf", status=HTTPStatus.OK
    )
    answer["Content-Disposition"] = f'attachment; filename="audit-{audit.pk}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _audit(request: HttpRequest, pk: int) -> Audit:
    found = audits_of(me(request)).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _audited(audit: Audit, number: int) -> AuditedCase:
    found = audit.cases.select_related("case__area", "case__policy_version", "case__raised_by").filter(number=number)
    audited = found.first()
    if audited is None:
        raise NotVisible
    return audited
