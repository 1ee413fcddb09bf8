"""One paper in two formats: what is booked must agree, how it is said need not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from edi.documents import (
    Acknowledgment,
    Charge,
    Document,
    Invoice,
    InvoiceLine,
    ProductId,
    PurchaseOrder,
    PurchaseOrderLine,
    RemittanceAdvice,
    RemittanceLine,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
)
from edi.sameness import same_paper

DAY = date(2026, 3, 9)
CODES = (ProductId("UP", "012345678905"), ProductId("VN", "A-1"))
LINE = InvoiceLine("1", Decimal(2), "CA", Decimal("9.50"), Decimal("19.00"), product_ids=CODES)
OTHER = InvoiceLine("2", Decimal(1), "EA", Decimal(5), Decimal(5), product_ids=(ProductId("VN", "B"),))
INVOICE = Invoice("inv-1", DAY, (LINE, OTHER), Decimal(24), order_number="PO-1", currency="USD")
NOTICE = ShipNotice("S-1", DAY, (ShippedOrder("PO-1", (ShippedLine(Decimal(2), "CA", CODES),)),))
ADVICE = RemittanceAdvice("T-1", Decimal(7), (RemittanceLine("IV", "I-1", Decimal(7)),))
ORDER = PurchaseOrder("PO-1", DAY, (PurchaseOrderLine("1", Decimal(2), "CA", Decimal(3), product_ids=CODES),))
# the same in another format: other order of lines, other qualifiers, a GTIN of 14 digits, charges on the line
SAID = replace(
    LINE,
    line_number="",
    unit="EA",
    price=Decimal(10),
    amount=Decimal(20),
    charges=(Charge(Decimal(-1)),),
    product_ids=(ProductId("UK", "00012345678905"),),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (INVOICE, replace(INVOICE, number="INV-1", lines=(OTHER, SAID), currency="", notes=("x",))),
        (INVOICE, replace(INVOICE, order_number="")),
        (NOTICE, replace(NOTICE, shipped_on=None, carrier="x")),
        (ADVICE, replace(ADVICE, method="ACH")),
        (ORDER, replace(ORDER, notes=("x",))),
    ],
)
def test_the_same_paper_is_known(one: Document, other: Document) -> None:
    assert same_paper(one, other)
    assert same_paper(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (INVOICE, replace(INVOICE, total=Decimal("24.01"))),
        (INVOICE, replace(INVOICE, invoiced_on=date(2026, 3, 10))),
        (INVOICE, replace(INVOICE, type_code="CR")),
        (INVOICE, replace(INVOICE, currency="EUR")),
        (INVOICE, replace(INVOICE, order_number="PO-2")),
        (INVOICE, replace(INVOICE, lines=(LINE,))),
        (INVOICE, replace(INVOICE, lines=(LINE, OTHER, OTHER))),
        (INVOICE, replace(INVOICE, lines=(LINE, replace(OTHER, quantity=Decimal(2))))),
        (INVOICE, replace(INVOICE, lines=(LINE, replace(OTHER, product_ids=(ProductId("VN", "C"),))))),
        (NOTICE, replace(NOTICE, orders=(replace(NOTICE.orders[0], order_number="PO-2"),))),
        (NOTICE, replace(NOTICE, orders=(replace(NOTICE.orders[0], lines=()),))),
        (ADVICE, replace(ADVICE, lines=(RemittanceLine("IV", "I-2", Decimal(7)),))),
        (ORDER, replace(ORDER, ordered_on=date(2026, 1, 1))),
        (ORDER, NOTICE),
        (Acknowledgment("PO", "1", "A"), Acknowledgment("PO", "1", "A")),
    ],
)
def test_what_would_be_booked_otherwise_is_another_paper(one: Document, other: Document) -> None:
    assert not same_paper(one, other)
    assert not same_paper(other, one)


def test_what_cancels_a_notice_is_not_the_same_paper() -> None:
    assert same_paper(NOTICE, replace(NOTICE, purpose=""))
    assert not same_paper(NOTICE, replace(NOTICE, purpose="01"))
