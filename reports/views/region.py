"""Areas beside each other, for the boards that consent; and the page on which a board's office consents, or withdraws."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.selectors import areas_overseen_by
from core.access import Audience, access
from core.errors import NotVisible
from reports.forms.figures import YearForm
from reports.readers.figures import areas_read_by
from reports.region import consent_of, consenting, give, region, withdraw
from reports.views.common import me

VIEW, PUBLISH = "reports.view", "reports.publish"


@access(Audience.PERMISSION, permission=VIEW)
@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """The comparison, for the office and the chair of an area that consents; else why there is none."""
    person = me(request)
    mine = list(areas_read_by(person))
    if not mine:
        raise NotVisible
    form = YearForm(request.GET, at=timezone.now())
    consents = set(consenting().filter(pk__in=[area.pk for area in mine]))
    office = set(areas_overseen_by(person))
    context = {
        "form": form,
        "section": region(*form.days) if consents else None,
        "areas": [{"area": area, "consents": area in consents, "decides": area in office} for area in mine],
    }
    return render(request, "reports/region.html", context)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, key: str) -> HttpResponse:
    """What it means that an area's figures are compared; consent, or withdraw it."""
    person, at = me(request), timezone.now()
    area = areas_overseen_by(person).filter(key=key).first()
    if area is None:
        raise NotVisible
    if request.method != "POST":
        context = {"area": area, "consent": consent_of(area), "others": consenting().exclude(pk=area.pk)}
        return render(request, "reports/consent.html", context)
    if request.POST.get("do") == "withdraw":
        withdraw(area=area, by=person, at=at)
        messages.success(request, f"The figures of {area.name} are no longer compared with those of other areas.")
    else:
        give(area=area, by=person, at=at)
        messages.success(request, f"The figures of {area.name} are compared with those of other areas.")
    return redirect("region")
