"""A worker that is killed in the middle of a file, for real: another takes the file up, and nothing is lost."""

import json
import sys
from pathlib import Path

import pytest

from tests.integration import stack

pytestmark = pytest.mark.slow

BEGIN = """
import django; django.setup()
import json, sys, time
from datetime import timedelta
from django.utils import timezone
from reports import files
from reports.models import Kind, ReportFile
"""
ASK = """
from tests.unit.reports.made_up import a_board, frozen
report = frozen(a_board())
files.ask_for(report, kinds=[Kind.PDF, Kind.CSV], by=report.frozen_by, at=timezone.now())
"""
MAKE = """
def slowly(content):
    print("making", flush=True)
    time.sleep({seconds})
    return content.title.encode()
files.MAKERS = dict.fromkeys(Kind, slowly)
print(json.dumps(files.make_due(at=timezone.now() + timedelta(minutes={later})).as_dict()))
"""
TELL = "print(json.dumps(list(ReportFile.objects.order_by('pk').values_list('kind', 'progress', 'attempts', 'size'))))"


def python(*parts: str) -> list[str]:
    """The command that does this."""
    return [sys.executable, "-c", "\n".join((BEGIN, *parts))]


def test_a_worker_killed_in_the_middle_of_a_file(tmp_path: Path) -> None:
    env = stack.environment(tmp_path, DJANGO_SETTINGS_MODULE="escalation.settings", PYTHONPATH=str(stack.ROOT))
    log = tmp_path / "log"

    def done(*parts: str) -> str:
        run = stack.run(python(*parts), env)
        assert run.returncode == 0, run.stderr
        return run.stdout.strip().splitlines()[-1] if run.stdout.strip() else ""

    def files() -> list[list[object]]:
        return list(json.loads(done(TELL)))

    migrated = stack.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env)
    assert migrated.returncode == 0, migrated.stderr
    done(ASK)
    worker = stack.start(python(MAKE.format(seconds=600, later=0)), env, log)
    try:
        stack.wait_for(lambda: "making" in log.read_text(), seconds=60, log=log)
    finally:
        stack.end(worker)  # SIGKILL
    assert files() == [["pdf", "making", 1, 0], ["csv", "waiting", 0, 0]]
    made = json.loads(done(MAKE.format(seconds=0, later=0)))["made"]
    assert made == 1  # the other: the dead worker's claim still holds
    assert files() == [["pdf", "making", 1, 0], ["csv", "ready", 1, 26]]
    assert json.loads(done(MAKE.format(seconds=0, later=4)))["made"] == 1
    assert files() == [["pdf", "ready", 2, 26], ["csv", "ready", 1, 26]]
