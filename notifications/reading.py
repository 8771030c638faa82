"""The two things that a person does with notices: mark one as read, mark those on the page as read."""

from datetime import datetime
from uuid import UUID

from core.errors import NotVisible
from notifications.models import Message
from notifications.selectors import Person


def mark_read(*, message_id: UUID, by: Person, at: datetime) -> None:
    """Mark one of one's own notices as read; read already, it stays as it was. Raises NotVisible for another's."""
    mine = Message.objects.filter(pk=message_id, recipient_id=by.pk)
    if by.pk is None or not mine.exists():
        raise NotVisible
    mine.filter(read_at__isnull=True).update(read_at=at)


def mark_all_read(*, by: Person, at: datetime, until: datetime) -> int:
    """Mark one's own notices as read up to those of the instant `until`, when the list was shown; returns how many.

    What came in since then has not been seen and stays unread.
    """
    if by.pk is None:
        return 0
    unread = Message.objects.filter(recipient_id=by.pk, read_at__isnull=True, created_at__lte=until)
    return unread.update(read_at=at)
