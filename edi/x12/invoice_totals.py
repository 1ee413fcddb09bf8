"""The arithmetic of an invoice: line amounts by price basis, and TDS01 against lines, allowances, charges and taxes
(x12 reference 4.6, 4.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from edi.documents import Charge, Invoice, Tax
from edi.invoice_types import CREDITS
from edi.x12.elements import round_cents

_CENT = Decimal("0.01")
# element 639: how many units one price is for; every other code prices one unit
_BASIS_SIZES = {"HP": 100, "HF": 100, "TP": 1000, "TF": 1000}
_TAX_CODES = frozenset({"D360", *(f"H{number}" for number in range(620, 860, 10))})


def basis_size(price_basis: str) -> int:
    """How many units the price is for: 100 for HP (per hundred), 1000 for TP (per thousand), else 1."""
    return _BASIS_SIZES.get(price_basis, 1)


def line_amount(quantity: Decimal, price: Decimal, price_basis: str = "") -> Decimal:
    """Quantity x price by the price basis, rounded half up to cents."""
    return round_cents(quantity * price / basis_size(price_basis))


def is_tax_code(code: str) -> bool:
    """True when this SAC02 code is a tax, which a TXI may say a second time."""
    return code in _TAX_CODES


@dataclass(frozen=True)
class TotalsCheck:
    """The outcome: `expected` as the parts add up, `difference` = total - expected, and the invoice with `in_total`
    taken from what the total does not hold (a part said twice). `repeated` names those parts."""

    invoice: Invoice
    expected: Decimal
    difference: Decimal
    repeated: tuple[str, ...] = ()

    @property
    def tolerance(self) -> Decimal:
        """One cent per line: partners round differently; more is a mistake."""
        return _CENT * len(self.invoice.lines)


def check_totals(invoice: Invoice) -> TotalsCheck:
    """Compare the total with lines - allowances + charges + taxes.

    Some senders say the same charge or tax twice: at the lines and again in the summary, or as SAC and as TXI. Readings
    that leave one of two repeated parts out are tried when the plain sum does not fit; the first that fits to the cent is
    taken and marked in the invoice. A credit memo fits with either sign."""
    checks = [_check(invoice, drops) for drops in _readings(invoice)]
    exact = next((item for item in checks if not item.difference), None)
    near = next((item for item in checks if abs(item.difference) <= item.tolerance), None)
    return exact or near or checks[0]


def expected_total(invoice: Invoice) -> Decimal:
    """Lines, plus charges and taxes that count (allowances are negative)."""
    charges = [charge for line in invoice.lines for charge in line.charges] + list(invoice.charges)
    taxes = [tax for line in invoice.lines for tax in line.taxes] + list(invoice.taxes)
    parts = [line.amount for line in invoice.lines]
    parts += [charge.amount for charge in charges if charge.in_total]
    parts += [tax.amount for tax in taxes if tax.in_total]
    return sum(parts, Decimal(0))


_LINE_CHARGES = "charges of the lines (repeated in the summary)"
_LINE_TAXES = "taxes of the lines (repeated in the summary)"
_TXI = "taxes in TXI (repeated in SAC)"


def _readings(invoice: Invoice) -> list[tuple[str, ...]]:
    """Which parts may be left out, the plain reading first, then by the number of parts left out."""
    line_charges = [charge for line in invoice.lines for charge in line.charges if charge.in_total]
    line_taxes = any(tax.in_total for line in invoice.lines for tax in line.taxes)
    summary_taxes = any(tax.in_total for tax in invoice.taxes)
    sac_taxes = any(
        is_tax_code(charge.code) for charge in [*line_charges, *invoice.charges] if charge.in_total
    )
    options: list[tuple[str, ...]] = []
    if line_charges and any(charge.in_total for charge in invoice.charges):
        options.append(("", _LINE_CHARGES))
    if line_taxes and summary_taxes:
        options.append(("", _LINE_TAXES))
    if sac_taxes and (line_taxes or summary_taxes):
        options.append(("", _TXI))
    readings = [tuple(part for part in choice if part) for choice in product(*options)]
    return sorted(readings, key=len)


def _check(invoice: Invoice, drops: tuple[str, ...]) -> TotalsCheck:
    marked = _without(invoice, drops)
    sums = [expected_total(marked)]
    if invoice.type_code in CREDITS:
        # the letters of SAC may count against negative lines as well as with them
        lines = sum((line.amount for line in marked.lines), Decimal(0))
        sums += [-sums[0], 2 * lines - sums[0], sums[0] - 2 * lines]
    expected = min(sums, key=lambda each: abs(invoice.total - each))
    return TotalsCheck(marked, expected, invoice.total - expected, drops)


def _without(invoice: Invoice, drops: tuple[str, ...]) -> Invoice:
    if not drops:
        return invoice
    keep_line_taxes = _LINE_TAXES not in drops and _TXI not in drops
    lines = tuple(
        replace(
            line,
            charges=_marked_charges(line.charges, _LINE_CHARGES not in drops),
            taxes=_marked_taxes(line.taxes, keep_line_taxes),
        )
        for line in invoice.lines
    )
    return replace(invoice, lines=lines, taxes=_marked_taxes(invoice.taxes, _TXI not in drops))


def _marked_charges(charges: Sequence[Charge], keep: bool) -> tuple[Charge, ...]:
    return tuple(replace(item, in_total=item.in_total and keep) for item in charges)


def _marked_taxes(taxes: Sequence[Tax], keep: bool) -> tuple[Tax, ...]:
    return tuple(replace(item, in_total=item.in_total and keep) for item in taxes)
