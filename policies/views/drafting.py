"""The pages on which the next version of a procedure is written, by whoever may publish in its area."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import Audience, access
from core.errors import NotVisible
from policies.drafting.checking import Checked, check
from policies.drafting.moving import shape_at
from policies.drafting.places import id_of, name_of, path_of
from policies.drafting.plain import as_yaml
from policies.drafting.reading import NEW
from policies.drafting.saving import Changed, NotTaken, discard, save, start, take_file
from policies.drafting.sections import Section, digest, section_of, slug_of, stamp
from policies.drafting.shapes import Kind
from policies.models import Area, PolicyDraft
from policies.parsing import LARGEST_FILE
from policies.presenters.drafts import draft_page, form_page
from policies.views.viewer import ADD_AREA, PUBLISH, on_dates

NOTHING_HERE = "There is no such part of this draft."


def may_draft(user: Any, draft: PolicyDraft) -> bool:
    """Whether a person may write and publish this draft."""
    allowed: bool = user.has_perm(ADD_AREA) if draft.area is None else user.has_perm(PUBLISH, draft.area)
    return allowed


def drafted(request: HttpRequest, pk: int) -> PolicyDraft:
    """The draft; for whoever may not publish in its area there is none."""
    found = PolicyDraft.objects.select_related("area", "based_on", "updated_by", "started_by", "published_as__area")
    draft = found.filter(pk=pk).first()
    if draft is None or not may_draft(request.user, draft):
        raise NotVisible("There is no such draft. Somebody may have thrown it away.")
    return draft


def checked(draft: PolicyDraft) -> Checked:
    """What came of checking the draft."""
    return check(draft.content, area_key=draft.area.key if draft.area is not None else None)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_POST
def draft_start(request: HttpRequest) -> HttpResponse:
    """Begin the next version of an area, or of a new one; where somebody has begun it, go on with theirs."""
    key = request.POST.get("area", "")
    area = Area.objects.filter(key=key).first() if key else None
    allowed = request.user.has_perm(ADD_AREA) if not key else area is not None and request.user.has_perm(PUBLISH, area)
    if not allowed:
        raise NotVisible
    draft, is_new = start(area, by=request.user, at=timezone.now())
    if not is_new:
        messages.info(request, f"{draft.started_by} began this draft. You can go on with it together.")
    return redirect("policy-draft", pk=draft.pk)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_safe
def draft_overview(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft: its parts, all that is wrong with it, and what can be done with it."""
    draft = drafted(request, pk)
    found = checked(draft)
    context = {"draft": draft, "page": draft_page(draft, found), "is_sound": found.is_sound}
    return render(request, "policies/draft.html", context)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_part(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One part of a draft as a form. Whatever button is pressed, all that was typed is saved, mistakes and all."""
    draft = drafted(request, pk)
    section = section_of(slug, draft.content)
    if section is None:
        raise NotVisible(NOTHING_HERE)
    if request.method != "POST":
        return _part(request, draft, section, draft.content)
    try:
        saved = save(
            pk,
            section,
            request.POST,
            seen=request.POST.get("seen", ""),
            button=_button(request),
            by=request.user,
            at=timezone.now(),
        )
    except Changed as error:
        return _part(request, draft, section, error.typed, changed=error.sentence)
    return _onward(request, saved.draft, section, name_of(saved.place))


def _button(request: HttpRequest) -> str:
    """The button of a row that was pressed; one that adds a value for a word carries the word that was chosen beside it."""
    said = request.POST.get("do", "")
    what, _, name = said.partition(":")
    shape = shape_at(path_of(name)) if what == "add" else None
    if shape is None or shape.kind is not Kind.BY_WORD:
        return said
    word = request.POST.get(f"{name}{NEW}", "")
    return f"{said}.{word}" if word else ""


def _onward(request: HttpRequest, draft: PolicyDraft, section: Section, place: str) -> HttpResponse:
    if place:
        path = path_of(place)
        there = (
            slug_of(path) if request.POST.get("do", "").startswith("add") or section.stage is not None else section.slug
        )
        here = reverse("policy-draft-part", args=[draft.pk, there])
        fresh = "&fresh=yes" if request.POST.get("do", "").startswith("add") else ""
        return redirect(f"{here}?open={place}{fresh}#{id_of(path)}")
    messages.success(request, "Saved.")
    if "onward" in request.POST and section_of(request.POST["onward"], draft.content) is not None:
        return redirect("policy-draft-part", pk=draft.pk, slug=request.POST["onward"])
    if "overview" in request.POST:
        return redirect("policy-draft", pk=draft.pk)
    return redirect("policy-draft-part", pk=draft.pk, slug=section.slug)


def _part(
    request: HttpRequest, draft: PolicyDraft, section: Section, content: dict[str, Any], *, changed: str = ""
) -> HttpResponse:
    area_key = draft.area.key if draft.area is not None else None
    opened = path_of(request.GET.get("open", ""))
    found, fresh = check(content, area_key=area_key), "fresh" in request.GET
    page = form_page(content, section, found, opened=opened, draft=draft, fresh=fresh)
    context = {
        "draft": draft,
        "page": page,
        "seen": stamp(section, draft.content),
        "changed": changed,
        "opened": opened,
    }
    return render(request, "policies/draft_part.html", context, status=409 if changed else 200)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, once it is confirmed."""
    draft = drafted(request, pk)
    if request.method != "POST":
        return render(request, "policies/draft_discard.html", {"draft": draft})
    discard(pk, by=request.user, at=timezone.now())
    messages.success(request, f"The draft for {draft.called} is thrown away.")
    return redirect("policy-list")


@access(Audience.PERMISSION, permission=PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft as a policy file: to read, to take away, and to put another in its place."""
    draft = drafted(request, pk)
    given: str | None = None
    mistakes: list[Any] = []
    if request.method == "POST":
        given = _given(request)
        try:
            take_file(pk, given, seen=request.POST.get("seen", ""), by=request.user, at=timezone.now())
        except NotTaken as error:
            mistakes = error.mistakes
        except Changed as error:
            messages.warning(request, f"{error.sentence} Look at the draft as it is now, then send your file again.")
        else:
            messages.success(request, "The file is the draft now.")
            return redirect("policy-draft", pk=pk)
    return _file_page(request, drafted(request, pk) if given else draft, given, mistakes)


def _given(request: HttpRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        return str(request.POST.get("text", ""))
    raw: bytes = sent.read(LARGEST_FILE + 1)
    return raw.decode("utf-8-sig", errors="replace")


def _file_page(request: HttpRequest, draft: PolicyDraft, given: str | None, mistakes: list[Any]) -> HttpResponse:
    context = {
        "draft": draft,
        "text": as_text(draft) if given is None else given,
        "mistakes": mistakes,
        "seen": digest(draft.content),
    }
    return render(request, "policies/draft_file.html", context, status=422 if mistakes else 200)


def as_text(draft: PolicyDraft) -> str:
    """The draft as a policy file."""
    return as_yaml(draft.content)


@access(Audience.PERMISSION, permission=PUBLISH)
@require_safe
def draft_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a file to take away."""
    draft = drafted(request, pk)
    key = draft.area.key if draft.area is not None else "draft"
    answer = HttpResponse(as_text(draft), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}.yaml"'
    return answer


@access(Audience.PERMISSION, permission=PUBLISH)
@require_safe
def draft_dates(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft tried on dates, once it is whole; nothing of it is kept."""
    draft = drafted(request, pk)
    policy = checked(draft).policy
    if policy is None:
        messages.warning(request, "It can be tried on dates once nothing is to be mended.")
        return redirect("policy-draft", pk=pk)
    form, walked = on_dates(request, policy)
    called = f"draft for {draft.called}"
    context = {"draft": draft, "called": called, "form": form, "walk": walked, "policy": policy}
    return render(request, "policies/dates.html", context)
