"""How Celery runs: the broker, the timetable, and what keeps a lost or late task harmless.

Celery reads the names below as its configuration. With REDIS_URL the broker is Redis; without, it is a folder under
VAR_DIR, which serves one worker on one machine.
"""

from datetime import timedelta

from django.conf import settings

ON_REDIS = bool(settings.REDIS_URL)
BROKER_DIR = settings.VAR_DIR / "broker"
BROKER_SILENCE_SECONDS = 5

broker_url = settings.REDIS_URL or "filesystem://localhost//"
broker_connection_retry_on_startup = True
broker_connection_max_retries = None  # a worker outlives any outage of the broker
broker_transport_options: dict[str, int | str]
if ON_REDIS:
    broker_transport_options = {
        "socket_timeout": BROKER_SILENCE_SECONDS,
        "socket_connect_timeout": BROKER_SILENCE_SECONDS,
    }
else:
    (BROKER_DIR / "queue").mkdir(parents=True, exist_ok=True)
    broker_transport_options = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }

# A folder serves one process, and SQLite one writer.
worker_pool = "prefork" if ON_REDIS else "solo"
worker_concurrency = 2 if ON_REDIS else 1
worker_prefetch_multiplier = 1
worker_enable_remote_control = False
worker_send_task_events = False
worker_hijack_root_logger = True
worker_redirect_stdouts = False
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
enable_utc = True
timezone = "UTC"

beat_scheduler = "escalation.heartbeats:Scheduler"
beat_max_loop_interval = 5
beat_schedule = {
    # A hint that waited longer than its turn is dropped: the next one does the same work.
    "sweep": {
        "task": "cases.tasks.sweep",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    "deliver": {
        "task": "notifications.tasks.deliver",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 25},
    },
    "make-files": {
        "task": "reports.tasks.make_files",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    "figures": {
        "task": "reports.tasks.catch_up",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    "compare-figures": {
        "task": "reports.tasks.compare",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3500},
    },
}
