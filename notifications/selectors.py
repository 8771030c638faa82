"""What notices does a person have, and what could not be delivered? Questions only; nothing is changed here."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from notifications.models import UNDELIVERED, Delivery, Message

Person = AbstractBaseUser | AnonymousUser


def notices_of(user: Person) -> QuerySet[Message]:
    """The notices of this person, newest first; none for a stranger."""
    if user.pk is None:
        return Message.objects.none()
    return Message.objects.filter(recipient_id=user.pk).order_by("-created_at", "id")


def unread_count(user: Person) -> int:
    """How many notices this person has not marked as read; one indexed count, or none for a stranger."""
    if user.pk is None:
        return 0
    return Message.objects.filter(recipient_id=user.pk, read_at__isnull=True).count()


References = Collection[str] | QuerySet[Any, Any]
"""References of cases, or a query for them."""


def failed_deliveries(*, references: References | None = None) -> QuerySet[Delivery]:
    """What failed for good or was given up, latest first, each with its message and recipient.

    With `references`, only what tells of these cases: a case's page shows "This message could not be delivered" beside
    them. Who may see a reference is the caller's question.
    """
    failed = Delivery.objects.filter(state__in=UNDELIVERED).select_related("message__recipient")
    if references is not None:
        failed = failed.filter(message__reference__in=references)
    return failed.order_by("-failed_at", "pk")


def is_about(delivery_id: UUID, *, references: References) -> bool:
    """Whether there is such a delivery, and it tells of one of these cases."""
    return Delivery.objects.filter(pk=delivery_id, message__reference__in=references).exists()


def sent_to(person: Person, *, reference: str, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """What this person was told of a case since then (UTC): when each notice was written, and when its letter was sent."""
    told = Message.objects.filter(recipient_id=person.pk, reference=reference, created_at__gte=since)
    return list(told.order_by("created_at", "pk").values_list("created_at", "deliveries__sent_at"))


def told_of(reference: str) -> list[tuple[datetime, str]]:
    """Who was told something of a case, by name, and when (UTC), the first first. What they were told is not said."""
    told = Message.objects.filter(reference=reference, recipient__isnull=False)
    return list(told.order_by("created_at", "pk").values_list("created_at", "recipient__name"))
