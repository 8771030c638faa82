"""What the containers run, run here: the same commands and environment, on a real PostgreSQL and a real Redis."""

import os
import secrets
import signal

import psycopg2
import pytest

from escalation.checks import EXIT_CONFIGURATION
from tests import services, settings
from tests.integration import stack

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.skipif(settings.ON_SQLITE, reason="The containers run on PostgreSQL; there is none in this leg."),
]


@pytest.fixture
def database():
    """The address of a new database on the test server, dropped at the end."""
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    name = f"stack_{secrets.token_hex(4)}"
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


@pytest.fixture
def env(database, tmp_path):
    """What the compose file sets, with the addresses of the servers of the tests."""
    given = {"SECRET_KEY": secrets.token_urlsafe(50), "POSTGRES_PASSWORD": "unused"}
    own = {"DATABASE_URL": database, "REDIS_URL": os.environ["REDIS_URL"], "PORT": str(services.free_port())}
    (tmp_path / "var" / "static").mkdir(parents=True)
    return stack.environment(tmp_path, **(stack.compose_environment(given) | own))


@pytest.fixture
def started(env, tmp_path):
    """The services that serve, by name."""
    migrated = stack.run(stack.compose_command("migrate"), env)
    assert migrated.returncode == 0, migrated.stderr
    log = tmp_path / "log"
    running = {name: stack.start(stack.compose_command(name), env, log) for name in ("web", "worker", "beat")}
    yield running
    for process in running.values():
        stack.end(process)


def test_the_services_work_together_and_miss_each_other(started, env, tmp_path):
    port, log = int(env["PORT"]), tmp_path / "log"
    stack.wait_for(lambda: stack.health(port)[0] == 200, seconds=60, log=log)
    for name in started:
        assert stack.run(["python", "manage.py", "probe", name], env).returncode == 0

    # beat -> Redis -> worker -> database: the timetable's task is done.
    stack.wait_for(
        lambda: "cases.tasks.sweep" in log.read_text() and "succeeded" in log.read_text(), seconds=90, log=log
    )

    for name in ("worker", "beat"):
        stack.end(started[name])
        stack.wait_for(lambda: stack.health(port)[0] == 503, seconds=20, log=log)
        assert stack.health(port)[1]["parts"][name]["ok"] is False
        assert stack.run(["python", "manage.py", "probe", name], env).returncode == 1
        started[name] = stack.start(stack.compose_command(name), env, log)
        stack.wait_for(lambda: stack.health(port)[0] == 200, seconds=60, log=log)

    for process in started.values():
        process.send_signal(signal.SIGTERM)
    assert [process.wait(timeout=30) for process in started.values()] == [0, 0, 0]


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY is an example or too short"),
    ],
)
def test_a_service_does_not_start_unsafely(env, service, missing, sentence):
    ended = stack.run(stack.compose_command(service), env | missing)
    assert ended.returncode == EXIT_CONFIGURATION
    assert sentence in ended.stderr


def test_a_database_that_is_gone_stops_the_start_with_a_sentence(env):
    ended = stack.run(stack.compose_command("web"), env | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"})
    assert ended.returncode == EXIT_CONFIGURATION
    assert "The database does not answer" in ended.stderr
