"""Writing an X12 810: strictly in the order of the standard, and only when its total adds up (x12 reference 4.6)."""

from __future__ import annotations

from dataclasses import replace

from edi.documents import Charge, Invoice, InvoiceLine, Tax
from edi.errors import Unmappable
from edi.profiles import Profile
from edi.x12.elements import format_date
from edi.x12.invoice_totals import check_totals, line_amount
from edi.x12.segments import Segment
from edi.x12.set_writer import SetWriter, shorten, split_text
from edi.x12.shared_segments import (
    product_pairs,
    write_description,
    write_party,
    write_reference,
    write_terms,
)


def write_810(document: Invoice, profile: Profile) -> list[Segment]:
    """The segments of an 810 between ST and SE.

    Raises Unmappable, naming invoice and element, for what X12 cannot carry, and with code `totals_differ` when the total
    is not lines - allowances + charges + taxes: an invoice that does not add up is never sent."""
    writer = SetWriter(f"invoice {document.number}", profile.version)
    check = check_totals(_as_read(document))
    if check.repeated or abs(check.difference) > check.tolerance:
        raise Unmappable(
            f"The invoice {document.number} cannot be written: its total is {document.total}, lines, allowances, "
            f"charges and taxes make {check.expected}.",
            place="TDS01",
            code="totals_differ",
        )
    _write_header(writer, document)
    for line in document.lines:
        _write_line(writer, line, f"line {line.line_number}")
    writer.add("TDS", writer.cents(document.total, "TDS01", "invoice total"))
    for tax in document.taxes:
        _write_tax(writer, tax)
    for charge in document.charges:
        _write_charge(writer, charge)
    writer.add("CTT", str(len(document.lines)))
    return writer.segments


def _as_read(document: Invoice) -> Invoice:
    """The invoice with the line amounts that its reader will work out from quantity and price."""
    lines = tuple(
        replace(line, amount=line_amount(line.priced_quantity or line.quantity, line.price, line.price_basis))
        for line in document.lines
    )
    return replace(document, lines=lines)


def _write_header(writer: SetWriter, document: Invoice) -> None:
    writer.add(
        "BIG",
        format_date(document.invoiced_on),
        writer.required(document.number, "BIG02", "invoice number", 22),
        format_date(document.ordered_on) if document.ordered_on else "",
        writer.code(document.order_number, "BIG04", "order number", 22),
        "",
        "",
        writer.code(document.type_code, "BIG07", "invoice type", 2, 2),
    )
    for note in document.notes:
        for piece in split_text(note, 80):
            writer.add("NTE", "GEN", piece)
    if document.currency:
        writer.add("CUR", "SE", writer.code(document.currency, "CUR02", "currency", 3, 3))
    for reference in document.references:
        write_reference(writer, reference)
    for party in document.parties:
        write_party(writer, party)
    for terms in (*((document.terms,) if document.terms else ()), *document.more_terms):
        write_terms(writer, terms)
    if document.shipped_on:
        writer.add("DTM", "011", format_date(document.shipped_on))


def _write_line(writer: SetWriter, line: InvoiceLine, place: str) -> None:
    digits = 15 if writer.is_5010 else 10
    writer.add(
        "IT1",
        writer.code(line.line_number, f"{place}, IT101", "line number", 20),
        writer.number(line.quantity, f"{place}, IT102", "quantity", digits),
        writer.required(line.unit, f"{place}, IT103", "unit", 2, 2),
        writer.number(line.price, f"{place}, IT104", "price", 17),
        writer.code(line.price_basis, f"{place}, IT105", "price basis", 2, 2),
        *product_pairs(writer, line.product_ids, f"{place}, IT106"),
    )
    if line.priced_quantity is not None:
        weight = writer.number(line.priced_quantity, f"{place}, QTY02", "priced quantity", 15)
        unit = writer.required(line.priced_unit, f"{place}, QTY03", "unit of the priced quantity", 2, 2)
        writer.add("QTY", "32", weight, unit)
    for tax in line.taxes:
        _write_tax(writer, tax)
    write_description(writer, line.description)
    if line.order_number and not any(item.qualifier == "PO" for item in line.product_ids):
        writer.add("REF", "PO", writer.code(line.order_number, f"{place}, REF PO", "order number", 22))
    for charge in line.charges:
        _write_charge(writer, charge)


def _write_tax(writer: SetWriter, tax: Tax) -> None:
    writer.add(
        "TXI",
        writer.required(tax.type_code or "TX", "TXI01", "tax type", 2, 2),
        writer.number(tax.amount, "TXI02", "tax amount", 18),
        writer.number(tax.percent, "TXI03", "tax percentage", 10),
        "",
        "",
        "",
        "" if tax.in_total else "O",
    )


def _write_charge(writer: SetWriter, charge: Charge) -> None:
    """SAC: the letter is the sign; what is not in the total and has no handling that says so is N, information."""
    informational = not charge.in_total and charge.handling in {"", "02", "06"}
    letter = "N" if informational else "A" if charge.amount < 0 else "C"
    writer.add(
        "SAC",
        letter,
        writer.code(charge.code, "SAC02", "kind of allowance or charge", 4, 4) or "ZZZZ",
        "",
        "",
        writer.cents(charge.amount if informational else abs(charge.amount), "SAC05", "amount"),
        "",
        "",
        "",
        "",
        "",
        "",
        writer.code(charge.handling, "SAC12", "handling", 2, 2),
        "",
        "",
        shorten(charge.description, 80),
    )
