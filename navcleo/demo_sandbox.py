"""The sandbox as a child process of demo and serve: one at a time on its books, and its control routes."""

from __future__ import annotations

import fcntl
import json
import select
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.conf import settings

START_SECONDS = 90
CALL_SECONDS = 30
Json = dict[str, Any]


class InUse(Exception):
    """Another demo or serve works on the same books."""


class DidNotStart(Exception):
    """The sandbox ended, or said nothing for too long."""


class Played:
    """`with Played(directory) as sandbox:` the sandbox on the books of that directory; `info` is what it announces."""

    def __init__(self, directory: Path, *, seed: str = "full", port: int = 0) -> None:
        self.directory = directory
        self.books_file = directory / "sandbox.sqlite3"
        self.info: Json = {}
        self._seed = seed
        self._port = port
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        # a proxy of the environment must not see these calls
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def take(self) -> None:
        """Take the directory for us alone. Raises InUse."""
        self.directory.mkdir(parents=True, exist_ok=True)
        if self._lock is None:
            lock = (self.directory / "lock").open("w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                raise InUse(
                    f"{self.directory} is in use: `make serve` or another demo is running. Stop it first."
                ) from None
            self._lock = lock

    def forget(self) -> None:
        """Remove the books, so that the next start begins anew."""
        for path in self.directory.glob("sandbox.sqlite3*"):
            path.unlink()

    def __enter__(self) -> Self:
        """Start it. Raises InUse, DidNotStart."""
        self.take()
        command = [sys.executable, "-m", "sandbox", "--state", str(self.books_file), "--seed", self._seed]
        command += ["--port", str(_free(self._port)), "--exit-with-parent"]
        with (self.directory / "sandbox.log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        line = self._first_line()
        if not line:
            self._end()
            text = (self.directory / "sandbox.log").read_text(errors="replace")[-1500:]
            raise DidNotStart(f"The sandbox did not start: {text or 'it said nothing'}")
        self.info = json.loads(line)
        return self

    def _first_line(self) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        return self._process.stdout.readline() if ready else b""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def ended(self) -> bool:
        """The process is gone."""
        return self._process is None or self._process.poll() is not None

    def control(self, method: str, path: str, body: Json | None = None) -> Any:
        """Call a control route and return its JSON."""
        request = urllib.request.Request(  # noqa: S310 - the address is the sandbox's own
            f"{self.info['control_url']}/{path}",
            data=json.dumps(body or {}).encode() if method != "GET" else None,
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with self._opener.open(request, timeout=CALL_SECONDS) as answer:
            return json.loads(answer.read() or b"null")

    def settle(self, seconds: float) -> bool:
        """Let suppliers act until none has anything to say, at most so long; True when all have answered."""
        until = time.monotonic() + seconds
        while True:
            self.control("POST", "suppliers/tick")
            if not self.control("GET", "suppliers")["pending"]:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(0.1)


def _free(port: int) -> int:
    """The port if nobody listens there, else 0: any."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port
