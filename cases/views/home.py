"""Home: what needs this person's attention; and the lists of cases, filtered by address."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import User
from cases.filters import CaseFilter
from cases.models import Obligation, Proposal
from cases.presenters.arranging import arrangements
from cases.presenters.due import Tag
from cases.presenters.following import rows_of
from cases.presenters.home import THEIRS, YOURS, Row, case_rows, rows_by_case
from cases.presenters.lists import CASES, TO_DO, ToDo, cases_to_take, duties_to_take, follow_ups_to_take
from cases.raise_presenters import draft_rows
from cases.selectors import (
    cases_in,
    covering,
    drafts_of,
    listed,
    owed_by,
    proposals_to_answer,
    proposals_with_others,
    to_follow_up,
    waiting_for_others,
)
from cases.views.person import person_of
from core.access import Audience, access
from core.downloads import asked_for, taken

PER_PAGE = 25
ON_HOME = 20


@access(Audience.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """With you now, waiting for someone else, your drafts, and whom you cover; as a file, what is to be done and by whom."""
    at = timezone.now()
    person = person_of(request)
    if kind := asked_for(request):
        lines = _to_take(person, at=at)
        return taken(request, kind, TO_DO, lines, count=len(lines), at=at)
    owed, asked = owed_by(person), proposals_to_answer(person)
    others, asked_of_others = waiting_for_others(person), proposals_with_others(person)
    mine, theirs = cases_in(owed, asked), cases_in(others, asked_of_others)
    to_follow = to_follow_up(person, at=at)
    context = {
        "to_follow": rows_of(to_follow[:ON_HOME], at=at),
        "to_follow_count": to_follow.count(),
        "mine": _rows(owed, asked, mine, person=person, at=at),
        "mine_count": len(mine),
        "theirs": _rows(others, asked_of_others, theirs, person=person, at=at, usual=THEIRS),
        "theirs_count": len(theirs),
        "drafts": draft_rows(drafts_of(person)[:ON_HOME], at=at),
        "covering": covering(person, at=at),
        "at": at,
    }
    return render(request, "cases/home.html", context)


def _rows(
    owed: QuerySet[Obligation],
    asked: QuerySet[Proposal],
    cases: list[int],
    *,
    person: User,
    at: datetime,
    usual: Tag = YOURS,
    most: int | None = ON_HOME,
) -> list[Row]:
    """The first cases of a list (by default as many as fit on the page), a row each."""
    shown = cases[:most]
    duties = list(owed.filter(passage__case__in=shown))
    arranging = arrangements(duties) if person.has_perm("cases.oversee") or person.has_perm("cases.decide") else {}
    return rows_by_case(duties, asked.filter(case__in=shown), at=at, usual=usual, arranging=arranging)


def _to_take(person: User, *, at: datetime) -> list[ToDo]:
    """The lists of the page as one, whole."""
    owed, asked = owed_by(person), proposals_to_answer(person)
    others, asked_of_others = waiting_for_others(person), proposals_with_others(person)
    mine = _rows(owed, asked, cases_in(owed, asked), person=person, at=at, most=None)
    waiting = cases_in(others, asked_of_others)
    theirs = _rows(others, asked_of_others, waiting, person=person, at=at, usual=THEIRS, most=None)
    return [
        *duties_to_take("With you now", mine),
        *follow_ups_to_take("To follow up", rows_of(to_follow_up(person, at=at), at=at)),
        *duties_to_take("Waiting for someone else", theirs),
    ]


@access(Audience.SIGNED_IN)
@require_safe
def case_list(request: HttpRequest) -> HttpResponseBase:
    """The cases that this person may know of, unfiltered first, soonest limit first; or as a file, where no filter is wrong."""
    at = timezone.now()
    cases = CaseFilter(request.GET, queryset=listed(person_of(request)), person=person_of(request), at=at)
    kind = asked_for(request)
    if kind and cases.form.is_valid():
        return taken(request, kind, CASES, cases_to_take(cases.qs, at=at), count=cases.qs.count(), at=at)
    pages = Paginator(cases.qs, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"filter": cases, "form": cases.form, "page": page, "rows": case_rows(page.object_list, at=at)}
    return render(request, "cases/list.html", context)
