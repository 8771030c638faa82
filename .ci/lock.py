"""Writes the lock files from what is asked for, or checks that they are in step (`--check`), with uv."""

import subprocess
import sys
import tempfile
from pathlib import Path

LOCKS = {
    "requirements.in": "requirements.lock",
    "requirements-dev.in": "requirements-dev.lock",
    ".ci/node.in": ".ci/node.lock",
    ".ci/verapdf.in": ".ci/verapdf.lock",
}


def compile_lock(source: str, lock: Path, *extra: str) -> None:
    """Resolve `source` into `lock`, keeping the versions that it pins already unless told to upgrade."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes", "--universal"]
    header = f"make lock  ({source})"
    subprocess.run(
        [*command, "--python-version", "3.11", "--custom-compile-command", header, source, "-o", str(lock), *extra],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def stale() -> list[str]:
    """The lock files that would be written otherwise today, from the same pins."""
    late = []
    for source, lock in LOCKS.items():
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder, "trial.lock")
            trial.write_text(Path(lock).read_text())
            compile_lock(source, trial)
            if trial.read_text() != Path(lock).read_text():
                late.append(lock)
    return late


def main(arguments: list[str]) -> int:
    """Write the locks, or check them; 1 if one is out of step."""
    if "--check" in arguments:
        late = stale()
        if late:
            print(f"Out of step with what is asked for: {', '.join(late)}. Run 'make lock'.", file=sys.stderr)
        return 1 if late else 0
    for source, lock in LOCKS.items():
        compile_lock(source, Path(lock), *arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
