"""A process of its own on the test's database: `python -m tests.stories.child ACTION ...` says ready, waits for a line, acts,
and prints one JSON object. Used through tests.stories.children."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any


def claim(connection: int) -> Any:
    """Claim the next document with its lane, say so, and hold both until the input ends."""
    from audit import claims

    with claims.claim_next(connection) as taken:
        say({"claimed": taken[0].pk if taken else None})
        sys.stdin.readline()
    return {"released": True}


def work(connection: int) -> Any:
    """Work off what is due, and what other processes make due meanwhile."""
    from navcleo import foreground

    return dict(foreground.work_off(connection, patience=2.5))


def poll(connection: int, what: str) -> Any:
    """One whole poll."""
    from connectors.models import Connection
    from navcleo import polls

    try:
        run, failure = polls.run(Connection.objects.get(pk=connection), what, actor="child")
    except polls.Busy as busy:
        return {"busy": str(busy)}
    return {"state": run.state, "counts": dict(run.counts), "error": str(failure or "")}


def collect(connection: int) -> Any:
    """An outbound poll that takes no lane, as after a lease that ended too early."""
    from collections import Counter

    from audit import recording
    from connectors.models import Connection
    from navcleo.workflows import outbound

    row = Connection.objects.get(pk=connection)
    counts: Counter[str] = Counter()
    outbound.collect(row, recording.start_run(row, "outbound", "child"), counts, lambda name: None)
    return dict(counts)


def number(own: str, partner: str, times: int) -> Any:
    """Allocate control numbers, each in a transaction of its own."""
    from django.db import transaction

    from edi.control_numbers import next_numbers

    found = []
    for _ in range(times):
        with transaction.atomic():
            found.append(next_numbers(own, partner))
    return found


def write(document: int, times: int) -> Any:
    """Read first and write then, in transactions, as the worker does."""
    from django.db import transaction

    from audit import recording
    from audit.models import Document

    for n in range(times):
        with transaction.atomic():
            row = Document.objects.select_for_update().get(pk=document)
            recording.change(row, failures=row.failures + 1)
            recording.note(actor="child", action="wrote", text=str(n), document=row)
    return {"written": times}


ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action for action in (claim, work, poll, collect, number, write)
}


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    import django

    django.setup()
    words = [int(word) if word.isdigit() else word for word in sys.argv[2:]]
    say("ready")
    sys.stdin.readline()
    say(ACTIONS[sys.argv[1]](*words))


if __name__ == "__main__":
    main()
