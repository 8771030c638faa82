"""The page on which a draft is published: what is still wrong, from which day on it counts, and what will happen then."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.access import Audience, access
from core.errors import BadInput, WrongMoment
from core.words import london, long_date
from policies.drafting.checking import check
from policies.drafting.saving import Changed, from_day, publish_draft
from policies.drafting.sections import digest
from policies.forms import FromDayForm
from policies.models import PolicyDraft
from policies.presenters.drafts import effects, mistakes_of
from policies.selectors import in_force_if_any, use_of, versions_of
from policies.views.drafting import drafted
from policies.views.viewer import PUBLISH, SEE_USE

NOBODY_YET = (
    "This area is new: nobody can raise a disagreement in it until its agencies and people have been entered in the directory. "
    "Whoever operates Resolve does that."
)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what publishing from a day would do; publish, if what was looked at is still what stands there."""
    at = timezone.now()
    draft = drafted(request, pk)
    if not draft.is_open:
        return redirect("policy-draft", pk=pk)
    if request.method != "POST":
        typed = request.GET if "day-day" in request.GET else FromDayForm.typed(_day_of(draft) or london(at).date())
        return _page(request, draft, FromDayForm(typed, at=at), at=at)
    form = FromDayForm(request.POST, at=at)
    if not form.is_valid():
        return _page(request, draft, form, at=at, status=422)
    return _publish(request, draft, form, at=at)


def _publish(request: HttpRequest, draft: PolicyDraft, form: FromDayForm, *, at: datetime) -> HttpResponse:
    day, seen = form.cleaned_data["day"], request.POST.get("seen", "")
    try:
        version = publish_draft(draft.pk, in_force_from=day, seen=seen, by=request.user, at=at)
    except Changed as error:
        form.add_error(None, f"{error.sentence} It has not been published. Look at it again, then publish.")
    except BadInput as error:
        form.add_error(None, error.sentence)
    except WrongMoment as error:
        messages.warning(request, error.sentence)
        return redirect("policy-draft", pk=draft.pk)
    else:
        messages.success(request, f"Published. Version {version.name} is in force from {long_date(day)}.")
        return redirect("policy-version", pk=version.pk)
    return _page(request, drafted(request, draft.pk), form, at=at, status=409)


def _day_of(draft: PolicyDraft) -> date | None:
    about = draft.content.get("metadata")
    said = about.get("in_force_from") if isinstance(about, dict) else None
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return None


def _page(
    request: HttpRequest, draft: PolicyDraft, form: FromDayForm, *, at: datetime, status: int = 200
) -> HttpResponse:
    today = london(at).date()
    day = form.cleaned_data["day"] if form.is_valid() else None
    content = from_day(draft.content, day) if day else draft.content
    found = check(content, area_key=draft.area.key if draft.area is not None else None)
    context = {
        "draft": draft,
        "form": form,
        "mistakes": mistakes_of(draft, found.wrong),
        "day": day,
        "typed": FromDayForm.typed(day) if day else {},
        "effects": _effects(request, draft, day, today) if day else [],
        "seen": digest(draft.content),
    }
    return render(request, "policies/draft_publish.html", context, status=status)


def _effects(request: HttpRequest, draft: PolicyDraft, day: date, today: date) -> list[str]:
    area = draft.area
    if area is None:
        said = effects(draft.called, day=day, today=today, current=None, later=[], open_cases=None)
        return [*said, NOBODY_YET]
    open_cases = None
    if request.user.has_perm(SEE_USE, area):
        open_cases = sum(use.still_open for use in use_of(area).values())
    current = in_force_if_any(area, on=today)
    later = [version for version in versions_of(area).defer("content", "source") if version.in_force_from > today]
    return effects(area.name, day=day, today=today, current=current, later=later[::-1], open_cases=open_cases)
