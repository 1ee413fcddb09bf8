"""X12 850 purchase order: written strictly, read for round trips and for people (x12 reference 4.3)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby

from edi.documents import PurchaseOrder, PurchaseOrderLine, StoreQuantity
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.elements import format_date, format_decimal, parse_date
from edi.x12.segments import Delimiters, Segment, TransactionSet
from edi.x12.set_reader import Located, SetReader, check_ctt, warn_of_duplicates
from edi.x12.set_writer import SetWriter
from edi.x12.shared_segments import (
    product_pairs,
    read_description,
    read_notes,
    read_parties,
    read_product_ids,
    read_references,
    read_terms,
    write_description,
    write_party,
    write_reference,
    write_terms,
    write_text_loop,
)

_SDQ_LAST = 23  # ten pairs of store and quantity in SDQ03 to SDQ22
_REQUESTED = ("002", "010", "074", "106")


def read_850(transaction_set: TransactionSet, delimiters: Delimiters) -> tuple[PurchaseOrder, list[Problem]]:
    """Read an 850 into a PurchaseOrder with everything found wrong in it; a line without a readable quantity is left out
    under an error. Raises InvalidContent without BEG or without an order date."""
    reader = SetReader(transaction_set, delimiters)
    beg = reader.require("BEG", "purpose, type, number and date of the order")
    loops = reader.cut("PO1", frozenset({"CTT"}))
    read = [(at[0], _read_line(reader, at)) for at in loops.details]
    lines = tuple(line for _, line in read if line is not None)
    warn_of_duplicates(reader, ((at.get(1), at) for at, _ in read), 1)
    currency = reader.first("CUR", loops.header)
    order = PurchaseOrder(
        number=reader.text(beg, 3, "order number"),
        ordered_on=reader.must(beg, 5, "order date", parse_date),
        lines=lines,
        currency=currency.get(2) if currency else "",
        purpose=reader.text(beg, 1, "purpose code"),
        order_type=reader.text(beg, 2, "order type"),
        requested_on=_requested_on(reader, loops.header),
        parties=read_parties(loops.header),
        references=read_references(loops.header),
        terms=read_terms(reader, loops.header),
        notes=read_notes(loops.header),
    )
    check_ctt(reader, {len(loops.details)}, [line.quantity for line in lines])
    return order, reader.problems


def _requested_on(reader: SetReader, segments: list[Located]) -> date | None:
    """The delivery date: DTM 002, else requested ship 010, else requested for 074 or required by 106."""
    for qualifier in _REQUESTED:
        for item in segments:
            if item.id == "DTM" and item.get(1) == qualifier:
                return reader.day(item, 2, "requested date")
    return None


def _read_line(reader: SetReader, loop: list[Located]) -> PurchaseOrderLine | None:
    po1 = loop[0]
    quantity = reader.decimal(po1, 2, "ordered quantity", required=True)
    price = reader.decimal(po1, 4, "price")
    unit = reader.text(po1, 3, "unit of the quantity")
    if quantity is None:
        return None
    return PurchaseOrderLine(
        line_number=po1.get(1),
        quantity=quantity,
        unit=unit,
        price=price,
        price_basis=po1.get(5),
        product_ids=read_product_ids(reader, po1, 6),
        description=read_description(loop),
        requested_on=_requested_on(reader, loop),
        notes=read_notes(loop),
        stores=_read_stores(reader, po1, loop, quantity),
    )


def _read_stores(
    reader: SetReader, po1: Located, loop: list[Located], quantity: Decimal
) -> tuple[StoreQuantity, ...]:
    """The quantities by store of SDQ; a sum that is not the line's quantity is a warning."""
    stores: list[StoreQuantity] = []
    for sdq in (item for item in loop if item.id == "SDQ"):
        for position in range(3, min(len(sdq.segment), _SDQ_LAST), 2):
            amount = reader.decimal(sdq, position + 1, "quantity of a store")
            if sdq.get(position) and amount is not None:
                stores.append(StoreQuantity(sdq.get(position), amount, sdq.get(2)))
    total = sum((each.quantity for each in stores), Decimal(0))
    if stores and total != quantity:
        text = f"The stores make {format_decimal(total)}, the line says {format_decimal(quantity)}."
        reader.report("content_invalid", text, po1, 2, "warning")
    return tuple(stores)


def write_850(document: PurchaseOrder, profile: Profile) -> list[Segment]:
    """The segments of an 850 between ST and SE, in the order of the standard.

    Raises Unmappable, naming order and element, for what X12 cannot carry: an identifier or number too long, a line
    without unit or product code, no line at all."""
    writer = SetWriter(f"purchase order {document.number}", profile.version)
    writer.add(
        "BEG",
        writer.required(document.purpose, "BEG01", "purpose code", 2, 2),
        writer.required(document.order_type, "BEG02", "order type", 2, 2),
        writer.required(document.number, "BEG03", "order number", 22),
        "",
        format_date(document.ordered_on),
    )
    if document.currency:
        writer.add("CUR", "BY", writer.code(document.currency, "CUR02", "currency", 3, 3))
    for reference in document.references:
        write_reference(writer, reference)
    if document.terms:
        write_terms(writer, document.terms)
    if document.requested_on:
        writer.add("DTM", "002", format_date(document.requested_on))
    for note in document.notes:
        write_text_loop(writer, note)
    for party in document.parties:
        write_party(writer, party)
    _write_lines(writer, document)
    writer.add("CTT", str(len(document.lines)))
    return writer.segments


def _write_lines(writer: SetWriter, document: PurchaseOrder) -> None:
    if not document.lines:
        raise writer.refuse("it has no lines.", "PO1")
    seen: set[str] = set()
    for line in document.lines:
        number = writer.required(line.line_number, "PO101", "line number", 20)
        if number in seen:
            raise writer.refuse(f"line number {number} comes twice.", "PO101")
        seen.add(number)
        _write_line(writer, line, f"line {number}")


def _write_line(writer: SetWriter, line: PurchaseOrderLine, place: str) -> None:
    if line.quantity <= 0:
        raise writer.refuse(f"the quantity {line.quantity} is not above zero.", f"{place}, PO102")
    if line.price_basis and line.price is None:
        raise writer.refuse("the price basis needs a price.", f"{place}, PO105")
    if not line.product_ids:
        raise writer.refuse("the line has no product code.", f"{place}, PO106")
    writer.add(
        "PO1",
        line.line_number.strip(),
        writer.number(line.quantity, f"{place}, PO102", "quantity", 15),
        writer.required(line.unit, f"{place}, PO103", "unit", 2, 2),
        writer.number(line.price, f"{place}, PO104", "price", 17),
        writer.code(line.price_basis, f"{place}, PO105", "price basis", 2, 2),
        *product_pairs(writer, line.product_ids, f"{place}, PO106"),
    )
    write_description(writer, line.description)
    _write_stores(writer, line, place)
    if line.requested_on:
        writer.add("DTM", "002", format_date(line.requested_on))
    for note in line.notes:
        write_text_loop(writer, note)


def _write_stores(writer: SetWriter, line: PurchaseOrderLine, place: str) -> None:
    """SDQ: up to ten stores in each, numbers of one qualifier. Raises Unmappable where they do not make the line."""
    total = sum((each.quantity for each in line.stores), Decimal(0))
    if line.stores and total != line.quantity:
        raise writer.refuse(f"the stores make {total}, the line {line.quantity}.", f"{place}, SDQ")
    ordered = sorted(line.stores, key=lambda each: each.qualifier)
    for qualifier, rows in groupby(ordered, key=lambda each: each.qualifier):
        stores = list(rows)
        for first in range(0, len(stores), 10):
            pairs: list[str] = []
            for each in stores[first : first + 10]:
                pairs.append(writer.required(each.store, f"{place}, SDQ03", "number of the store", 80, 2))
                pairs.append(writer.number(each.quantity, f"{place}, SDQ04", "quantity of the store", 15))
            kind = writer.required(qualifier, f"{place}, SDQ02", "qualifier of the store", 2)
            writer.add("SDQ", writer.required(line.unit, f"{place}, SDQ01", "unit", 2, 2), kind, *pairs)
