"""X12 856 ship notice: read from a hierarchy of any shape into what was shipped on each order (x12 reference 4.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time

from edi.documents import Party, Reference, ShipNotice, ShippedLine, ShippedOrder
from edi.problems import Problem
from edi.x12.segments import Delimiters, TransactionSet
from edi.x12.set_reader import Located, SetReader, check_ctt
from edi.x12.shared_segments import read_parties, read_references, reference_number
from edi.x12.shipment_tree import Level, build_tree
from edi.x12.shipped_lines import find_order, find_sources, named_orders, read_line

_SHIPPED = ("011",)
_EXPECTED = ("017", "067", "002")
_CANCEL = "01"


@dataclass
class _Order:
    """One order while its lines are gathered."""

    number: str
    ordered_on: date | None = None
    lines: list[ShippedLine] = field(default_factory=list)
    parties: dict[Party, None] = field(default_factory=dict)
    references: dict[Reference, None] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


def read_856(transaction_set: TransactionSet, delimiters: Delimiters) -> tuple[ShipNotice, list[Problem]]:
    """Read an 856 into a ShipNotice with everything found wrong in it: one ShippedOrder for each order number, lines in
    the order of the file. An item without a readable quantity is left out under an error; items of no order stand under
    an order with number '' and an error. Raises InvalidContent without BSN."""
    reader = SetReader(transaction_set, delimiters)
    bsn = reader.require("BSN", "purpose, number and date of the shipment")
    header, levels = build_tree(reader)
    tops = [level for level in levels if level.parent is None]
    top = [*header, *(item for level in tops for item in level.segments if level.code == "S")]
    orders = _gather(reader, levels, bsn.get(1))
    shipped_on, shipped_at = _shipped(reader, top)
    references = read_references(top)
    notice = ShipNotice(
        number=_number(reader, bsn, references),
        shipped_on=shipped_on,
        orders=tuple(orders),
        purpose=reader.text(bsn, 1, "purpose code") or "00",
        shipped_at=shipped_at,
        expected_on=_day(reader, top, _EXPECTED),
        structure=bsn.get(5),
        parties=read_parties(top),
        references=references,
        packages=_packages(reader, top),
        carrier=_carrier([*top, *(item for level in levels for item in level.of("TD5"))]),
        issued_on=reader.day(bsn, 3, "date of the notice"),
        issued_at=reader.clock(bsn, 4, "time of the notice"),
    )
    items = sum(len(level.of("SN1")) for level in levels)
    quantities = [line.quantity for order in orders for line in order.lines]
    check_ctt(reader, {len(levels), items}, quantities)
    return notice, reader.problems


def _number(reader: SetReader, bsn: Located, references: Iterable[Reference]) -> str:
    """BSN02; where the sender left it empty, its packing list, shipment or bill of lading number (a warning)."""
    if bsn.get(2):
        return bsn.get(2)
    number = reference_number(references, "SI", "PK", "BM")
    if number:
        text = f"The shipment number is missing; {number} is taken from the references."
        reader.report("content_invalid", text, bsn, 2, "warning")
        return number
    return reader.text(bsn, 2, "shipment number")


def _gather(reader: SetReader, levels: list[Level], purpose: str) -> list[ShippedOrder]:
    """The lines of every item under the order each belongs to."""
    orders: dict[str, _Order] = {}
    known = named_orders(levels)
    for source in find_sources(reader, levels):
        order_level, number = find_order(reader, source, known)
        line = read_line(reader, source)
        order = orders.setdefault(number, _Order(number))
        _add_level(reader, order, order_level)
        if line is not None:
            order.lines.append(line)
    for number, level in known.items():
        if number in orders:
            continue
        if purpose == _CANCEL:
            _add_level(reader, orders.setdefault(number, _Order(number)), level)
        else:
            text = f"Order {number} has no items in this notice."
            reader.report("content_invalid", text, level.at, 0, "warning")
    if not orders and purpose != _CANCEL:
        reader.report("content_invalid", "The ship notice has no items.", reader.first("HL"))
    for order in orders.values():
        _warn_of_duplicates(reader, order)
    return [
        ShippedOrder(
            order.number, tuple(order.lines), order.ordered_on, tuple(order.parties), tuple(order.references)
        )
        for order in orders.values()
    ]


def _add_level(reader: SetReader, order: _Order, level: Level | None) -> None:
    """Take date, parties and references from a level that names the order, once for each level."""
    if level is None or id(level) in order.seen:
        return
    order.seen.add(id(level))
    prf = next(iter(level.of("PRF")), None)
    if prf is not None and order.ordered_on is None and prf.get(4):
        order.ordered_on = reader.day(prf, 4, "order date")
    if level.code != "O":
        return
    order.parties.update(dict.fromkeys(read_parties(level.segments)))
    order.references.update(dict.fromkeys(read_references(level.segments)))


def _warn_of_duplicates(reader: SetReader, order: _Order) -> None:
    """One line number with two articles is a mistake; with one article it is packed in several cartons."""
    seen: dict[str, ShippedLine] = {}
    for line in order.lines:
        first = seen.setdefault(line.line_number, line) if line.line_number else line
        if first.product_ids != line.product_ids:
            text = f"Line number '{line.line_number}' stands for two articles of order {order.number}."
            reader.problems.append(Problem("content_invalid", text, line.place, "warning"))


def _day(reader: SetReader, segments: list[Located], qualifiers: tuple[str, ...]) -> date | None:
    at = _dtm(segments, qualifiers)
    return reader.day(at, 2, "date") if at else None


def _shipped(reader: SetReader, segments: list[Located]) -> tuple[date | None, time | None]:
    at = _dtm(segments, _SHIPPED)
    return (reader.day(at, 2, "ship date"), reader.clock(at, 3, "ship time")) if at else (None, None)


def _dtm(segments: list[Located], qualifiers: tuple[str, ...]) -> Located | None:
    for qualifier in qualifiers:
        for item in segments:
            if item.id == "DTM" and item.get(1) == qualifier and item.get(2):
                return item
    return None


def _packages(reader: SetReader, segments: list[Located]) -> int | None:
    at = next((item for item in segments if item.id == "TD1" and item.get(2)), None)
    return reader.count(at, 2, "number of packages") if at else None


def _carrier(segments: list[Located]) -> str:
    """The carrier: its code (TD503), else its name (TD505)."""
    carriers = [item for item in segments if item.id == "TD5"]
    codes = [item.get(3) for item in carriers if item.get(3)]
    names = [item.get(5) for item in carriers if item.get(5)]
    return next(iter([*codes, *names]), "")
