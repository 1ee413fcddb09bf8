"""Processing in the foreground: waits for what comes back in a moment, gives up on what does not."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Document
from navcleo import foreground
from navcleo.workflows import processing
from tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every call of processing; each finishes the documents that are due."""
    seen: list[dict[str, Any]] = []

    def work_off(connection_id: int | None = None, **options: Any) -> Counter[str]:
        seen.append(options)
        due = Document.objects.filter(status="received").exclude(not_before__gt=timezone.now())
        return Counter({"linked": due.update(status="linked")})

    monkeypatch.setattr(processing, "work_off", work_off)
    return seen


def test_it_waits_for_a_document_that_comes_back_in_a_moment(rounds: list[dict[str, Any]]) -> None:
    DocumentFactory()
    DocumentFactory(not_before=timezone.now() + timedelta(milliseconds=150), waiting_for="retry")
    assert foreground.work_off(patience=2)["linked"] == 2


def test_it_does_not_wait_for_what_comes_back_later(rounds: list[dict[str, Any]]) -> None:
    DocumentFactory(not_before=timezone.now() + timedelta(minutes=1), waiting_for="retry")
    DocumentFactory(not_before=timezone.now() + timedelta(milliseconds=1), waiting_for="settle")
    foreground.work_off(patience=0.5)
    assert len(rounds) == 1


def test_it_gives_up_when_nothing_gets_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    DocumentFactory()
    monkeypatch.setattr(processing, "work_off", lambda *args, **kwargs: Counter({"received": 1}))
    assert foreground.work_off(patience=0.05)["received"] >= 1


def test_retries_are_taken_once_only(rounds: list[dict[str, Any]]) -> None:
    DocumentFactory()
    DocumentFactory(not_before=timezone.now() + timedelta(milliseconds=500), waiting_for="retry")
    foreground.work_off(include_retries=True, patience=5)
    assert [call.get("include_retries", False) for call in rounds][:2] == [True, False]


def test_what_is_left_is_counted_by_what_it_waits_for() -> None:
    DocumentFactory()
    DocumentFactory(waiting_for="retry", not_before=timezone.now() + timedelta(hours=1))
    DocumentFactory(waiting_for="settle", not_before=timezone.now() + timedelta(hours=1))
    DocumentFactory(status="linked")
    assert foreground.unfinished() == {"due": 1, "waiting for a retry": 1, "waiting for NAV to settle": 1}
