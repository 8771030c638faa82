"""Asks a running Resolve, from outside, what its /healthz says."""

import json
from http.client import HTTPConnection
from typing import Any

from django.conf import settings

PATIENCE_SECONDS = 5


def health(host: str, port: int) -> dict[str, Any]:
    """The JSON of /healthz, whatever its status; OSError or HTTPException if nobody answers, ValueError if not JSON."""
    name = settings.ALLOWED_HOSTS[0]
    connection = HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": name, "X-Forwarded-Proto": "https"})
        found: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return found
