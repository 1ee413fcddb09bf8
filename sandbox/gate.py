"""The one door of the sandbox: a WSGI wrapper that counts, lets faults strike, throttles NAV users and cuts sockets."""

from __future__ import annotations

import base64
import io
import os
import re
import socket
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.client import responses
from typing import Any

from sandbox.counting import Counting
from sandbox.faults import Fault, Faults, error_body, status_answer
from sandbox.store import Store
from sandbox.switches import Switches

Answer = tuple[int, list[tuple[str, str]], bytes]
Environ = dict[str, Any]


class Cut(ConnectionError):
    """The connection was cut on purpose."""


def system_of(path: str) -> str:
    """Return which system a path belongs to: control, entra, nav or cleo."""
    if path.startswith("/_sandbox"):
        return "control"
    if path.endswith("/oauth2/v2.0/token"):
        return "entra"
    return "nav" if path.startswith("/v2.0/") else "cleo"


class Throttle:
    """NAV's limits per user: requests in a sliding window, and so many at once; further ones wait in a queue."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._free = threading.Condition()
        self._times: dict[str, deque[float]] = {}
        self._running: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    def enter(self, user: str) -> str:
        """Wait for a place; return "" when it is taken, or the text of the 429."""
        with self._free:
            if text := self._over_rate(user):
                return text
            limit, queue = int(self._switches["concurrent_limit"]), int(self._switches["queue_limit"])
            actual = self._running[user] + self._waiting[user] + 1
            if actual > limit + queue:
                return f"Too many requests reached. Actual ({actual}). Maximum ({limit + queue})."
            self._waiting[user] += 1
            try:
                while self._running[user] >= limit:
                    self._free.wait(timeout=480)
            finally:
                self._waiting[user] -= 1
            self._running[user] += 1
            return ""

    def leave(self, user: str) -> None:
        with self._free:
            self._running[user] -= 1
            self._free.notify_all()

    def _over_rate(self, user: str) -> str:
        now, limit = time.monotonic(), int(self._switches["rate_limit"])
        times = self._times.setdefault(user, deque())
        while times and times[0] <= now - float(self._switches["rate_window_seconds"]):
            times.popleft()
        if len(times) >= limit:
            return f"Too many requests reached. Actual ({len(times) + 1}). Maximum ({limit})."
        times.append(now)
        return ""


class Gate:
    """Wraps the Flask application; every request of NAV, Entra and Cleo goes through ``__call__``."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        store: Store,
        switches: Switches,
        faults: Faults,
        counting: Counting,
    ) -> None:
        self._app = app
        self._store = store
        self._switches = switches
        self._faults = faults
        self._counting = counting
        self.throttle = Throttle(switches)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = self._answer(environ)
        phrase = responses.get(status, "Unknown")
        start_response(f"{status} {phrase}", headers)
        return [body]

    def _answer(self, environ: Environ) -> Answer:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        system = system_of(path)
        if system == "control":
            _read_body(environ)
            return self._run(environ)
        query = environ.get("QUERY_STRING", "")
        entry = self._counting.request(system, method, path, query)
        fault = self._faults.strike(system, method, path, query, _read_body(environ))
        self._count_tokens(system, method, path)
        user = self._user(environ, system)
        if user and self._counting.enter(user) > int(self._switches["concurrent_limit"]) and system == "nav":
            self._counting.breach("nav", "more simultaneous requests of one user than allowed", path)
        try:
            answer = self._with_fault(environ, system, user, fault)
        finally:
            if user:
                self._counting.leave(user)
        entry["status"] = answer[0]
        return answer

    def _count_tokens(self, system: str, method: str, path: str) -> None:
        if method == "POST" and system == "entra":
            self._counting.token_request("nav")
        elif method == "POST" and path.startswith("/api/authentication"):
            self._counting.token_request("cleo")

    def _user(self, environ: Environ, system: str) -> str:
        """Return "nav:NAME" or "cleo:NAME" of who asks; "" before a login."""
        kind, _, value = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not value or system == "entra":
            return ""
        if kind.lower() == "basic":
            with suppress(ValueError):
                return f"{system}:" + base64.b64decode(value).decode("utf-8").partition(":")[0]
        if system == "nav":
            token = self._store.table("navTokens").get(value) or {}
            return f"nav:{token.get('client_id', 'unknown')}"
        owner = self._store.table("credentials").get("cleo") or {}
        return f"cleo:{owner.get('username', 'unknown')}"

    def _run(self, environ: Environ) -> Answer:
        """Let the application answer; the body is read whole so that no request counts as in flight while it is sent."""
        head: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], None]:
            head[:] = [int(status.split(" ", 1)[0]), headers]
            return lambda data: None

        answer = self._app(environ, start)
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close:
                close()
        return head[0], head[1], body

    def _effect(self, environ: Environ, system: str, user: str) -> Answer:
        """Answer a request as the system does, NAV within its limits."""
        if system != "nav" or not user:
            return self._run(environ)
        refusal = self.throttle.enter(user)
        if refusal:
            headers = [("Content-Type", "application/json")]
            if self._switches["retry_after_on_429"]:
                headers.append(("Retry-After", "1"))
            return _sized(429, headers, error_body("nav", 429, "Application_TooManyRequests", refusal))
        try:
            return self._run(environ)
        finally:
            self.throttle.leave(user)

    def _with_fault(self, environ: Environ, system: str, user: str, fault: Fault | None) -> Answer:
        if fault is None:
            return self._effect(environ, system, user)
        kind = fault.kind
        if kind in {"refuse", "cut_before"}:
            raise _cut(environ, reset=kind == "refuse")
        if kind in {"late", "late_status"}:
            self._later(environ, system, user, float(fault.parameters.get("seconds", 1)))
            if kind == "late":
                raise _cut(environ)
            return _fault_answer(fault, system)
        if kind in {"status_before", "throttle", "unauthorized"}:
            return _fault_answer(fault, system)
        if kind in {"html", "garbage"}:
            return self._nonsense(environ, system, user, fault)
        if kind == "delay":
            time.sleep(float(fault.parameters.get("seconds", 1)))
        if kind == "phantom_400":
            fault.parameters.setdefault("order_number", self._order_number(environ["PATH_INFO"]))
        answer = self._effect(environ, system, user)
        if kind == "cut_after":
            raise _cut(environ)
        if kind == "cut_during":
            _send_half(environ, answer)
            raise _cut(environ)
        if kind == "phantom_400":
            return _fault_answer(fault, system) if answer[0] < 300 else answer
        return _fault_answer(fault, system) if kind == "status_after" else answer

    def _order_number(self, path: str) -> str:
        """Return the number of the order that a path names by id; asked before posting may delete it."""
        found = re.search(r"purchaseOrders\(([0-9a-fA-F-]{36})\)", path)
        order = self._store.table("purchaseOrders").get(found.group(1).lower()) if found else None
        return str(order["number"]) if order else "106024"

    def _nonsense(self, environ: Environ, system: str, user: str, fault: Fault) -> Answer:
        """A page to log in (without effect) or broken JSON (with it); ``"effect"`` says otherwise."""
        if fault.parameters.get("effect", fault.kind == "garbage"):
            self._effect(environ, system, user)
        if fault.kind == "html":
            return _sized(200, [("Content-Type", "text/html")], b"<html>Please log in</html>")
        return _sized(200, [("Content-Type", "application/json")], b'{"value": [{"id": "00000000-')

    def _later(self, environ: Environ, system: str, user: str, seconds: float) -> None:
        copy = dict(environ, **{"wsgi.input": io.BytesIO(_read_body(environ))})

        def land() -> None:
            try:
                time.sleep(seconds)
                self._effect(copy, system, user)
            finally:
                self._faults.late(-1)

        self._faults.late(1)
        threading.Thread(target=land, name="late-effect", daemon=True).start()


def _read_body(environ: Environ) -> bytes:
    """Read the whole body once; whoever reads ``wsgi.input`` afterwards finds it again."""
    body: bytes | None = environ.get("sandbox.body")
    if body is None:
        length = environ.get("CONTENT_LENGTH", "")
        if environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"].read()
        else:
            body = environ["wsgi.input"].read(int(length)) if length else b""
        environ["sandbox.body"] = body
    environ["wsgi.input"] = io.BytesIO(body)
    environ["wsgi.input_terminated"] = True
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return body


def _sized(status: int, headers: list[tuple[str, str]], body: bytes) -> Answer:
    return status, [*headers, ("Content-Length", str(len(body)))], body


def _fault_answer(fault: Fault, system: str) -> Answer:
    status, headers, body = status_answer(fault, system)
    kind = headers.pop("Content-Type", "application/json")
    return _sized(status, [("Content-Type", kind), *headers.items()], body)


def _cut(environ: Environ, *, reset: bool = False) -> Cut:
    """Cut the connection under the client; give back what to raise so that the server forgets it."""
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is not None:
        with suppress(OSError):
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(connection.detach())
            else:
                connection.shutdown(socket.SHUT_RDWR)
    return Cut("cut on purpose")


def _send_half(environ: Environ, answer: Answer) -> None:
    """Send the head and half of the body; without a body half a status line, as a head cut later still reads as whole."""
    status, headers, body = answer
    head = f"HTTP/1.1 {status} OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    raw = head.encode("latin-1")
    half = raw + body[: len(body) // 2] if len(body) > 1 else raw[:10]
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is not None:
        with suppress(OSError):
            connection.sendall(half)
