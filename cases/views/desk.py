"""The desk of the board's side: what it looks after in its areas, and each part of it in full."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.presenters.desk import every_row, listing_of, sections_for
from cases.views.person import person_of
from core.access import Audience, access
from core.downloads import asked_for, taken

PER_PAGE = 25
FIRST = 5
SEE_DESK = "cases.see_desk"


@access(Audience.PERMISSION, permission=SEE_DESK)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every part of the desk: how many there are, and the first of them; what is empty is said at the end."""
    person, at = person_of(request), timezone.now()
    parts, empty = [], []
    for section in sections_for(person):
        pages = Paginator(section.find(person, at), FIRST)
        if not pages.count:
            empty.append(section)
            continue
        rows = section.shown(list(pages.page(1).object_list), at=at)
        parts.append({"section": section, "count": pages.count, "rows": rows, "more": pages.count > len(rows)})
    return render(request, "cases/desk.html", {"parts": parts, "empty": empty})


@access(Audience.PERMISSION, permission=SEE_DESK)
@require_safe
def desk_section(request: HttpRequest, key: str) -> HttpResponseBase:
    """One part of the desk in full, a page at a time, or as a file."""
    person, at = person_of(request), timezone.now()
    section = next((section for section in sections_for(person) if section.key == key), None)
    if section is None:
        raise Http404
    if section.every:
        return redirect(section.every)
    found = section.find(person, at)
    if kind := asked_for(request):
        rows_of_all = every_row(section, found, at=at)
        return taken(request, kind, listing_of(section), rows_of_all, count=Paginator(found, 1).count, at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = section.shown(list(page.object_list), at=at)
    return render(request, "cases/desk_section.html", {"section": section, "page": page, "rows": rows})
