"""Is every part of Resolve alive? `GET /healthz`: 200 if so, 503 if not, and in JSON which part it is."""

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

import psutil
import redis
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import Audience, access
from escalation.heartbeats import Part
from escalation.jobs import BROKER_DIR
from escalation.models import Heartbeat

STALE_AFTER = timedelta(seconds=15)
BROKER_PATIENCE_SECONDS = 2


@dataclass(frozen=True)
class Sign:
    """Whether a part lives, and for one that beats, how many seconds ago it last did."""

    ok: bool
    age: float | None = None

    def as_dict(self) -> dict[str, bool | float]:
        """What is told of it."""
        return {"ok": self.ok} if self.age is None else {"ok": self.ok, "age": self.age}


def signs(*, at: datetime) -> dict[str, Sign]:
    """The sign of each part at the instant `at`. The web server's is that it answers."""
    found = {"web": Sign(ok=True)}
    try:
        beats = {beat.part: beat for beat in Heartbeat.objects.all()}
    except Error:
        found["database"], beats = Sign(ok=False), {}
    else:
        found["database"] = Sign(ok=True)
    found["broker"] = Sign(ok=_broker_answers())
    return found | {part.value: _sign_of(beats.get(part.value), at) for part in Part}


def _sign_of(beat: Heartbeat | None, at: datetime) -> Sign:
    if beat is None:
        return Sign(ok=False)
    age = max(at - beat.beat_at, timedelta())
    return Sign(ok=age <= STALE_AFTER and not _known_dead(beat), age=round(age.total_seconds(), 1))


def _known_dead(beat: Heartbeat) -> bool:
    """Whether the process that beat last ran on this machine and is gone: seen at once, before its beat is stale."""
    if beat.host != socket.gethostname():
        return False
    try:
        return psutil.Process(beat.pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def _broker_answers() -> bool:
    if not settings.REDIS_URL:
        return os.access(BROKER_DIR / "queue", os.W_OK)
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=BROKER_PATIENCE_SECONDS,
            socket_connect_timeout=BROKER_PATIENCE_SECONDS,
        ) as broker:
            return bool(broker.ping())
    except redis.RedisError:
        return False


@access(Audience.PUBLIC, reason="A monitor asks without an account; the answer tells of processes only.")
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell which parts live; 503 if one does not."""
    found = signs(at=timezone.now())
    alive = all(sign.ok for sign in found.values())
    body = {"status": "ok" if alive else "failing", "parts": {part: sign.as_dict() for part, sign in found.items()}}
    return JsonResponse(body, status=200 if alive else 503)
