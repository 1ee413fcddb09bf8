"""The only door to the queue besides tasks.py: an allow-list of jobs, asked for by name and ids."""

from __future__ import annotations

from django.core.cache import cache
from django_q.tasks import async_task

ALLOWED = {
    "process": ("navcleo.tasks.process", "work"),
    "clock": ("navcleo.tasks.clock", "clock"),
    "run_poll": ("navcleo.tasks.run_poll", "clock"),
}


def enqueue(name: str, *ids: int) -> str:
    """Queue one job of the allow-list; ids only, never documents or secrets. Raises KeyError for any other name."""
    path, cluster = ALLOWED[name]
    return str(async_task(path, *ids, cluster=cluster, ack_failure=True))


def wake() -> None:
    """Ask the worker to process now, at most once a second."""
    if cache.add("navcleo.wake", 1, timeout=1):
        enqueue("process")
