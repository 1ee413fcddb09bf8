"""The items of a ship notice: where each one's article, quantity, packages, lots and order are found in the tree
(x12 reference 4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edi.documents import ShippedLine
from edi.x12.set_reader import Located, SetReader
from edi.x12.shared_segments import (
    read_description,
    read_product_ids,
    read_references,
    reference_number,
)
from edi.x12.shipment_tree import ITEM, ORDER, Level
from edi.x12.shipped_traces import line_weight, read_pack, read_traces


@dataclass(frozen=True, eq=False)
class Source:
    """One shipped quantity: its SN1, its LIN, and all segments that speak of it on its level."""

    level: Level
    sn1: Located
    lin: Located | None
    segments: tuple[Located, ...]

    @property
    def at(self) -> Located:
        """The segment to name in messages."""
        return self.lin or self.sn1


def find_sources(reader: SetReader, levels: list[Level]) -> Iterator[Source]:
    """Every shipped quantity in the order of the file, once: packages below an item and components repeat what the item
    has said. An item without any quantity is an error Problem."""
    for level in levels:
        quantities = level.of("SN1")
        if not quantities:
            below = level.code == ITEM and not any(item.of("SN1") for item in level.descendants())
            if below and not _has_quantity_above(level):
                at = (level.of("LIN") or [level.at])[0]
                reader.report("content_invalid", "The item has no shipped quantity (SN1).", at)
            continue
        if _has_quantity_above(level):
            if level.code == ITEM:
                text = "A component of the item above it; only the item is counted."
                reader.report("content_invalid", text, level.at, 0, "warning")
            continue
        yield from _cut(level)


def _has_quantity_above(level: Level) -> bool:
    return any(above.code == ITEM and above.of("SN1") for above in level.ancestors())


def _cut(level: Level) -> Iterator[Source]:
    """A level with several LIN or SN1 holds several items; what stands before the first belongs to each."""
    shared: list[Located] = []
    groups: list[list[Located]] = []
    for item in level.segments:
        starts = item.id == "LIN" or (item.id == "SN1" and (not groups or _has(groups[-1], "SN1")))
        if starts:
            groups.append([])
        (groups[-1] if groups else shared).append(item)
    for group in groups:
        sn1 = next((item for item in group if item.id == "SN1"), None)
        if sn1 is None:
            continue
        lin = next((item for item in group if item.id == "LIN"), None) or _inherited_lin(level)
        yield Source(level, sn1, lin, (*shared, *group))


def _has(group: list[Located], segment_id: str) -> bool:
    return any(item.id == segment_id for item in group)


def _inherited_lin(level: Level) -> Located | None:
    return next((item for above in level.ancestors() for item in above.of("LIN")), None)


# -- order ----------------------------------------------------------------------------------------------------------


def named_orders(levels: list[Level]) -> dict[str, Level]:
    """Every order number that a level of the notice gives, with the first level that does."""
    named: dict[str, Level] = {}
    for level in levels:
        if _named(level):
            named.setdefault(_named(level), level)
    return named


def find_order(reader: SetReader, source: Source, known: dict[str, Level]) -> tuple[Level | None, str]:
    """The order of an item as (level that names it, number): its own PRF, the next O above, an O beside or below, any PRF
    above, a PO number in LIN or REF, and last the only one of the notice's orders (`known`). Without any: number '' and
    an error."""
    own = next((item.get(1) for item in source.segments if item.id == "PRF" and item.get(1)), "")
    if own:
        return source.level, own
    level = _order_level(source.level)
    if level is not None and _named(level):
        return level, _named(level)
    for above in source.level.ancestors():
        if _named(above):
            return above, _named(above)
    number = _quoted(source)
    if number:
        return None, number
    if len(known) == 1 and level is None:
        number, named = next(iter(known.items()))
        text = f"The item stands under no order; taken as part of {number}, the only order of the notice."
        reader.report("content_invalid", text, source.at, 0, "warning")
        return named, number
    reader.report("content_invalid", "No purchase order number is given for this item.", source.at)
    return level, ""


def _order_level(level: Level) -> Level | None:
    """The next O upward, counting the level itself; else the only O below the nearest level that has any."""
    for item in (level, *level.ancestors()):
        if item.code == ORDER:
            return item
    for item in (level, *level.ancestors()):
        below = item.orders_below()
        if below:
            return below[0] if len(below) == 1 else None
    return None


def _named(level: Level) -> str:
    """The order number this level gives: PRF01, or REF PO on an order level."""
    number = next((item.get(1) for item in level.of("PRF") if item.get(1)), "")
    return number or (reference_number(read_references(level.of("REF")), "PO") if level.code == ORDER else "")


def _quoted(source: Source) -> str:
    """A PO number in LIN, in a REF of the item, or in a REF of a level above."""
    lin = source.lin
    if lin is not None:
        for position in range(2, len(lin.segment), 2):
            if lin.get(position) == "PO" and lin.get(position + 1):
                return lin.get(position + 1)
    groups = (list(source.segments), *(above.segments for above in source.level.ancestors()))
    return next(
        (number for group in groups if (number := reference_number(read_references(group), "PO"))), ""
    )


# -- line -----------------------------------------------------------------------------------------------------------


def read_line(reader: SetReader, source: Source) -> ShippedLine | None:
    """The shipped line; None under an error Problem when its quantity cannot be read."""
    sn1, lin = source.sn1, source.lin
    quantity = reader.decimal(sn1, 2, "shipped quantity", required=True)
    unit = reader.text(sn1, 3, "unit of the quantity")
    ordered = reader.decimal(sn1, 5, "ordered quantity")
    product_ids = read_product_ids(reader, lin, 2) if lin else ()
    line_number = (lin.get(1) if lin else "") or sn1.get(1)
    if not product_ids and not line_number:
        reader.report("content_invalid", "The item has neither a product code nor a line number.", source.at)
    if quantity is None:
        return None
    if quantity < 0:
        reader.report("content_invalid", f"The shipped quantity {quantity} is below zero.", sn1, 2)
    said = _said(source)
    traces = read_traces(reader, source.level, said, quantity=quantity, unit=unit)
    return ShippedLine(
        quantity=quantity,
        unit=unit,
        product_ids=product_ids,
        line_number=line_number,
        description=read_description(source.segments),
        ordered_quantity=ordered,
        ordered_unit=sn1.get(6),
        traces=traces,
        weight=line_weight(reader, said, traces, quantity),
        pack=read_pack(reader, said),
        place=source.at.place(),
    )


def _said(source: Source) -> list[Located]:
    """Everything said of the item itself: its own segments, its LIN, and where a package carries the quantity also what
    the item above it says."""
    if source.level.code == ITEM:
        above: list[Located] = []
    else:
        items = [level for level in source.level.ancestors() if level.code == ITEM]
        above = [segment for level in items for segment in level.segments]
    own = list(source.segments)
    lin = [source.lin] if source.lin is not None and source.lin not in own and source.lin not in above else []
    return [*lin, *own, *above]
