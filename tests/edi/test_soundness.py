"""What must hold within a document without an X12 table: each rule is broken once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from edi.documents import (
    Adjustment,
    Charge,
    Document,
    Invoice,
    InvoiceLine,
    ProductId,
    RemittanceAdvice,
    RemittanceLine,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    Tax,
)
from edi.soundness import unsound

LINE = InvoiceLine("1", Decimal(3), "CA", Decimal("1.335"), Decimal("4.01"))
INVOICE = Invoice(
    "I-1",
    date(2026, 1, 2),
    (LINE,),
    Decimal("4.51"),
    charges=(Charge(Decimal("-1.00")), Charge(Decimal(5), in_total=False)),
    taxes=(Tax(Decimal("1.50")),),
)
SHIPPED = ShippedLine(Decimal(1), "CA", (ProductId("VN", "A"),))
NOTICE = ShipNotice("S-1", None, (ShippedOrder("PO-1", (SHIPPED,)),))
ADVICE = RemittanceAdvice(
    "T-1", Decimal(90), (RemittanceLine("IV", "1", Decimal(100)),), adjustments=(Adjustment(Decimal(-10)),)
)


@pytest.mark.parametrize(
    "document",
    [
        INVOICE,
        replace(INVOICE, type_code="CR", total=Decimal("-4.51")),
        replace(INVOICE, lines=(replace(LINE, priced_quantity=Decimal(3), quantity=Decimal(1)),)),
        NOTICE,
        replace(NOTICE, orders=(), purpose="01"),
        ADVICE,
        replace(ADVICE, direction="D", total=Decimal(-90)),
    ],
)
def test_a_sound_document_has_no_problem(document: Document) -> None:
    assert unsound(document) == []


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (replace(INVOICE, number=" "), ("content_invalid", "number", "error")),
        (replace(INVOICE, type_code="ME"), ("content_invalid", "type_code", "error")),
        (replace(INVOICE, total=Decimal("4.52")), ("totals_differ", "total", "finding")),
        (replace(INVOICE, total=Decimal("4.53")), ("totals_differ", "total", "error")),
        (replace(INVOICE, total=Decimal("-4.51")), None),
        (
            replace(INVOICE, lines=(replace(LINE, amount=Decimal("4.10")),), total=Decimal("4.60")),
            ("totals_differ", "lines[0].amount", "warning"),
        ),
        (replace(NOTICE, orders=()), ("content_invalid", "orders", "error")),
        (
            replace(NOTICE, orders=(ShippedOrder("", (SHIPPED,)),)),
            ("content_invalid", "orders[0].order_number", "error"),
        ),
        (
            replace(NOTICE, orders=(ShippedOrder("P", (replace(SHIPPED, product_ids=()),)),)),
            ("content_invalid", "orders[0].lines[0]", "error"),
        ),
        (
            replace(NOTICE, orders=(ShippedOrder("P", (replace(SHIPPED, quantity=Decimal(-1)),)),)),
            ("content_invalid", "orders[0].lines[0].quantity", "error"),
        ),
        (replace(ADVICE, total=Decimal(100)), ("totals_differ", "total", "error")),
        (replace(ADVICE, lines=(), adjustments=()), ("content_invalid", "lines", "error")),
    ],
)
def test_what_does_not_hold_is_named(document: Document, found: tuple[str, str, str] | None) -> None:
    told = [(problem.code, problem.place, problem.severity) for problem in unsound(document)]
    assert told == ([found] if found else [])
