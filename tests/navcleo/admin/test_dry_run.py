"""Dry run: what would be sent, as tables; within the time limit, outside any transaction, changing nothing."""

from __future__ import annotations

import threading
from typing import Any
from unittest.mock import create_autospec

import pytest
from django.db import connection, transaction
from django.urls import reverse

from audit.models import Document, Event
from connectors.errors import Unreachable
from navcleo.admin import deadline
from navcleo.workflows import inbound
from tests.factories import DocumentFactory, QuarantineFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import Page, visit

pytestmark = pytest.mark.django_db(transaction=True)
COVERS = ["navcleo.admin.deadline"]


def dry_run(log_in: LogIn, group: str = "clerk") -> Page:
    document = QuarantineFactory(document=DocumentFactory(status="quarantined")).document
    url = reverse("admin:audit_document_change", args=[document.pk])
    return visit(log_in(group), url).press("Dry run")


def test_it_shows_targets_problems_and_mappings(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def previewed(document: Document) -> dict[str, Any]:
        assert not connection.in_atomic_block
        lines = [{"item": "1000", "quantity": "10", "unit": "CASE"}]
        problem = {
            "code": "item_unknown",
            "severity": "error",
            "place": "LIN no. 2",
            "text": "no item for X-1",
        }
        return {
            "targets": [
                {"kind": "receipt_on_order", "target": "PO1001", "lines": lines, "posting_on": "2026-11-23"}
            ],
            "problems": [problem],
            "mappings": [
                {
                    "kind": "unit",
                    "value": "CA",
                    "result": "CASE",
                    "source": "standard",
                    "row": "UnitMapping 3",
                }
            ],
        }

    monkeypatch.setattr(inbound, "preview", create_autospec(inbound.preview, side_effect=previewed))
    page = dry_run(log_in)
    assert page.status == 200
    for shown in (
        "Nothing was changed",
        "Receipt on order PO1001",
        "1000 10 CASE",
        "no item for X-1",
        "UnitMapping 3",
    ):
        assert shown in page.text, shown
    assert not Event.objects.filter(actor="clerk").exists()
    assert Document.objects.get().status == "quarantined"


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Unreachable("NAV does not answer", system="nav"), "NAV does not answer"),
        (KeyError("secret-detail"), "This program failed: KeyError"),
    ],
)
def test_a_failure_is_said_without_its_inside(
    failure: Exception, said: str, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "preview", create_autospec(inbound.preview, side_effect=failure))
    page = dry_run(log_in)
    assert said in page.text
    assert "secret-detail" not in page.text


def test_with_nothing_reachable_the_real_preview_ends_in_a_page(log_in: LogIn) -> None:
    assert dry_run(log_in, "owner").status == 200


def test_a_slow_answer_is_not_waited_for() -> None:
    gate = threading.Event()
    with pytest.raises(deadline.TookTooLong, match="try again later"):
        deadline.within(gate.wait, seconds=0.05)
    gate.set()


def test_what_the_work_returns_or_raises_comes_back() -> None:
    assert deadline.within(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        deadline.within(lambda: 1 / 0)


def test_the_work_runs_outside_the_callers_transaction() -> None:
    with transaction.atomic():
        assert deadline.within(lambda: connection.in_atomic_block) is False


def test_links_start_no_dry_run(log_in: LogIn) -> None:
    document = DocumentFactory(status="quarantined")
    assert log_in("clerk").get(reverse("admin:audit_document_dry_run", args=[document.pk])).status_code == 405
