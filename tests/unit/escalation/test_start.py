"""`manage.py start` refuses what cannot work, in a sentence, and the supervisor waits longer each time."""

import signal
import socket
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command

from escalation import processes
from escalation.management.commands import start
from escalation.supervisor import Child, Supervisor
from tests import services


@pytest.mark.parametrize("given", ["", "http", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none(given):
    with pytest.raises(CommandError, match="must be a number from 1 to 65535"):
        start.port_number(given)


def test_a_port_that_is_one():
    assert start.port_number("8123") == 8123


def test_a_port_in_use():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use by another program.*PORT=8001 make run"):
            start.must_be_free(port)
    start.must_be_free(port)


def test_one_at_a_time_on_the_same_data(tmp_path):
    with start.only_one(tmp_path), pytest.raises(CommandError, match="already runs"):
        start.only_one(tmp_path)
    start.only_one(tmp_path).close()


def test_nobody_answers():
    assert start.wait_until_alive(services.free_port(), seconds=0.1) is False


def test_probe_of_a_web_server_that_is_not_there(monkeypatch):
    monkeypatch.setenv("PORT", str(services.free_port()))
    with pytest.raises(CommandError, match="web gives no sign of life"):
        call_command("probe", "web")


@pytest.mark.django_db
def test_probe_of_a_worker_that_never_beat():
    with pytest.raises(CommandError, match="worker gives no sign of life"):
        call_command("probe", "worker")


def supervise(*command: str, until) -> list[str]:
    """Run a supervisor over one child until `until(said)` holds; returns what was said."""
    said: list[str] = []
    handlers = {sent: signal.getsignal(sent) for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    supervisor = Supervisor(
        [Child("one", [sys.executable, "-c", *command], wait=0.1)],
        env={},
        say=lambda who, what: said.append(f"{who} {what}"),
    )
    began = time.monotonic()

    def look() -> None:
        if until(said) or time.monotonic() - began > 20:
            signal.raise_signal(signal.SIGTERM)

    supervisor.on_look = look
    try:
        supervisor.run()
    finally:
        for sent, handler in handlers.items():
            signal.signal(sent, handler)
    assert not any(child.is_running() for child in supervisor.children)
    return said


def test_a_child_that_ends_starts_again_after_longer_and_longer_waits():
    said = supervise("raise SystemExit(3)", until=lambda said: len(said) >= 3)
    assert said[:3] == [f"one ended with code 3; it starts again in {wait} s" for wait in ("0.1", "0.2", "0.4")]


def test_what_a_child_says_is_passed_on():
    said = supervise("import time; print('hello', flush=True); time.sleep(60)", until=bool)
    assert said == ["one hello"]


def test_a_child_that_will_not_end_is_killed(monkeypatch):
    monkeypatch.setattr("escalation.supervisor.PATIENCE_SECONDS", 0.5)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    assert supervise(stubborn, until=bool) == ["one deaf"]


def test_what_a_dead_child_left_is_cleared_away():
    leaves = (
        "import subprocess, sys; "
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print(left.pid, flush=True)"
    )
    said = supervise(leaves, until=lambda said: len(said) >= 2)
    left = next(line for line in said if line.removeprefix("one ").isdecimal()).removeprefix("one ")
    assert subprocess.run(["ps", "-o", "stat=", "-p", left], capture_output=True, text=True).stdout.strip()[:1] in {
        "",
        "Z",
    }


def test_how_a_process_ended_in_words():
    assert processes.how_it_ended(-9) == "was killed by signal 9"
    assert processes.how_it_ended(3) == "ended with code 3"
