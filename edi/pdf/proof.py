"""Arithmetic as the judge of what was read: quantity x price = amount in each line, lines + charges = net, net + tax = total.

A value counts as proven only where exactly one reading of all numbers fits. On a scan, numbers that merely repeat each
other prove nothing: the same digit is misread the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from math import prod

from edi.pdf.lines import Printed, PrintedLine
from edi.pdf.numbers import decimals
from edi.pdf.sums import Sum

ZERO = Decimal(0)
_CENT = Decimal("0.01")
_HALF_CENT = Decimal("0.005")
_MOST_READINGS = 4096


@dataclass(frozen=True)
class ProvenLine:
    """The numbers of one line: those that fit together, else those that can mean one thing only. `amount` is net of the
    discount, `discount` in money."""

    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    discount: Decimal = ZERO
    fits: bool = False


@dataclass(frozen=True)
class Proof:
    """The invoice as its numbers say it. `holds`: lines, charges, taxes and total fit in exactly one way."""

    lines: tuple[ProvenLine, ...]
    charges: tuple[tuple[Sum, Decimal], ...] = ()
    taxes: tuple[tuple[Sum, Decimal], ...] = ()
    total: tuple[Sum, Decimal] | None = None
    holds: bool = False


def prove(lines: Sequence[PrintedLine], sums: Sequence[Sum], *, is_scan: bool, mentions_tax: bool) -> Proof:
    """Solve all numbers of an invoice. A tax that is spoken of and is not part of the sum, or a charge that is not, leaves
    everything unproven."""
    solved = tuple(_solve(line, is_scan=is_scan) for line in lines)
    charges = tuple(
        (one, _signed(one)) for one in sums if one.kind in {"charge", "allowance"} and _value(one)
    )
    totals = [one for one in sums if one.kind == "total"]
    unproven = Proof(solved, charges, _plain_taxes(sums), _plain_total(totals))
    if not lines or any(line.amount is None for line in solved):
        return unproven
    net = sum((line.amount or ZERO for line in solved), ZERO)
    fitting = list(_fitting(net, charges, sums, mentions_tax=mentions_tax))
    if len({(total[1], sum(amount for _, amount in taxes)) for taxes, total in fitting}) != 1:
        return unproven
    taxes, total = fitting[0]
    if is_scan and _only_repeats(solved, charges, taxes):
        return Proof(solved, charges, taxes, total)
    return Proof(solved, charges, taxes, total, holds=True)


# -- one line -------------------------------------------------------------------------------------------------------


def _solve(line: PrintedLine, *, is_scan: bool) -> ProvenLine:
    fitting = list(dict.fromkeys(_line_readings(line)))
    if len(fitting) == 1:
        quantity, price, amount, discount = fitting[0]
        fits = not is_scan or _is_sensitive(quantity, price)
        return ProvenLine(quantity, price, amount, discount, fits)
    return ProvenLine(_only(line.quantity), _only(line.price), _only(line.amount))


def _line_readings(line: PrintedLine) -> Iterator[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """Every reading of the line in which quantity x price, less the discount, is the amount to the cent."""
    if not (line.quantity and line.price and line.amount):
        return
    discounts = line.discount.values if line.discount else (ZERO,)
    for quantity, price, amount, discount in product(
        line.quantity.values, line.price.values, line.amount.values, discounts
    ):
        gross = (quantity * price).quantize(_CENT, ROUND_HALF_UP)
        for off in dict.fromkeys(
            (abs(discount), (gross * abs(discount) / 100).quantize(_CENT, ROUND_HALF_UP))
        ):
            near = abs(quantity * price - amount) <= _HALF_CENT if not off else gross - off == amount
            if near:
                yield quantity, price, amount, off


def _is_sensitive(quantity: Decimal, price: Decimal) -> bool:
    """True where the smallest printed step of either number would change the amount by a cent: else a misread last digit
    could hide in the rounding. Nothing times anything proves nothing."""
    if not quantity or not price:
        return False
    steps = (abs(price).scaleb(-decimals(quantity)), abs(quantity).scaleb(-decimals(price)))
    return min(steps) >= _CENT


def _only(printed: Printed | None) -> Decimal | None:
    return printed.values[0] if printed and len(printed.values) == 1 else None


# -- the sums -------------------------------------------------------------------------------------------------------

Taken = tuple[tuple[Sum, Decimal], ...]


def _fitting(
    lines: Decimal, charges: Taken, sums: Sequence[Sum], *, mentions_tax: bool
) -> Iterator[tuple[Taken, tuple[Sum, Decimal]]]:
    """Every choice of taxes and total that the lines, all charges and a stated net allow."""
    added = sum((amount for _, amount in charges), ZERO)
    nets = [value for one in sums if one.kind == "net" for value in one.values]
    if nets and lines not in nets and lines + added not in nets:
        return
    for taxes in _tax_choices([one for one in sums if one.kind == "tax"], mentions_tax=mentions_tax):
        expected = lines + added + sum((amount for _, amount in taxes), ZERO)
        for one in sums:
            if one.kind == "total" and expected in one.values:
                yield taxes, (one, expected)


def _tax_choices(taxes: Sequence[Sum], *, mentions_tax: bool) -> Iterator[Taken]:
    """All taxes, or one of them (a sum of the others, or said twice). None only where no tax is spoken of."""
    read = [[(one, value) for value in one.values] for one in taxes if _value(one) != ZERO]
    if not read:
        if not mentions_tax:
            yield ()
        return
    if prod(map(len, read)) <= _MOST_READINGS:
        yield from product(*read)
    if len(read) > 1:
        for choices in read:
            yield from ((choice,) for choice in choices)


def _only_repeats(lines: Sequence[ProvenLine], charges: Taken, taxes: Taken) -> bool:
    """One line of quantity 1 without tax and charges: price, amount and total are one number printed three times."""
    real = [line for line in lines if line.amount]
    return len(real) < 2 and not charges and not taxes and all(line.quantity == 1 for line in real)


def _value(one: Sum) -> Decimal | None:
    return one.values[0] if len(one.values) == 1 else None


def _signed(one: Sum) -> Decimal:
    value = one.values[0]
    return -abs(value) if one.kind == "allowance" else value


def _plain_taxes(sums: Sequence[Sum]) -> Taken:
    return tuple((one, value) for one in sums if one.kind == "tax" and (value := _value(one)))


def _plain_total(totals: Sequence[Sum]) -> tuple[Sum, Decimal] | None:
    """The last total where all say the same."""
    values = {value for one in totals for value in one.values}
    return (totals[-1], values.pop()) if len(values) == 1 else None
