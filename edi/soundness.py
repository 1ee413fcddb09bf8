"""What must hold within a document that came without an X12 table to check it: numbers given, totals that add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from edi.documents import Document, Invoice, RemittanceAdvice, ShipNotice
from edi.invoice_types import why_unbooked
from edi.mapping.amounts import money
from edi.problems import Problem
from edi.x12.invoice_totals import expected_total, line_amount

_CENT = Decimal("0.01")
_CANCEL = "01"


def unsound(document: Document) -> list[Problem]:
    """What is wrong with a document's own content; `place` is the path of the field, as total or lines[0].amount."""
    problems = (
        [] if document.number.strip() else [_invalid("The number of the document is missing.", "number")]
    )
    if isinstance(document, Invoice):
        problems += _invoice(document)
    if isinstance(document, ShipNotice):
        problems += _notice(document)
    if isinstance(document, RemittanceAdvice):
        problems += _advice(document)
    return problems


def _invalid(text: str, place: str) -> Problem:
    return Problem("content_invalid", text, place)


def _invoice(invoice: Invoice) -> Iterator[Problem]:
    """Amounts of lines as their prices make them (else a warning: the stated amount is what counts), and the total: within
    a cent per line is a finding, more is an error. A credit memo fits with either sign. A type that is no invoice to book is an
    error."""
    if why := why_unbooked(invoice.type_code):
        yield _invalid(why, "type_code")
    for at, line in enumerate(invoice.lines):
        counted = line.quantity if line.priced_quantity is None else line.priced_quantity
        makes = line_amount(counted, line.price, line.price_basis)
        if abs(line.amount - makes) > _CENT:
            text = f"Quantity and price make {makes:,.2f}, the line says {line.amount:,.2f}."
            yield Problem("totals_differ", text, f"lines[{at}].amount", "warning")
    expected = expected_total(invoice)
    if invoice.is_credit and abs(invoice.total + expected) < abs(invoice.total - expected):
        expected = -expected
    difference = invoice.total - expected
    if difference:
        text = (
            f"The total is {invoice.total:,.2f}, lines, allowances, charges and taxes make {expected:,.2f}; "
            f"the difference is {difference:,.2f}."
        )
        near = abs(difference) <= _CENT * len(invoice.lines)
        yield Problem("totals_differ", text, "total", "finding" if near else "error")


def _notice(notice: ShipNotice) -> Iterator[Problem]:
    if not notice.orders and notice.purpose != _CANCEL:
        yield _invalid("The ship notice has no items.", "orders")
    for number, order in enumerate(notice.orders):
        if not order.order_number.strip():
            yield _invalid("The number of the order is missing.", f"orders[{number}].order_number")
        for at, line in enumerate(order.lines):
            place = f"orders[{number}].lines[{at}]"
            if not line.product_ids and not line.line_number:
                yield _invalid("The item has neither a product code nor a line number.", place)
            if line.quantity < 0:
                yield _invalid(f"The shipped quantity {line.quantity} is below zero.", f"{place}.quantity")


def _advice(advice: RemittanceAdvice) -> Iterator[Problem]:
    if not advice.lines and not advice.adjustments:
        yield _invalid("The remittance names nothing that is paid.", "lines")
        return
    paid = sum((line.paid for line in advice.lines if line.paid is not None), Decimal(0))
    paid += sum((item.amount for item in advice.adjustments), Decimal(0))
    if advice.total != paid and not (advice.direction == "D" and advice.total == -paid):
        text = (
            f"The total paid is {money(advice.total)}, the paid documents and adjustments make {money(paid)}; "
            f"the difference is {money(advice.total - paid)}."
        )
        yield Problem("totals_differ", text, "total")
