"""One invoice and one notice that every format says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from edi.documents import Charge, Invoice, InvoiceLine, ProductId, ShipNotice, ShippedLine, ShippedOrder, Tax

DAY = date(2026, 3, 9)
CODES = (ProductId("EN", "4012345001235"), ProductId("VN", "A-1"), ProductId("IN", "F1000"))
LINE = InvoiceLine(
    "10000",
    Decimal(3),
    "CA",
    Decimal("9.50"),
    Decimal("28.50"),
    product_ids=CODES,
    description="Tomatoes, <peeled> & more",
    order_number="PO-1",
)
OTHER = InvoiceLine(
    "20000",
    Decimal("1.5"),
    "LB",
    Decimal(4),
    Decimal("6.00"),
    product_ids=(ProductId("VN", "B"),),
    order_number="PO-1",
)
INVOICE = Invoice(
    "INV-1",
    DAY,
    (LINE, OTHER),
    Decimal("39.50"),
    order_number="PO-1",
    type_code="DI",
    currency="EUR",
    charges=(Charge(Decimal("-2.00"), description="Discount"), Charge(Decimal("5.00"), "FC", "Freight")),
    taxes=(Tax(Decimal("2.00"), "VA", Decimal(7)),),
)
NOTICE = ShipNotice(
    "SHIP-1",
    DAY,
    (
        ShippedOrder("PO-1", (ShippedLine(Decimal(3), "CA", CODES, line_number="10000"),)),
        ShippedOrder("PO-2", (ShippedLine(Decimal(1), "EA", (ProductId("VN", "B"),), line_number="10000"),)),
    ),
)
