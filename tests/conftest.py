"""What every test has: real servers that end with the session, and where a browser is found."""

import pytest

from tests import services


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this process started (in a worker of xdist: none)."""
    services.stop_all()
