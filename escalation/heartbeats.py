"""How worker and beat show that they live: each writes one row every five seconds, wherever it runs.

The row lies in the database, the one place that all parts share, in one container or many. What a row says is read in
`escalation.health`.
"""

import logging
import os
import socket
from enum import StrEnum
from threading import Event, Thread
from time import monotonic
from typing import Any

from celery import beat, bootsteps
from django.db import Error, connection
from django.utils import timezone

from escalation.checks import refuse_unsafe_start
from escalation.models import Heartbeat

logger = logging.getLogger(__name__)

EVERY_SECONDS = 5.0


class Part(StrEnum):
    """The parts that show life by heartbeat."""

    WORKER = "worker"
    BEAT = "beat"


def give_sign_of_life(part: Part) -> None:
    """Write the row of `part`. A database that does not answer is logged and survived: health reports it itself."""
    sign = Heartbeat(part=part.value, beat_at=timezone.now(), host=socket.gethostname(), pid=os.getpid())
    try:
        Heartbeat.objects.bulk_create(
            [sign], update_conflicts=True, unique_fields=["part"], update_fields=["beat_at", "host", "pid"]
        )
    except Error as error:
        logger.warning("No heartbeat of %s could be written: %s", part, error)
    finally:
        # Not kept open between two beats: the worker forks, and a connection must not be in two processes.
        connection.close()


class WorkerHeart(bootsteps.StartStopStep):
    """Beats in a thread of the worker's main process, so that a long task does not look like death."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        refuse_unsafe_start()
        self.stopped = Event()
        self.thread: Thread | None = None
        super().__init__(parent, **options)

    def start(self, parent: Any) -> None:
        """Start beating."""
        self.thread = Thread(target=self._beat, name="heart", daemon=True)
        self.thread.start()

    def stop(self, parent: Any) -> None:
        """Beat no more."""
        self.stopped.set()

    def _beat(self) -> None:
        while not self.stopped.is_set():
            give_sign_of_life(Part.WORKER)
            self.stopped.wait(EVERY_SECONDS)


class Scheduler(beat.Scheduler):
    """Celery's timetable, kept in memory, that beats on each round: a stuck round shows.

    Nothing is kept on disk: after a start each entry waits one interval, and what was missed is found by its task.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        refuse_unsafe_start()
        self.beaten = -EVERY_SECONDS
        super().__init__(*arguments, **options)

    def tick(self, *arguments: Any, **options: Any) -> float:
        """One round: a sign of life if one is due, then what the timetable has."""
        if monotonic() - self.beaten >= EVERY_SECONDS - 1:
            self.beaten = monotonic()
            give_sign_of_life(Part.BEAT)
        wait: float = super().tick(*arguments, **options)
        return wait
