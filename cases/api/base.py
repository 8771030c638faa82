"""What every view of the API has: JSON in and out, the one error handler, who asks and when, and the two headers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from rest_framework.exceptions import NotAuthenticated, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.models import User
from cases.api.errors import TooLarge, answer_error
from core.errors import BadInput, ResolveError

KEY_HEADER, MATCH_HEADER = "Idempotency-Key", "If-Match"


class Unconditional(ResolveError):
    """What moves or ends a case was asked for without a word by which a repeat could be told from a second wish."""

    code, status = "precondition_required", 428

    def __init__(self) -> None:
        super().__init__(
            f"This moves or ends a case, and a repeat must not do it twice. Send {MATCH_HEADER} with the revision that you "
            f"saw (the case’s ETag), or {KEY_HEADER} with a UUID of your own that you send again with every repeat."
        )


class ObjectParser(JSONParser):
    """Reads one JSON object of a reasonable size and depth; anything else is refused with a sentence."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The object in the body. Raises ParseError (400) and TooLarge (413)."""
        sent = str((parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0")
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if sent.isdigit() and most is not None and int(sent) > most:
            raise TooLarge
        try:
            found = super().parse(stream, media_type, parser_context)
        except (ParseError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        if not isinstance(found, dict):
            raise ParseError("Send one JSON object.")
        return found


class ApiView(APIView):
    """The base of the API's views. `self.at` is the moment of the request (UTC), read once."""

    renderer_classes = (JSONRenderer,)
    parser_classes = (ObjectParser,)
    at: datetime

    def initial(self, request: ApiRequest, *args: Any, **kwargs: Any) -> None:
        """Read the clock, then check who asks."""
        self.at = timezone.now()
        super().initial(request, *args, **kwargs)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """The one handler of the API."""
        return answer_error


def person_of(request: ApiRequest) -> User:
    """The person who asks. The views let nobody else through; fails closed all the same."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def body_of(request: ApiRequest) -> dict[str, Any]:
    """The answers that were sent; none where there was no body."""
    return dict(request.data) if isinstance(request.data, Mapping) else {}


def submission_of(request: ApiRequest) -> UUID | None:
    """The key by which a request sent twice is taken once; None where none was given. Raises BadInput."""
    given = request.headers.get(KEY_HEADER)
    if given is None:
        return None
    try:
        return UUID(given.strip())
    except ValueError as error:
        says = "The idempotency key must be a UUID"
        raise BadInput(f"{says}.", {KEY_HEADER: [says]}) from error


def seen_of(request: ApiRequest, body: dict[str, Any]) -> int | None:
    """The revision that the caller saw, from `If-Match` or else from "seen" in the body, which is taken out of it.

    None where neither says one: then no change in between is noticed. Raises BadInput.
    """
    said = body.pop("seen", None)
    given = request.headers.get(MATCH_HEADER)
    name, text = ("seen", str(said)) if given is None else (MATCH_HEADER, given.strip().removeprefix("W/").strip('"'))
    if text in ("*", "None") and said is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    says = "The revision must be a whole number, as the case gives it"
    raise BadInput(f"{says}.", {name: [says]})
