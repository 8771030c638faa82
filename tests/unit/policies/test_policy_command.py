"""`manage.py policy check` and `policy load`: 0, or 1 with the reasons."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from policies.models import PolicyVersion
from tests.unit.policies.library import AREAS, FOLDER, small, write

LIBRARY = sorted(FOLDER.glob("*.yaml"))


def policy(*arguments: object) -> str:
    out = StringIO()
    call_command("policy", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_check_takes_the_whole_library_without_a_database() -> None:
    said = policy("check", *LIBRARY)
    assert said.count("can be published") == len(AREAS)


def test_check_tells_every_mistake_of_every_file(tmp_path: Path) -> None:
    one = write(tmp_path, small(**{"owner: both": "owner: reciever"}), "one.yaml")
    two = write(tmp_path, "", "two.yaml")
    with pytest.raises(CommandError) as caught:
        policy("check", one, two)
    first, second = str(caught.value).splitlines()
    assert first.startswith(f"{one}: stages[0] (managers).obligations[0].owner: “reciever” is not known. Did you mean")
    assert second == f"{two}: the file is empty: a policy begins with “area:”"
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
    assert "f.yaml: line 1: " in done.stderr
    assert "Traceback" not in done.stderr
