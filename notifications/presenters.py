"""What the pages of notices say of each row, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.sheets import Column, Listing
from notifications.models import Delivery, Message, State
from notifications.rendering import by_when, is_overdue


@dataclass(frozen=True)
class NoticeRow:
    """One notice of a person's list. `when` is its limit in words or ""; `state` is "Unread" or "Read"."""

    id: UUID
    title: str
    path: str
    when: str
    created_at: datetime
    is_read: bool
    state: str


@dataclass(frozen=True)
class FailureRow:
    """One message that could not be delivered. `can_be_sent` is False where there is nobody to send it to."""

    id: UUID
    title: str
    recipient: str
    since: datetime | None
    why: str
    can_be_sent: bool


def notice_rows(messages: Iterable[Message]) -> list[NoticeRow]:
    """The rows of the list of notices."""
    return [
        NoticeRow(
            id=message.pk,
            title=_title(message),
            path=message.path,
            when=_limit(message),
            created_at=message.created_at,
            is_read=message.is_read,
            state="Read" if message.is_read else "Unread",
        )
        for message in messages
    ]


def failure_rows(deliveries: Iterable[Delivery]) -> list[FailureRow]:
    """The rows of the list of messages that could not be delivered."""
    return [
        FailureRow(
            id=delivery.pk,
            title=_title(delivery.message),
            recipient=str(delivery.message.recipient or "Nobody"),
            since=delivery.failed_at,
            why=_why(delivery),
            can_be_sent=delivery.message.recipient_id is not None,
        )
        for delivery in deliveries
    ]


def _title(message: Message) -> str:
    return f"{message.reference}: {message.todo}" if message.reference else message.todo.capitalize()


def _limit(message: Message) -> str:
    return f"{'Overdue since' if is_overdue(message) else 'By'} {by_when(message)}" if message.due else ""


def _why(delivery: Delivery) -> str:
    return f"{State(delivery.state).label}. {delivery.last_error}."


NOTICES: Listing[Message] = Listing(
    "notices",
    "Notices",
    (
        Column("Case", lambda message: message.reference),
        Column("What to do", lambda message: message.todo),
        Column("By when, as it was said", _limit),
        Column("Sent (London time)", lambda message: message.created_at),
        Column("Read", lambda message: message.is_read),
    ),
)
UNDELIVERED: Listing[Delivery] = Listing(
    "undelivered",
    "Could not be delivered",
    (
        Column("Case", lambda delivery: delivery.message.reference),
        Column("Message", lambda delivery: delivery.message.todo),
        Column("For", lambda delivery: str(delivery.message.recipient or "Nobody")),
        Column("Since (London time)", lambda delivery: delivery.failed_at),
        Column("What went wrong", _why),
    ),
)
