"""X12 810 invoice: read with its totals checked, written strictly (x12 reference 4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from edi.documents import Charge, Invoice, InvoiceLine
from edi.invoice_types import why_unbooked
from edi.problems import Problem
from edi.x12.elements import parse_date, parse_n2
from edi.x12.invoice_charges import read_charges, read_taxes, with_signs_of_letters
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

_POUNDS = frozenset({"LB", "PN"})
# BIG08 of what is an invoice to book: original, replacement, duplicate, re-submission, reissue, final, corrected
_BOOKED = frozenset({"", "00", "05", "07", "15", "18", "20", "CO"})
_PURPOSES = {
    "01": "a cancellation",
    "03": "a deletion",
    "22": "an information copy",
    "24": "a draft",
}


def read_810(transaction_set: TransactionSet, delimiters: Delimiters) -> tuple[Invoice, list[Problem]]:
    """Read an 810 into an Invoice with everything found wrong in it; a line whose quantity or price is no number is left
    out under an error. Raises InvalidContent without BIG or TDS, invoice date or a readable total."""
    reader = SetReader(transaction_set, delimiters)
    big = reader.require("BIG", "date and number of the invoice")
    tds = reader.require("TDS", "the invoice total")
    _check_type(reader, big)
    _check_purpose(reader, big)
    loops = reader.cut("IT1", frozenset({"TDS"}))
    negative: list[Charge] = []
    read = [(at[0], _read_line(reader, at, negative)) for at in loops.details]
    lines = tuple(line for _, line in read if line is not None)
    charges, below_zero = read_charges(
        reader, loops.summary, sum((line.amount for line in lines), Decimal(0))
    )
    negative += below_zero
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
        charges=charges,
        taxes=read_taxes(reader, loops.summary),
        notes=read_notes(loops.header),
    )
    check_ctt(reader, {len(loops.details)}, [line.quantity for line in lines])
    return _with_checked_totals(reader, invoice, tds, negative), reader.problems


def _check_type(reader: SetReader, big: Located) -> None:
    """A memorandum or the like has number, lines and total of an invoice, and asks for no money."""
    if why := why_unbooked(big.get(7)):
        reader.report("content_invalid", why, big, 7)


def _check_purpose(reader: SetReader, big: Located) -> None:
    """What takes an invoice back, or only tells of one, has its number, lines and total, and is no invoice."""
    purpose = big.get(8)
    if purpose not in _BOOKED:
        name = _PURPOSES.get(purpose, "no invoice that is booked by itself")
        text = f"Purpose {purpose} is {name}. Settle it in NAV by hand, then discard it here."
        reader.report("content_invalid", text, big, 8)


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


def _read_line(reader: SetReader, loop: list[Located], negative: list[Charge]) -> InvoiceLine | None:
    it1 = loop[0]
    quantity = reader.decimal(it1, 2, "invoiced quantity", required=True)
    price = reader.decimal(it1, 4, "price", required=True)
    unit = reader.text(it1, 3, "unit of the quantity")
    taxes = read_taxes(reader, loop)
    if quantity is None or price is None:
        read_charges(reader, loop, Decimal(0))  # what is wrong in them is said all the same
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
        taxes=taxes,
    )
    if line.price_basis == "PP" and unit not in _POUNDS:
        line = _by_weight(reader, line, loop)
    charges, below_zero = read_charges(reader, loop, line.amount, quantity)
    negative += below_zero
    return replace(line, charges=charges)


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


def _with_checked_totals(
    reader: SetReader, invoice: Invoice, tds: Located, negative: Sequence[Charge]
) -> Invoice:
    """Compare TDS01 with its parts: within a cent per line is a finding, more is an error. Of SACs `negative` in writing the
    total tells whether the sign was meant or said twice."""
    check = check_totals(invoice)
    if negative and check.difference:
        turned = check_totals(with_signs_of_letters(invoice, negative))
        check = turned if abs(turned.difference) < abs(check.difference) else check
    if check.repeated and abs(check.difference) <= check.tolerance:
        text = f"Counted once in the total: {', '.join(check.repeated)}."
        reader.report("totals_differ", text, tds, 1, "finding")
    if not check.difference:
        return check.invoice
    text = (
        f"The total is {invoice.total:,.2f}, lines, allowances, charges and taxes make {check.expected:,.2f}; "
        f"the difference is {check.difference:,.2f}."
    )
    near = abs(check.difference) <= check.tolerance
    reader.report("totals_differ", text, tds, 1, "finding" if near else "error")
    return check.invoice
