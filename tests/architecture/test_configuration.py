"""What an operator may set is told to the operator: every variable that is read stands in docs/operating.md."""

import re
from pathlib import Path

from tests.architecture.source import ROOT, files

READ = re.compile(r"""environ(?:\.get\(|\[)\s*["']([A-Z_]+)["']|config\(env=["']([A-Z_]+)["']""")
BY_DJANGO = {"DATABASE_URL"}
"""Read by dj_database_url under its own default name."""


def read_by(file: Path) -> set[str]:
    return {one or other for one, other in READ.findall(file.read_text(encoding="utf-8"))}


def documented() -> set[str]:
    return set(re.findall(r"`([A-Z_]+)(?:=1)?`", (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")))


def of_compose() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


def test_every_variable_that_the_product_reads_is_documented() -> None:
    read = {name for file in files(".py") for name in read_by(file)} | BY_DJANGO | {"RESOLVE_MODE"}
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "RESOLVE_VAR", "WEB_WORKERS"} <= read
    told = documented() | {"RESOLVE_MODE"}
    assert not read - told, "Tell the operator of these in docs/operating.md"


def test_every_variable_of_the_compose_file_is_documented() -> None:
    assert not of_compose() - documented()


def test_the_containers_get_what_the_settings_read() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    given = set(re.findall(r"^    ([A-Z_]+):", compose, re.MULTILINE))
    not_there = {
        "PORT": "fixed: the proxy and the probe know it",
        "RESOLVE_DEBUG": "of the local mode",
        "RESOLVE_VAR": "set in the image",
    }
    read = (
        read_by(ROOT / "escalation" / "settings.py") | read_by(ROOT / "escalation" / "gunicorn_config.py") | BY_DJANGO
    )
    assert read - given == set(not_there)
