"""The project. Celery's application stands ready for every task that is declared with `shared_task`."""

from escalation.celery import app as celery_app

__all__ = ["celery_app"]
