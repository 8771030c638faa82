"""What Celery runs here: a line each."""

from celery import shared_task
from django.utils import timezone

from reports import files


@shared_task(ignore_result=True)
def make_files() -> dict[str, int]:
    """Make the files of reports that wait. Sent as a hint when they are asked for, and by the beat each minute."""
    return files.make_due(at=timezone.now()).as_dict()
