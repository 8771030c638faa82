"""The pages that are the same for everyone and say nothing about anyone: help, accessibility, cookies, privacy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import Audience, access

PUBLIC_REASON = "Says how the service works and holds nothing about a person; must be readable before signing in."


@access(Audience.PUBLIC, reason=PUBLIC_REASON)
def help_page(request: HttpRequest) -> HttpResponse:
    """How Resolve works, and whom to ask."""
    return render(request, "core/help.html")


@access(Audience.PUBLIC, reason=PUBLIC_REASON)
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    """How far the pages are accessible, what is known to be wrong, and how to say so."""
    return render(request, "core/accessibility_statement.html")


@access(Audience.PUBLIC, reason=PUBLIC_REASON)
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies that are set: only those that the service cannot work without."""
    return render(request, "core/cookies.html")


@access(Audience.PUBLIC, reason=PUBLIC_REASON)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, for how long, and what they may ask for."""
    return render(request, "core/privacy.html")
