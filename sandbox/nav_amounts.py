"""Amounts of purchase lines and documents: line discount, tax, invoice discount, rounded half up to cents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sandbox.nav_values import money
from sandbox.store import Record

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Share:
    """Amounts of a part of a line, after line discount and its part of the invoice discount."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax


def number(record: Record, name: str) -> Decimal:
    return Decimal(record.get(name) or 0)


def plain(quantity: Decimal) -> str:
    """Write a quantity as NAV's texts do, without zeros at its end."""
    return f"{quantity.normalize():f}"


def cost_of(line: Record) -> Decimal:
    """Return the price of one unit: orders call it directUnitCost, invoices unitCost."""
    return number(line, "directUnitCost" if "directUnitCost" in line else "unitCost")


def set_discount(line: Record, given: str = "discountPercent") -> None:
    """Derive discount amount from percent, or percent from amount when the amount was given."""
    gross = money(number(line, "quantity") * cost_of(line))
    if given == "discountAmount":
        amount = number(line, "discountAmount")
        percent = (amount / gross * HUNDRED).quantize(Decimal("0.00001"), ROUND_HALF_UP) if gross else ZERO
        line["discountPercent"] = percent.normalize()
    else:
        line["discountAmount"] = money(gross * number(line, "discountPercent") / HUNDRED)


def price_line(line: Record, *, prices_include_tax: bool) -> None:
    """Set a line's amounts from its quantity, price and discount."""
    amount = money(number(line, "quantity") * cost_of(line)) - number(line, "discountAmount")
    net, tax = _split(amount, number(line, "taxPercent"), inclusive=prices_include_tax)
    line.update(amountExcludingTax=net, totalTaxAmount=tax, amountIncludingTax=net + tax)
    allocated = number(line, "invoiceDiscountAllocation")
    net -= allocated
    tax = money(net * number(line, "taxPercent") / HUNDRED) if allocated else tax
    line.update(netAmount=net, netTaxAmount=tax, netAmountIncludingTax=net + tax)


def _split(amount: Decimal, percent: Decimal, *, inclusive: bool) -> tuple[Decimal, Decimal]:
    if inclusive:
        net = money(amount / (1 + percent / HUNDRED))
        return net, amount - net
    return amount, money(amount * percent / HUNDRED)


def share(line: Record, quantity: Decimal, *, prices_include_tax: bool) -> Share:
    """Return what a part of a line comes to when it is posted."""
    whole = number(line, "quantity")
    if not whole:
        return Share(ZERO, ZERO)
    if quantity == whole:
        return Share(number(line, "netAmount"), number(line, "netTaxAmount"))
    gross = money(quantity * cost_of(line))
    percent = number(line, "discountPercent")
    discount = money(gross * percent / HUNDRED) if percent else ZERO
    amount = gross - discount - money(number(line, "invoiceDiscountAllocation") * quantity / whole)
    return Share(*_split(amount, number(line, "taxPercent"), inclusive=prices_include_tax))


def total(document: Record, lines: list[Record]) -> list[Record]:
    """Spread the document's discount over the lines, set the document's totals; return the lines that changed."""
    discount = number(document, "discountAmount")
    inclusive = bool(document.get("pricesIncludeTax"))
    base = sum((number(line, "amountExcludingTax") for line in lines), ZERO)
    changed, left = [], discount
    amounts = [line for line in lines if number(line, "amountExcludingTax")]
    for line in amounts:
        part = left if line is amounts[-1] else money(discount * number(line, "amountExcludingTax") / base)
        left -= part
        if number(line, "invoiceDiscountAllocation") != part:
            line["invoiceDiscountAllocation"] = part
            price_line(line, prices_include_tax=inclusive)
            changed.append(line)
    document["totalAmountExcludingTax"] = sum((number(line, "netAmount") for line in lines), ZERO)
    document["totalTaxAmount"] = sum((number(line, "netTaxAmount") for line in lines), ZERO)
    document["totalAmountIncludingTax"] = document["totalAmountExcludingTax"] + document["totalTaxAmount"]
    return changed
