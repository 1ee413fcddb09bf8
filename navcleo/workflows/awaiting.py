"""Invoices that came before their goods: they wait for the notice on its way, and go on when its receipt is booked."""

from __future__ import annotations

from contextlib import suppress

from django.db.models import Q

from audit import recording, replay
from audit.models import Document, Quarantine
from audit.statuses import OPEN, Status
from connectors.models import Connection


def has_notice_on_its_way(connection: Connection, order_number: str) -> bool:
    """True when a ship notice of this order is being worked on; one that is not read yet may be of this order."""
    named = Q(order_numbers__contains=order_number) | Q(order_numbers="", status=Status.RECEIVED)
    rows = Document.objects.filter(
        named, connection=connection, direction="inbound", kind="856", status__in=OPEN
    )
    return rows.exists()


def release(document: Document) -> int:
    """After a receipt is booked: replay the invoices that were set aside for want of it."""
    orders = [link.order_number for link in document.links.filter(kind="receipt")]
    rows = Quarantine.objects.filter(
        connection_id=document.connection_id,
        closed_at__isnull=True,
        code="amount_differs",
        details__awaits_receipt__in=orders,
        document__is_edited=False,
        document__status=Status.QUARANTINED,
    )
    released = 0
    for row in rows.select_related("document"):
        assert row.document is not None
        reason = f"the receipt of order {row.details['awaits_receipt']} is booked"
        with suppress(replay.Refused):  # a person is at it already
            replay.replay(row.document, actor=recording.SYSTEM, reason=reason, resolution="healed")
            released += 1
    return released
