"""What every test has: real servers that end with the session, and where a browser is found."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from core import guards
from tests import services, untraced
from tests.retold import scenes

# No test is timed, and no example is refused for being slow: the machines that run this are shared.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

pytest.register_assert_rewrite(
    "tests.unit.cases.life", "tests.unit.cases.must_hold"
)  # so that a life that fails says what it met

BROWSER_TESTS = Path(__file__).parent / "browser"


def pytest_configure(config: pytest.Config) -> None:
    """Where coverage measures, let it look away where it costs most."""
    if Coverage.current() is not None:
        untraced.install()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there once all tests are known stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Nothing is known of the database of the next test."""
    scenes.begins(item)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this process started (in a worker of xdist: none)."""
    services.stop_all()


@pytest.fixture(autouse=True, scope="session")
def _flush_despite_the_guards() -> Iterator[None]:
    """Clearing the database after a transactional test is the one deletion that the record's triggers make way for."""
    clear = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        guards.remove(connection)
        clear(self)
        guards.install(connection)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
    yield
    patch.undo()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What lies in tests/browser drives a browser, whether or not it says so; what is long waits until it is asked for."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker("browser")
    if "long" not in config.option.markexpr:
        items[:] = [item for item in items if item.get_closest_marker("long") is None]
