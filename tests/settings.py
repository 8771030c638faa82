"""The project's settings as the tests use them: on real servers, on files of their own, and with a quick hasher.

RESOLVE_TEST_DB=sqlite runs the same tests on SQLite.
"""

import atexit
import os
import shutil
import tempfile

from tests import services

ON_SQLITE = os.environ.get("RESOLVE_TEST_DB") == "sqlite"

if "RESOLVE_TEST_VAR" not in os.environ:  # else: a process that the tests started, which inherits all of it
    folder = tempfile.mkdtemp(prefix="resolve-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["RESOLVE_TEST_VAR"] = os.environ["RESOLVE_VAR"] = folder
    os.environ["RESOLVE_MODE"] = "local"
    if ON_SQLITE:
        os.environ.pop("DATABASE_URL", None)
services.ensure(database=not ON_SQLITE)

from escalation.settings import *  # noqa: E402, F403 - the servers stand first
from escalation.settings import DATABASES, VAR_DIR  # noqa: E402

if ON_SQLITE:
    # A file, as in real life: the shared memory of SQLite has locks of another kind.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
