"""The pages on policies: the areas, one version as a picture and a table, and one version on dates."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.access import Audience, access
from core.downloads import asked_for, taken
from core.errors import BadInput, NotVisible
from core.words import london
from policies.forms import DatesForm
from policies.models import Area, PolicyVersion
from policies.presenters import version as present
from policies.presenters.dates import DatedWalk, dated_walk
from policies.presenters.drafts import draft_rows
from policies.presenters.listing import PROCEDURES, area_rows
from policies.schema import Policy
from policies.selectors import all_in_force, in_force_if_any, open_drafts, other_versions, use_of

PUBLISH, ADD_AREA, SEE_USE = "policies.publish", "policies.add_area", "policies.see_use"


@access(Audience.SIGNED_IN)
@require_safe
def policy_list(request: HttpRequest) -> HttpResponseBase:
    """Every area, with the version of its procedure in force."""
    at = timezone.now()
    today = london(at).date()
    areas = list(Area.objects.all())
    rows = area_rows(areas, all_in_force(on=today), on=today)
    if kind := asked_for(request):
        return taken(request, kind, PROCEDURES, rows, count=len(rows), at=at)
    mine = [area for area in areas if request.user.has_perm(PUBLISH, area)]
    adds = request.user.has_perm(ADD_AREA)
    drafts = draft_rows(mine, open_drafts(mine, of_new_areas=adds))
    return render(request, "policies/list.html", {"rows": rows, "drafts": drafts, "may_add_area": adds})


@access(Audience.SIGNED_IN)
@require_safe
def policy_version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it is, its procedure as a picture and as a table, and all else that it says."""
    today = london(timezone.now()).date()
    version = _version(pk)
    page = present.version_page(
        version, others=other_versions(version), current=in_force_if_any(version.area, on=today), on=today
    )
    sees_use = request.user.has_perm(SEE_USE, version.area)
    use = use_of(version.area).get(version.pk) if sees_use else None
    context = {"page": page, "version": version, "policy": version.policy, "use": use}
    return render(request, "policies/version.html", context)


@access(Audience.SIGNED_IN)
@require_safe
def policy_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """One version tried on dates: who against whom, raised when; nothing of it is kept."""
    version = _version(pk)
    form, walked = on_dates(request, version.policy)
    context = {
        "version": version,
        "called": f"{version.area.name}, version {version.name}",
        "form": form,
        "walk": walked,
        "policy": version.policy,
    }
    return render(request, "policies/dates.html", context)


def on_dates(request: HttpRequest, policy: Policy) -> tuple[DatesForm, DatedWalk | None]:
    """The question that was asked of a procedure (one is typed in already), and the walk, if it can be answered."""
    walked = None
    asked = request.GET or DatesForm.example(policy, at=timezone.now())
    form = DatesForm(asked, policy=policy)
    if form.is_valid():
        try:
            walked = dated_walk(policy, form.question())
        except BadInput as error:
            form.add_error("raised_at", error.sentence)
    return form, walked


def _version(pk: int) -> PolicyVersion:
    version = PolicyVersion.objects.select_related("area", "published_by").filter(pk=pk).first()
    if version is None:
        raise NotVisible("There is no such version of a procedure.")
    return version
