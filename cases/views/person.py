"""Who asks: the signed-in person of a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from agencies.models import User


def person_of(request: HttpRequest) -> User:
    """The signed-in person. The access declaration lets nobody else through; fails closed all the same."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
