"""Who may reach a view: the declaration that every view carries. Undeclared means nobody (`escalation.middleware`)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """Who may reach a view at all; what they find there is decided by the view's own queries."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    CASE = "case"
    """Signed in, and the view fetches its case through `cases.access`, which answers 404 to whoever may not see it."""
    PERMISSION = "permission"
    """Signed in and holding the named permission (`agencies.roles`)."""


@dataclass(frozen=True)
class Access:
    """A view's declaration: its audience, the permission where one is named, and why it is public if it is."""

    audience: Audience
    permission: str = ""
    reason: str = ""


def access(audience: Audience, *, permission: str = "", reason: str = "") -> Callable[[View], View]:
    """Declare who may reach the decorated view (a function, or the callable that `as_view()` returns)."""

    declared = Access(audience, permission, reason)

    def mark(view: View) -> View:
        view.access = declared  # type: ignore[attr-defined]
        return view

    return mark
