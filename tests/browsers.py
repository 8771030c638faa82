"""Where the browser of the browser tests is: named in RESOLVE_BROWSER, or installed on the machine.

`python -m tests.browsers` says so, or fails with what to install.
"""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
NO_BROWSER = (
    "The browser tests need Chromium or Chrome and found none. Install one (sudo apt install chromium), "
    "or give the path of one in RESOLVE_BROWSER."
)
# Without the services that a browser starts on its own: nothing here may reach beyond this machine.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class NoBrowser(RuntimeError):
    """There is no browser here; says what to install."""


def find() -> Path:
    """The program of a browser on this machine; NoBrowser if there is none."""
    named = os.environ.get("RESOLVE_BROWSER")
    if named:
        if not os.access(named, os.X_OK):
            raise NoBrowser(f"RESOLVE_BROWSER names {named}, which is no program.")
        return Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    if MAC.exists():
        return MAC
    raise NoBrowser(NO_BROWSER)


def arguments() -> list[str]:
    """What to start the browser with. Its own sandbox cannot be had as root."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, *(["--no-sandbox"] if as_root else [])]


if __name__ == "__main__":
    try:
        print(f"Browser: {find()}")
    except NoBrowser as missing:
        sys.exit(str(missing))
