"""The directory: the agencies of one's areas, each ladder, cover, and who holds a post."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import directory as verbs
from agencies.forms import CoverForm, HolderForm
from agencies.models import Cover, Post, User
from agencies.presenters import DIRECTORY, cards, ladder_card, people_who_may_hold, places
from agencies.selectors import (
    administers,
    administers_everything,
    colleagues_of,
    covers_not_over,
    directory_of,
    everybody_of,
    may_change_posts,
    may_set_cover_for,
)
from core.access import Audience, access
from core.downloads import asked_for, taken
from core.errors import BadInput, NotAllowed, NotVisible
from core.words import long_date


@access(Audience.SIGNED_IN)
@require_safe
def directory(request: HttpRequest) -> HttpResponseBase:
    """The agencies of the areas that I belong to, with their vacancies and the cover in place; as a file, with every post."""
    at = timezone.now()
    found = cards(list(directory_of(request.user)), at=at)
    if kind := asked_for(request):
        posts = places(found)
        return taken(request, kind, DIRECTORY, posts, count=len(posts), at=at)
    covers = covers_not_over([_me(request).pk], at=at).get(_me(request).pk, [])
    context = {"cards": found, "own_covers": covers, "at": at}
    return render(request, "agencies/directory.html", context)


@access(Audience.SIGNED_IN)
@require_safe
def directory_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """One agency's ladder from the top: who holds what, what is vacant, who covers for whom, and what I may change."""
    agency = directory_of(request.user).filter(pk=pk).first()
    if agency is None:
        raise NotVisible
    keeps = administers(request.user, agency) or administers_everything(request.user)
    may_change = may_change_posts(request.user, agency)
    context = {
        "card": ladder_card(agency, at=timezone.now()),
        "may_change_posts": may_change,
        "people": everybody_of(agency) if may_change else [],
        "may_set_all_cover": keeps,
    }
    return render(request, "agencies/agency.html", context)


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def cover_set(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Set cover for myself, or for a person of an agency that I administer; the page also ends cover."""
    at = timezone.now()
    person = _person(request, pk or _me(request).pk)
    form = CoverForm(request.POST or None, at=at, colleagues=list(colleagues_of(person)))
    if request.method == "POST" and form.is_valid():
        try:
            cover = verbs.set_cover(person=person, by=_me(request), at=at, **form.cover(at=at))
        except BadInput as error:
            form.take(error)
        else:
            last_day = long_date(form.cleaned_data["ends_at"])
            messages.success(request, f"{cover.covered_by.name} covers for {person.name} until {last_day}.")
            return redirect("cover-set", pk=person.pk)
    covers = covers_not_over([person.pk], at=at).get(person.pk, [])
    context = {"form": form, "person": person, "covers": covers, "mine": person.pk == request.user.pk, "at": at}
    return render(request, "agencies/cover.html", context, status=_status(form))


@access(Audience.SIGNED_IN)
@require_POST
def cover_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End cover now."""
    cover = Cover.objects.select_related("person").filter(pk=pk).first()
    if cover is None or not may_set_cover_for(request.user, cover.person):
        raise NotVisible
    verbs.end_cover(cover=cover, by=_me(request), at=timezone.now())
    messages.success(request, f"The cover for {cover.person.name} has ended.")
    return redirect("cover-set", pk=cover.person_id)


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def post_holder(request: HttpRequest, pk: int) -> HttpResponse:
    """Change who holds a post: for the agency's administrator and the board's office."""
    at = timezone.now()
    post = _post(request, pk)
    form = HolderForm(request.POST or None, post=post, people=people_who_may_hold(post))
    if request.method == "POST" and form.is_valid():
        try:
            changed = verbs.set_holder(post=post, holder=form.chosen, by=_me(request), at=at)
        except BadInput as error:
            form.take(error)
        else:
            holds = f"{form.chosen.name} is now {changed.title}." if form.chosen else f"{changed.title} is now vacant."
            messages.success(request, holds)
            return redirect("directory-agency", pk=post.agency_id)
    return render(request, "agencies/holder.html", {"form": form, "post": post}, status=_status(form))


def _me(request: HttpRequest) -> User:
    """Who asks; the declared access lets nobody else through."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


def _person(request: HttpRequest, pk: int) -> User:
    """The person whose cover is set; for whoever may not set it, there is nobody unless they are a colleague."""
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None:
        raise NotVisible
    if not may_set_cover_for(request.user, person):
        if not colleagues_of(_me(request)).filter(pk=pk).exists():
            raise NotVisible
        raise NotAllowed(f"Only {person.name} or an administrator of their agency can set this cover.")
    return person


def _post(request: HttpRequest, pk: int) -> Post:
    post = Post.objects.select_related("agency", "holder", "area").filter(pk=pk).first()
    if post is None or not directory_of(request.user).filter(pk=post.agency_id).exists():
        raise NotVisible
    if not may_change_posts(request.user, post.agency):
        raise NotAllowed(
            "Only an administrator of the agency or the board’s business office can change who holds a post."
        )
    return post


def _status(form: CoverForm | HolderForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
