"""What Celery runs here: a line each."""

from celery import shared_task
from django.utils import timezone

from notifications.delivery import deliver_due


@shared_task(ignore_result=True)
def deliver() -> dict[str, int]:
    """Send what is due now. Sent as a hint after a commit, and by the beat each half minute."""
    return deliver_due(at=timezone.now()).as_dict()
