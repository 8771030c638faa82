"""How gunicorn serves: `gunicorn -c python:escalation.gunicorn_config escalation.wsgi`.

In local mode on this machine only; in production on all addresses of its container, behind the proxy that speaks TLS.
PORT and WEB_WORKERS are read from the environment.
"""

import os

import django
from django.conf import settings

from escalation.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalation.settings")

bind = f"{'127.0.0.1' if settings.LOCAL else '0.0.0.0'}:{os.environ.get('PORT', '8000')}"  # noqa: S104 - the container's
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - memory, not disk
loglevel = "warning" if settings.LOCAL else "info"


def on_starting(server: object) -> None:
    """Refuse here, before any worker is made: the server ends, and is not tried again and again."""
    django.setup()
    refuse_unsafe_start()
