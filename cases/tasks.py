"""Celery's way into the sweeps, a line each."""

from celery import shared_task
from django.utils import timezone

from cases import sweeps


@shared_task
def sweep() -> dict[str, int]:
    """Do what is due now."""
    return sweeps.sweep(at=timezone.now())
