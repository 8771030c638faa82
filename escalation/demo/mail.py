"""The demo's letters are not sent."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from cases.models import Case
from notifications.models import Delivery, Message, State

RECENT = timedelta(days=3)


def settle(*, at: datetime, cases: QuerySet[Case] | None = None) -> None:
    """The letters (of these cases, or all) count as delivered, and those older than three days as read."""
    letters = Message.objects.all()
    if cases is not None:
        letters = letters.filter(reference__in=cases.values("reference"))
    Delivery.objects.filter(state=State.PENDING, message__in=letters).update(state=State.SENT, sent_at=at)
    letters.filter(created_at__lt=at - RECENT, read_at__isnull=True).update(read_at=at)
