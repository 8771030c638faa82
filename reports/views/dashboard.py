"""The dashboard: the figures of an area, or of an agency in it; and the cases behind a number, as far as they are the reader's."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.presenters.home import case_rows
from cases.presenters.lists import CASES, cases_to_take
from cases.selectors import listed
from core.access import Audience, access
from core.downloads import NO_FILTER, asked_for, taken
from core.errors import NotVisible
from reports.annual import published_before
from reports.figures.behind import MEASURES, cases_behind
from reports.figures.names import period_name
from reports.figures.sections import SECTIONS, sections_of
from reports.figures.trends import trends
from reports.forms.figures import FiguresForm, SubjectForm
from reports.presenters.figures import links_of, tiles_of
from reports.publishing import publishable
from reports.readers.figures import areas_read_by
from reports.scopes import Scope
from reports.shape import Section
from reports.views.common import me

PER_PAGE = 25
SMALL = 5
"""Counts from 1 to this are hidden from whoever may not know of each case."""


@access(Audience.SIGNED_IN)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever reads any; 404 for anyone else."""
    at, person = timezone.now(), me(request)
    form = FiguresForm(request.GET, person=person, at=at)
    scope = form.scope
    if scope is None:
        raise NotVisible
    sections = tuple(one for one in _own(scope) if one.key in SECTIONS) if form.is_own else sections_of(scope)
    context = {
        "form": form,
        "scope": scope,
        "period": period_name(scope.first, scope.last),
        "sections": sections,
        "title": form.title,
        "tiles": [] if form.is_own else tiles_of(scope, sections, at=at),
        "links": {} if form.is_own else links_of(sections),
        "is_own": form.is_own,
    }
    return render(request, "reports/dashboard.html", context)


@access(Audience.SIGNED_IN)
@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """The same by quarter and by year, for whoever reads any figures; 404 for anyone else."""
    form = SubjectForm(request.GET, person=me(request), at=timezone.now())
    scope = form.scope
    if scope is None:
        raise NotVisible
    sections = [one for one in _own(scope) if one.key not in SECTIONS] if form.is_own else trends(scope)
    context = {"form": form, "sections": sections, "title": form.title, "is_own": form.is_own}
    return render(request, "reports/themes.html", context)


@access(Audience.SIGNED_IN)
@require_safe
def behind(request: HttpRequest) -> HttpResponseBase:
    """The cases behind a number of the dashboard: those that the reader may know of, and how many more there are."""
    at, person = timezone.now(), me(request)
    asked = request.GET.dict()
    area = areas_read_by(person).filter(key=asked.pop("area", "")).first()
    measure = asked.pop("measure", "")
    kind = asked_for(request)
    for name in NO_FILTER:
        asked.pop(name, None)
    if area is None or measure not in MEASURES:
        raise NotVisible
    try:
        first, last = (date.fromisoformat(asked.pop(day, "")) for day in ("first", "last"))
        found = cases_behind(area, measure, first, last, asked)
    except (KeyError, ValueError) as error:
        raise NotVisible from error
    cases = listed(person).filter(pk__in=found).order_by("-raised_at", "pk")
    if kind:
        return taken(request, kind, CASES, cases_to_take(cases, at=at), count=cases.count(), at=at)
    page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    total = found.order_by().distinct().count()
    context = {
        "title": MEASURES[measure],
        "period": period_name(first, last),
        "area": area,
        "rows": case_rows(page.object_list, at=at),
        "page": page,
        "unseen": total - page.paginator.count,
        "total": total,
    }
    return render(request, "reports/behind.html", context)


def _own(scope: Scope) -> list[Section]:
    """An agency's own figures as they would be published: all that its pages show, hidden together, beside what the board published."""
    sections = (*sections_of(scope), *trends(scope))
    return list(publishable(sections, threshold=SMALL, earlier=published_before(scope.area)).sections)
