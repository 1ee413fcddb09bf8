"""What an earlier notice received on an order beside what its replacement says, line by line, for the person who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from audit.models import SendAttempt
from edi.documents import ShippedOrder
from edi.mapping.amounts import ZERO, plain
from edi.mapping.ship_notice import ReceiptProposal, map_shipped_order
from edi.models import TradingPartner
from edi.plain import to_plain
from edi.problems import Problem, has_errors
from navcleo import lookup_tables
from navcleo.sending.effects import Parked
from navcleo.workflows import accruals, matching, orders
from navcleo.workflows.work import Work

Quantities = dict[str, Decimal]


@dataclass(frozen=True)
class Compared:
    """One order of a replaced or cancelled notice. `is_same` = nothing is left to do: same quantities, same lots and packages."""

    order_number: str
    lines: tuple[dict[str, str], ...]
    is_same: bool

    @property
    def shown(self) -> dict[str, Any]:
        """The comparison as people see it among the targets of a document."""
        return {
            "kind": "received before",
            "target": f"order:{self.order_number}",
            "lines": list(self.lines),
        }

    @property
    def problem(self) -> Problem:
        """The task: already_received, with the difference per line."""
        moved = [row for row in self.lines if row["difference"] != "0"]
        said = "; ".join(f"line {row['line']}: {row['received']} received, now {row['now']}" for row in moved)
        text = (
            f"Order {self.order_number} was received by an earlier notice with this number. "
            f"{said or 'The quantities are the same, lots or packages are not'}."
        )
        return Problem("already_received", text, f"order {self.order_number}")


def compare(
    work: Work,
    partner: TradingPartner,
    number: str,
    shipped: ShippedOrder | None,
    done: Sequence[SendAttempt],
) -> Compared:
    """Compare what `done` received on an order with what the new notice ships on it (None = nothing). Where the order can no
    longer be read or a line finds no place on it, the notice's own line numbers stand for the order's."""
    received: Quantities = {}
    for attempt in done:
        for line, quantity in _received(attempt).items():
            received[line] = received.get(line, ZERO) + quantity
    proposal = _proposal(work, partner, shipped, received) if shipped else None
    now = _now(shipped, proposal)
    lines = tuple(
        {
            "line": line,
            "received": plain(received.get(line, ZERO)),
            "now": plain(now.get(line, ZERO)),
            "difference": plain(now.get(line, ZERO) - received.get(line, ZERO)),
        }
        for line in dict.fromkeys([*received, *now])
    )
    before = [part for attempt in done for part in attempt.intent.get("traced", [])]
    parts = [to_plain(part) for part in proposal.traced] if proposal else []
    same = proposal is not None and before == parts and all(row["difference"] == "0" for row in lines)
    return Compared(number, lines, same)


def _received(attempt: SendAttempt) -> Quantities:
    """Order line → quantity that an attempt booked, by either route."""
    lines = attempt.intent.get("lines")
    if not isinstance(lines, dict):  # journal lines are amounts; what they stand for is in the proposal
        targets = attempt.document.proposal.get("targets", [])
        lines = next((row.get("received", {}) for row in targets if row["target"] == attempt.target), {})
    return {line: Decimal(quantity) for line, quantity in lines.items()}


def _proposal(
    work: Work, partner: TradingPartner, shipped: ShippedOrder, received: Quantities
) -> ReceiptProposal | None:
    """What the new notice would receive, had the earlier one not come."""
    try:
        order = accruals.less_accrued(work, orders.read(work, partner, shipped.order_number))
    except Parked:
        return None
    lines = (
        replace(line, received=line.received - received.get(str(line.sequence), ZERO)) for line in order.lines
    )
    lookups = lookup_tables.lookups_for(work.connection, partner, order)
    allowed = matching.tolerances_of(work.connection, partner)
    proposal = map_shipped_order(shipped, replace(order, lines=tuple(lines)), lookups, allowed)
    return None if has_errors(proposal.problems) else proposal


def _now(shipped: ShippedOrder | None, proposal: ReceiptProposal | None) -> Quantities:
    if proposal is not None:
        return {str(line.sequence): line.quantity for line in proposal.lines}
    found: Quantities = {}
    for line in shipped.lines if shipped else ():
        name = line.line_number or ", ".join(code.code for code in line.product_ids)
        found[name] = found.get(name, ZERO) + line.quantity
    return found
