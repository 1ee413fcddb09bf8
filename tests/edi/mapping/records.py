"""Small records for the tests of the mappers: an order, its lines, lookups and documents with sensible defaults."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from edi.documents import Invoice, InvoiceLine, Party, ProductId, ShippedLine, ShippedOrder
from edi.mapping.lookups import ItemCode, Lookups
from edi.nav_records import Order, OrderLine
from edi.problems import Problem
from edi.profiles import Profile

PROFILE = Profile("Acme Foods", ("ZZ", "ACME"), ("ZZ", "OURS"))
OWN = Party("BY", "Our Stores", "92", "OURS")
VENDOR = Party("VN", "Acme Foods", "92", "V100")


def d(text: str | int) -> Decimal:
    return Decimal(str(text))


def order_line(sequence: int, item: str = "1000", quantity: str = "10", **fields: Any) -> OrderLine:
    defaults: dict[str, Any] = {
        "line_type": "Item",
        "unit": "CASE",
        "unit_cost": d("2.5"),
        "nav_id": f"line-{sequence}",
    }
    return OrderLine(sequence=sequence, item_number=item, quantity=d(quantity), **{**defaults, **fields})


def order(*lines: OrderLine, **fields: Any) -> Order:
    defaults: dict[str, Any] = {
        "nav_id": "order-1",
        "number": "PO-1",
        "vendor_number": "V100",
        "status": "Open",
        "ordered_on": date(2026, 5, 4),
        "ship_to_name": "Store 7",
        "ship_to_address": ("1 Main Street",),
    }
    return Order(lines=lines, **{**defaults, **fields})


def received_line(sequence: int, item: str = "1000", quantity: str = "10", **fields: Any) -> OrderLine:
    """An order line that has been received in full and not yet invoiced."""
    return order_line(sequence, item, quantity, **{"received": d(quantity), **fields})


def code(item: str, source: str = "nav_dimension", **fields: Any) -> ItemCode:
    return ItemCode(item, source, fields.pop("row", f"ItemMapping {item}"), **fields)


def lookups(**fields: Any) -> Lookups:
    """Units CASE (CA) and EACH (EA); items 1000 and 2000 by number and by the codes A-1000, A-2000."""
    defaults: dict[str, Any] = {
        "codes": {
            "1000": (code("1000", "item_number"),),
            "2000": (code("2000", "item_number"),),
            "A-1000": (code("1000"),),
            "A-2000": (code("2000"),),
        },
        "units": {"CA": ("CASE",), "EA": ("EACH",)},
        "x12_units": {"CASE": "CA", "EACH": "EA"},
    }
    return Lookups(**{**defaults, **fields})


def vn(product_code: str) -> tuple[ProductId, ...]:
    return (ProductId("VN", product_code),)


def shipped(*lines: ShippedLine) -> ShippedOrder:
    return ShippedOrder("PO-1", lines)


def shipped_line(
    quantity: str, product_code: str = "A-1000", unit: str = "CA", line_number: str = ""
) -> ShippedLine:
    return ShippedLine(d(quantity), unit, vn(product_code) if product_code else (), line_number)


def invoice_line(
    quantity: str, price: str = "2.5", product_code: str = "A-1000", **fields: Any
) -> InvoiceLine:
    amount = (d(quantity) * d(price)).quantize(d("0.01"))
    defaults: dict[str, Any] = {
        "line_number": "",
        "unit": "CA",
        "amount": amount,
        "product_ids": vn(product_code),
    }
    return InvoiceLine(quantity=d(quantity), price=d(price), **{**defaults, **fields})


def invoice(*lines: InvoiceLine, **fields: Any) -> Invoice:
    total = sum((line.amount for line in lines), d(0))
    defaults: dict[str, Any] = {
        "number": "INV-1",
        "invoiced_on": date(2026, 5, 11),
        "total": total,
        "order_number": "PO-1",
        "type_code": "DI",
    }
    return Invoice(lines=lines, **{**defaults, **fields})


def codes_of(problems: tuple[Problem, ...] | list[Problem]) -> list[str]:
    return [problem.code for problem in problems]
