"""Allowances, charges and taxes of an 810 as they are written: SAC and TXI at a line and at the end (x12 reference 4.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from edi.documents import Charge, Invoice, Tax
from edi.x12.elements import round_cents
from edi.x12.invoice_totals import line_amount
from edi.x12.set_reader import Located, SetReader

_OFF_INVOICE = frozenset({"", "02", "06"})
_HUNDRED = Decimal(100)


def read_charges(
    reader: SetReader, segments: Iterable[Located], base: Decimal, quantity: Decimal | None = None
) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """Every SAC of these segments, and those of them that were written below zero. `base` is what a percent without an amount
    counts (the line, or all lines), `quantity` what a rate counts where it names none."""
    read = [
        (item, charge)
        for item in segments
        if item.id == "SAC" and (charge := _read_charge(reader, item, base, quantity)) is not None
    ]
    charges = tuple(charge for _, charge in read)
    return charges, tuple(charge for item, charge in read if item.get(5).startswith("-"))


def _read_charge(reader: SetReader, sac: Located, base: Decimal, quantity: Decimal | None) -> Charge | None:
    """SAC: the letter is the sign; only allowances and charges off the invoice (handling 02, 06 or none) count."""
    letter, handling = sac.get(1), sac.get(12)
    in_total = letter in {"A", "C"} and handling in _OFF_INVOICE
    amount = reader.cents(sac, 5, "amount of the allowance or charge")
    if amount is None and not sac.get(5):
        amount = _by_rate(reader, sac, quantity)
        amount = _by_percent(reader, sac, base) if amount is None else amount
        if amount is None and in_total and not (sac.get(8) or sac.get(7)):
            reader.report("content_invalid", "The allowance or charge has no amount.", sac, 5)
    if amount is None:
        return None
    if amount < 0:
        text = "An allowance or charge has a negative amount; the letter in SAC01 is its sign."
        reader.report("content_invalid", text, sac, 5, "warning")
    return Charge(
        amount=-amount if letter == "A" else amount,
        code=sac.get(2),
        description=sac.get(15),
        handling=handling,
        in_total=in_total,
    )


def _by_rate(reader: SetReader, sac: Located, quantity: Decimal | None) -> Decimal | None:
    """An amount given as rate (SAC08) and quantity (SAC10), at a line its own quantity."""
    if not sac.get(8):
        return None
    rate = reader.decimal(sac, 8, "rate of the allowance or charge")
    if sac.get(10) or quantity is None:
        quantity = reader.decimal(sac, 10, "quantity of the allowance or charge", required=True)
    return None if rate is None or quantity is None else line_amount(rate, quantity)


def _by_percent(reader: SetReader, sac: Located, base: Decimal) -> Decimal | None:
    """An amount given as percent (SAC07) of the line or the lines: the total proves it, or it is an error there."""
    percent = reader.decimal(sac, 7, "percent of the allowance or charge") if sac.get(7) else None
    if percent is None:
        return None
    amount = round_cents(base * percent / _HUNDRED)
    text = f"The amount was worked out as {percent:f} % of {base:,.2f}: {amount:,.2f}."
    reader.report("content_invalid", text, sac, 7, "finding")
    return amount


def read_taxes(reader: SetReader, segments: Iterable[Located]) -> tuple[Tax, ...]:
    """Every TXI of these segments with an amount; TXI07 (element 662) O is for information only."""
    taxes = []
    for item in segments:
        if item.id != "TXI":
            continue
        amount = reader.decimal(item, 2, "tax amount")
        percent = reader.decimal(item, 3, "tax percentage")
        if amount is not None:
            taxes.append(Tax(amount, item.get(1), percent, in_total=item.get(7) != "O"))
        elif percent and not item.get(2):
            text = "The tax has a percentage and no amount; it is not counted."
            reader.report("content_invalid", text, item, 2, "warning")
    return tuple(taxes)


def with_signs_of_letters(invoice: Invoice, negative: Sequence[Charge]) -> Invoice:
    """The invoice with the allowances and charges that were written below zero (these very objects) the other way round: some
    senders write the sign of SAC01 a second time in SAC05."""

    def turned(charges: tuple[Charge, ...]) -> tuple[Charge, ...]:
        return tuple(
            replace(charge, amount=-charge.amount) if any(charge is one for one in negative) else charge
            for charge in charges
        )

    lines = tuple(replace(line, charges=turned(line.charges)) for line in invoice.lines)
    return replace(invoice, lines=lines, charges=turned(invoice.charges))
