"""X12 810 invoice: read with its totals checked, written strictly (x12 reference 4.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from edi.documents import Charge, Invoice, InvoiceLine, Tax
from edi.problems import Problem
from edi.x12.elements import parse_date, parse_n2
from edi.x12.invoice_totals import check_totals, line_amount
from edi.x12.invoice_writer import write_810
from edi.x12.segments import Delimiters, TransactionSet
from edi.x12.set_reader import Located, SetReader, check_ctt, warn_of_duplicates
from edi.x12.shared_segments import (
    product_code,
    read_all_terms,
    read_description,
    read_notes,
    read_parties,
    read_product_ids,
    read_references,
    reference_number,
)

__all__ = ["read_810", "write_810"]

_OFF_INVOICE = frozenset({"", "02", "06"})
_POUNDS = frozenset({"LB", "PN"})


def read_810(transaction_set: TransactionSet, delimiters: Delimiters) -> tuple[Invoice, list[Problem]]:
    """Read an 810 into an Invoice with everything found wrong in it; a line whose quantity or price is no number is left
    out under an error. Raises InvalidContent without BIG or TDS, invoice date or a readable total."""
    reader = SetReader(transaction_set, delimiters)
    big = reader.require("BIG", "date and number of the invoice")
    tds = reader.require("TDS", "the invoice total")
    loops = reader.cut("IT1", frozenset({"TDS"}))
    read = [(at[0], _read_line(reader, at)) for at in loops.details]
    lines = tuple(line for _, line in read if line is not None)
    warn_of_duplicates(reader, ((at.get(1), at) for at, _ in read), 1)
    references = read_references(loops.header)
    currency = reader.first("CUR", loops.header)
    terms = read_all_terms(reader, loops.header)
    invoice = Invoice(
        number=reader.text(big, 2, "invoice number"),
        invoiced_on=reader.must(big, 1, "invoice date", parse_date),
        lines=lines,
        total=reader.must(tds, 1, "invoice total", parse_n2),
        order_number=_order_number(big.get(4) or reference_number(references, "PO"), lines),
        ordered_on=reader.day(big, 3, "order date"),
        type_code=big.get(7),
        currency=currency.get(2) if currency else "",
        parties=read_parties(loops.header),
        references=references,
        terms=terms[0] if terms else None,
        more_terms=terms[1:],
        shipped_on=_shipped_on(reader, loops.header),
        charges=_read_charges(reader, loops.summary),
        taxes=_read_taxes(reader, loops.summary),
        notes=read_notes(loops.header),
    )
    check_ctt(reader, {len(loops.details)}, [line.quantity for line in lines])
    return _with_checked_totals(reader, invoice, tds), reader.problems


def _order_number(stated: str, lines: tuple[InvoiceLine, ...]) -> str:
    """The order of the whole invoice: as stated, else the one that every line names."""
    if stated:
        return stated
    named = {line.order_number for line in lines}
    return named.pop() if len(named) == 1 else ""


def _shipped_on(reader: SetReader, segments: list[Located]) -> date | None:
    for item in segments:
        if item.id == "DTM" and item.get(1) == "011":
            return reader.day(item, 2, "ship date")
    return None


def _read_line(reader: SetReader, loop: list[Located]) -> InvoiceLine | None:
    it1 = loop[0]
    quantity = reader.decimal(it1, 2, "invoiced quantity", required=True)
    price = reader.decimal(it1, 4, "price", required=True)
    unit = reader.text(it1, 3, "unit of the quantity")
    charges, taxes = _read_charges(reader, loop), _read_taxes(reader, loop)
    if quantity is None or price is None:
        return None
    product_ids = read_product_ids(reader, it1, 6)
    line = InvoiceLine(
        line_number=it1.get(1),
        quantity=quantity,
        unit=unit,
        price=price,
        amount=line_amount(quantity, price, it1.get(5)),
        price_basis=it1.get(5),
        product_ids=product_ids,
        description=read_description(loop),
        order_number=product_code(product_ids, "PO") or reference_number(read_references(loop), "PO"),
        charges=charges,
        taxes=taxes,
    )
    return _by_weight(reader, line, loop) if line.price_basis == "PP" and unit not in _POUNDS else line


def _by_weight(reader: SetReader, line: InvoiceLine, loop: list[Located]) -> InvoiceLine:
    """Catch weight: a price per pound on a line in cases counts the pounds given in QTY, MEA or PO4."""
    for item in loop:
        quantity, unit, per_case = {
            "QTY": (2, 3, False), "MEA": (3, 4, False), "PO4": (6, 7, True)
        }.get(item.id, (0, 0, False))  # fmt: skip
        if not quantity or item.get(unit) not in _POUNDS or not item.get(quantity):
            continue
        weight = reader.decimal(item, quantity, "weight that the price counts")
        if weight is not None:
            weight = weight * line.quantity if per_case else weight
            amount = line_amount(weight, line.price)
            return replace(line, amount=amount, priced_quantity=weight, priced_unit=item.get(unit))
    text = f"The price is per pound, the quantity in {line.unit or 'no unit'}, and the line gives no weight."
    reader.report("content_invalid", text, loop[0], 5, "warning")
    return line


def _read_charges(reader: SetReader, segments: list[Located]) -> tuple[Charge, ...]:
    read = [_read_charge(reader, item) for item in segments if item.id == "SAC"]
    return tuple(charge for charge in read if charge is not None)


def _read_charge(reader: SetReader, sac: Located) -> Charge | None:
    """SAC: the letter is the sign; only allowances and charges off the invoice (handling 02, 06 or none) count."""
    letter, handling = sac.get(1), sac.get(12)
    in_total = letter in {"A", "C"} and handling in _OFF_INVOICE
    amount = reader.cents(sac, 5, "amount of the allowance or charge")
    if amount is None and not sac.get(5):
        amount = _by_rate(reader, sac)
        if amount is None and in_total and not sac.get(8):
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


def _by_rate(reader: SetReader, sac: Located) -> Decimal | None:
    """An amount given as rate (SAC08) and quantity (SAC10)."""
    if not sac.get(8):
        return None
    rate = reader.decimal(sac, 8, "rate of the allowance or charge")
    quantity = reader.decimal(sac, 10, "quantity of the allowance or charge", required=True)
    return None if rate is None or quantity is None else line_amount(rate, quantity)


def _read_taxes(reader: SetReader, segments: list[Located]) -> tuple[Tax, ...]:
    taxes = []
    for item in segments:
        if item.id != "TXI":
            continue
        amount = reader.decimal(item, 2, "tax amount")
        percent = reader.decimal(item, 3, "tax percentage")
        if amount is not None:
            # TXI07 (element 662): O is for information only
            taxes.append(Tax(amount, item.get(1), percent, in_total=item.get(7) != "O"))
        elif percent and not item.get(2):
            text = "The tax has a percentage and no amount; it is not counted."
            reader.report("content_invalid", text, item, 2, "warning")
    return tuple(taxes)


def _with_checked_totals(reader: SetReader, invoice: Invoice, tds: Located) -> Invoice:
    """Compare TDS01 with its parts: within a cent per line is a finding, more is an error."""
    check = check_totals(invoice)
    if check.repeated and abs(check.difference) <= check.tolerance:
        text = f"Counted once in the total: {', '.join(check.repeated)}."
        reader.report("totals_differ", text, tds, 1, "finding")
    if not check.difference:
        return check.invoice
    text = (
        f"The total is {invoice.total:.2f}, lines, allowances, charges and taxes make {check.expected:.2f}; "
        f"the difference is {check.difference:.2f}."
    )
    near = abs(check.difference) <= check.tolerance
    reader.report("totals_differ", text, tds, 1, "finding" if near else "error")
    return check.invoice
