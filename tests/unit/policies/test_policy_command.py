"""`manage.py policy check` and `policy load`: 0, or 1 with the reasons."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from policies.management.commands import policy as command
from policies.models import Area, PolicyVersion
from tests.unit.policies.library import AREAS, FOLDER, small, write

OTHER = {"title: Line managers": "title: Managers"}
MEND = "write “edition: 2” below “version:” if it is the same procedure put right, else give it a new version"
LIBRARY = sorted(FOLDER.glob("*.yaml"))


def policy(*arguments: object) -> str:
    out = StringIO()
    call_command("policy", *map(str, arguments), stdout=out)
    return out.getvalue()


def gone(*_: object, **__: object) -> None:
    raise OperationalError("no such table: policies_policyversion")


def test_check_takes_the_whole_library_without_a_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "published_otherwise", gone)
    said = policy("check", *LIBRARY)
    assert said.count("can be published") == len(AREAS)
    assert "whether these versions are published with other content is not known" in capsys.readouterr().err


def test_load_says_so_where_there_is_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "publish", gone)
    with pytest.raises(CommandError) as refused:
        policy("load", *LIBRARY)
    assert str(refused.value) == (
        "Nothing was published: the database does not answer, or has no tables yet. "
        "Set it up with “manage.py migrate”, then load again."
    )


def test_load_says_so_where_something_else_is_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(command, "publish", locked)
    with pytest.raises(CommandError, match="something else is writing to the database, such as “make run”"):
        policy("load", *LIBRARY)


@pytest.mark.django_db
def test_check_tells_what_load_would_refuse(tmp_path: Path) -> None:
    first, other = write(tmp_path, small()), write(tmp_path, small(**OTHER), "other.yaml")
    new = write(tmp_path, small(**{'version: "1"': 'version: "2"'}), "new.yaml")
    line = 1 + other.read_text().splitlines().index('  version: "1"')
    where = f"{other}: line {line}: metadata.version"
    together = f"{where}: {first} gives version “1” of anyshire other content: {MEND}"
    with pytest.raises(CommandError) as caught:
        policy("check", first, other)
    assert str(caught.value) == together
    assert not Area.objects.exists()
    policy("load", first)
    assert "can be published" in policy("check", first, new)
    out = StringIO()
    with pytest.raises(CommandError, match="version “1” of anyshire is published with other content") as caught:
        call_command("policy", "check", str(other), str(new), stdout=out)
    assert where in str(caught.value)
    assert out.getvalue().startswith("new.yaml: Anyshire, version 2: can be published")
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
def test_check_tells_every_mistake_of_every_file(tmp_path: Path) -> None:
    one = write(tmp_path, small(**{"owner: both": "owner: reciever"}), "one.yaml")
    two = write(tmp_path, "", "two.yaml")
    with pytest.raises(CommandError) as caught:
        policy("check", one, two)
    first, second, then = str(caught.value).splitlines()
    assert first.startswith(
        f"{one}: line 23: stages[0] (managers).obligations[0].owner: “reciever” is not known. Did you mean"
    )
    assert second == f"{two}: the file is empty: a policy begins with “area:”"
    assert then == command.MEND_FIRST
    assert caught.value.returncode == 1


@pytest.mark.django_db
def test_load_publishes_and_says_what_became_of_each_file(tmp_path: Path) -> None:
    path = write(tmp_path, small())
    assert policy("load", path) == "Anyshire, version 1: published\n"
    assert policy("load", path) == "Anyshire, version 1: published before, nothing changed\n"
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
def test_load_publishes_nothing_where_one_file_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="the file is empty"):
        policy("load", *LIBRARY, write(tmp_path, ""))
    assert not PolicyVersion.objects.exists()


@pytest.mark.slow
def test_the_exit_code_is_1_with_the_reasons_on_the_error_stream(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "policy", "check", str(write(tmp_path, "area: [", "f.yaml"))],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "escalation.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.split("f.yaml: line 1: ")[0] == f"{tmp_path}/"
    assert "Traceback" not in done.stderr
