"""The three-way match of a document with its order: whose tolerances count, and what people see of it (booking rule 4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from connectors.models import Connection
from edi.mapping.match import MatchRow
from edi.mapping.tolerances import Tolerances
from edi.models import TradingPartner


def tolerances_of(connection: Connection, partner: TradingPartner) -> Tolerances:
    """What this partner's documents may differ: its own money where it has some, else the Connection's; percents are its own."""
    line, total = partner.line_tolerance, partner.total_tolerance
    return Tolerances(
        line=connection.line_tolerance if line is None else line,
        total=connection.total_tolerance if total is None else total,
        line_percent=Decimal(partner.line_tolerance_percent),
        total_percent=Decimal(partner.total_tolerance_percent),
        quantity_percent=Decimal(partner.quantity_tolerance_percent),
        weight_percent=Decimal(partner.weight_tolerance_percent),
    )


def shown(rows: Iterable[MatchRow]) -> list[dict[str, Any]]:
    """The rows of a match as they are kept with the document's proposal."""
    return [
        {
            "line": row.sequence,
            "item": row.item_number,
            "text": row.description,
            "unit": row.unit,
            "ordered": str(row.ordered),
            "received": str(row.received),
            "invoiced": str(row.invoiced),
            "quantity": str(row.quantity),
            "bookable": str(row.bookable),
            "their_price": str(row.their_price),
            "our_price": str(row.our_price),
            "theirs": str(row.theirs),
            "ours": str(row.ours),
            "difference": str(row.difference),
            "tolerance": str(row.tolerance),
            "is_outside": row.is_outside,
            "from_lines": list(row.from_lines),
        }
        for row in rows
    ]


def differences(rows: Iterable[MatchRow], total: Decimal) -> dict[str, Any]:
    """What a quarantine row says of a match: the difference in money, in all and of each line outside its tolerance."""
    lines = [
        {"line": row.sequence, "item": row.item_number, "difference": str(row.difference)}
        for row in rows
        if row.is_outside
    ]
    return {"difference": str(total)} | ({"lines": lines} if lines else {})


def evaluated_step(*, is_booked: bool) -> dict[str, str]:
    """What a quarantine row says to do about an invoice whose goods evaluated receipts invoice."""
    step = "It goes on by itself when the ship notice of its order is booked. Ask the supplier for the notice where none comes."
    if is_booked:
        step = (
            "The ship notice has invoiced the goods in NAV. Settle the difference with the supplier; then approve, and this one"
            " ends as compared, or discard it."
        )
    return {"next_step": step}
