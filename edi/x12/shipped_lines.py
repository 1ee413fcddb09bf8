"""The items of a ship notice: where each one's article, quantity, packages, lots and order are found in the tree
(x12 reference 4.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from edi.documents import ShippedLine
from edi.x12.set_reader import Located, SetReader
from edi.x12.shared_segments import (
    product_code,
    read_description,
    read_product_ids,
    read_references,
    reference_number,
)
from edi.x12.shipment_tree import ITEM, ORDER, Level

_SSCC = frozenset({"GM", "AA"})
_SSCC_DIGITS = 18
_PACKAGING = frozenset({"T", "P"})
_EXPIRES = ("036", "208")
_PRODUCED = ("405", "094")


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
    packs = [item for item in source.level.descendants() if item.code in _PACKAGING]
    described = [*source.segments, *(item for pack in packs for item in pack.segments)]
    return ShippedLine(
        quantity=quantity,
        unit=unit,
        product_ids=product_ids,
        line_number=line_number,
        description=read_description(source.segments),
        ordered_quantity=ordered,
        ordered_unit=sn1.get(6),
        lots=_lots(product_code(product_ids, "LT"), described),
        expires_on=_date(reader, described, _EXPIRES, "expiry date"),
        produced_on=_date(reader, described, _PRODUCED, "production date"),
        package_ids=_package_ids(reader, source, packs),
        place=source.at.place(),
    )


def _lots(lot: str, segments: list[Located]) -> tuple[str, ...]:
    lots = [item.get(2) for item in segments if item.id == "REF" and item.get(1) == "LT" and item.get(2)]
    return tuple(dict.fromkeys([lot, *lots] if lot else lots))


def _date(
    reader: SetReader, segments: list[Located], qualifiers: tuple[str, ...], meaning: str
) -> date | None:
    for qualifier in qualifiers:
        for item in segments:
            if item.id == "DTM" and item.get(1) == qualifier and item.get(2):
                return reader.day(item, 2, meaning)
    return None


def _package_ids(reader: SetReader, source: Source, packs: list[Level]) -> tuple[str, ...]:
    """The marks of the item, of the packages around it (nearest first) and of those below it."""
    marks = [item for item in source.segments if item.id == "MAN"]
    marks += [
        item for above in source.level.ancestors() if above.code in _PACKAGING for item in above.of("MAN")
    ]
    marks += [item for pack in packs for item in pack.of("MAN")]
    numbers: dict[str, None] = {}
    for mark in marks:
        for position in (1, 4):
            if mark.get(position + 1):
                numbers[_mark_number(reader, mark, position)] = None
    return tuple(numbers)


def _mark_number(reader: SetReader, mark: Located, position: int) -> str:
    """One mark; an SSCC as its 18 digits without the application id 00, checked once for each segment (a warning)."""
    qualifier, number = mark.get(position), mark.get(position + 1)
    if qualifier not in _SSCC:
        return number
    number, fault = normalise_sscc(number)
    if fault:
        reader.report("content_invalid", fault, mark, position + 1, "warning")
    return number


def normalise_sscc(text: str) -> tuple[str, str]:
    """An SSCC as 18 digits, and what is wrong with it ('' if nothing). It arrives with or without the application id 00,
    in brackets or not; a wrong check digit is no reason to refuse goods."""
    number = re.sub(r"[\s()]", "", text)
    if len(number) == _SSCC_DIGITS + 2 and number.startswith("00"):
        number = number[2:]
    if not re.fullmatch(r"[0-9]{18}", number):
        return number, f"'{text}' is no SSCC of 18 digits."
    if check_digit(number[:-1]) != number[-1]:
        return (
            number,
            f"The check digit of SSCC {number} is {number[-1]}, it should be {check_digit(number[:-1])}.",
        )
    return number, ""


def check_digit(digits: str) -> str:
    """The GS1 modulo 10 check digit for these digits (weights 3 and 1 from the right)."""
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits)))
    return str(-total % 10)
