"""860 out: an order that was changed or taken back after it was sent leaves as what changed against what the supplier has
(x12 reference 4.4; booking rules 2.6, 2.7)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from audit import recording
from audit.models import Document, NavRecord, PollRun
from audit.statuses import OPEN, Status
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.nav_records import Order, VendorInvoice
from navcleo.workflows import sent_orders, snapshots
from navcleo.workflows.candidates import ORDERS, State, vendor_of

GONE = "gone"


def received(nav: NavClient, number: str) -> dict[str, Decimal]:
    """What arrived of an order, by line number, from its posted receipts."""
    found: dict[str, Decimal] = {}
    for receipt in nav.receipts(number):
        for line in receipt.lines:
            if line.quantity:
                found[str(line.sequence)] = found.get(str(line.sequence), Decimal(0)) + line.quantity
    return found


def takes(connection: Connection, vendor_number: str) -> bool:
    """True where the partner of this vendor takes change orders."""
    partner = vendor_of(connection, vendor_number).partner
    return bool(partner and partner.takes_860 and not partner.switched_off("860"))


def hold(connection: Connection, row: NavRecord, record: Order | VendorInvoice, run: PollRun) -> None:
    """A sent order that changed: an 860 where the partner takes them, else a task as ever. Runs in the transaction that
    remembers the record, under the lock of its row."""
    if not isinstance(record, Order) or not takes(connection, record.vendor_number):
        snapshots.hold_change(connection, row, record, run)
        return
    last = _last(connection, record.number)
    if last and last.status in (*OPEN, Status.QUARANTINED):
        # one on its way says what NAV says when it is made; what comes after it is seen when it has left
        if not last.attempts.exists() and last.nav_source.get("digest") != row.digest:
            source = snapshots.source_of(record, row.entity, row.digest)
            recording.change(last, nav_source=source, amount=record.total)
            _revise(last, snapshots.content_of(record))
        return
    if last and last.nav_source.get("digest") == row.digest and _settled_by_a_person(last):
        row.state, row.note = State.TAKEN, "changed since it was sent; settled by a person"
        row.save(update_fields=["state", "note"])
        return
    snapshots.store(
        connection, row, record, run, waits=False, key=_key(connection, record.number), kind="860"
    )


def _last(connection: Connection, number: str) -> Document | None:
    rows = Document.objects.filter(connection=connection, direction="outbound", kind="860", number=number)
    return rows.order_by("-id").first()


def _revise(document: Document, content: bytes) -> None:
    recording.revise(
        document, content, actor=recording.SYSTEM, reason="the order changed again", action="changed"
    )


def _settled_by_a_person(document: Document) -> bool:
    ended = document.events.filter(to_status=Status.DISCARDED).order_by("id").last()
    return document.status == Status.DISCARDED and ended is not None and ended.actor != recording.SYSTEM


def _key(connection: Connection, number: str) -> str:
    made = Document.objects.filter(connection=connection, direction="outbound", kind="860", number=number)
    return f"{connection.pk}|out|860|{number}|{made.count() + 1}"


def take_gone(connection: Connection, nav: NavClient, row: NavRecord, run: PollRun) -> int:
    """A sent order that NAV has no more, though not everything of it arrived: an 860 takes the rest back. Reads NAV; returns
    how many were made."""
    if not is_taken_back(connection, nav, row):
        return 0
    order = sent_orders.order_document(connection.pk, row.number)
    assert order is not None
    with transaction.atomic():
        known = NavRecord.objects.select_for_update().get(pk=row.pk)
        last = _last(connection, row.number)
        if known.state == State.GONE or (last and last.nav_source.get("digest") == GONE):
            return 0
        if last and last.status in (*OPEN, Status.QUARANTINED) and not last.attempts.exists():
            recording.change(last, nav_source=last.nav_source | {"digest": GONE})
            return 1
        document = recording.create_document(
            order.payload,
            recording.content_of(order),
            kind="860",
            number=row.number,
            order_numbers=row.number,
            partner=order.partner,
            vendor_number=row.vendor_number,
            amount=order.amount,
            currency=order.currency,
            is_test=connection.is_test,
            business_key=_key(connection, row.number),
            nav_source={"entity": ORDERS, "id": row.nav_id, "number": row.number, "digest": GONE},
        )
        recording.link(document, None, kind="source", number=row.number, nav_id=row.nav_id)
    return 1


def is_taken_back(connection: Connection, nav: NavClient, row: NavRecord) -> bool:
    """True for an order of a partner that takes changes which went from NAV before everything arrived."""
    if row.entity != ORDERS or row.sent_digest in ("", GONE) or not takes(connection, row.vendor_number):
        return False
    order = sent_orders.order_document(connection.pk, row.number)
    if order is None or sent_orders.is_refused(order):
        return False
    arrived = received(nav, row.number)
    if not arrived and nav.invoices_of_order(row.number):
        return False  # invoiced without receipts: complete
    lines = sent_orders.standing(order).lines
    return any(line.quantity > arrived.get(line.line_number, 0) for line in lines)
