"""One page for each verb: the form, a check of the answers where the verb cannot be undone, and the deed."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.access import done_with, standing
from cases.actions.door import AlreadyDone, Changed, Request, as_told
from cases.forms.acting import FORMS, VerbForm
from cases.forms.kept import typed_into
from cases.looking import look
from cases.models import Case
from cases.presenters.alerts import alert_of
from cases.presenters.case import title_of_case
from cases.presenters.previews import preview
from cases.presenters.proposals import latest_outcome, latest_plan
from cases.rules.refusals import refusal_in
from cases.situations import Situation
from cases.verbs import Verb
from cases.views.person import person_of
from core.access import Audience, access
from core.errors import BadInput, NotAllowed, ResolveError, WrongMoment

NOT_TYPED = ("csrfmiddlewaretoken", "confirmed", "change")
SHOWS_PLAN = (Verb.AGREE_PLAN, Verb.RETURN_PLAN)
SHOWS_OUTCOME = (Verb.CONFIRM_OUTCOME, Verb.RETURN_OUTCOME, Verb.CLOSE_UNCONFIRMED)


@access(Audience.CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def case_act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Ask, check and do one verb. What is wrong stands beside its field, and nothing typed is lost."""
    done = next((known for known in FORMS if known.value == verb), None)
    if done is None:
        raise Http404
    at = timezone.now()
    submission = _submission(request)
    over = done_with(submission, person=person_of(request)) if request.method == "POST" else None
    if over is not None:
        return _finish(request, over, done)
    s = look(reference, by=person_of(request), at=at, page=verb, verb=done)
    case = s.case
    if request.method == "POST" and case.entries.filter(submission=submission, by=person_of(request)).exists():
        return _finish(request, case, done)
    refused = refusal_in(s, done)
    if refused is not None and request.method == "POST":
        return _too_late(request, s, FORMS[done], as_told(refused, s, seen=_seen(request, s)))
    if refused is not None:
        raise refused
    form = FORMS[done](request.POST or None, situation=s, initial=_chosen(request, FORMS[done]))
    if request.method != "POST" or "change" in request.POST or not form.is_valid() or form.has_doubts:
        faulty = form.is_bound and not form.is_growing and not form.is_valid()
        status = HTTPStatus.UNPROCESSABLE_ENTITY if faulty else HTTPStatus.OK
        return _ask(request, case, form, submission, status=status)
    return _do(request, case, form, Request(person_of(request), at, _seen(request, s), submission))


def _do(request: HttpRequest, case: Case, form: VerbForm, wanted: Request) -> HttpResponse:
    """Do it, or show it once more before; a refusal goes back on the form with all that was typed."""
    submission = wanted.submission or uuid.uuid4()
    try:
        if form.checked and "confirmed" not in request.POST:
            return _check(request, case, form, wanted)
        form.act(case, wanted)
    except AlreadyDone:
        pass
    except BadInput as error:
        form.take(error)
        return _ask(request, case, form, submission, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (NotAllowed, WrongMoment) as error:
        if not isinstance(error, Changed) or error.refused is not None:
            return _too_late(request, form.situation, type(form), error)
        form.take(error)
        return _ask(request, case, form, submission, status=HTTPStatus.CONFLICT)
    return _finish(request, case, form.verb)


def _too_late(request: HttpRequest, s: Situation, form: type[VerbForm], error: ResolveError) -> HttpResponse:
    """It can be done no longer: say why, and give back all that was typed, to copy."""
    context = {
        "case": s.case,
        "verb": form.verb,
        "sentence": error.sentence,
        "typed": typed_into(form, request.POST, s.case.persons),
        "may_note": form.verb is not Verb.ADD_NOTE and refusal_in(s, Verb.ADD_NOTE) is None,
    }
    return render(request, "cases/too_late.html", context, status=error.status)


def _finish(request: HttpRequest, case: Case, verb: Verb) -> HttpResponse:
    person = person_of(request)
    messages.success(request, alert_of(verb, case, by=person, at=timezone.now()))
    if not standing(case, person).sees:  # with what they did their sight has ended (docs/adr/seats.md)
        return redirect("home")
    return redirect("case-timeline", reference=case.reference)


def _ask(
    request: HttpRequest, case: Case, form: VerbForm, submission: uuid.UUID, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "cases/act.html", _context(case, form, submission), status=status)


def _check(request: HttpRequest, case: Case, form: VerbForm, wanted: Request) -> HttpResponse:
    """Show the answers once more, with what will follow: worked out by doing it and undoing it."""
    context = _context(case, form, wanted.submission)
    if form.verb is Verb.ESCALATE:
        context["preview"] = preview(lambda: form.act(case, wanted), at=wanted.at)
    context["typed"] = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_TYPED for value in values
    ]
    return render(request, "cases/check.html", context)


def _context(case: Case, form: VerbForm, submission: uuid.UUID | None) -> dict[str, Any]:
    return {
        "case": case,
        "title": title_of_case(case) if form.situation.standing.content else "",
        "at_risk": case.immediate_risk,
        "form": form,
        "rows": form.rows,
        "verb": form.verb,
        "button": form.button or form.verb.label_for(case.persons),
        "submission": submission,
        "seen": form.situation.revision,
        "plan": latest_plan(case) if form.verb in SHOWS_PLAN else None,
        "outcome": latest_outcome(case) if form.verb in SHOWS_OUTCOME else None,
    }


def _chosen(request: HttpRequest, form: type[VerbForm]) -> dict[str, str]:
    """What a link to the page has chosen already, of the questions whose answers an address may carry."""
    return {name: request.GET[name] for name in form.in_address if name in request.GET}


def _submission(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid.uuid4()


def _seen(request: HttpRequest, s: Situation) -> int:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else s.revision
