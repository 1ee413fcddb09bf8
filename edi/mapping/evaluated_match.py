"""A supplier's 810 against what evaluated receipts have posted and no other 810 claims (booking rule 4.1, decision 0018)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from edi.mapping.amounts import ZERO, difference_text, money, plain
from edi.mapping.evaluated import Quantities
from edi.mapping.invoice import InvoiceProposal, extras
from edi.mapping.lookups import Lookups
from edi.mapping.match import MatchRow, unbilled
from edi.mapping.tolerances import Tolerances
from edi.nav_records import Order, OrderLine
from edi.problems import Problem

ADVICE = "The ship notice has invoiced it already: settle it with the supplier, then approve or discard."


@dataclass(frozen=True)
class Posted:
    """Evaluated invoices in NAV: their numbers, their total with tax, how much of it no other 810 claims, and of that per order
    line the quantity and the money net of tax."""

    names: str
    total: Decimal
    unclaimed: Decimal
    quantities: Quantities
    nets: Mapping[int, Decimal]


def against_posted(
    proposal: InvoiceProposal, order: Order, posted: Posted, tolerances: Tolerances, lookups: Lookups
) -> InvoiceProposal:
    """Return the proposal with NAV's side as it is posted: also what the 810 does not claim. `order` is the one that the evaluated
    receipts booked."""
    found = {row.sequence: row for row in proposal.rows}
    rows = [
        _row(found.get(line.sequence) or unbilled(line, order), line, posted, tolerances, lookups)
        for line in order.lines
        if line.sequence in found or posted.quantities.get(line.sequence)
    ]
    return replace(
        proposal,
        rows=(*rows, *(row for row in proposal.rows if not row.sequence)),
        expected_total=posted.unclaimed,
        difference=proposal.total - posted.unclaimed,
    )


def compare_posted(proposal: InvoiceProposal, posted: Posted, tolerances: Tolerances) -> list[Problem]:
    """Return amount_differs for every line that is outside its tolerance in money or in quantity, and for the total."""
    problems = [_line_problem(row, proposal) for row in proposal.rows if row.is_outside]
    if abs(proposal.difference) > tolerances.of_total(proposal.expected_total):
        claimed = posted.total - posted.unclaimed
        others = f", other 810s claim {money(claimed)} of it" if claimed else ""
        text = (
            f"Invoice {proposal.vendor_invoice_number} is for {money(proposal.total)}, NAV has posted"
            f" {money(posted.total)} ({posted.names}){others}: {difference_text(proposal.total, posted.unclaimed)}"
            f"{extras(proposal)}. {ADVICE}"
        )
        problems.append(Problem("amount_differs", text, f"order {proposal.order_number}, total"))
    return problems


def unclaimed_text(rows: Iterable[MatchRow]) -> str:
    """Return what remains that neither this 810 nor another claims: '0.5 CASE of line 20000'; '' where nothing does."""
    left = ((row, (row.posted or ZERO) - row.bookable) for row in rows)
    return ", ".join(
        f"{plain(quantity)} {row.unit} of line {row.sequence}" for row, quantity in left if quantity > 0
    )


def _row(
    row: MatchRow, line: OrderLine, posted: Posted, tolerances: Tolerances, lookups: Lookups
) -> MatchRow:
    """A row with NAV's side: it has invoiced what it received."""
    quantity = posted.quantities.get(line.sequence, ZERO)
    ours = posted.nets.get(line.sequence, ZERO)
    tolerance = tolerances.of_line(ours)
    is_over = row.is_outside and abs(row.difference) <= row.tolerance
    is_short = quantity - row.bookable > tolerances.spare(line, lookups)
    return replace(
        row,
        invoiced=line.received,
        posted=quantity,
        ours=ours,
        tolerance=tolerance,
        is_outside=is_over or is_short or abs(row.theirs - ours) > tolerance,
    )


def _line_problem(row: MatchRow, proposal: InvoiceProposal) -> Problem:
    quantities = f"{plain(row.quantity)} {row.unit}"
    if row.posted is not None and row.posted != row.quantity:
        quantities += f" of {plain(row.posted)} that NAV has invoiced"
    money_text = f"invoice {money(row.theirs)}, NAV {money(row.ours)}"
    if row.difference:
        money_text += f": {difference_text(row.theirs, row.ours)}"
    text = f"Line {row.sequence} (item {row.item_number}, {quantities}): {money_text}. {ADVICE}"
    return Problem("amount_differs", text, f"order {proposal.order_number}, line {row.sequence}")
