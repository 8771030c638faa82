"""The case page and its sections: the timeline, the disagreement, plan and outcome, people, and all of it for print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.documents.building import prompt_of
from cases.looking import look
from cases.models import Side
from cases.presenters.case import case_page
from cases.presenters.decisions import decisions_of
from cases.presenters.following import follow_ups_of
from cases.presenters.linked import linked, may_counter
from cases.presenters.people import board_people, contact_of, named, people_at
from cases.presenters.proposals import latest_outcome, latest_plan, latest_timetable
from cases.presenters.proving import silence_here
from cases.presenters.sittings import sitting_of
from cases.presenters.statement import children_of, statement_of
from cases.presenters.still_at_risk import still_at_risk
from cases.presenters.timeline import timeline
from cases.presenters.undelivered import undelivered
from cases.rules.refusals import allowed_verbs
from cases.rules.risk_said import risk_now
from cases.rules.safety import last_confirmed
from cases.situations import Situation
from cases.views.person import person_of
from cases.words.entries import agencies_on, stage_name
from cases.words.sorts import SORTS
from core.access import Audience, access
from notifications import outbox


def _open(request: HttpRequest, reference: str, page: str) -> tuple[Situation, HttpResponse | None]:
    """The situation of the case for this person; and the answer to give instead of its page, where there is one.

    An office that may not read it yet gets its outline; a reference in small letters is sent to the case itself.
    """
    s = look(reference.upper(), by=person_of(request), at=timezone.now(), page=page)
    if reference != s.case.reference:
        return s, redirect(f"case-{page}", reference=s.case.reference)
    if s.standing.content:
        return s, None
    return s, render(request, "cases/outline.html", {"page": case_page(s, allowed_verbs(s)), "s": s})


@access(Audience.CASE)
@require_safe
def case_timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """The case with its timeline, newest first; all of it, or the sort of entries that the address asks for."""
    s, instead = _open(request, reference, "timeline")
    outbox.seen(reference=str(s.case.reference), by=s.by, at=s.at)
    if instead:
        return instead
    sort = request.GET.get("show", "")
    context = {
        "page": case_page(s, allowed_verbs(s)),
        "events": timeline(s, sort=sort),
        "sorts": [(key, words, key == sort) for key, (words, _) in SORTS.items()],
        "follow_ups": follow_ups_of(s),
        "form": prompt_of(s),
        "still_at_risk": still_at_risk(s, allowed_verbs(s)),
        "linked": linked(s),
        "may_counter": may_counter(s),
        "undelivered": undelivered(s),
        "safety": last_confirmed(s),
        "risk": risk_now(s.case),
        "silence": silence_here(s),
        "section": "timeline",
    }
    return render(request, "cases/timeline.html", context)


@access(Audience.CASE)
@require_safe
def case_statement(request: HttpRequest, reference: str) -> HttpResponse:
    """What is disagreed about, as its raiser wrote it."""
    s, instead = _open(request, reference, "statement")
    if instead:
        return instead
    context = {
        "page": case_page(s, allowed_verbs(s)),
        "statement": statement_of(s.case),
        "subjects": children_of(s),
        "section": "statement",
    }
    return render(request, "cases/statement.html", context)


@access(Audience.CASE)
@require_safe
def case_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """The latest plan and outcome statement, and who has agreed."""
    s, instead = _open(request, reference, "agreement")
    if instead:
        return instead
    context = {
        "page": case_page(s, allowed_verbs(s)),
        "decisions": decisions_of(s.case),
        "timetable": latest_timetable(s.case),
        "sitting": sitting_of(s),
        "plan": latest_plan(s.case),
        "outcome": latest_outcome(s.case),
        "section": "agreement",
    }
    return render(request, "cases/agreement.html", context)


@access(Audience.CASE)
@require_safe
def case_people(request: HttpRequest, reference: str) -> HttpResponse:
    """Who acts for each party now and why, and who acted at the stages before."""
    s, instead = _open(request, reference, "people")
    if instead:
        return instead
    context = {"page": case_page(s, allowed_verbs(s)), "section": "people", "undelivered": undelivered(s), **_people(s)}
    return render(request, "cases/people.html", context)


def _people(s: Situation) -> dict[str, Any]:
    """Who takes part: at each stage, the present one first, and on the board's side."""
    found = s.case.passages.prefetch_related(
        "holdings__person", "holdings__party__agency", "holdings__on_behalf_of", "holdings__post"
    )
    return {
        "raised_by": named(s.case.raised_by),
        "raised_contact": contact_of(s.case.raised_by),
        "raising": agencies_on(s.case, Side.ESCALATING),
        "passages": [
            (stage_name(s.case, passage.stage, passage.rung), people_at(passage, s))
            for passage in found.order_by("-number")
        ],
        "board": board_people(s.case),
    }


@access(Audience.CASE)
@require_safe
def case_print(request: HttpRequest, reference: str) -> HttpResponse:
    """Every section on one page, oldest first, to print for one's own file."""
    s, instead = _open(request, reference, "print")
    if instead:
        return instead
    context = {
        "page": case_page(s, []),
        "statement": statement_of(s.case),
        "subjects": children_of(s),
        "decisions": decisions_of(s.case),
        "timetable": latest_timetable(s.case),
        "plan": latest_plan(s.case),
        "outcome": latest_outcome(s.case),
        "events": timeline(s, newest_first=False),
        "at": s.at,
        **_people(s),
    }
    return render(request, "cases/print.html", context)
