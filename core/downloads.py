"""A list of a page as a file: the page's own view answers, by its own rows and filters, where its address asks for a file.

    kind = asked_for(request)                       # ?file=csv or ?file=xlsx
    if kind:
        return taken(request, kind, CASES, rows, count=…, at=at)

So whoever may see the list may take it, and nobody takes more than the list shows. Each is logged (`core.models.ListTaken`).
`{% include "components/downloads.html" %}` links to both.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import cast
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from core.errors import BadInput
from core.models import ListTaken
from core.sheets import Listing, Row, csv_of, excel_of
from core.words import london

ASKED_IN = "file"
NO_FILTER = (ASKED_IN, "page")


class FileKind(StrEnum):
    """The kinds of file that a list comes as, by the end of the file's name."""

    CSV = "csv"
    EXCEL = "xlsx"


def asked_for(request: HttpRequest) -> FileKind | None:
    """Which kind of file the address asks for, if any. Raises BadInput for one that there is not."""
    asked = request.GET.get(ASKED_IN, "")
    if asked and asked not in list(FileKind):
        raise BadInput(
            "A list can be downloaded as csv or xlsx, and as nothing else. Go back and use one of its links."
        )
    return FileKind(asked) if asked else None


def taken(
    request: HttpRequest, kind: FileKind, listing: Listing[Row], rows: Iterable[Row], *, count: int, at: datetime
) -> HttpResponseBase:
    """The rows as a file of this kind, sent while they are read; `count` of them, which is logged before the first goes out."""
    answer: HttpResponseBase
    name = f"{listing.name}-{london(at):%Y-%m-%d}.{kind}"
    if kind is FileKind.EXCEL:
        answer = FileResponse(excel_of(listing, rows, at=at), as_attachment=True, filename=name)
    else:
        answer = StreamingHttpResponse(csv_of(listing, rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    filters = urlencode([(key, said) for key, said in request.GET.items() if key not in NO_FILTER])
    ListTaken.objects.create(
        person_id=cast("int", request.user.pk), at=at, name=listing.name, kind=kind, filters=filters[:500], rows=count
    )
    return answer
