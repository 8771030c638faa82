"""The page that holds two versions of a procedure against each other, or a draft against a version."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import Audience, access
from core.errors import NotVisible
from core.words import long_date
from policies.drafting.places import at, without
from policies.drafting.plain import content_of_draft
from policies.forms import CompareForm
from policies.models import Area, PolicyDraft
from policies.presenters.comparing import compare
from policies.selectors import draft_of, versions_of
from policies.views.drafting import may_draft

DRAFT = "draft"
EDITION = ("metadata", "edition")


@access(Audience.SIGNED_IN)
@require_safe
def policy_compare(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions of an area's procedure side by side: what changed, in words; `draft` stands for the draft."""
    area = Area.objects.filter(key=key).first()
    if area is None:
        raise NotVisible("There is no such area.")
    found = draft_of(area)
    draft = found if found is not None and may_draft(request.user, found) else None
    choices = _choices(area, draft)
    form = CompareForm(request.GET or _usual(choices), choices=choices)
    context = {"area": area, "form": form, "names": None, "found": None}
    if form.is_valid():
        left, right = form.cleaned_data["left"], form.cleaned_data["right"]
        context["names"] = (dict(choices)[left], dict(choices)[right])
        contents = _content(area, draft, left), _content(area, draft, right)
        if not _count_the_same(*contents, of_draft=DRAFT in (left, right)):
            contents = without(contents[0], EDITION), without(contents[1], EDITION)
        context["found"] = compare(*contents)
    return render(request, "policies/compare.html", context)


def _count_the_same(*contents: dict[str, Any], of_draft: bool) -> bool:
    """Whether the editions of two contents count files of one version; a draft that names none has not said yet."""
    versions = {at(content, ("metadata", "version")) for content in contents}
    says = all(at(content, EDITION) is not None for content in contents)
    return len(versions) == 1 and (says or not of_draft)


def _choices(area: Area, draft: PolicyDraft | None) -> list[tuple[str, str]]:
    """What can be chosen, the newest first."""
    versions = versions_of(area).defer("content", "source")
    named = [
        (str(version.pk), f"Version {version.name}, from {long_date(version.in_force_from)}") for version in versions
    ]
    return [*([(DRAFT, "The draft")] if draft is not None else []), *named]


def _usual(choices: list[tuple[str, str]]) -> dict[str, str]:
    """The newest against the one before it."""
    values = [value for value, _ in choices]
    return {"left": values[1] if len(values) > 1 else values[0], "right": values[0]} if values else {}


def _content(area: Area, draft: PolicyDraft | None, chosen: str) -> dict[str, Any]:
    if chosen == DRAFT and draft is not None:
        return dict(draft.content)
    return content_of_draft(versions_of(area).get(pk=int(chosen)).policy)
