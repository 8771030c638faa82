"""The raise journey: one question per page, saved at each step; check the answers; sent."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.drafting import delete_draft, fetch_draft, save_answers, send, start_counter_draft, start_draft
from cases.actions.linking import check_may_counter
from cases.forms.step import Step
from cases.journey import FROM_PAPER, Journey, as_data, disagreement, journey
from cases.looking import look
from cases.models import Case, Draft
from cases.presenters.previews import preview
from cases.raise_presenters import contacts_of, draft_cards, send_label, sent_page, start_page
from cases.views.person import person_of
from core.access import Audience, access
from core.errors import BadInput, NotAllowed
from core.fields import pinned
from core.rows import ADD, REMOVE

MAY_NOT_RAISE = (
    "A disagreement is raised by somebody who works for one of the agencies, and your account belongs to none. "
    "Ask the professional concerned to raise it."
)
NOT_ANSWERS = ("csrfmiddlewaretoken", "later", ADD, REMOVE)


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_start(request: HttpRequest) -> HttpResponse:
    """Before you start; the button begins a draft, or goes on with the one that the reader came back from.

    Who may not raise is told so, and no draft is made.
    """
    if not person_of(request).has_perm("cases.raise"):
        raise NotAllowed(MAY_NOT_RAISE)
    given = request.POST or request.GET
    key = given.get("draft", "")
    draft = fetch_draft(key, by=person_of(request)) if key else None
    counters = _counters(request, given.get("counters", "")) if draft is None else None
    if request.method == "POST":
        draft = draft or _start(request, counters)
        if request.POST.get("paper"):
            save_answers(draft, FROM_PAPER, {}, at=timezone.now())
        return redirect("raise-step", key=draft.key, step="risk")
    start = start_page(person_of(request), at=timezone.now())
    context = {"start": start, "draft": draft, "counters": counters, "paper": request.GET.get("paper", "")}
    return render(request, "cases/raise/start.html", context)


def _counters(request: HttpRequest, reference: str) -> Case | None:
    """The case that the new one answers, if it answers one; the look at it is logged."""
    if not reference:
        return None
    case = look(reference, by=person_of(request), at=timezone.now(), page="counter").case
    check_may_counter(case, person_of(request))
    return case


def _start(request: HttpRequest, counters: Case | None) -> Draft:
    at = timezone.now()
    if counters is not None:
        return start_counter_draft(counters, by=person_of(request), at=at)
    return start_draft(by=person_of(request), at=at)


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_step(request: HttpRequest, key: str, step: str) -> HttpResponse:
    """One question: its answer is kept whether it can be taken or not, and the journey goes on when it can."""
    at = timezone.now()
    draft = fetch_draft(key, by=person_of(request))
    if draft.case is not None:
        return _sent_before(request, draft)
    found = journey(draft, at=at)
    page = next((known for known in found.steps if known.key == step), None)
    if page is None:
        raise Http404
    if request.method == "POST":
        form = page(request.POST, setting=found.setting)
        save_answers(draft, step, pinned(_typed(request), at=at), at=at)
        if "later" in request.POST:
            messages.success(request, "Saved. You find it under your drafts.")
            return redirect("home")
        if form.is_valid() and not form.has_doubts:
            return _go_on(journey(draft, at=at), draft)
        status = HTTPStatus.OK if form.is_growing or form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
        return _ask(request, found, draft, form, status=status)
    kept = draft.answers.get(step)
    form = page(as_data(kept) if kept else None, setting=found.setting)
    return _ask(request, found, draft, form)


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_check(request: HttpRequest, key: str) -> HttpResponse:
    """Check the answers, with the exact limit that the other side will get; the button sends."""
    at = timezone.now()
    draft = fetch_draft(key, by=person_of(request))
    if draft.case is not None:
        return _sent_before(request, draft)
    found = journey(draft, at=at)
    if found.missing is not None:
        return redirect("raise-step", key=key, step=found.missing.key)
    error = ""
    try:
        if request.method == "POST":
            send(draft, disagreement(found), at=at)
            return redirect("raise-sent", key=key)
        shown = preview(lambda: send(draft, disagreement(found), at=at), at=at)
    except BadInput as refused:
        shown, error = None, " ".join(s for sentences in refused.fields.values() for s in sentences)
    draft.refresh_from_db()
    context = {
        "draft": draft,
        "cards": draft_cards(found, draft),
        "preview": shown,
        "error": error,
        "send": send_label(found),
        "before": found.steps[-1].key,
        "area_policy": found.setting.version.policy if found.setting.version else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "cases/raise/check.html", context, status=status)


@access(Audience.SIGNED_IN)
@require_safe
def raise_sent(request: HttpRequest, key: str) -> HttpResponse:
    """Sent: the reference, who has it, by when they must answer, and what happens next."""
    draft = fetch_draft(key, by=person_of(request))
    if draft.case is None:
        return redirect("raise-check", key=key)
    s = look(str(draft.case.reference), by=person_of(request), at=timezone.now(), page="sent")
    return render(request, "cases/raise/sent.html", {"sent": sent_page(s)})


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a draft away, once it has been asked whether that is meant."""
    draft = fetch_draft(key, by=person_of(request))
    if draft.case is not None:
        return redirect("raise-sent", key=key)
    if request.method != "POST":
        return render(request, "cases/raise/delete.html", {"draft": draft})
    delete_draft(draft)
    messages.success(request, "The draft has been deleted.")
    return redirect("home")


def _sent_before(request: HttpRequest, draft: Draft) -> HttpResponse:
    """A draft that was sent is not sent again: its confirmation is shown, and says so."""
    messages.info(request, "You have already sent this disagreement. Nothing was sent again.")
    return redirect("raise-sent", key=draft.key)


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed, without the buttons and the token."""
    return {name: [str(v) for v in values] for name, values in request.POST.lists() if name not in NOT_ANSWERS}


def _go_on(found: Journey, draft: Draft) -> HttpResponse:
    """To the next page that needs an answer; once all are answered, to the check page."""
    if found.missing is not None:
        return redirect("raise-step", key=draft.key, step=found.missing.key)
    return redirect("raise-check", key=draft.key)


def _ask(
    request: HttpRequest, found: Journey, draft: Draft, form: Step, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    before = found.before(form.key)
    context = {
        "form": form,
        "rows": form.rows,
        "draft": draft,
        "before": before.key if before else "",
        "contacts": contacts_of(found.setting.versions, at=found.setting.at) if form.key == "safety" else [],
        "place": [step.key for step in found.steps].index(form.key) + 1,
        "of": len(found.steps),
        "area_policy": found.setting.version.policy if found.setting.version and form.key != "safety" else None,
    }
    return render(request, "cases/raise/step.html", context, status=status)
