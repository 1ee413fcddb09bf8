"""The queue runs our own jobs and nothing else: a schedule or task may name any callable, os.system among them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django_q.signals import pre_execute

from navcleo.jobs import ALLOWED

log = logging.getLogger(__name__)
PATHS = frozenset(path for path, _ in ALLOWED.values())


class NotAllowed(Exception):
    """A task that is none of our jobs."""


class Refusal:
    """Stands in for the arguments of a task: unpacking it, which is how the queue begins the call, raises NotAllowed.
    (Raising in the signal itself would kill the worker process, and the task would come back.)"""

    def __init__(self, text: str) -> None:
        self.text = text

    def __iter__(self) -> Iterator[Any]:
        raise NotAllowed(self.text)

    def __repr__(self) -> str:
        return f"refused: {self.text}"


def guard(task: dict[str, Any], **kwargs: Any) -> None:
    """Refuse callables outside the allow-list and arguments that are not ids; take result hooks away, we have none."""
    task.pop("hook", None)
    name = task.get("func")
    if not isinstance(name, str) or name not in PATHS:
        _refuse(task, f"{name!r} is none of our jobs")
    elif task.get("kwargs") or not all(type(value) is int for value in task.get("args", ())):
        _refuse(task, f"{name} takes ids only")


def _refuse(task: dict[str, Any], text: str) -> None:
    log.error("the queue held a task that is not ours; it was not run: %s", text)
    task["args"], task["kwargs"] = Refusal(text), {}


def connect() -> None:
    """Watch every task of this process; called when Django is ready."""
    pre_execute.connect(guard, dispatch_uid="navcleo.queue_guard")
