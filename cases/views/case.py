"""The case page and its sections: the timeline, the disagreement, plan and outcome, people, and all of it for print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.looking import look
from cases.people import people_by_stage, undelivered
from cases.presenters import case_page, timeline
from cases.proposals import latest_outcome, latest_plan
from cases.rules import allowed_verbs
from cases.situations import Situation
from cases.statement import children_of, statement_of
from cases.views.person import person_of
from core.access import Audience, access


def _open(request: HttpRequest, reference: str, page: str) -> tuple[Situation, HttpResponse | None]:
    """The situation of the case for this person; and, for an office that may not read it yet, the outline page instead."""
    s = look(reference, by=person_of(request), at=timezone.now(), page=page)
    if s.standing.content:
        return s, None
    return s, render(request, "cases/outline.html", {"page": case_page(s, []), "s": s})


@access(Audience.CASE)
@require_safe
def case_timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """The case with its timeline, newest first."""
    s, outline = _open(request, reference, "timeline")
    if outline:
        return outline
    context = {
        "page": case_page(s, allowed_verbs(s)),
        "events": timeline(s),
        "undelivered": undelivered(s),
        "section": "timeline",
    }
    return render(request, "cases/timeline.html", context)


@access(Audience.CASE)
@require_safe
def case_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """What is disagreed about, as its raiser wrote it."""
    s, outline = _open(request, reference, "statement")
    if outline:
        return outline
    context = {
        "page": case_page(s, allowed_verbs(s)),
        "statement": statement_of(s.case),
        "children": children_of(s),
        "section": "statement",
    }
    return render(request, "cases/statement.html", context)


@access(Audience.CASE)
@require_safe
def case_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """The latest plan and outcome statement, and who has agreed."""
    s, outline = _open(request, reference, "agreement")
    if outline:
        return outline
    context = {
        "page": case_page(s, allowed_verbs(s)),
        "plan": latest_plan(s.case),
        "outcome": latest_outcome(s.case),
        "section": "agreement",
    }
    return render(request, "cases/agreement.html", context)


@access(Audience.CASE)
@require_safe
def case_people(request: HttpRequest, reference: str) -> HttpResponse:
    """Who acts for each party now and why, and who acted at the stages before."""
    s, outline = _open(request, reference, "people")
    if outline:
        return outline
    context = {
        "page": case_page(s, allowed_verbs(s)),
        "stages": people_by_stage(s),
        "undelivered": undelivered(s),
        "section": "people",
    }
    return render(request, "cases/people.html", context)


@access(Audience.CASE)
@require_safe
def case_print(request: HttpRequest, reference: str) -> HttpResponse:
    """Every section on one page, oldest first, to print for one's own file."""
    s, outline = _open(request, reference, "print")
    if outline:
        return outline
    context = {
        "page": case_page(s, []),
        "statement": statement_of(s.case),
        "children": children_of(s),
        "plan": latest_plan(s.case),
        "outcome": latest_outcome(s.case),
        "events": timeline(s, newest_first=False),
        "at": s.at,
    }
    return render(request, "cases/print.html", context)
