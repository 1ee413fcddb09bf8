"""Quantities to receive and to invoice on a purchase order's lines: snapshot, set in two passes, put back (nav 9.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from connectors.nav.client import NavClient
from edi.nav_records import Order, OrderLine

ZERO = Decimal(0)


def counted(order: Order) -> tuple[OrderLine, ...]:
    """The lines that carry quantities; comments do not."""
    return tuple(line for line in order.lines if line.line_type != "Comment" and line.quantity)


def snapshot(order: Order) -> dict[str, Any]:
    """What an attempt remembers of the order: per line what was received, invoiced and about to be."""
    lines = {
        str(line.sequence): {
            "received": str(line.received),
            "invoiced": str(line.invoiced),
            "to_receive": str(line.to_receive),
            "to_invoice": str(line.to_invoice),
        }
        for line in counted(order)
    }
    return {"order_id": order.nav_id, "lines": lines}


def set_quantities(
    nav: NavClient,
    order: Order,
    *,
    receive: Mapping[int, Decimal],
    invoice: Mapping[int, Decimal],
    before: Callable[[], None],
) -> None:
    """Set both quantities of every line, 0 where not named. Receive first on all lines, then invoice in a call of its own:
    in one call NAV would derive the second from the first and lose it. Lines that are right already cost no call."""
    before()
    lines = []
    for line in counted(order):
        wanted = receive.get(line.sequence, ZERO)
        lines.append(nav.set_receive_quantity(line, wanted) if line.to_receive != wanted else line)
    for line in lines:
        wanted = invoice.get(line.sequence, ZERO)
        if line.to_invoice != wanted:
            nav.set_invoice_quantity(line, wanted)


def restore(
    nav: NavClient, order: Order, seen: Mapping[str, Any], ours: Mapping[int, tuple[Decimal, Decimal]]
) -> None:
    """Put back what we set, line by line; a line that someone changed since is left as that person wants it."""
    for line in counted(order):
        before = seen["lines"].get(str(line.sequence))
        if before is None:
            continue
        mine = ours.get(line.sequence, (ZERO, ZERO))
        found = Decimal(before["to_receive"]), Decimal(before["to_invoice"])
        now = line.to_receive, line.to_invoice
        if now == found or now[0] not in (mine[0], found[0]):
            continue
        if line.to_receive != found[0]:
            line = nav.set_receive_quantity(line, found[0])  # noqa: PLW2901 - the line with its new etag
        if line.to_invoice != found[1]:
            nav.set_invoice_quantity(line, found[1])


def received_changed(order: Order, seen: Mapping[str, Any]) -> bool:
    """True when posted quantities are not as they were seen."""
    return any(
        str(line.sequence) in seen["lines"]
        and (
            line.received != Decimal(seen["lines"][str(line.sequence)]["received"])
            or line.invoiced != Decimal(seen["lines"][str(line.sequence)]["invoiced"])
        )
        for line in counted(order)
    )
