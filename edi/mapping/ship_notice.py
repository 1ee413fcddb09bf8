"""Ship notice (X12 856) to what NAV is asked to receive on one order (booking rule 3.5, x12 reference 4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from edi.documents import ShippedOrder
from edi.mapping.document_lines import mappings_of, want_lines
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.order_lines import Assigned, assign
from edi.mapping.traced import TracedPart, trace_parts
from edi.nav_records import Order, OrderLine
from edi.problems import Problem


@dataclass(frozen=True)
class ReceiveLine:
    """Receive `quantity` (in `unit`, a NAV unit) on one order line; `line_id` is the line's NAV id."""

    line_id: str
    sequence: int
    item_number: str
    quantity: Decimal
    unit: str
    description: str


@dataclass(frozen=True)
class ReceiptProposal:
    """What a ship notice asks of one order: one line per order line concerned, the mappings used, the problems, and the
    lots and packages that the lines are made of. With an error among the problems nothing may be booked."""

    order_number: str
    order_id: str
    vendor_number: str
    lines: tuple[ReceiveLine, ...]
    mappings: tuple[MappingUsed, ...] = ()
    problems: tuple[Problem, ...] = ()
    traced: tuple[TracedPart, ...] = ()


def map_shipped_order(shipped: ShippedOrder, order: Order, lookups: Lookups) -> ReceiptProposal:
    """Map what was shipped for one order onto its lines, up to what each still expects.

    Raises nothing: problems carry item_unknown, item_ambiguous, item_blocked, unit_unmapped, over_shipped and
    content_invalid."""
    wanted = want_lines(shipped.lines, order, lookups, verb="shipped")
    assigned, unassigned = assign(wanted.lines, order, _outstanding, lookups)
    problems = [*wanted.problems, *unassigned]
    if not shipped.lines:
        text = f"The ship notice names no goods for order {order.number}. Ask the supplier, then discard it."
        problems.append(Problem("content_invalid", text, f"order {order.number}"))
    return ReceiptProposal(
        order_number=order.number,
        order_id=order.nav_id,
        vendor_number=order.vendor_number,
        lines=_receive_lines(assigned),
        mappings=mappings_of(wanted.used, assigned, shipped.lines, order),
        problems=tuple(problems),
        traced=trace_parts(shipped.lines, assigned),
    )


def _outstanding(line: OrderLine) -> Decimal:
    return line.outstanding


def _receive_lines(assigned: Sequence[Assigned]) -> tuple[ReceiveLine, ...]:
    sums: dict[int, Decimal] = {}
    lines = {part.line.sequence: part.line for part in assigned}
    for part in assigned:
        sums[part.line.sequence] = sums.get(part.line.sequence, Decimal(0)) + part.quantity
    return tuple(
        ReceiveLine(line.nav_id, sequence, line.item_number, sums[sequence], line.unit, line.description)
        for sequence, line in sorted(lines.items())
    )
