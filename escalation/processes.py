"""Processes that leave nothing behind: each ends with the one that started it, and takes what it started along."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(sent: signal.Signals = signal.SIGTERM) -> None:
    """Let the kernel send this process a signal when its parent dies, however it dies. Linux only; elsewhere nothing."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, sent)


def start(
    command: Sequence[str | Path],
    *,
    output: IO[bytes] | int,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    when_parent_dies: signal.Signals = signal.SIGTERM,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, out of reach of the terminal's Ctrl-C and bound to end when we do.

    `output` takes what it says on both channels. Must be called in the main thread: the kernel watches the thread.
    """
    parent = os.getpid()

    def bind() -> None:
        end_with_parent(when_parent_dies)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return subprocess.Popen(  # noqa: S603 - our own commands
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=bind,
        **options,
    )


def signal_group(process: subprocess.Popen[bytes], sent: signal.Signals) -> None:
    """Signal a program started by `start` and all that it started; nothing if they are gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, sent)


def how_it_ended(code: int) -> str:
    """A return code in words."""
    return f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
