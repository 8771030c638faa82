"""What every page may show of learning points: whether any are this person's concern, and how many wait for them."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from cases.rules.learning import Waiting, waiting_for

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIRequest


def learning(request: "WSGIRequest") -> dict[str, Callable[[], Waiting]]:
    """`{{ learning_points.concerned }}`, `{{ learning_points.open }}`. Asked of the database once, and only if the page uses it."""

    @cache
    def waiting() -> Waiting:
        return waiting_for(getattr(request, "user", None))

    return {"learning_points": waiting}
