"""The addresses of this app, and empty pages for those that the frame of a page links to."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from core.access import Audience, access


@access(Audience.PUBLIC, reason="a stand-in")
def empty(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return HttpResponse(f"empty page for {request.user}")


NAMES = ("home", "help", "accessibility-statement", "cookies", "privacy", "case-list", "raise-start")

urlpatterns = [
    path("", include("agencies.urls")),
    path("leaving/<int:pk>/", empty, name="leaving"),
    *(path(f"{name}/", empty, name=name) for name in NAMES),
]
