"""Signing in and out."""

from datetime import timedelta
from http import HTTPStatus

from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agencies.fields import normalised
from agencies.forms import SignInForm
from agencies.models import User
from agencies.selectors import office_phones
from agencies.views.resuming import carry_on, kept_in, sign_in_page
from core.access import Audience, access

WRONG = "Email address or password is incorrect"
BACKEND = "agencies.backends.RoleBackend"


@access(Audience.PUBLIC, reason="one signs in here")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; take the person where they wanted to go. The local mode shows its demo people."""
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(_onward(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # By the name of the form's field: axes counts failures under it, and would count them under nobody otherwise.
        address, password = normalised(form.cleaned_data["email"]), form.cleaned_data["password"]
        person = authenticate(request, email=address, password=password)
        if person is not None:
            login(request, person)
            return _take_onward(request)
        if getattr(request, "axes_locked_out", False):
            return _locked(request)
        form.add_error(None, WRONG)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return sign_in_page(request, form, onward=_next(request), kept=kept_in(request), status=status)


@access(Audience.PUBLIC, reason="one-click sign-in of made-up people, in the local mode only")
@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Sign in as a made-up person, in the local mode; anywhere else there is no such page."""
    if not settings.LOCAL:
        raise Http404
    chosen = request.POST.get("person", "")
    person = get_object_or_404(User, pk=chosen if chosen.isdecimal() else 0, is_demo=True, is_active=True)
    login(request, person, backend=BACKEND)
    return _take_onward(request)


@access(Audience.PUBLIC, reason="signing out needs no right")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, "You have signed out.")
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _take_onward(request: HttpRequest) -> HttpResponse:
    """To where the person wanted to go; with what they had typed there, if their session had ended meanwhile."""
    kept, onward = kept_in(request), _next(request)
    return carry_on(request, onward=onward, kept=kept) if kept and onward else redirect(_onward(request))


def _locked(request: HttpRequest) -> HttpResponse:
    """Tell until when the account is locked, whether there is one or not, and whom to ring.

    axes replaces the answer by the same template with its own context; what the page needs hangs on the request.
    """
    wait = get_cool_off(request) or timedelta()
    request.locked_until = timezone.now() + wait  # type: ignore[attr-defined]
    request.office_phones = office_phones()  # type: ignore[attr-defined]
    return render(request, "agencies/locked.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of ours; else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""


def _onward(request: HttpRequest) -> str:
    return _next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
