"""Catch weight on ship notices: whether cases or pounds are received follows the unit of the order line (x12 reference 4.5)."""

from __future__ import annotations

from decimal import Decimal

from edi.documents import ShippedLine
from edi.mapping.lookups import Lookups
from edi.mapping.order_lines import ITEM_TYPE, find_quoted_line
from edi.mapping.units import same_unit
from edi.nav_records import Order
from edi.problems import Problem

GROSS = "G"


def received_as(
    line: ShippedLine, item_number: str, order: Order, lookups: Lookups, place: str
) -> tuple[Decimal, str, Problem | None]:
    """Return quantity and X12 unit to receive of a shipped line, and a warning where a gross weight is all there is.

    Cases ordered stay cases. Ordered in a unit of weight that the notice tells the weight in, it is the weight; what is
    shipped in neither is left as it is, for the units of the item to convert, or to stop."""
    quoted = find_quoted_line(line.line_number, order)
    lines = (
        [quoted]
        if quoted
        else [row for row in order.lines if row.line_type == ITEM_TYPE and row.item_number == item_number]
    )
    weight = line.weight
    if weight is None or line.quantity <= 0:
        return line.quantity, line.unit, None
    if any(same_unit(line.unit, row.unit, lookups) for row in lines):
        return line.quantity, line.unit, None
    if not any(same_unit(weight.unit, row.unit, lookups) for row in lines):
        return line.quantity, line.unit, None
    warning = None
    if weight.kind == GROSS:
        text = f"Only a gross weight of {weight.amount} {weight.unit} is told; it is what is received."
        warning = Problem("unit_unmapped", text, place, "warning")
    return weight.amount, weight.unit, warning
