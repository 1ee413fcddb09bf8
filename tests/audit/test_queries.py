"""Questions to the audit trail: the export row, open causes, the demo's line of counts."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.utils import timezone

from audit import queries
from tests.factories import (
    ConnectionFactory,
    DocumentFactory,
    JournalLinkFactory,
    QuarantineFactory,
    SendAttemptFactory,
)

pytestmark = pytest.mark.django_db
KEYS = [
    "id", "direction", "kind", "number", "partner", "status", "quarantine_code", "cleo_transmission_id", "nav_source", "nav_links",
    "mappings", "problems", "attempts", "received_at", "finished_at",
]  # fmt: skip


def test_the_export_row_has_the_stable_keys_and_everything_of_a_document() -> None:
    document = DocumentFactory(
        number="SHIP1",
        status="quarantined",
        nav_source={"number": "106001"},
        mappings=[{"kind": "item"}],
        problems=[{"code": "x"}],
    )
    QuarantineFactory(document=document, code="item_unknown", closed_at=timezone.now())
    QuarantineFactory(document=document, code="unit_unmapped")
    JournalLinkFactory(document=document, number="R1", nav_id="7", amount=Decimal("0.00"))
    SendAttemptFactory(document=document, target="order:1", send_key="SHIP-1")
    row = queries.facts(document)
    assert list(row) == KEYS
    assert (row["kind"], row["number"], row["status"], row["quarantine_code"]) == (
        "856",
        "SHIP1",
        "quarantined",
        "unit_unmapped",
    )
    assert row["partner"] == str(document.partner)
    assert row["nav_links"] == [{"kind": "receipt", "number": "R1", "nav_id": "7", "amount": "0.00"}]
    assert row["attempts"] == [
        {
            "kind": "receipt_on_order",
            "target": "order:1",
            "number": 1,
            "verdict": "done",
            "send_key": "SHIP-1",
        }
    ]
    assert row["finished_at"] == ""
    json.dumps(row)


def test_a_document_without_anything_has_all_keys_too() -> None:
    row = queries.facts(DocumentFactory(partner=None, finished_at=timezone.now()))
    assert list(row) == KEYS
    assert (row["partner"], row["quarantine_code"], row["nav_links"]) == ("", "", [])
    assert row["finished_at"].startswith(str(timezone.now().year))


def test_open_causes_oldest_first_and_counted_by_code() -> None:
    connection = ConnectionFactory()
    first = QuarantineFactory(document__connection=connection, code="item_unknown")
    second = QuarantineFactory(document__connection=connection, code="item_unknown")
    third = QuarantineFactory(document__connection=connection, code="amount_differs")
    QuarantineFactory(document__connection=connection, code="amount_differs", closed_at=timezone.now())
    other = QuarantineFactory(of_file=True, code="unreadable")
    assert list(queries.open_quarantine(connection.pk)) == [first, second, third]
    assert list(queries.open_quarantine()) == [first, second, third, other]
    assert list(queries.quarantine_by_cause(connection.pk).items()) == [
        ("item_unknown", 2),
        ("amount_differs", 1),
    ]


def test_the_circle_counts_what_ended() -> None:
    connection = ConnectionFactory()
    made = {"connection": connection, "status": "linked"}
    DocumentFactory(**made, direction="outbound", kind="850", acknowledgment="accepted")
    DocumentFactory(**made, direction="outbound", kind="850", acknowledgment="rejected")
    DocumentFactory(**made, direction="outbound", kind="810")
    receipt = DocumentFactory(**made, kind="856")
    DocumentFactory(**made, kind="810")
    DocumentFactory(**made, kind="820")
    DocumentFactory(connection=connection, kind="856", status="discarded", twin=receipt)
    DocumentFactory(connection=connection, kind="856", status="discarded")
    QuarantineFactory(document__connection=connection)
    DocumentFactory(status="linked")
    assert queries.circle(connection.pk) == {
        "orders_sent": 2,
        "invoices_sent": 1,
        "acknowledged": 1,
        "rejected": 1,
        "received": 1,
        "invoiced": 1,
        "payments": 1,
        "duplicates": 1,
        "quarantined": 1,
    }
