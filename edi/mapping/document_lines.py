"""From a shipped or invoiced line to what it asks of the order: item, quantity, quoted line (booking rules 3.4, 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from edi.documents import InvoiceLine, ShippedLine
from edi.mapping.amounts import plain
from edi.mapping.catch_weight import received_as
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.order_lines import ITEM_TYPE, Assigned, Wanted, find_quoted_line
from edi.mapping.pack_factors import QUANTITY_DECIMALS, nearest
from edi.mapping.products import code_text, product_codes, resolve
from edi.nav_records import Order
from edi.problems import Problem

DocumentLine = ShippedLine | InvoiceLine


@dataclass(frozen=True)
class WantedLines:
    """The lines that may be assigned, the lookups behind them, and what stops the others."""

    lines: tuple[Wanted, ...]
    used: tuple[MappingUsed, ...]
    problems: tuple[Problem, ...]


def want_lines(lines: Sequence[DocumentLine], order: Order, lookups: Lookups, *, verb: str) -> WantedLines:
    """Resolve every line of a document against one order. `verb` is 'shipped' or 'invoiced', for the texts."""
    wanted: list[Wanted] = []
    used: list[MappingUsed] = []
    problems: list[Problem] = []
    for index, line in enumerate(lines):
        place = line_place(index, line, order)
        item_number, mapping, problem = _find_item(line, order, lookups, place)
        quantity, unit = line.quantity, line.unit
        if isinstance(line, ShippedLine) and not problem:
            quantity, unit, gross = received_as(line, item_number, order, lookups, place)
            problems += [gross] if gross else []
        invalid = _quantity_problem(quantity, verb, place)
        if invalid:
            problems.append(invalid)
        if mapping:
            used.append(mapping)
        if problem:
            problems.append(problem)
        elif not invalid:
            wanted.append(Wanted(index, line.line_number, item_number, quantity, unit, place))
    return WantedLines(tuple(wanted), tuple(used), tuple(problems))


def line_place(index: int, line: DocumentLine, order: Order) -> str:
    """Return where a line stands, for people: 'order PO-1, line 3 (VN A-100)'."""
    codes = code_text(product_codes(line.product_ids)) or line.description
    return f"order {order.number}, document line {index + 1}" + (f" ({codes})" if codes else "")


def mappings_of(
    used: Sequence[MappingUsed],
    assigned: Sequence[Assigned],
    lines: Sequence[DocumentLine],
    order: Order,
    wanted: Sequence[Wanted] = (),
) -> tuple[MappingUsed, ...]:
    """Return items, units and order lines that the result rests on, each once. `wanted` says in which unit a line was
    received, where that is not its own."""
    units = {want.index: want.unit for want in wanted}
    found = list(used)
    for part in assigned:
        if not part.quantity:
            continue
        line = lines[part.index]
        found.append(_unit_used(units.get(part.index, line.unit), part))
        quoted = find_quoted_line(line.line_number, order) is not None
        value = line.line_number if quoted else code_text(product_codes(line.product_ids))
        found.append(
            MappingUsed(
                "line", value, str(part.line.sequence), "line_number" if quoted else "item", order.number
            )
        )
    return tuple(dict.fromkeys(found))


def _unit_used(unit: str, part: Assigned) -> MappingUsed:
    if part.share == part.quantity:
        return MappingUsed("unit", unit, part.line.unit, "unit", "")
    size = plain(nearest(Fraction(part.quantity) / part.share))
    return MappingUsed("unit", unit, part.line.unit, "item_unit", f"1 {unit} = {size} {part.line.unit}")


def _find_item(
    line: DocumentLine, order: Order, lookups: Lookups, place: str
) -> tuple[str, MappingUsed | None, Problem | None]:
    quoted = find_quoted_line(line.line_number, order)
    if quoted and not product_codes(line.product_ids):
        # no product code at all: the quoted order line says what it is
        return quoted.item_number, None, None
    on_order = {row.item_number for row in order.lines if row.line_type == ITEM_TYPE}
    resolution = resolve(line.product_ids, on_order, lookups, place=place)
    return resolution.item_number, resolution.used, resolution.problem


def _quantity_problem(quantity: Decimal, verb: str, place: str) -> Problem | None:
    if not quantity.is_finite() or quantity <= 0:
        text = f"Quantity {verb} is {quantity}; only more than nothing can be booked. Correct or discard the document."
        return Problem("content_invalid", text, place)
    if quantity != round(quantity, QUANTITY_DECIMALS):
        text = f"Quantity {verb} is {plain(quantity)}; NAV keeps {QUANTITY_DECIMALS} decimals. Correct the document."
        return Problem("content_invalid", text, place)
    return None
