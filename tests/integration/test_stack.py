"""The one command, for real: it starts, heals, and leaves nothing behind."""

import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests import services
from tests.integration import stack

MANAGE = [sys.executable, "manage.py"]

pytestmark = pytest.mark.slow


class Running:
    """`manage.py start` on files and a port of its own."""

    def __init__(self, folder: Path):
        self.port = services.free_port()
        self.env = stack.environment(folder, PORT=str(self.port))
        self.log = folder / "log"
        migrated = stack.run([*MANAGE, "migrate", "--verbosity", "0"], self.env)
        assert migrated.returncode == 0, migrated.stderr
        self.process = stack.start([*MANAGE, "start"], self.env, self.log)

    def status(self) -> int:
        return stack.health(self.port)[0]

    def wait_for_status(self, status: int, seconds: float) -> float:
        return stack.wait_for(lambda: self.status() == status, seconds=seconds, log=self.log)

    def part(self, name: str) -> psutil.Process | None:
        return stack.part(self.process.pid, name)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> None:
        family = self.family() if self.process.poll() is None else []
        stack.end(self.process)
        for one in stack.alive(family):
            one.kill()


@pytest.fixture
def running(tmp_path):
    running = Running(tmp_path)
    yield running
    running.end()


def test_it_heals_and_leaves_nothing_behind(running):
    running.wait_for_status(200, seconds=60)
    stack.wait_for(lambda: "Resolve is at" in running.log.read_text(), seconds=10, log=running.log)
    assert f"http://127.0.0.1:{running.port}/" in running.log.read_text()

    for name in ("worker", "beat"):
        old = running.part(name)
        old.kill()
        running.wait_for_status(503, seconds=20)
        running.wait_for_status(200, seconds=60)
        assert running.part(name).pid != old.pid

    old = running.part("web")
    old.kill()
    stack.wait_for(lambda: running.part("web") not in {None, old}, seconds=20, log=running.log)
    running.wait_for_status(200, seconds=60)

    family = running.family()
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(timeout=30) == 0
    assert not stack.alive(family)
    assert running.status() == 0


def test_a_part_that_hangs_is_seen(running):
    running.wait_for_status(200, seconds=60)
    worker = running.part("worker")
    worker.suspend()
    running.wait_for_status(503, seconds=20)
    assert stack.health(running.port)[1]["parts"]["worker"]["ok"] is False
    worker.resume()
    running.wait_for_status(200, seconds=60)


def test_a_killed_supervisor_leaves_nothing_behind(running):
    running.wait_for_status(200, seconds=60)
    family = running.family()
    assert len(family) >= 3
    running.process.kill()
    running.process.wait()
    stack.wait_for(lambda: not stack.alive(family), seconds=20, log=running.log)


def test_a_second_one_is_refused_with_a_sentence(running, tmp_path):
    running.wait_for_status(200, seconds=60)
    again = stack.run([*MANAGE, "start"], running.env)
    assert again.returncode == 1
    assert "Resolve already runs on the data in" in again.stderr
    elsewhere = stack.environment(tmp_path / "other", PORT=str(running.port))
    other = stack.run([*MANAGE, "start"], elsewhere)
    assert other.returncode == 1
    assert f"Port {running.port} is in use by another program" in other.stderr
