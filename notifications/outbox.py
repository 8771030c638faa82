"""How does a notice get out? Through here, and only here: a row written in the transaction of the change it tells of.

Nothing is sent from inside that transaction. After the commit Celery gets a hint; if the hint is lost, the next
run of the beat finds the row all the same.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from core.errors import NotVisible, WrongMoment
from notifications.models import (
    LONGEST_KEY,
    LONGEST_PATH,
    LONGEST_PHONE,
    LONGEST_TODO,
    NOBODY,
    UNDELIVERED,
    Channel,
    Delivery,
    Message,
    State,
)
from notifications.tasks import deliver

logger = logging.getLogger(__name__)

REFERENCE = re.compile(r"([A-Z0-9]+(-[A-Z0-9]+)*)?")
KIND = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
PATH = re.compile(r"/([\w~.%-]+/)*[\w~.%-]*")
LONGEST_REFERENCE = 40
LONGEST_KIND = 60

Recipient = AbstractBaseUser | int | UUID | None


class OutsideTransaction(RuntimeError):
    """A notice was enqueued outside a transaction: it could be sent though the change it tells of was never kept."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice to enqueue: whom (a person, or their primary key; None where nobody was found), and the plain words.

    `key` is unique for ever: it names the moment and the person. `reference` is a case's reference in capitals, digits
    and hyphens, or "". `todo` is one line that begins with a verb ("acknowledge it"). `path` is a path of this site
    without a query. `office_phone` is the number of the area's business office, or "". `due` and `at` are aware instants. Raises ValueError for anything else, before the database is
    asked: SQLite would silently ignore a row that breaks a constraint.
    """

    recipient: Recipient
    key: str
    kind: str
    reference: str
    todo: str
    due: datetime | None
    path: str
    at: datetime
    office_phone: str = ""

    def __post_init__(self) -> None:
        faults = [says for says, is_so in self._faults() if is_so]
        if faults:
            raise ValueError(f"A notice of the kind {self.kind!r} cannot be enqueued: {'; '.join(faults)}.")

    def _faults(self) -> Iterable[tuple[str, bool]]:
        """What could be wrong, and whether it is."""
        yield "the key is empty or too long", not 0 < len(self.key) <= LONGEST_KEY
        yield "the kind is not a short slug", len(self.kind) > LONGEST_KIND or not KIND.fullmatch(self.kind)
        yield (
            "the reference is more than a reference",
            len(self.reference) > LONGEST_REFERENCE or not REFERENCE.fullmatch(self.reference),
        )
        yield "what to do is not one short line", not 0 < len(self.todo) <= LONGEST_TODO or not self.todo.isprintable()
        yield "the path is not a path of this site", len(self.path) > LONGEST_PATH or not PATH.fullmatch(self.path)
        yield "the office’s number is too long", len(self.office_phone) > LONGEST_PHONE
        yield "the due moment has no time zone", self.due is not None and self.due.tzinfo is None
        yield "the moment has no time zone", self.at.tzinfo is None
        yield (
            "the recipient is not kept yet",
            isinstance(self.recipient, AbstractBaseUser) and self.recipient.pk is None,
        )

    @property
    def recipient_id(self) -> Any:
        """The primary key of the recipient, or None."""
        return self.recipient.pk if isinstance(self.recipient, AbstractBaseUser) else self.recipient

    def message(self) -> Message:
        """The row to insert."""
        return Message(
            recipient_id=self.recipient_id,
            key=self.key,
            kind=self.kind,
            reference=self.reference,
            todo=self.todo,
            due=self.due,
            path=self.path,
            office_phone=self.office_phone,
            created_at=self.at,
        )


def enqueue(
    *,
    recipient: Recipient,
    key: str,
    kind: str,
    reference: str,
    todo: str,
    due: datetime | None,
    path: str,
    at: datetime,
) -> Message | None:
    """Enqueue one notice; `Notice` says what each argument may be. Returns the message, or None if the key is known.

    For several people at once, `enqueue_many` costs the same as this does for one.
    Raises OutsideTransaction where no transaction is open.
    """
    new = enqueue_many(
        [Notice(recipient=recipient, key=key, kind=kind, reference=reference, todo=todo, due=due, path=path, at=at)]
    )
    return new[0] if new else None


def enqueue_many(notices: Iterable[Notice]) -> list[Message]:
    """Enqueue these notices in three statements, however many; returns the messages that are new, in the order given.

    A key that is known already, or that comes twice, changes nothing. Two transactions that enqueue the same key at
    once: the second waits for the first, then changes nothing. Raises OutsideTransaction where no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("Enqueue a notice inside the transaction of the change that it tells of.")
    rows: dict[str, Message] = {}
    for notice in notices:
        rows.setdefault(notice.key, notice.message())
    if not rows:
        return []
    # In the order of the keys, so that two transactions with the same keys wait for one another and never both.
    Message.objects.bulk_create([rows[key] for key in sorted(rows)], ignore_conflicts=True)
    kept = set(Message.objects.filter(pk__in=[row.pk for row in rows.values()]).values_list("pk", flat=True))
    new = [row for row in rows.values() if row.pk in kept]
    if new:
        Delivery.objects.bulk_create([_delivery(message) for message in new])
        transaction.on_commit(_hint, robust=True)
    return new


def seen(*, reference: str, by: AbstractBaseUser | AnonymousUser, at: datetime) -> int:
    """Mark a person's own notices of one case as read, because they have opened it; returns how many."""
    unread = Message.objects.filter(recipient_id=by.pk, reference=reference, read_at__isnull=True)
    return unread.update(read_at=at) if by.pk is not None else 0


def send_again(*, delivery_id: UUID, by: AbstractBaseUser | AnonymousUser, at: datetime) -> Delivery:
    """Put a delivery that failed or was given up back into the queue, with all its attempts, under the same Message-ID.

    Who may is decided by the view (permission notifications.see_failures). Raises NotVisible if there is no such
    delivery, WrongMoment if it waits, is sent, or has nobody to go to.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(of=("self",)).select_related("message").filter(pk=delivery_id).first()
        )
        if delivery is None:
            raise NotVisible
        if delivery.state not in UNDELIVERED:
            raise WrongMoment("This message is being sent already, or has been sent.")
        if delivery.message.recipient_id is None:
            raise WrongMoment("There is nobody to send this message to. Name somebody in the directory first.")
        delivery.state, delivery.failed_at, delivery.last_error = State.PENDING, None, ""
        delivery.attempts, delivery.next_attempt_at, delivery.claimed_until = 0, at, None
        delivery.resent_at, delivery.resent_by_id = at, by.pk
        delivery.save()
        transaction.on_commit(_hint, robust=True)
    return delivery


def _delivery(message: Message) -> Delivery:
    """The sending of a message by e-mail; failed from the start where there is nobody to send it to."""
    delivery = Delivery(message=message, channel=Channel.EMAIL, next_attempt_at=message.created_at)
    if message.recipient_id is None:
        delivery.state, delivery.failed_at, delivery.last_error = State.FAILED, message.created_at, NOBODY
    return delivery


def _hint() -> None:
    """Tell Celery that there is something to deliver. One try: the rows are kept, the beat finds them anyway."""
    try:
        deliver.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001  whatever the broker does, the change is made and its answer must go out
        logger.warning("The hint to deliver was lost (%s); the next run of the beat delivers.", type(error).__name__)
