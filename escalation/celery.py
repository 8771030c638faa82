"""The Celery application. The database is the truth; a task is only a hint to look at it now.

The worker: `celery -A escalation worker`. The clock: `celery -A escalation beat`. How they run: `escalation.jobs`.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalation.settings")

app = Celery("resolve")
app.config_from_object("escalation.jobs")
app.autodiscover_tasks()
app.steps["worker"].add("escalation.heartbeats:WorkerHeart")
