"""Quantities to receive and to invoice on a purchase order's lines: snapshot, set in two passes, put back (nav 9.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from connectors.errors import Stale
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
    """Put back what we set, line by line; a line that someone changed or posted since is left as that person wants it."""
    for line in counted(order):
        before = seen["lines"].get(str(line.sequence))
        if before is None or _posted_since(line, before) or not _as_we_left_it(line, before, ours):
            continue
        receive, invoice = Decimal(before["to_receive"]), Decimal(before["to_invoice"])
        if line.to_receive != receive:
            line = nav.set_receive_quantity(line, receive)
        if line.to_invoice != invoice:
            nav.set_invoice_quantity(line, invoice)


def _posted_since(line: OrderLine, before: Mapping[str, str]) -> bool:
    return (line.received, line.invoiced) != (Decimal(before["received"]), Decimal(before["invoiced"]))


def _as_we_left_it(
    line: OrderLine, before: Mapping[str, str], ours: Mapping[int, tuple[Decimal, Decimal]]
) -> bool:
    """Each quantity is as found, as we set it, or as NAV derived it from one of these."""
    receive, invoice = ours.get(line.sequence, (ZERO, ZERO))
    derived = line.uninvoiced + line.to_receive
    return line.to_receive in (receive, Decimal(before["to_receive"])) and line.to_invoice in (
        invoice,
        Decimal(before["to_invoice"]),
        derived,
    )


def check_unmoved(order: Order, seen: Mapping[str, Any]) -> None:
    """Raise Stale where a line is not as it was seen: what we would put back is no longer what was found."""
    if order.nav_id != seen["order_id"] or _numbers(snapshot(order)) != _numbers(seen):
        raise Stale(f"order {order.number} was changed by someone else since we looked", system="nav")


def _numbers(seen: Mapping[str, Any]) -> dict[str, dict[str, Decimal]]:
    return {
        line: {name: Decimal(value) for name, value in facts.items()} for line, facts in seen["lines"].items()
    }


def received_changed(order: Order, seen: Mapping[str, Any]) -> bool:
    """True when posted quantities are not as they were seen."""
    return any(
        str(line.sequence) in seen["lines"] and _posted_since(line, seen["lines"][str(line.sequence)])
        for line in counted(order)
    )
