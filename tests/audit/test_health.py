"""Health: what an operator should look at now, and what is only people's work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from audit import health
from audit.models import Document
from tests.factories import DocumentFactory, HeartbeatFactory, QuarantineFactory, SendAttemptFactory

pytestmark = pytest.mark.django_db


def item(name: str) -> dict[str, Any]:
    [found] = [row for row in health.health()["items"] if row["name"] == name]
    return found


def test_well_while_the_clock_beats_and_nothing_waits_long() -> None:
    HeartbeatFactory(name="clock")
    HeartbeatFactory(name="work", at=timezone.now() - timedelta(hours=1))
    DocumentFactory()
    assert health.health()["ok"]


def test_without_a_worker_it_says_how_to_start_one() -> None:
    assert not health.health()["ok"]
    assert "manage.py worker" in item("worker")["text"]


def test_a_clock_that_never_beat_or_stopped_is_no_health() -> None:
    HeartbeatFactory(name="work")
    assert not item("worker")["ok"]
    HeartbeatFactory(name="clock", at=timezone.now() - timedelta(minutes=6))
    assert not item("worker")["ok"]


def test_work_that_lies_about_is_no_health_but_what_waits_for_a_reason_is() -> None:
    HeartbeatFactory(name="clock")
    old = DocumentFactory()
    Document.objects.update(received_at=timezone.now() - timedelta(minutes=20))
    assert not health.health()["ok"]
    assert item("backlog")["text"].startswith("1 due, the oldest for 1200 s")
    Document.objects.filter(pk=old.pk).update(
        not_before=timezone.now() + timedelta(minutes=5), waiting_for="retry"
    )
    assert health.health()["ok"]
    Document.objects.filter(pk=old.pk).update(not_before=timezone.now() - timedelta(minutes=1))
    assert health.health()["ok"]


def test_what_waits_for_people_is_told_and_no_fault() -> None:
    HeartbeatFactory(name="clock")
    QuarantineFactory()
    SendAttemptFactory(verdict="unknown", document__status="quarantined")
    assert health.health()["ok"]
    assert item("quarantine")["text"] == "1 open"
    assert item("unknown outcomes")["text"] == "1 attempts wait for a person's answer"


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("audit.claims.due", down)
    monkeypatch.setattr(health, "_heartbeats", down)
    found = health.health()
    assert not found["ok"]
    assert found["items"] == [{"name": "database", "ok": False, "text": "does not answer: DatabaseError"}]
