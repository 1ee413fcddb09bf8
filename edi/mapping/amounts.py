"""Money as NAV counts it: line amounts after discounts, taxes, rounding half up to cents (booking rule 4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from edi.nav_records import OrderLine
from edi.x12.elements import rounded

ZERO = Decimal(0)
CENT = Decimal("0.01")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class LineAmount:
    """What NAV will post for a part of an order line: net, tax on it, and both together."""

    net: Decimal
    tax: Decimal
    gross: Decimal


def round_money(amount: Decimal) -> Decimal:
    """Round half up (away from zero) to cents: 1.005 is 1.01."""
    return rounded(amount, CENT)


def plain(number: Decimal) -> str:
    """Return a number without exponent and without zeros at its end: 10, 0.335."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def money(amount: Decimal) -> str:
    """Return an amount for people, 9796 as 9,796.00: at least two decimals, more only where there are more."""
    decimals = -int(amount.as_tuple().exponent)
    if decimals <= 2 or amount == round_money(amount):
        return f"{amount:,.2f}"
    return f"{Decimal(plain(amount)):,f}"


def line_amount(line: OrderLine, quantity: Decimal, *, prices_include_tax: bool = False) -> LineAmount:
    """Return what NAV posts for `quantity` of an order line.

    As codeunit 90 does: quantity x cost to cents, less the line discount (the stored amount for the full quantity, else
    the percent to cents), less the share of an invoice discount; tax is a percentage of the rest, in cents."""
    amount = _after_discount(line, quantity)
    factor = 1 + line.tax_percent / HUNDRED
    if prices_include_tax:
        amount = round_money(amount / factor)
    net = amount - _invoice_discount(line, quantity, prices_include_tax=prices_include_tax)
    tax = round_money(net * line.tax_percent / HUNDRED)
    return LineAmount(net, tax, net + tax)


def tax_total(parts: Iterable[tuple[OrderLine, Decimal]]) -> Decimal:
    """Return the tax of several (order line, net) as NAV posts it: rounded once per tax code and percent."""
    groups: dict[tuple[str, Decimal], Decimal] = {}
    for line, net in parts:
        key = (line.tax_code, line.tax_percent)
        groups[key] = groups.get(key, ZERO) + net
    return sum((round_money(net * percent / HUNDRED) for (_, percent), net in groups.items()), ZERO)


def net_price(unit_cost: Decimal, discount_percent: Decimal) -> tuple[Decimal, bool]:
    """Return the price after discount with at most 5 decimals, and whether it is exact."""
    exact = unit_cost * (HUNDRED - discount_percent) / HUNDRED
    near = rounded(exact, Decimal("0.00001"))
    return Decimal(plain(near)), near == exact


def difference_text(theirs: Decimal, ours: Decimal) -> str:
    """Return a difference in money for people: '5.00 more on the invoice' or '5.00 less on the invoice'."""
    return f"{money(abs(theirs - ours))} {'more' if theirs > ours else 'less'} on the invoice"


def _after_discount(line: OrderLine, quantity: Decimal) -> Decimal:
    amount = round_money(quantity * line.unit_cost)
    if line.discount_amount and quantity == line.quantity:
        return amount - line.discount_amount
    if line.discount_percent:
        return amount - round_money(amount * line.discount_percent / HUNDRED)
    if line.discount_amount and line.quantity:
        return amount - round_money(line.discount_amount * quantity / line.quantity)
    return amount


def _invoice_discount(line: OrderLine, quantity: Decimal, *, prices_include_tax: bool) -> Decimal:
    """Return the line's share of an invoice discount: what NAV's own net amount of the whole line lacks."""
    if not line.net_amount or not line.quantity:
        return ZERO
    whole = _after_discount(line, line.quantity)
    if prices_include_tax:
        whole = round_money(whole / (1 + line.tax_percent / HUNDRED))
    return round_money((whole - line.net_amount) * quantity / line.quantity)
