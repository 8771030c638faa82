"""Two guards at the door: nobody reaches a view that does not say who may, and errors for people become pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.models import User
from agencies.views.resuming import sign_in_first
from cases.access import visible_to
from cases.models import Case
from core.access import Access, Audience
from core.errors import NotVisible, ResolveError

GetResponse = Callable[[HttpRequest], HttpResponse]


class AccessMiddleware:
    """Enforces the `core.access` declaration of the view; refuses a view that declares none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        """Send strangers to sign in; refuse the wrong people; let the rest through."""
        declared: Access | None = getattr(view, "access", None)
        if declared is None:
            raise PermissionDenied("This view does not declare who may see it.")
        if declared.audience is Audience.PUBLIC:
            return None
        if not request.user.is_authenticated:
            return self._send_to_sign_in(request)
        if declared.audience is Audience.PERMISSION and not request.user.has_perm(declared.permission):
            raise PermissionDenied
        return None

    def _send_to_sign_in(self, request: HttpRequest) -> HttpResponse | None:
        """The API answers for itself; a form that was sent after its session had ended keeps what was typed."""
        if request.path.startswith("/api/"):
            return None
        return sign_in_first(request) if request.method == "POST" else redirect_to_login(request.get_full_path())


def _case(request: HttpRequest) -> Case | None:
    """The case that was asked for, where the person may know of it: its pages say whom to ring."""
    reference = request.resolver_match.kwargs.get("reference") if request.resolver_match else None
    if reference is None or not isinstance(request.user, User):
        return None
    return visible_to(request.user).filter(reference=reference).select_related("policy_version").first()


ONLY_SENT = "Nothing is shown at this address: it takes what is sent from the form on another page."


class ErrorMiddleware:
    """Turns a `ResolveError` that a page let through, and Django's empty refusal of a method, into a page with a sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response.content = render(request, "refused.html", {"sentence": ONLY_SENT, "case": _case(request)}).content
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 404 as any missing page does, and other errors with their sentence."""
        if isinstance(error, NotVisible):
            raise Http404 from error
        if isinstance(error, ResolveError):
            context = {"sentence": error.sentence, "case": _case(request)}
            return render(request, "refused.html", context, status=error.status)
        return None
