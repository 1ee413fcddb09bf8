"""NAV records as they were read: remembered by id and etag, stored as payloads, documents made of them (booking rule 5.2)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from audit import recording
from audit.models import Document, NavRecord, PollRun
from audit.statuses import Direction, Status
from connectors.models import Connection
from edi.mapping.purchase_order import order_digest
from edi.models import VendorMapping
from edi.nav_records import Order, VendorInvoice
from navcleo.workflows.candidates import ORDERS, Judgement


def digest_of(record: Order | VendorInvoice) -> str:
    """The digest of an order; a posted invoice never changes, its id is enough."""
    return order_digest(record) if isinstance(record, Order) else record.nav_id


def content_of(record: Order | VendorInvoice) -> bytes:
    """The snapshot as readable JSON."""
    return json.dumps(asdict(record), default=str, indent=1, ensure_ascii=False).encode()


def remember(
    connection: Connection,
    entity: str,
    record: Order | VendorInvoice,
    known: NavRecord | None,
    judgement: Judgement,
) -> NavRecord:
    """Write what this poll saw of a record."""
    row = known or NavRecord(connection=connection, entity=entity, nav_id=record.nav_id)
    row.number = record.number
    row.vendor_number = record.vendor_number
    row.etag = record.etag[:200]
    row.digest = digest_of(record)
    row.state = judgement.state
    row.note = judgement.reason[:300]
    row.last_seen_at = timezone.now()
    row.save()
    return row


def source_of(record: Order | VendorInvoice, entity: str, digest: str) -> dict[str, Any]:
    """What a document remembers of its NAV record."""
    return {
        "entity": entity,
        "id": record.nav_id,
        "number": record.number,
        "etag": record.etag,
        "modified": record.modified_at.isoformat() if record.modified_at else "",
        "digest": digest,
    }


def store(
    connection: Connection,
    row: NavRecord,
    record: Order | VendorInvoice,
    run: PollRun,
    *,
    waits: bool,
    key: str = "",
    kind: str = "",
) -> Document:
    """Store the snapshot and make its document; it waits where the vendor is undecided, and a row to decide is made."""
    vendor, _ = VendorMapping.objects.get_or_create(
        connection=connection, vendor_number=record.vendor_number, defaults={"name": record.vendor_name[:100]}
    )
    content = content_of(record)
    kind = kind or ("850" if row.entity == ORDERS else "810")
    payload = recording.store_payload(
        connection,
        direction=Direction.OUTBOUND,
        name=f"{row.entity} {record.number}",
        content=content,
        size=len(content),
        source=f"nav:{row.entity}({record.nav_id})",
        run=run,
    )
    document = recording.create_document(
        payload,
        content,
        kind=kind,
        number=record.number,
        order_numbers=record.number if row.entity == ORDERS else getattr(record, "order_number", ""),
        partner=vendor.partner,
        vendor_number=record.vendor_number,
        amount=record.total,
        currency=record.currency,
        is_test=connection.is_test,
        business_key=key or f"{connection.pk}|out|{kind}|{record.number}",
        nav_source=source_of(record, row.entity, row.digest),
        waiting_for="vendor" if waits else "",
    )
    recording.link(document, None, kind="source", number=record.number, nav_id=record.nav_id)
    return document


def hold_change(connection: Connection, row: NavRecord, record: Order | VendorInvoice, run: PollRun) -> None:
    """A sent order that changed: one held document per order for the 860 that comes later, brought up to date while it is
    open. A change that a person has settled is not held again."""
    key = f"{connection.pk}|out|850|{record.number}|change"
    last = Document.objects.filter(connection=connection, business_key=key).order_by("-id").first()
    if last and last.nav_source.get("digest") == row.digest:
        if last.status != Status.QUARANTINED:
            row.state, row.note = NavRecord.State.TAKEN, "changed since it was sent; settled by a person"
            row.save(update_fields=["state", "note"])
        return
    if last and last.status == Status.QUARANTINED:
        recording.change(last, nav_source=source_of(record, row.entity, row.digest), amount=record.total)
        recording.revise(
            last,
            content_of(record),
            actor=recording.SYSTEM,
            reason="the order changed again",
            action="changed",
        )
        return
    document = store(connection, row, record, run, waits=False, key=key)
    recording.quarantine(
        document,
        "order_changed",
        f"Order {record.number} was changed in NAV after it was sent as 850. It is not sent a second time; tell the supplier "
        "what changed.",
        details={"order": record.number},
    )


def hold_invoice(connection: Connection, row: NavRecord, record: Order | VendorInvoice, run: PollRun) -> None:
    """A canceled or corrective invoice waits for a person, who settles it by hand and discards it (booking rule 4.6)."""
    document = store(connection, row, record, run, waits=False)
    status = getattr(record, "status", "")
    text = (
        f"Invoice {record.number} is {status} in NAV. Such invoices are not sent by themselves: settle it with the supplier by "
        "hand, then discard this document."
    )
    recording.quarantine(
        document, "content_invalid", text, details={"invoice": record.number, "status": status}
    )
