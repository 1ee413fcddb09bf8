"""The whole circle against the sandbox on the database of DATABASE_URL, and its floor: the same HTTP calls and commits alone.

A process of its own per database: `python -m benchmarks.circle DIRECTORY SEED` prints one JSON object."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Meter:
    """Counts HTTP calls with the time spent in them, and commits."""

    def __init__(self) -> None:
        self.calls = 0
        self.call_seconds = 0.0
        self.commits = 0

    @contextmanager
    def call(self) -> Iterator[None]:
        """One HTTP call."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.calls += 1
            self.call_seconds += time.perf_counter() - begun


def _watch(meter: Meter) -> None:
    """Put the meter under the session of every client and under the database connection."""
    from django.db import connection
    from requests import Session

    send, commit = Session.send, connection._commit  # noqa: SLF001 - there is no public place that sees commits

    def metered_send(self: Session, *args: Any, **options: Any) -> Any:
        with meter.call():
            return send(self, *args, **options)

    def metered_commit() -> None:
        meter.commits += 1
        commit()

    def statement(execute: Any, sql: str, *rest: Any) -> Any:
        if not connection.in_atomic_block and not sql.lstrip().upper().startswith("SELECT"):
            meter.commits += 1
        return execute(sql, *rest)

    Session.send = metered_send  # type: ignore[method-assign]
    connection._commit = metered_commit  # type: ignore[method-assign]  # noqa: SLF001 - as above
    connection.execute_wrappers.append(statement)


def _commits_alone(number: int) -> float:
    """Seconds for so many commits that change one row each."""
    from django.db import transaction
    from django.utils import timezone

    from audit.models import Heartbeat

    row = Heartbeat.objects.create(name="benchmark", at=timezone.now())
    begun = time.perf_counter()
    for _ in range(number):
        with transaction.atomic():
            Heartbeat.objects.filter(pk=row.pk).update(at=timezone.now())
    return time.perf_counter() - begun


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def run(home: Path, seed: str) -> dict[str, Any]:
    """One circle in one process; waiting for suppliers is not counted, everything of ours is."""
    from navcleo import demo, foreground, polls
    from navcleo.demo_sandbox import Played

    demo.hurry()
    with Played(home, seed=seed) as sandbox:
        connection = demo.connect(sandbox, None)
        connection.cleo_stability_seconds = 0
        connection.save()
        sync = _timed(lambda: polls.run(connection, "sync", actor="benchmark"))
        meter = Meter()
        _watch(meter)
        documents = 0

        def part(poll: str) -> None:
            nonlocal documents
            _, failure = polls.run(connection, poll, actor="benchmark")
            if failure:
                raise failure
            counts = foreground.work_off(connection.pk)
            documents += sum(counts[status] for status in foreground.FINISHED)

        seconds = _timed(lambda: part("outbound"))
        sandbox.control("PUT", "switches", {"supplier_delay_seconds": 0.2})
        while not sandbox.settle(30) or sandbox.control("GET", "books")["downloads_waiting"]:
            seconds += _timed(lambda: part("inbound"))
    calls, commits = meter.calls, meter.commits
    return {
        "sync_seconds": sync,
        "documents": documents,
        "seconds": seconds,
        "calls": calls,
        "call_seconds": meter.call_seconds,
        "commits": commits,
        "commit_seconds": _commits_alone(commits),
    }


def main() -> int:
    """Set up the database, run, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "navcleo.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]), sys.argv[2])) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
