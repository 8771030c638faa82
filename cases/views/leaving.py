"""Somebody leaves an agency, or is away: for its administrator and the board's office, who see first what passes to whom."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies import directory
from agencies.forms import LeavingForm
from agencies.models import User
from agencies.rights import check_leaver
from agencies.selectors import agencies_known_of, colleagues_of, directory_of, may_set_cover_for
from cases.leaving import Passing, if_covered, if_they_leave
from cases.views.person import person_of
from core.access import Audience, access
from core.errors import BadInput, NotAllowed, NotVisible
from core.words import long_date

NOT_TYPED = ("csrfmiddlewaretoken", "confirmed", "change")
THEN = "Whoever acts instead is told within a minute or two."


@access(Audience.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody leaves or is away, from a day on; before it is done, the page shows what passes to whom."""
    person, may = _person(request, pk)
    if not person.is_active:
        return render(request, "agencies/leaving.html", {"person": person, "agency": _agency(request, person)})
    at = timezone.now()
    form = LeavingForm(request.POST or None, at=at, colleagues=list(colleagues_of(person)), may=may)
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        try:
            if "confirmed" in request.POST:
                return _done(request, person, form)
            return _check(request, person, form)
        except BadInput as error:
            form.take(error)
    context = {"form": form, "person": person, "agency": _agency(request, person), "may_close": form.LEAVES in may}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    return render(request, "agencies/leaving.html", context, status=status)


@access(Audience.SIGNED_IN)
@require_POST
def leaving_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a mistake back: the account is open again, and the posts are theirs as before."""
    person, _ = _person(request, pk)
    directory.undo_leaving(person=person, by=person_of(request), at=timezone.now())
    messages.success(request, f"{person.name} has not left. Their posts are theirs again.")
    return redirect("leaving", pk=person.pk)


def _check(request: HttpRequest, person: User, form: LeavingForm) -> HttpResponse:
    """What would pass to whom, worked out by doing it and undoing it."""
    at, by = timezone.now(), person_of(request)
    found: Passing
    if form.leaves:
        found = if_they_leave(person, leaves_at=form.since(at=at), by=by, at=at)
    else:
        found = if_covered(person, by=by, at=at, **form.cover(at=at))
    typed = [(name, value) for name, values in request.POST.lists() if name not in NOT_TYPED for value in values]
    says = _says(person, form)
    return render(
        request, "agencies/leaving_check.html", {"person": person, "found": found, "typed": typed, "says": says}
    )


def _done(request: HttpRequest, person: User, form: LeavingForm) -> HttpResponse:
    at, by = timezone.now(), person_of(request)
    if form.leaves:
        directory.mark_left(person=person, by=by, at=at, leaves_at=form.since(at=at))
    else:
        directory.set_cover(person=person, by=by, at=at, **form.cover(at=at))
    messages.success(request, f"{_says(person, form)} {THEN if form.since(at=at) <= timezone.now() else ''}".strip())
    return redirect("leaving", pk=person.pk)


def _says(person: User, form: LeavingForm) -> str:
    """What is said of them, in a sentence."""
    since = long_date(form.cleaned_data["starts_at"])
    if form.leaves:
        return f"{person.name} does not work there from {since} on."
    said = form.cover(at=timezone.now())
    return f"{said['covered_by'].name} covers for {person.name} from {since} until {long_date(form.cleaned_data['ends_at'])}."


def _agency(request: HttpRequest, person: User) -> object:
    """The agency of theirs to which the page leads back."""
    return directory_of(request.user).filter(pk__in=agencies_known_of(person)).first()


def _person(request: HttpRequest, pk: int) -> tuple[User, tuple[str, ...]]:
    """Who leaves or is away, and what of the two may be said of them; nobody for whoever may say neither."""
    by, person = person_of(request), User.objects.filter(pk=pk).first()
    if person is None or _agency(request, person) is None:
        raise NotVisible
    try:
        check_leaver(by, person)
    except NotAllowed:
        if not (person.is_active and may_set_cover_for(by, person)):
            raise
        return person, (LeavingForm.AWAY,)
    away = (LeavingForm.AWAY,) if may_set_cover_for(by, person) else ()
    return person, (LeavingForm.LEAVES, *away)
