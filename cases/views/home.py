"""Home: what needs this person's attention; and the lists of cases, filtered by address."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
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

PER_PAGE = 25
ON_HOME = 20


@access(Audience.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """With you now, waiting for someone else, your drafts, and whom you cover."""
    at = timezone.now()
    person = person_of(request)
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
) -> list[Row]:
    """The first cases of a list, a row each."""
    shown = cases[:ON_HOME]
    duties = list(owed.filter(passage__case__in=shown))
    arranging = arrangements(duties) if person.has_perm("cases.oversee") or person.has_perm("cases.decide") else {}
    return rows_by_case(duties, asked.filter(case__in=shown), at=at, usual=usual, arranging=arranging)


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
