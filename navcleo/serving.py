"""`manage.py serve`: sandbox (on the demo's state), worker and web together under one parent; what ends one ends all."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from connectors.models import Connection
from navcleo import children, demo
from navcleo.demo_sandbox import Played
from navcleo.worker import manage

GRACE_SECONDS = 20
WEB_SECONDS = 30


class PortTaken(Exception):
    """Somebody listens where the web process should."""


class Serving:
    """The parts and their end."""

    def __init__(self, home: Path, *, host: str, port: int, say: Callable[[str], Any]) -> None:
        self.home, self.host, self.port, self._say = home, host, port, say
        self._stops = 0
        self._parts: dict[str, subprocess.Popen[bytes]] = {}

    def run(self) -> int:
        """Start everything, wait for Ctrl-C or SIGTERM or for a part that ends, stop everything. Returns the exit code."""
        _refuse_taken(self.host, self.port)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        row = demo.known(self.home)
        with contextlib.ExitStack() as stack:
            sandbox = None
            if row is not None:
                demo.refuse_real_data()
                demo.hurry()
                sandbox = stack.enter_context(Played(self.home, port=demo.last_port(row)))
                demo.connect(sandbox, row)
            stack.callback(self._end)
            self._start()
            self._tell(sandbox)
            return self._wait(sandbox)

    def _start(self) -> None:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        where = f"{self.host}:{self.port}"
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            "navcleo.wsgi",
            "--bind",
            where,
            "--workers",
            "2",
            "--threads",
            "4",
        ]
        self._parts["web"] = children.start([*web, "--log-level", "warning"])
        self._parts["worker"] = children.start(manage("worker", "--grace", str(GRACE_SECONDS)))

    def _tell(self, sandbox: Played | None) -> None:
        _wait_for_port(self.host, self.port, lambda: bool(self._stops) or self._ended() is not None)
        if self._stops or self._ended():
            return
        if sandbox is not None:
            self._say(
                f"sandbox  {sandbox.info['url']}  (NAV, Entra, Cleo and suppliers; polled every minute)"
            )
        elif not Connection.objects.active().exists():
            self._say("There is no Connection yet: run `make demo` first, or add one in the admin.")
        login = demo.login_file(self.home)
        user = (
            f"user {demo.USER}, password in {login}"
            if login.exists()
            else "manage.py createsuperuser makes a user"
        )
        self._say(f"admin    http://{self.host}:{self.port}/  ({user})")
        self._say("Ctrl-C stops everything.")

    def _wait(self, sandbox: Played | None) -> int:
        while not self._stops:
            ended = self._ended()
            if ended is None and sandbox is not None and sandbox.ended:
                ended = "sandbox"
            if ended:
                self._say(f"{ended} ended; stopping the rest")
                return 1
            time.sleep(0.2)
        return 0

    def _ended(self) -> str | None:
        return next((name for name, part in self._parts.items() if part.poll() is not None), None)

    def _end(self) -> None:
        for part in self._parts.values():
            with contextlib.suppress(ProcessLookupError):
                part.send_signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS + 5
        for part in self._parts.values():
            children.end(part, until - time.monotonic() if self._stops < 2 else 0)
        self._say("stopped")

    def _stop(self, *_: Any) -> None:
        self._stops += 1


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            text = f"http://{host}:{port}/ cannot be used ({os.strerror(error.errno or 0)}): is something running there? Try --port."
            raise PortTaken(text) from None


def _wait_for_port(host: str, port: int, given_up: Callable[[], bool]) -> None:
    until = time.monotonic() + WEB_SECONDS
    while time.monotonic() < until and not given_up():
        with socket.socket() as caller:
            caller.settimeout(1)
            if caller.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)
