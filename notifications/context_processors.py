"""What every page may show of a person's notices: how many are unread."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from notifications.selectors import unread_count

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIRequest


def unread_notices(request: "WSGIRequest") -> dict[str, Callable[[], int]]:
    """`{{ unread_notices }}`: a number. Asked of the database once, and only if the page uses it; 0 for a stranger."""

    @cache
    def count() -> int:
        user = getattr(request, "user", None)
        return unread_count(user) if user is not None else 0

    return {"unread_notices": count}
