"""A child process that works off one document and dies, as by kill -9, at the n-th boundary: before or after a commit of the
audit trail or a request that changes the other side. It is forked from the test, so that it starts at once."""

from __future__ import annotations

import inspect
import os
import select
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from django.db import connections

from audit import claims, recording
from audit.models import Document
from connectors.http import READ_METHODS, Transport
from navcleo import clients
from navcleo.workflows import processing

KILLED, FAILED = 9, 3
NEVER = 0
MOST_SECONDS = 60
# reads of the audit trail; everything else there commits
NO_COMMIT = {"content_of", "note"}


@dataclass(frozen=True)
class End:
    """How a child ended: its exit code, and where it was killed (or why it failed)."""

    code: int
    where: str

    @property
    def was_killed(self) -> bool:
        return self.code == KILLED


class Child:
    """A forked process; `said` reads what it writes, `go` lets one that waits go on."""

    def __init__(self, work: Callable[[Child], None]) -> None:
        for client in clients._made.values():
            client[1].caller.transport.close()  # no two processes on one socket
        connections.close_all()
        self._hear, self._tell = os.pipe()
        self._wait, self._wake = os.pipe()
        self._parent = os.getpid()
        self._ended = False
        self.pid = os.fork()
        if self.pid == 0:
            self._run(work)

    def _run(self, work: Callable[[Child], None]) -> None:
        code = FAILED
        try:
            adopt_clients(self._parent)
            work(self)
            code = 0
        except BaseException:  # noqa: BLE001 - nothing of the test runner may go on in the child
            self.say(traceback.format_exc())
        finally:
            os._exit(code)

    def say(self, text: str) -> None:
        """In the child: tell the test something."""
        os.write(self._tell, text.encode()[-4000:])

    def pause(self, text: str) -> None:
        """In the child: tell the test, and wait until it says go."""
        self.say(text)
        os.read(self._wait, 1)

    def heard(self) -> str:
        """In the test: what the child says next."""
        ready, _, _ = select.select([self._hear], [], [], MOST_SECONDS)
        assert ready, "the child says nothing"
        return os.read(self._hear, 65536).decode()

    def go(self) -> None:
        """In the test: let the child go on."""
        os.write(self._wake, b".")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """A child that still waits when its test has ended is killed: it may hold the database."""
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)
            self.end()

    def end(self) -> End:
        """In the test: wait until the child has ended."""
        self._ended = True
        _, status = os.waitpid(self.pid, 0)
        os.close(self._tell)
        text = os.read(self._hear, 65536).decode()
        for end in (self._hear, self._wait, self._wake):
            os.close(end)
        return End(os.waitstatus_to_exitcode(status), text)


def adopt_clients(parent: int) -> None:
    """What the test's clients know (the company, what NAV can do) the child need not ask again."""
    for (pid, row, side), made in list(clients._made.items()):
        if pid == parent:
            clients._made[os.getpid(), row, side] = made


def only(document: Document) -> None:
    """Let this process work on one document and no other."""
    all_due = claims.due
    claims.due = lambda *args, **options: all_due(*args, **options).filter(pk=document.pk)


def at_boundaries(reach: Callable[[str], None]) -> None:
    """Call `reach` with a name before and after each commit of the audit trail and each request that changes something."""
    for name, function in inspect.getmembers(recording, inspect.isfunction):
        if function.__module__ == recording.__name__ and not name.startswith("_") and name not in NO_COMMIT:
            setattr(recording, name, _around(function, reach))
    request = Transport.request

    def requested(self: Transport, method: str, url: str, **options: Any) -> Any:
        if (
            method in READ_METHODS
        ):  # a read changes nothing: to die there is to die after the commit or call before it
            return request(self, method, url, **options)
        what = f"{method} {url.rpartition('/companies')[2] or url}"
        reach(f"before {what}")
        answer = request(self, method, url, **options)
        reach(f"after {what}")
        return answer

    Transport.request = requested


def _around(function: Callable[..., Any], reach: Callable[[str], None]) -> Callable[..., Any]:
    def wrapped(*args: Any, **options: Any) -> Any:
        what = f"{function.__name__} {args[1] if len(args) > 1 and isinstance(args[1], str) else ''}".strip()
        reach(f"before {what}")
        result = function(*args, **options)
        reach(f"after {what}")
        return result

    return wrapped


def work_until_killed(document: Document, boundary: int) -> End:
    """Work on a document in a child that dies at its n-th boundary; where it has fewer, it ends well. A boundary with nothing
    written since the one before is none: to die there is to die at that one."""
    reached = 0

    def work(child: Child) -> None:
        lasting = True

        def reach(name: str) -> None:
            nonlocal reached, lasting
            if lasting or name.startswith("after "):
                reached += 1
                if reached == boundary:
                    child.say(name)
                    os._exit(KILLED)
            # what a transaction wrote lasts from its end on, which no statement shows
            lasting = connections["default"].in_atomic_block

        def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            nonlocal lasting
            lasting = lasting or not sql.lstrip().upper().startswith(("SELECT", "BEGIN"))
            return execute(sql, *rest)

        only(document)
        at_boundaries(reach)
        with connections["default"].execute_wrapper(watch):
            processing.work_off(document.connection_id, include_retries=True)

    end = Child(work).end()
    assert end.code in (0, KILLED), end.where
    return end


def work_until(document: Document, place: str) -> Child:
    """Work on a document in a child that waits at the first boundary whose name contains `place`, until told to go on. No
    place inside a transaction: everybody else would wait for the database."""

    def work(child: Child) -> None:
        paused = False

        def reach(name: str) -> None:
            nonlocal paused
            if place in name and not paused:
                paused = True
                child.pause(name)

        only(document)
        at_boundaries(reach)
        processing.work_off(document.connection_id, include_retries=True)

    return Child(work)
