"""Ship notice (X12 856) to what NAV is asked to receive on one order (booking rule 3.5, x12 reference 4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from edi.documents import ShippedOrder
from edi.mapping.amounts import ZERO
from edi.mapping.document_lines import mappings_of, want_lines
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.match import MatchRow, match_rows, worth
from edi.mapping.order_lines import Assigned, Assignment, assign
from edi.mapping.tolerances import Tolerances
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
    """What a ship notice asks of one order: one line per order line concerned, the match, the mappings used, the problems,
    and the lots and packages that the lines are made of. With an error among the problems nothing may be booked."""

    order_number: str
    order_id: str
    vendor_number: str
    lines: tuple[ReceiveLine, ...]
    rows: tuple[MatchRow, ...] = ()
    mappings: tuple[MappingUsed, ...] = ()
    problems: tuple[Problem, ...] = ()
    traced: tuple[TracedPart, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Return what was shipped beyond the order is worth at its prices, as far as it has one."""
        return sum((row.difference for row in self.rows), ZERO)


def map_shipped_order(
    shipped: ShippedOrder, order: Order, lookups: Lookups, tolerances: Tolerances | None = None
) -> ReceiptProposal:
    """Map what was shipped for one order onto its lines, up to what each still expects; more is noted where the quantity
    tolerance covers it, and stops otherwise.

    Raises nothing: problems carry item_unknown, item_ambiguous, item_blocked, unit_unmapped, over_shipped and
    content_invalid."""
    allowed = tolerances or Tolerances()
    wanted = want_lines(shipped.lines, order, lookups, verb="shipped")
    assignment = assign(
        wanted.lines, order, _outstanding, lookups, spare=lambda line: allowed.spare(line, lookups)
    )
    problems = [*wanted.problems, *assignment.problems]
    if not shipped.lines:
        text = f"The ship notice names no goods for order {order.number}. Ask the supplier, then discard it."
        problems.append(Problem("content_invalid", text, f"order {order.number}"))
    return ReceiptProposal(
        order_number=order.number,
        order_id=order.nav_id,
        vendor_number=order.vendor_number,
        lines=_receive_lines(assignment.parts),
        rows=_rows(assignment, order, lookups, allowed),
        mappings=mappings_of(wanted.used, assignment.parts, shipped.lines, order, wanted.lines),
        problems=tuple(problems),
        traced=trace_parts(shipped.lines, assignment.parts),
    )


def _rows(
    assignment: Assignment, order: Order, lookups: Lookups, allowed: Tolerances
) -> tuple[MatchRow, ...]:
    """The match of a notice: what came beyond the order, at the order's price, against the quantity tolerance."""
    ours = {line.sequence: ZERO for line in order.lines}
    for part in assignment.parts:
        ours[part.line.sequence] += worth(part.line, part.quantity, order)
    return match_rows(
        order,
        assignment,
        part_amounts=[worth(part.line, part.quantity, order) for part in assignment.parts],
        over_amounts=[
            worth(over.line, over.quantity, order) if over.line else ZERO for over in assignment.overs
        ],
        ours=ours,
        tolerance=lambda line: worth(line, allowed.spare(line, lookups), order),
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
