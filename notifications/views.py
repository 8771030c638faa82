"""The pages of notices: one's own, and, for those who look after delivery, what could not be delivered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from core.access import Audience, access
from core.downloads import asked_for, taken
from core.errors import BadInput, NotVisible
from core.words import counted
from notifications.forms import SeenForm
from notifications.outbox import send_again
from notifications.presenters import NOTICES, UNDELIVERED, failure_rows, notice_rows
from notifications.reading import mark_all_read, mark_read
from notifications.selectors import References, failed_deliveries, is_about, notices_of, unread_count

PER_PAGE = 25
SEE_FAILURES = "notifications.see_failures"


@access(Audience.SIGNED_IN)
@require_safe
def notice_list(request: HttpRequest) -> HttpResponseBase:
    """One's own notices, newest first, as a page or as a file. Looking changes nothing."""
    notices = notices_of(request.user)
    if kind := asked_for(request):
        return taken(request, kind, NOTICES, notices.iterator(), count=notices.count(), at=timezone.now())
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": notice_rows(page.object_list),
        "unread": unread_count(request.user),
        "until": timezone.now().isoformat(),
        "looks_after": request.user.has_perm(SEE_FAILURES),
    }
    return render(request, "notifications/notices.html", context)


@access(Audience.SIGNED_IN)
@require_POST
def notice_read(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Mark one notice as read."""
    mark_read(message_id=notice, by=request.user, at=timezone.now())
    return _back_to_list(request)


@access(Audience.SIGNED_IN)
@require_POST
def notices_all_read(request: HttpRequest) -> HttpResponse:
    """Mark as read all that had come in when the page was shown."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadInput("We could not tell which notices you have seen. Go back to your notices and try again.")
    number = mark_all_read(by=request.user, at=timezone.now(), until=form.cleaned_data["until"])
    messages.success(request, f"{counted(number, 'notice')} marked as read.")
    return redirect("notice-list")


@access(Audience.PERMISSION, permission=SEE_FAILURES)
@require_safe
def delivery_failures(request: HttpRequest) -> HttpResponseBase:
    """What could not be delivered of the notices that one looks after, latest first: whom, since when, and why."""
    failed = failed_deliveries(references=_looked_after_by(request))
    if kind := asked_for(request):
        return taken(request, kind, UNDELIVERED, failed.iterator(), count=failed.count(), at=timezone.now())
    page = Paginator(failed, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/failures.html", {"page": page, "rows": failure_rows(page.object_list)})


@access(Audience.PERMISSION, permission=SEE_FAILURES)
@require_POST
def delivery_send_again(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """Put one that could not be delivered back into the queue."""
    if not is_about(delivery, references=_looked_after_by(request)):
        raise NotVisible
    send_again(delivery_id=delivery, by=request.user, at=timezone.now())
    messages.success(request, "The message will be sent again in the next minute.")
    return redirect("delivery-failures")


def _looked_after_by(request: HttpRequest) -> References:
    """The references of the cases whose notices this person looks after. Notices know no case: an upper room answers."""
    answer: Callable[[Any], References] = import_string(settings.REFERENCES_LOOKED_AFTER)
    return answer(request.user)


def _back_to_list(request: HttpRequest) -> HttpResponse:
    """To the page of the list where the button was."""
    number = request.POST.get("page", "")
    response = redirect("notice-list")
    if number.isdecimal() and number != "1":
        response["Location"] += f"?page={int(number[:6])}"
    return response
