"""856 → receipts: one target per order of the notice, by the Connection's route (booking rules 3.5 and 4.5)."""

from __future__ import annotations

from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from connectors.models import Connection
from edi.documents import ShipNotice, ShippedOrder
from edi.mapping.amounts import line_amount
from edi.mapping.ship_notice import ReceiptProposal, map_shipped_order
from edi.models import TradingPartner
from edi.nav_records import JournalLine, Order
from edi.problems import Problem, has_errors
from navcleo import lookup_tables
from navcleo.sending.effects import Effect, Parked
from navcleo.sending.receipt_in_journal import ReceiptInJournal
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from navcleo.workflows import orders
from navcleo.workflows.work import Plan, Work


def plan(work: Work, value: ShipNotice, partner: TradingPartner) -> Plan:
    """The receipts that a notice asks for. Orders that have an attempt keep what it intended; the others are mapped now."""
    if value.purpose not in ("00", ""):
        said = {"01": "cancels", "05": "replaces"}.get(value.purpose, f"has purpose {value.purpose} for")
        raise Parked(
            "content_invalid",
            f"Notice {value.number} {said} an earlier one. Settle it in NAV by hand, then discard it here.",
        )
    effects: list[Effect] = []
    problems: list[Problem] = []
    targets: list[dict[str, Any]] = []
    used: list[dict[str, Any]] = []
    for shipped in _by_order(value):
        target = work.target(f"order:{shipped.order_number}")
        effect = _resumed(work, target)
        if effect is None:
            order = orders.read(work, partner, shipped.order_number)
            proposal = map_shipped_order(shipped, order, lookup_tables.lookups_for(work.connection, partner))
            problems += proposal.problems
            used += [asdict(row) for row in proposal.mappings]
            if has_errors(list(proposal.problems)):
                continue
            effect = _effect(work, value, order, proposal, target)
        effects.append(effect)
        targets.append(_shown(effect))
    return Plan(tuple(effects), {"targets": targets}, tuple(used), tuple(problems))


def _by_order(value: ShipNotice) -> list[ShippedOrder]:
    """One entry per order number; a notice may quote an order several times, once per package."""
    merged: dict[str, ShippedOrder] = {}
    for shipped in value.orders:
        number = shipped.order_number.strip().upper()
        first = merged.get(number)
        merged[number] = replace(first, lines=first.lines + shipped.lines) if first else replace(shipped, order_number=number)
    return list(merged.values())


def _resumed(work: Work, target: str) -> Effect | None:
    for kind in (ReceiptOnOrder, ReceiptInJournal):
        attempt = work.live_attempt(kind.kind, target)
        if attempt:
            return kind.resume(work.nav, work.document, attempt)
    return None


def _effect(work: Work, value: ShipNotice, order: Order, proposal: ReceiptProposal, target: str) -> Effect:
    post_on = work.posting_date(value.shipped_on)
    if work.connection.receipt_route == Connection.Route.PURCHASE_ORDER:
        wanted = {line.sequence: line.quantity for line in proposal.lines}
        return ReceiptOnOrder(
            work.nav, work.document, target=target, order_number=order.number, wanted=wanted, post_on=post_on
        )
    location = _location(work, order, proposal)
    lines = _journal_lines(work, order, proposal)
    return ReceiptInJournal(
        work.nav, work.document, lines, target=target, location=location, post_on=post_on, dimensions={}
    )


def _location(work: Work, order: Order, proposal: ReceiptProposal) -> str:
    lookups = lookup_tables.lookups_for(work.connection, None)
    received = {line.sequence for line in proposal.lines}
    ids = {line.location_id for line in order.lines if line.sequence in received and line.location_id}
    codes = sorted(lookups.location_ids.get(nav_id, "") for nav_id in ids)
    if len(codes) > 1:
        raise Parked("location_unmapped", f"Order {order.number} goes to several locations; the journal route books one.")
    return codes[0] if codes and codes[0] else "MAIN"


def _journal_lines(work: Work, order: Order, proposal: ReceiptProposal) -> list[JournalLine]:
    """Goods received, per order line at the order's price, against the accrual's counter account."""
    connection = work.connection
    if not connection.accrual_account or not connection.balancing_account:
        raise Parked("nav_refused", f"{connection.name} has no accrual and clearing account for the journal route.")
    if order.currency not in ("", connection.local_currency):
        raise Parked("currency_differs", f"Order {order.number} is in {order.currency}; journals take local currency only.")
    by_sequence = {line.sequence: line for line in order.lines}
    rows: list[JournalLine] = []
    total = Decimal(0)
    for line in proposal.lines:
        amount = line_amount(
            by_sequence[line.sequence], line.quantity, prices_include_tax=order.prices_include_tax
        ).net
        total += amount
        text = f"{order.number} {line.item_number} {line.quantity.normalize():f} {line.unit}"[:100]
        rows.append(JournalLine("G/L Account", connection.accrual_account, amount, work.today(), "", "", text))
    text = f"{order.number} goods received not invoiced"
    rows.append(JournalLine("G/L Account", connection.balancing_account, -total, work.today(), "", "", text))
    return rows


def _shown(effect: Effect) -> dict[str, Any]:
    if isinstance(effect, ReceiptOnOrder):
        lines = [{"line": sequence, "quantity": str(quantity)} for sequence, quantity in sorted(effect.wanted.items())]
        return {"kind": effect.kind, "target": effect.target, "lines": lines, "posting_on": effect.post_on.isoformat()}
    assert isinstance(effect, ReceiptInJournal)
    lines = [{"account": ln.account_number, "amount": str(ln.amount), "text": ln.description} for ln in effect.lines]
    return {"kind": effect.kind, "target": effect.target, "lines": lines, "batch": effect.batch_code}
