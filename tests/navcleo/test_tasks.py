"""What the queue runs: heartbeats, due polls, as many processing tasks as there is work for, successors."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from audit.models import Document, Heartbeat
from connectors.models import PollPlan
from navcleo import tasks
from navcleo.workflows import processing
from tests.factories import ConnectionFactory, DocumentFactory

pytestmark = pytest.mark.django_db


def queued() -> Counter[tuple[str, tuple[Any, ...]]]:
    """What stands in the queue."""
    return Counter((row.func().rpartition(".")[2], tuple(row.task["args"])) for row in OrmQ.objects.all())


def test_the_clock_beats_and_asks_for_the_other_beat_even_when_nothing_is_due() -> None:
    tasks.clock()
    assert Heartbeat.objects.get().name == "clock"
    assert queued() == Counter({("process", ()): 1})


def test_the_clock_asks_for_due_polls_and_as_many_workers_as_there_is_work(settings: Any) -> None:
    settings.WORK_WORKERS = 3
    connection = ConnectionFactory()
    PollPlan.objects.filter(connection=connection).update(due_at=timezone.now() + timedelta(hours=1))
    due = PollPlan.objects.filter(connection=connection).first()
    assert due is not None
    PollPlan.objects.filter(pk=due.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    for _ in range(5):
        DocumentFactory(connection=connection)
    tasks.clock()
    assert queued() == Counter({("run_poll", (due.pk,)): 1, ("process", ()): 3})


def test_the_clock_frees_documents_of_dead_processes() -> None:
    document = DocumentFactory(
        claimed_by="elsewhere/1/1", claimed_until=timezone.now() - timedelta(seconds=1)
    )
    tasks.clock()
    document.refresh_from_db()
    assert document.claimed_by == ""


def test_processing_asks_for_a_successor_while_something_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    DocumentFactory()
    monkeypatch.setattr(processing, "work_off", lambda *args, **kwargs: Counter({"linked": 1}))
    assert tasks.process() == {"linked": 1}
    assert queued() == Counter({("process", ()): 1})


def test_processing_that_could_do_nothing_asks_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    DocumentFactory()
    monkeypatch.setattr(processing, "work_off", lambda *args, **kwargs: Counter())
    tasks.process()
    assert not queued()
    assert Heartbeat.objects.get().name == "work"
    assert Document.objects.count() == 1


def test_a_poll_task_beats_and_runs_its_plan() -> None:
    plan = PollPlan.objects.filter(connection=ConnectionFactory()).first()
    assert plan is not None
    PollPlan.objects.filter(pk=plan.pk).update(due_at=timezone.now() + timedelta(hours=1))
    assert tasks.run_poll(plan.pk) == "not due"
    assert Heartbeat.objects.get().name == "clock"
