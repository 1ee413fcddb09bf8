"""Records of NAV as they were read: remembered, stored as payload and document, changes held once."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps

from audit import replay
from audit.models import Document, NavRecord
from connectors.models import Connection
from edi.mapping.purchase_order import order_digest
from edi.models import VendorMapping
from edi.nav_records import Order, OrderLine, VendorInvoice
from navcleo.workflows import snapshots
from navcleo.workflows.candidates import INVOICES, ORDERS, Judgement
from tests.factories import NavRecordFactory, PollRunFactory, SendAttemptFactory, VendorMappingFactory

pytestmark = pytest.mark.django_db
LINE = OrderLine("l-1", 10000, "Item", item_number="1000", quantity=Decimal("2.5"))
ORDER = Order(
    "id-1", "106001", "V1", "Open", date(2026, 3, 2), (LINE,), total=Decimal("12.30"), etag="e1", currency="EUR",
    modified_at=datetime(2026, 3, 2, 8, tzinfo=UTC), vendor_name="Küche",
)  # fmt: skip
INVOICE = VendorInvoice("id-2", "108001", "V1", "INV-1", "Canceled", total=Decimal(5), order_number="106001")


@pytest.fixture
def connection() -> Connection:
    return VendorMappingFactory(vendor_number="V1").connection


def remembered(
    connection: Connection, record: Order | VendorInvoice, known: NavRecord | None = None
) -> NavRecord:
    entity = ORDERS if isinstance(record, Order) else INVOICES
    return snapshots.remember(connection, entity, record, known, Judgement("send", "taken", "to Acme"))


def test_what_a_poll_saw_is_remembered(connection: Connection) -> None:
    row = remembered(connection, ORDER)
    assert (row.number, row.etag, row.digest, row.state, row.note) == (
        "106001",
        "e1",
        order_digest(ORDER),
        "taken",
        "to Acme",
    )
    again = remembered(connection, replace(ORDER, etag="e2"), row)
    assert again.pk == row.pk
    assert NavRecord.objects.get().etag == "e2"
    assert remembered(connection, INVOICE).digest == "id-2"


def test_the_snapshot_is_readable_and_the_document_names_its_record(connection: Connection) -> None:
    document = snapshots.store(
        connection, remembered(connection, ORDER), ORDER, PollRunFactory(connection=connection), waits=False
    )
    content = json.loads(bytes(document.payload.content))
    assert (content["number"], content["lines"][0]["quantity"], content["vendor_name"]) == (
        "106001",
        "2.5",
        "Küche",
    )
    assert (document.kind, document.number, document.status, document.waiting_for) == (
        "850",
        "106001",
        "received",
        "",
    )
    assert (document.amount, document.currency, document.vendor_number) == (Decimal("12.30"), "EUR", "V1")
    assert document.partner == VendorMapping.objects.get().partner
    assert document.nav_source == {
        "entity": ORDERS,
        "id": "id-1",
        "number": "106001",
        "etag": "e1",
        "modified": "2026-03-02T08:00:00+00:00",
        "digest": order_digest(ORDER),
    }
    assert document.links.get(kind="source").nav_id == "id-1"
    assert document.payload.poll_run


def test_an_undecided_vendor_gets_a_row_to_decide_and_the_document_waits(connection: Connection) -> None:
    order = replace(ORDER, vendor_number="V9")
    document = snapshots.store(connection, remembered(connection, order), order, PollRunFactory(), waits=True)
    assert (document.waiting_for, document.partner) == ("vendor", None)
    assert VendorMapping.objects.get(vendor_number="V9").name == "Küche"


def test_digests_of_before_the_update_are_counted_anew_without_the_orders_date(
    connection: Connection,
) -> None:
    order = replace(
        ORDER,
        lines=(
            OrderLine("l-2", 20000, "Comment", description="Dock 4"),
            replace(LINE, quantity=Decimal("2.50"), unit="CS", unit_cost=Decimal("10.00"), expected_on=date(2026, 3, 9), location_id="loc-1"),
        ),
        requested_on=date(2026, 3, 8), payment_terms_id="t-1", ship_to_name="Küche", ship_to_address=("5 Dock Road", "Gate 2"),
        ship_to_city="Springfield",
    )  # fmt: skip
    former = "faa3b19c8e7ec9851c59ce1d691ff1cb76fafbe3742d4f13fcdeb9713945f75a"
    row = remembered(connection, order)
    document = snapshots.store(connection, row, order, PollRunFactory(connection=connection), waits=False)
    NavRecord.objects.update(digest=former, sent_digest=former)
    Document.objects.update(nav_source=document.nav_source | {"digest": former})
    upload = {"document": document, "connection": connection, "intent": {"digest": former}}
    on_its_way = SendAttemptFactory(verdict="open", **upload)
    ended = SendAttemptFactory(verdict="done", send_key="other", **upload)
    other = NavRecordFactory(connection=connection, entity=ORDERS, digest="", sent_digest="gone")
    importlib.import_module("audit.migrations.0008_order_digests").recount(apps, None)
    for kept in (row, document, on_its_way, ended, other):
        kept.refresh_from_db()
    now = order_digest(order)
    assert (row.digest, row.sent_digest, document.nav_source["digest"]) == (now, now, now)
    assert (on_its_way.intent, ended.intent) == ({"digest": now}, {"digest": now})
    assert (other.digest, other.sent_digest) == ("", "gone")


def changed(connection: Connection, row: NavRecord, description: str) -> None:
    order = replace(ORDER, lines=(replace(LINE, description=description),))
    row.digest = order_digest(order)
    snapshots.hold_change(connection, row, order, PollRunFactory(connection=connection))


def test_a_change_is_held_once_and_brought_up_to_date(connection: Connection) -> None:
    row = remembered(connection, ORDER)
    changed(connection, row, "one")
    changed(connection, row, "one")
    [held] = Document.objects.all()
    assert (held.status, held.quarantines.get().code) == ("quarantined", "order_changed")
    changed(connection, row, "two")
    held.refresh_from_db()
    assert Document.objects.count() == 1
    assert held.revisions.count() == 2
    assert b'"two"' in bytes(held.revisions.get(number=1).content)
    replay.discard(held, actor="clerk", reason="told them")
    changed(connection, row, "two")
    assert Document.objects.count() == 1
    changed(connection, row, "three")
    assert Document.objects.count() == 2


def test_a_canceled_invoice_is_held_with_its_status(connection: Connection) -> None:
    snapshots.hold_invoice(
        connection, remembered(connection, INVOICE), INVOICE, PollRunFactory(connection=connection)
    )
    document = Document.objects.get()
    assert (document.kind, document.order_numbers) == ("810", "106001")
    row = document.quarantines.get()
    assert (row.code, row.details) == ("content_invalid", {"invoice": "108001", "status": "Canceled"})
