"""What lists and searches show of a document, taken from what it says."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from edi.documents import Document, Invoice, OrderAnswer, OrderChange, RemittanceAdvice, ShipNotice
from edi.pdf.judging import fields_of
from edi.plain import business_number
from edi.read_sets import ReadSet

LARGEST_AMOUNT = Decimal(10) ** 15


def facts_of(value: Document) -> dict[str, Any]:
    """The columns of a document's row: number, order numbers, amount, currency."""
    orders: list[str] = []
    amount: Decimal | None = None
    if isinstance(value, OrderAnswer | OrderChange):
        orders = [value.number]
    if isinstance(value, ShipNotice):
        orders = [order.order_number for order in value.orders]
    if isinstance(value, Invoice):
        orders = [value.order_number] + [line.order_number for line in value.lines]
        amount = value.total
    if isinstance(value, RemittanceAdvice):
        amount = value.total
    shown = _shown_amount(amount)
    if shown is not None and isinstance(value, Invoice) and value.is_credit:
        shown = -abs(shown)  # written with a positive total as a rule, and takes money off
    named = list(dict.fromkeys(order for order in orders if order))
    return {
        "number": business_number(value)[:60],
        "order_numbers": ", ".join(named)[:300],
        "amount": shown,
        "currency": getattr(value, "currency", "")[:10],
    }


def facts_of_set(part: ReadSet) -> dict[str, Any]:
    """The columns of a document that was read; of a page whose values wait for a person, the number where one was read
    clearly."""
    if part.document is not None:
        return facts_of(part.document)
    try:
        fields = fields_of(part.field_places)
    except (KeyError, TypeError, ValueError):
        return {}
    read = (one.value for one in fields if one.path == "$.number" and (one.confirmed or one.is_certain))
    number = next(read, None)
    return {"number": number[:60]} if number else {}


def _shown_amount(amount: Decimal | None) -> Decimal | None:
    """The amount as the row keeps it, in cents; None for what no column holds."""
    if amount is None or not amount.is_finite() or abs(amount) >= LARGEST_AMOUNT:
        return None
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
