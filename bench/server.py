"""The PostgreSQL of the benchmarks: one of their own, which ends with them."""

import atexit
import os

from tests import services


def start() -> None:
    """Start it, before the settings are read."""
    server = services.start_postgres()
    atexit.register(server.stop)
    os.environ[services.DATABASE] = server.url
