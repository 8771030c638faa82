"""`manage.py start`: web server, worker and beat on this machine, until Ctrl-C. `make run` calls it."""

import fcntl
import os
import socket
from argparse import ArgumentParser
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from threading import Lock, Thread
from time import monotonic, sleep
from typing import IO, Any

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands

from core.commands import PlainCommand
from escalation import processes
from escalation.probe import health
from escalation.supervisor import Supervisor, programs

HOST = "127.0.0.1"
LONGEST_START_SECONDS = 90
HIGHEST_PORT = 65535


class Command(PlainCommand):
    help = "Start web server, worker and beat on this machine, and keep them running until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port, and whether to end with the caller."""
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"), help="default: $PORT, else 8000")
        parser.add_argument("--with-parent", action="store_true", help="end when the process that called this ends")

    def handle(self, *_: Any, **options: Any) -> None:
        """Start, tell where, and stay."""
        if options["with_parent"]:
            processes.end_with_parent()
        port = port_number(options["port"])
        with only_one(settings.VAR_DIR):
            must_be_free(port)
            (settings.VAR_DIR / "static").mkdir(exist_ok=True)
            Thread(target=self._greet, args=(port,), daemon=True).start()
            env = os.environ | {"PORT": str(port), "PYTHONUNBUFFERED": "1"}
            Supervisor(programs(), env=env, say=self._speaker()).run()
        self.stdout.write("Resolve has stopped.")

    def _speaker(self) -> Callable[[str, str], None]:
        lock = Lock()

        def say(who: str, what: str) -> None:
            with lock:
                self.stdout.write(f"{who:6} | {what}")
                self.stdout.flush()

        return say

    def _greet(self, port: int) -> None:
        """Tell the address and how to sign in, once everything answers."""
        url = f"http://{HOST}:{port}/"
        if not wait_until_alive(port, seconds=LONGEST_START_SECONDS):
            self.stderr.write(f"Not all parts of Resolve have started; {url}healthz says which.")
        self.stdout.write(f"\nResolve is at {url}  (Ctrl-C stops it)\n")
        if "demo" in get_commands():
            call_command("demo", "--list", stdout=self.stdout)
        self.stdout.flush()


def port_number(given: str) -> int:
    """The port as a number; CommandError if it is none."""
    if given.isdecimal() and 1 <= int(given) <= HIGHEST_PORT:
        return int(given)
    raise CommandError(f"PORT is {given!r}. It must be a number from 1 to {HIGHEST_PORT}.")


def must_be_free(port: int) -> None:
    """CommandError if another program listens on the port, or if we may not."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except PermissionError as error:
            raise CommandError(
                f"Port {port} may not be used by this user. Choose another: PORT=8001 make run"
            ) from error
        except OSError as error:
            other = 8001 if port != 8001 else 8002
            raise CommandError(
                f"Port {port} is in use by another program. Stop that one, or choose another port: PORT={other} make run"
            ) from error


def only_one(folder: Path) -> IO[str]:
    """Hold the folder's data for ourselves until the returned file is closed; CommandError if Resolve runs on it."""
    lock = (folder / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CommandError(f"Resolve already runs on the data in {folder}. Stop it there first.") from error
    return lock


def wait_until_alive(port: int, *, seconds: float) -> bool:
    """Ask /healthz until it says that all parts live; False if it has not within `seconds`."""
    until = monotonic() + seconds
    while monotonic() < until:
        try:
            if health(HOST, port)["status"] == "ok":
                return True
        except (OSError, HTTPException, ValueError):
            pass
        sleep(0.5)
    return False
