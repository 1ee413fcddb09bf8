"""The door to the queue: an allow-list, ids only, and not more wake-ups than needed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from navcleo import jobs

pytestmark = pytest.mark.django_db


def test_every_job_of_the_list_exists() -> None:
    assert all(callable(import_string(path)) for path, _ in jobs.ALLOWED.values())


def test_a_job_goes_to_its_cluster_with_its_ids() -> None:
    jobs.enqueue("run_poll", 7)
    row = OrmQ.objects.get()
    assert (row.key, row.func(), row.task["args"]) == ("clock", "navcleo.tasks.run_poll", (7,))


def test_a_job_outside_the_list_is_refused() -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("os.system")
    assert not OrmQ.objects.exists()


def test_wake_asks_once_for_many_wishes() -> None:
    cache.clear()
    for _ in range(5):
        jobs.wake()
    assert OrmQ.objects.count() == 1
