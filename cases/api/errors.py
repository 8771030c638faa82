"""How an error reaches the caller: `{"code", "detail", "fields"}` with its status. The one handler of the API."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from core.errors import BadInput, ResolveError

SENTENCES: dict[int, str] = {
    401: "Sign in first: send your token as “Authorization: Token …”.",
    404: "There is nothing here that you can see.",
    406: "The API answers in JSON only.",
    413: "This is more than the API takes at once.",
    415: "Send JSON, with “Content-Type: application/json”.",
}
"""Where the framework's own sentence is not ours. A sentence of a rule stands as it is."""


class TooLarge(exceptions.APIException):
    """More was sent than is read."""

    status_code, default_code = 413, "too_large"


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """The error as an answer; None for what is a fault of ours, which is then raised and logged as one."""
    if isinstance(error, ResolveError):
        set_rollback()
        fields = {"fields": error.fields} if isinstance(error, BadInput) else {}
        return Response({"code": error.code, "detail": error.sentence, **fields}, status=error.status)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    answer = exception_handler(error, context)
    if answer is not None:
        answer.data = {"code": _code(error), "detail": SENTENCES.get(answer.status_code) or _detail(error)}
    return answer


def _code(error: Exception) -> str:
    if isinstance(error, Http404 | exceptions.NotFound):
        return "not_found"
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return "not_allowed"
    if isinstance(error, exceptions.APIException):
        return str(error.default_code)
    return "error"


def _detail(error: Exception) -> str:
    if isinstance(error, exceptions.APIException):
        return str(error.detail)
    return "You may not do this."
