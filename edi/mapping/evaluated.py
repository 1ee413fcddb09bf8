"""What an evaluated receipt books of an order, kept so that the supplier's later 810 can be compared without NAV: it deletes an
order that is received and invoiced in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from edi.mapping.amounts import ZERO, line_amount, tax_total
from edi.nav_records import Order, OrderLine

_TEXTS = ("line_type", "item_number", "variant", "description", "unit", "tax_code", "location_id")
_NUMBERS = ("quantity", "unit_cost", "discount_percent", "discount_amount", "tax_percent", "net_amount")
Quantities = Mapping[int, Decimal]
"""Order line sequence → quantity in the line's unit."""


def expected_total(order: Order, wanted: Quantities) -> Decimal:
    """Return what NAV will post for these quantities at the order's prices, with tax rounded once per tax group."""
    amounts = nets(order, wanted)
    return sum(amounts.values(), ZERO) + tax_total(
        (line, amounts[line.sequence]) for line in order.lines if line.sequence in amounts
    )


def nets(order: Order, wanted: Quantities) -> dict[int, Decimal]:
    """Return per order line what these quantities come to at the order's prices, net of tax."""
    return {
        line.sequence: line_amount(
            line, wanted[line.sequence], prices_include_tax=order.prices_include_tax
        ).net
        for line in order.lines
        if wanted.get(line.sequence)
    }


def keep(order: Order, wanted: Quantities) -> dict[str, Any]:
    """Return the prices and units of what is booked, as plain data for the attempt's intent."""
    lines = [
        {"sequence": line.sequence, "booked": str(wanted[line.sequence])}
        | {name: getattr(line, name) for name in _TEXTS}
        | {name: str(getattr(line, name)) for name in _NUMBERS}
        for line in order.lines
        if wanted.get(line.sequence)
    ]
    return {
        "number": order.number,
        "vendor": order.vendor_number,
        "currency": order.currency,
        "prices_include_tax": order.prices_include_tax,
        "lines": lines,
    }


def booked_order(
    kept: Iterable[Mapping[str, Any]], compared: Quantities, order: Order | None
) -> Order | None:
    """Return the order as evaluated receipts booked it: received is what they booked, invoiced what earlier 810s were compared
    with. Lines that they did not touch come from NAV's order, where it still is there, with nothing received. None when
    neither knows it."""
    lines = {
        line.sequence: replace(line, received=ZERO, invoiced=ZERO) for line in (order.lines if order else ())
    }
    received: dict[int, Decimal] = {}
    head: Mapping[str, Any] = {}
    for head in kept:
        for row in head["lines"]:
            sequence = int(row["sequence"])
            received[sequence] = received.get(sequence, ZERO) + Decimal(row["booked"])
            lines[sequence] = _line(row)
    if not lines:
        return None
    return Order(
        nav_id=order.nav_id if order else "",
        number=order.number if order else head["number"],
        vendor_number=order.vendor_number if order else head["vendor"],
        status=order.status if order else "Open",
        ordered_on=order.ordered_on if order else None,
        lines=tuple(
            replace(line, received=received.get(sequence, ZERO), invoiced=compared.get(sequence, ZERO))
            for sequence, line in sorted(lines.items())
        ),
        currency=order.currency if order else head["currency"],
        prices_include_tax=order.prices_include_tax if order else head["prices_include_tax"],
    )


def _line(row: Mapping[str, Any]) -> OrderLine:
    facts: dict[str, Any] = {name: row[name] for name in _TEXTS}
    facts |= {name: Decimal(row[name]) for name in _NUMBERS}
    return OrderLine(nav_id="", sequence=int(row["sequence"]), **facts)
