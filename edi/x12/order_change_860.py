"""X12 860 order change: what is different in an order that was sent, written strictly and read (X12.15; x12 reference 4.4)."""

from __future__ import annotations

from edi.documents import OrderChange
from edi.order_documents import ChangedLine
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.elements import format_date, parse_date
from edi.x12.order_answer_855 import scheduled_on
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

CANCELLED = "01"
DELETED = "DI"


def read_860(transaction_set: TransactionSet, delimiters: Delimiters) -> tuple[OrderChange, list[Problem]]:
    """Read an 860 into an OrderChange with everything found wrong in it. Raises InvalidContent without BCH or without an
    order date."""
    reader = SetReader(transaction_set, delimiters)
    bch = reader.require("BCH", "purpose, type, number and date of the changed order")
    loops = reader.cut("POC", frozenset({"CTT"}))
    warn_of_duplicates(reader, ((loop[0].get(1), loop[0]) for loop in loops.details), 1)
    lines = tuple(_read_line(reader, loop) for loop in loops.details)
    currency = reader.first("CUR", loops.header)
    change = OrderChange(
        number=reader.text(bch, 3, "order number"),
        ordered_on=reader.must(bch, 6, "order date", parse_date),
        changed_on=reader.day(bch, 11, "date of the change") or reader.day(bch, 10, "date of the change"),
        lines=lines,
        purpose=reader.text(bch, 1, "purpose code"),
        order_type=reader.text(bch, 2, "order type"),
        sequence=bch.get(5),
        currency=currency.get(2) if currency else "",
        requested_on=scheduled_on(reader, loops.header),
        parties=read_parties(loops.header),
        references=read_references(loops.header),
        terms=read_terms(reader, loops.header),
        notes=read_notes(loops.header),
    )
    check_ctt(reader, {len(loops.details)}, [line.quantity for line in lines if line.quantity is not None])
    return change, reader.problems


def _read_line(reader: SetReader, loop: list[Located]) -> ChangedLine:
    poc = loop[0]
    return ChangedLine(
        line_number=poc.get(1),
        change=reader.text(poc, 2, "kind of change"),
        quantity=reader.decimal(poc, 3, "quantity"),
        left=reader.decimal(poc, 4, "quantity left to receive"),
        unit=reader.first_component(poc, 5),
        price=reader.decimal(poc, 6, "price"),
        price_basis=poc.get(7),
        product_ids=read_product_ids(reader, poc, 8),
        description=read_description(loop),
        requested_on=scheduled_on(reader, loop),
    )


def write_860(document: OrderChange, profile: Profile) -> list[Segment]:
    """The segments of an 860 between ST and SE, in the order of the standard.

    Raises Unmappable, naming order and element, for what X12 cannot carry, and for a change without any line or header."""
    writer = SetWriter(f"change of order {document.number}", profile.version)
    writer.add(
        "BCH",
        writer.required(document.purpose, "BCH01", "purpose code", 2, 2),
        writer.required(document.order_type, "BCH02", "order type", 2, 2),
        writer.required(document.number, "BCH03", "order number", 22),
        "",
        writer.code(document.sequence, "BCH05", "number of the change", 8),
        format_date(document.ordered_on),
        "",
        "",
        "",
        "",
        format_date(document.changed_on) if document.changed_on else "",
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
    seen: set[str] = set()
    for line in document.lines:
        number = writer.required(line.line_number, "POC01", "line number", 20)
        if number in seen:
            raise writer.refuse(f"line number {number} comes twice.", "POC01")
        seen.add(number)
        _write_line(writer, line, f"line {number}")
    writer.add("CTT", str(len(document.lines)))
    return writer.segments


def _write_line(writer: SetWriter, line: ChangedLine, place: str) -> None:
    if line.change != DELETED and (line.quantity is None or line.quantity <= 0):
        raise writer.refuse(f"the quantity {line.quantity} is not above zero.", f"{place}, POC03")
    if not line.product_ids:
        raise writer.refuse("the line has no product code.", f"{place}, POC08")
    writer.add(
        "POC",
        line.line_number.strip(),
        writer.required(line.change, f"{place}, POC02", "kind of change", 2, 2),
        writer.number(line.quantity, f"{place}, POC03", "quantity", 15),
        writer.number(line.left, f"{place}, POC04", "quantity left to receive", 9),
        writer.code(line.unit, f"{place}, POC05", "unit", 2, 2),
        writer.number(line.price, f"{place}, POC06", "price", 17),
        writer.code(line.price_basis, f"{place}, POC07", "price basis", 2, 2),
        *product_pairs(writer, line.product_ids, f"{place}, POC08"),
    )
    write_description(writer, line.description)
    if line.requested_on:
        writer.add("DTM", "002", format_date(line.requested_on))
