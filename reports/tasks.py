"""What Celery runs here: a line each."""

from celery import shared_task
from django.utils import timezone

from reports import facts, files


@shared_task(ignore_result=True)
def make_files() -> dict[str, int]:
    """Make the files of reports that wait. Sent as a hint when they are asked for, and by the beat each minute."""
    return files.make_due(at=timezone.now()).as_dict()


@shared_task(ignore_result=True)
def catch_up() -> int:
    """Make the facts of the cases that have moved."""
    return facts.catch_up(at=timezone.now())


@shared_task(ignore_result=True)
def compare() -> int:
    """Compare every case with its facts, and make those that are missing or old."""
    return facts.compare(at=timezone.now())
