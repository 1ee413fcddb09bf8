"""Reads the NAV order that a document quotes, and says in its own code why it cannot be used."""

from __future__ import annotations

from audit.models import NavRecord
from edi.models import TradingPartner
from edi.nav_records import Order
from navcleo.sending.effects import Parked
from navcleo.workflows import parties
from navcleo.workflows.work import Work


def read(work: Work, partner: TradingPartner, number: str) -> Order:
    """The order as it is in NAV now. Raises Parked: order_not_found, order_closed, not_your_order, vendor_blocked."""
    if not number:
        raise Parked(
            "order_not_found", f"{work.document} names no purchase order. Correct it with the order's number."
        )
    order = work.nav.order(number)
    if order is None:
        known = NavRecord.objects.filter(
            connection=work.connection, entity="purchaseOrders", number=number
        ).first()
        if known or work.nav.receipts(number):
            raise Parked(
                "order_closed",
                f"Order {number} was in NAV and is complete or deleted now.",
                {"order": number},
            )
        raise Parked("order_not_found", f"NAV has no purchase order {number}.", {"order": number})
    parties.check_order_vendor(partner, order.vendor_number, number)
    if order.status == "In Review":
        raise Parked(
            "nav_refused", f"Order {number} waits for approval in NAV; approve it there, then replay."
        )
    work.orders[order.number] = order
    return order


def lines_of(order: Order) -> list[dict[str, str]]:
    """The item lines of an order for people: what may still be received of what."""
    return [
        {
            "line": str(line.sequence),
            "item": line.item_number,
            "text": line.description,
            "unit": line.unit,
            "quantity": f"{line.quantity:f}",
            "outstanding": f"{line.outstanding:f}",
        }
        for line in order.lines
        if line.line_type == "Item"
    ]
