"""Starts real processes of Resolve, and asks them how they are."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import yaml

from escalation import processes

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PARTS = {"web": "gunicorn -c", "worker": "escalation worker", "beat": "escalation beat"}
"""What each part's command line contains."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process: none of ours but the path, its files in `folder`, and what is given."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    measured = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return {**measured, "PATH": path, "HOME": str(folder), "RESOLVE_VAR": str(folder / "var"), **more}


def start(command: list[str], env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process of Resolve that ends with the tests."""
    with log.open("ab") as output:
        return processes.start(command, output=output, env=env, cwd=ROOT)


def run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command of Resolve to its end."""
    return subprocess.run(command, check=False, capture_output=True, text=True, env=env, cwd=ROOT, timeout=120)


def health(port: int) -> tuple[int, dict[str, Any]]:
    """The status and body of /healthz; 0 and nothing if nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except OSError:
        return 0, {}
    finally:
        connection.close()


def wait_for(condition: Callable[[], bool], *, seconds: float, log: Path) -> float:
    """Wait until the condition holds; returns how many seconds that took."""
    began = time.monotonic()
    while not condition():
        spent = time.monotonic() - began
        assert spent < seconds, f"Not within {seconds} s. The processes said:\n{log.read_text()[-4000:]}"
        time.sleep(0.1)
    return time.monotonic() - began


def part(of: int, name: str) -> psutil.Process | None:
    """The child of the process `of` that is the named part, if it runs now."""
    for child in psutil.Process(of).children():
        try:
            if child.status() != psutil.STATUS_ZOMBIE and PARTS[name] in " ".join(child.cmdline()):
                return child
        except psutil.NoSuchProcess:
            continue
    return None


def alive(found: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run."""
    return [one for one in found if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def compose_command(service: str) -> list[str]:
    """What the compose file runs for a service."""
    command: list[str] = COMPOSE["services"][service]["command"]
    return command


def compose_environment(given: dict[str, str]) -> dict[str, str]:
    """The environment that the compose file gives our services, with its variables filled in from `given`."""

    def fill(match: re.Match[str]) -> str:
        return given.get(match["name"]) or match["default"] or ""

    pattern = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}")
    return {key: pattern.sub(fill, value) for key, value in COMPOSE["x-app"]["environment"].items()}


def end(process: subprocess.Popen[bytes]) -> None:
    """Make sure that nothing of it is left."""
    processes.signal_group(process, signal.SIGKILL)
    process.wait()
