"""The front door, health and metrics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from audit import health
from tests.factories import DocumentFactory, HeartbeatFactory, QuarantineFactory, SendAttemptFactory

pytestmark = pytest.mark.django_db


def test_the_front_door_leads_to_the_admin() -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


def test_healthy_while_the_worker_lives() -> None:
    HeartbeatFactory(name="clock")
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_unhealthy_when_the_heartbeat_has_stopped() -> None:
    HeartbeatFactory(name="clock", at=timezone.now() - timedelta(hours=1))
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_unhealthy_and_silent_when_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> dict[str, Any]:
        raise OperationalError("connection to server at db.internal failed")

    monkeypatch.setattr(health, "health", down)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_metrics_are_hidden_while_no_token_is_set(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", "token"])
def test_metrics_ask_for_the_token(settings: Any, given: str | None) -> None:
    settings.METRICS_TOKEN = "token-of-the-monitor"
    headers = {"Authorization": given} if given else {}
    assert Client().get("/metrics", headers=headers).status_code == 401


def test_metrics_count_documents_quarantine_and_doubts(settings: Any) -> None:
    settings.METRICS_TOKEN = "token-of-the-monitor"
    HeartbeatFactory(name="clock")
    QuarantineFactory(code="item_unknown")
    QuarantineFactory(code="item_unknown")
    SendAttemptFactory(document=DocumentFactory(status="quarantined"), verdict="unknown")
    answer = Client().get("/metrics", headers={"Authorization": "Bearer token-of-the-monitor"})
    lines = answer.content.decode().splitlines()
    assert answer.status_code == 200
    assert 'navcleo_quarantine_open{code="item_unknown"} 2' in lines
    assert 'navcleo_documents{status="quarantined"} 3' in lines
    assert 'navcleo_attempts{verdict="unknown"} 1' in lines
    assert any(line.startswith('navcleo_heartbeat_age_seconds{name="clock"} ') for line in lines)


@pytest.mark.parametrize("url", ["/", "/healthz", "/metrics"])
def test_nothing_outside_the_admin_takes_a_post(url: str) -> None:
    assert Client().post(url).status_code == 405
