"""What the pages of reports have in common."""

from http import HTTPStatus

from django.http import HttpRequest

from agencies.models import User
from core.errors import NotVisible
from core.forms import GovukForm


def me(request: HttpRequest) -> User:
    """Who asks; the declared access lets nobody else through."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


def status_of(form: GovukForm) -> HTTPStatus:
    """422 where what was sent cannot be taken."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
