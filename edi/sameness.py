"""Whether two documents that came in different formats are one and the same paper: by what is booked of them, since units,
code qualifiers and notes are said differently in each format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from edi.documents import (
    Document,
    Invoice,
    InvoiceLine,
    ProductId,
    PurchaseOrder,
    RemittanceAdvice,
    ShipNotice,
    ShippedLine,
)


def same_paper(one: Document, other: Document) -> bool:
    """True when number, dates, orders, total and every line's quantity, money and product agree. What only one of the two
    says (a currency, an order, a product code) is no disagreement."""
    if type(one) is not type(other) or _word(one.number) != _word(other.number):
        return False
    compare: Callable[[Any, Any], bool] | None = _COMPARISONS.get(type(one))
    return compare is not None and compare(one, other)


def _invoices(one: Invoice, other: Invoice) -> bool:
    return (
        (one.invoiced_on, one.total, one.is_credit) == (other.invoiced_on, other.total, other.is_credit)
        and _agree(one.currency, other.currency)
        and _may_agree(_orders(one), _orders(other))
        and _paired(one.lines, other.lines, _invoice_lines)
    )


def _orders(invoice: Invoice) -> set[str]:
    named = {invoice.order_number, *(line.order_number for line in invoice.lines)}
    return {_word(number) for number in named if number.strip()}


def _invoice_lines(one: InvoiceLine, other: InvoiceLine) -> bool:
    same_money = _net(one) == _net(other)
    return one.quantity == other.quantity and same_money and _same_product(one.product_ids, other.product_ids)


def _net(line: InvoiceLine) -> Decimal:
    return line.amount + sum((charge.amount for charge in line.charges if charge.in_total), Decimal(0))


def _notices(one: ShipNotice, other: ShipNotice) -> bool:
    first, second = _shipped(one), _shipped(other)
    if (one.purpose or "00") != (other.purpose or "00"):
        return False  # what cancels a notice names the same goods and is not the same paper
    return first.keys() == second.keys() and all(
        _paired(first[number], second[number], _shipped_lines) for number in first
    )


def _shipped(notice: ShipNotice) -> dict[str, list[ShippedLine]]:
    found: dict[str, list[ShippedLine]] = {}
    for order in notice.orders:
        found.setdefault(_word(order.order_number), []).extend(order.lines)
    return found


def _shipped_lines(one: ShippedLine, other: ShippedLine) -> bool:
    return one.quantity == other.quantity and _same_product(one.product_ids, other.product_ids)


def _advices(one: RemittanceAdvice, other: RemittanceAdvice) -> bool:
    return one.total == other.total and _paired(
        one.lines, other.lines, lambda a, b: (_word(a.number), a.paid) == (_word(b.number), b.paid)
    )


def _purchase_orders(one: PurchaseOrder, other: PurchaseOrder) -> bool:
    return one.ordered_on == other.ordered_on and _paired(
        one.lines,
        other.lines,
        lambda a, b: (
            (a.quantity, a.price) == (b.quantity, b.price) and _same_product(a.product_ids, b.product_ids)
        ),
    )


_COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {
    Invoice: _invoices,
    ShipNotice: _notices,
    RemittanceAdvice: _advices,
    PurchaseOrder: _purchase_orders,
}


def _paired(one: Sequence[Any], other: Sequence[Any], agree: Callable[[Any, Any], bool]) -> bool:
    """Each line of the one has a line of its own in the other, in whatever order."""
    left = list(other)
    for item in one:
        match = next((at for at, candidate in enumerate(left) if agree(item, candidate)), None)
        if match is None:
            return False
        del left[match]
    return not left


def _same_product(one: Iterable[ProductId], other: Iterable[ProductId]) -> bool:
    return _may_agree({_code(item.code) for item in one}, {_code(item.code) for item in other})


def _code(code: str) -> str:
    """A product code for comparison: GTINs of every length are one number."""
    word = _word(code)
    return word.zfill(14) if word.isdigit() and len(word) in {8, 12, 13, 14} else word


def _word(text: str) -> str:
    return "".join(text.split()).upper()


def _agree(one: str, other: str) -> bool:
    return not one or not other or _word(one) == _word(other)


def _may_agree(one: set[str], other: set[str]) -> bool:
    return not one or not other or not one.isdisjoint(other)
