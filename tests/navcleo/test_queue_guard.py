"""Nothing but our own jobs with ids runs, and hooks are gone."""

from __future__ import annotations

import pickle

import pytest

from navcleo import queue_guard
from navcleo.jobs import ALLOWED


@pytest.mark.parametrize("path", [path for path, _ in ALLOWED.values()])
def test_our_own_jobs_pass(path: str) -> None:
    task = {"func": path, "args": (7,), "kwargs": {}, "hook": "os.system"}
    queue_guard.guard(task)
    assert task == {"func": path, "args": (7,), "kwargs": {}}


@pytest.mark.parametrize(
    "task",
    [
        {"func": "os.system", "args": ("true",), "kwargs": {}},
        {"func": "navcleo.tasks.beat", "args": ("x",), "kwargs": {}},
        {"func": print, "args": (), "kwargs": {}},
        {"func": "navcleo.tasks.run_poll", "args": ("1",), "kwargs": {}},
        {"func": "navcleo.tasks.run_poll", "args": (True,), "kwargs": {}},
        {"func": "navcleo.tasks.run_poll", "args": (), "kwargs": {"plan_id": 1}},
    ],
)
def test_anything_else_raises_where_the_queue_calls_it(task: dict[str, object]) -> None:
    queue_guard.guard(task)
    assert task["kwargs"] == {}
    # results travel between processes
    refusal = pickle.loads(pickle.dumps(task["args"]))
    with pytest.raises(queue_guard.NotAllowed):
        print(*refusal)  # noqa: T201 - unpacking is what is tested
