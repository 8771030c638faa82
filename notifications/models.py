"""What must reach whom, and whether it has: a message, and each way in which it is sent.

A message holds a reference, what to do, by when and a link: never a name, an agency, a category or a fact of a case.
In the app a message is simply read; a delivery is one sending of it by another way.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST_KEY = 200
LONGEST_TODO = 120
LONGEST_PATH = 200
LONGEST_PHONE = 40
NOBODY = "There was nobody to send it to"


class Message(models.Model):
    """One thing that one person must know. `key` says which thing; the same key is never told twice.

    `office_phone` is the number of the area's business office, where one is known, for whoever is away.
    `recipient` is empty where nobody could be found to tell: its delivery has then failed, and is shown as failed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=40, blank=True, db_index=True)
    todo = models.CharField(max_length=LONGEST_TODO)
    due = models.DateTimeField(null=True)
    path = models.CharField(max_length=LONGEST_PATH)
    office_phone = models.CharField(max_length=LONGEST_PHONE, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at", "id"], name="notice_of_recipient"),
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(path__startswith="/"), name="notice_path_is_local"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.kind}".strip()

    @property
    def is_read(self) -> bool:
        """True once its recipient has marked it as read."""
        return self.read_at is not None


class Channel(models.TextChoices):
    """The ways out of the app."""

    EMAIL = "email", "Email"


class State(models.TextChoices):
    """How far a delivery has come."""

    PENDING = "pending", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be delivered"
    GIVEN_UP = "given-up", "Given up after repeated attempts"


UNDELIVERED = (State.FAILED, State.GIVEN_UP)


class Delivery(models.Model):
    """One message by one way. `id` is what its Message-ID is made of, so that a repeat is recognised as one.

    `attempts` counts the claims of the present round and fences them: only the latest claim may mark a failure.
    `claimed_until` is a lease: while it runs, nobody else sends this. `last_error` is in our words and holds nothing
    of what the mail server said, which may repeat an address or the content.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    resent_at = models.DateTimeField(null=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["next_attempt_at"], name="delivery_due", condition=Q(state="pending")),
            models.Index(
                fields=["-failed_at"], name="delivery_undelivered", condition=Q(state__in=["failed", "given-up"])
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="delivery_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["failed", "given-up"], failed_at__isnull=False)
                | (~Q(state__in=["failed", "given-up"]) & Q(failed_at__isnull=True)),
                name="delivery_failed_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    @property
    def is_undelivered(self) -> bool:
        """True if it failed for good or was given up: a person must do something."""
        return self.state in UNDELIVERED
