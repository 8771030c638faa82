"""A form that was sent after its session had ended: nothing that was typed is lost.

What was typed goes along, hidden, through signing in, and is sent by a press of a button afterwards. It is kept in no place
of the server's, and is given back only to a page of ours that sent it.
"""

from collections.abc import Iterable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache

from agencies.forms import SignInForm
from agencies.selectors import demo_people, office_phones

PREFIX = "kept:"
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "next")
Typed = list[tuple[str, str]]


@never_cache
def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, because the session has ended; what was typed goes along."""
    return sign_in_page(
        request, SignInForm(), onward=request.get_full_path(), kept=_typed(request), status=HTTPStatus.UNAUTHORIZED
    )


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page from before somebody signed in again: sign in first, or read what was typed and copy it.

    What another site may have sent is not shown.
    """
    ours = _from_our_own_page(request)
    if ours and not request.user.is_authenticated and not request.path.startswith(resolve_url(settings.LOGIN_URL)):
        return sign_in_first(request)
    typed = [value for _, value in _typed(request) if len(value.split()) > 1] if ours else []
    return render(request, "403_csrf.html", {"typed": typed}, status=HTTPStatus.FORBIDDEN)


def sign_in_page(request: HttpRequest, form: SignInForm, *, onward: str, kept: Typed, status: int) -> HttpResponse:
    """The page to sign in on. The local mode shows its demo people."""
    demo = demo_people() if settings.LOCAL else []
    context = {"form": form, "next": onward, "kept": _prefixed(kept), "demo": demo, "phones": office_phones()}
    return render(request, "agencies/sign_in.html", context, status=status)


def carry_on(request: HttpRequest, *, onward: str, kept: Typed) -> HttpResponse:
    """Signed in again: one press sends what was typed to where it was meant for."""
    return render(request, "agencies/carry_on.html", {"onward": onward, "kept": kept})


def kept_in(request: HttpRequest) -> Typed:
    """What was typed before signing in, as it came along."""
    return [(name.removeprefix(PREFIX), value) for name, value in _pairs(request) if name.startswith(PREFIX)]


def _prefixed(kept: Typed) -> Typed:
    return [(f"{PREFIX}{name}", value) for name, value in kept]


def _typed(request: HttpRequest) -> Typed:
    return [(name, value) for name, value in _pairs(request) if name not in NEVER_KEPT]


def _pairs(request: HttpRequest) -> Iterable[tuple[str, str]]:
    return ((name, str(value)) for name, values in request.POST.lists() for value in values)


def _from_our_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    sent_from = request.headers.get("Sec-Fetch-Site")
    if sent_from is not None:
        return sent_from == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
