"""Child processes that end with their parent: a killed parent must not leave children behind that go on taking work."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

from django.conf import settings

PR_SET_PDEATHSIG = 1


def follow(parent: int, number: int = signal.SIGTERM) -> None:
    """Let the kernel send us a signal when our parent ends; end at once when it has ended already. Linux only."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    except (AttributeError, OSError):
        return
    if os.getppid() != parent:
        os._exit(1)


def follow_in_forks() -> None:
    """Every process forked from here on is killed when the one that forked it ends, however that ends."""
    parent = [os.getpid()]

    def note() -> None:
        parent[0] = os.getpid()

    os.register_at_fork(before=note, after_in_child=lambda: follow(parent[0], signal.SIGKILL))


def start(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, cluster: bool = False
) -> subprocess.Popen[bytes]:
    """Start a command that ends with us, in a process group of its own: Ctrl-C reaches us only, and we decide."""
    launcher = [] if cluster else [sys.executable, "-m", "navcleo.children", str(os.getpid())]
    return subprocess.Popen(
        [*launcher, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def end(process: subprocess.Popen[bytes], grace: float) -> bool:
    """Ask a child to end, wait, then kill its whole group, orphans included. Returns whether it ended by itself."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=max(grace, 0))
        ended = True
    except subprocess.TimeoutExpired:
        ended = False
    kill_group(process)
    process.wait()
    return ended


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def main() -> None:
    """`python -m navcleo.children PARENT COMMAND …`: become a command that ends with its parent."""
    parent, *command = sys.argv[1:]
    follow(int(parent))
    os.execvp(command[0], command)  # noqa: S606 - the command comes from `start`


if __name__ == "__main__":
    main()
