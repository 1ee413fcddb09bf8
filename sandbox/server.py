"""A threaded HTTP/1.1 server with keep-alive for one WSGI application, on loopback, that can be stopped at once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from sandbox.gate import Cut


class Handler(WSGIRequestHandler):
    """Answers in one write; the connection stays open, which werkzeug's own handler does not offer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with suppress(OSError, ValueError):
            super().finish()

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").lower().strip() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.environ = environ = self.make_environ()
        head: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], None]:
            head[:] = [status, headers]
            return lambda data: None

        try:
            body = b"".join(self.server.app(environ, start))
            self._write(head[0], head[1], body)
        except Cut:
            self.close_connection = True
        except ConnectionError:
            self.close_connection = True

    def _write(self, status: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        names = {name.lower(): value for name, value in headers}
        code = int(status.split(" ", 1)[0])
        lines = [f"HTTP/1.1 {status}", "Server: sandbox", f"Date: {self.date_time_string()}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if "content-length" not in names and code != 204:
            lines.append(f"Content-Length: {len(body)}")
        if self.command == "HEAD":
            body = b""
        elif int(names.get("content-length", len(body))) != len(body):
            self.close_connection = True  # a file that is still growing: fewer bytes than were promised
        if self.close_connection:
            lines.append("Connection: close")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the counters and the request log tell what came."""


class Server(ThreadedWSGIServer):
    """Serves in a thread of its own; ``stop`` closes the connections that clients keep open."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, app: Callable[..., Iterable[bytes]]) -> None:
        self.connections: set[socket.socket] = set()
        super().__init__("127.0.0.1", port, app, handler=Handler)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
        if self._thread is not None:
            self._thread.join(timeout=5)
