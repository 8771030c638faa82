"""Keeps web server, worker and beat running side by side on one machine, for `make run` (docs/adr says why our own).

A child that ends is started again, at first at once and then after longer and longer waits. Ctrl-C, SIGTERM and a closed
terminal end all of it. When the supervisor itself is killed, the kernel tells its children (`escalation.processes`).
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Thread
from types import FrameType

from escalation import processes

LOOK_EVERY_SECONDS = 0.2
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 30.0
STEADY_AFTER_SECONDS = 60.0
"""A child that ran this long starts again after the first wait."""
PATIENCE_SECONDS = 15.0
"""How long a child may take to end before it is killed."""
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say = Callable[[str, str], None]
"""Takes who speaks, and what is said."""


@dataclass
class Child:
    """One program that is to run always."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    wait: float = FIRST_WAIT_SECONDS

    def is_running(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Runs `children` until it is told to end. `on_look` is called on each round, five times a second."""

    children: Sequence[Child]
    env: Mapping[str, str]
    say: Say
    on_look: Callable[[], None] = lambda: None
    asked_to_end: int = field(default=0, init=False)

    def run(self) -> None:
        """Start all, keep them running, and return when asked to end and nothing is left."""
        for sent in ENDING:
            signal.signal(sent, self._ask)
        try:
            while not self.asked_to_end:
                for child in self.children:
                    self._look_after(child)
                self.on_look()
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            self._end()

    def _ask(self, _sent: int, _frame: FrameType | None) -> None:
        self.asked_to_end += 1

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.is_running():
            return
        if child.process is not None:
            self._note_end(child, child.process, now)
        if now >= child.start_at:
            self._start(child, now)

    def _start(self, child: Child, now: float) -> None:
        child.process = processes.start(child.command, output=subprocess.PIPE, env=self.env)
        child.started_at = now
        Thread(target=self._repeat, args=(child.name, child.process), daemon=True).start()

    def _note_end(self, child: Child, process: subprocess.Popen[bytes], now: float) -> None:
        """Clear away what the ended child left running, and set when it starts again."""
        processes.signal_group(process, signal.SIGKILL)
        if now - child.started_at >= STEADY_AFTER_SECONDS:
            child.wait = FIRST_WAIT_SECONDS
        ended = processes.how_it_ended(process.returncode)
        self.say(child.name, f"{ended}; it starts again in {child.wait:g} s")
        child.process, child.start_at = None, now + child.wait
        child.wait = min(child.wait * 2, LONGEST_WAIT_SECONDS)

    def _repeat(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Pass on, line by line, what a child says."""
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                self.say(name, line.decode(errors="replace").rstrip())

    def _end(self) -> None:
        """End all children: first asked, then, when time is up or we are asked again, killed."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        until, asked = time.monotonic() + PATIENCE_SECONDS, self.asked_to_end
        while self.asked_to_end <= asked and time.monotonic() < until and any(one.poll() is None for one in running):
            time.sleep(LOOK_EVERY_SECONDS)
        for process in running:
            processes.signal_group(process, signal.SIGKILL)
            process.wait()


def programs(*, log_level: str = "warning") -> list[Child]:
    """Web server, worker and beat, with the Python that we run on."""
    # On one's own machine Celery need not warn, at each start, of running as root.
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser", "-m"]
    celery = [*python, "celery", "--quiet", "-A", "escalation"]
    return [
        Child("web", [*python, "gunicorn", "-c", "python:escalation.gunicorn_config", "escalation.wsgi"]),
        Child("worker", [*celery, "worker", "--loglevel", log_level]),
        Child("beat", [*celery, "beat", "--loglevel", log_level, "--pidfile="]),
    ]
