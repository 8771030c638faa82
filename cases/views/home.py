"""Home: what needs this person's attention; and the lists of cases, filtered by address."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.filters import CaseFilter
from cases.presenters import case_rows, duty_rows
from cases.selectors import covering, drafts_of, listed, owed_by, waiting_for_others
from cases.views.person import person_of
from core.access import Audience, access

PER_PAGE = 25
ON_HOME = 20


@access(Audience.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """With you now, waiting for someone else, your drafts, and whom you cover."""
    at = timezone.now()
    mine, theirs = owed_by(person_of(request)), waiting_for_others(person_of(request))
    context = {
        "mine": duty_rows(mine[:ON_HOME], at=at),
        "mine_count": mine.count(),
        "theirs": duty_rows(theirs[:ON_HOME], at=at),
        "theirs_count": theirs.count(),
        "drafts": drafts_of(person_of(request))[:ON_HOME],
        "covering": covering(person_of(request), at=at),
        "at": at,
    }
    return render(request, "cases/home.html", context)


@access(Audience.SIGNED_IN)
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases that this person may know of, unfiltered first, soonest limit first."""
    at = timezone.now()
    cases = CaseFilter(request.GET, queryset=listed(person_of(request)), person=person_of(request), at=at)
    pages = Paginator(cases.qs, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"filter": cases, "form": cases.form, "page": page, "rows": case_rows(page.object_list, at=at)}
    return render(request, "cases/list.html", context)
