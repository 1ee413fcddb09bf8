"""856 → receipts: one target per order of the notice, by the Connection's route (booking rules 3.5 and 4.5)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from connectors.models import Connection
from edi.documents import ShipNotice, ShippedOrder
from edi.mapping.ship_notice import ReceiptProposal, ReceiveLine, map_shipped_order
from edi.models import TradingPartner
from edi.nav_records import Order
from edi.problems import Problem, has_errors
from navcleo import lookup_tables
from navcleo.sending.effects import Effect, Parked
from navcleo.sending.receipt_in_journal import ReceiptInJournal
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from navcleo.workflows import accruals, orders
from navcleo.workflows.work import Plan, Work


def plan(work: Work, value: ShipNotice, partner: TradingPartner) -> Plan:
    """The receipts that a notice asks for. Orders that have an attempt keep what it intended; the others are mapped now."""
    if value.purpose not in ("00", ""):
        said = {"01": "cancels", "05": "replaces"}.get(value.purpose, f"has purpose {value.purpose} for")
        raise Parked(
            "content_invalid",
            f"Notice {value.number} {said} an earlier one. Settle it in NAV by hand, then discard it here.",
        )
    if not value.orders:
        raise Parked(
            "content_invalid",
            f"Notice {value.number} names no order. Ask the supplier, then discard it here.",
        )
    found = _Found()
    for shipped in _by_order(value):
        target = work.target(f"order:{shipped.order_number}")
        effect = _resumed(work, target)
        if effect:
            found.add(effect, _shown(work, effect, shipped.order_number, None))
        else:
            _map(work, value, partner, shipped, found)
    return Plan(tuple(found.effects), {"targets": found.targets}, tuple(found.used), tuple(found.problems))


@dataclass
class _Found:
    """What mapping the orders of one notice gives."""

    effects: list[Effect] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    used: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, effect: Effect, shown: dict[str, Any]) -> None:
        self.effects.append(effect)
        self.targets.append(shown)


def _map(
    work: Work, value: ShipNotice, partner: TradingPartner, shipped: ShippedOrder, found: _Found
) -> None:
    """The effect of an order that has no attempt yet; what stops it is collected, so that a person sees all at once."""
    work.hold(f"order:{shipped.order_number}")
    try:
        order = orders.read(work, partner, shipped.order_number)
        lookups = lookup_tables.lookups_for(work.connection, partner)
        proposal = map_shipped_order(shipped, accruals.less_accrued(work, order), lookups)
        found.problems += proposal.problems
        found.used += [asdict(row) for row in proposal.mappings]
        if not has_errors(proposal.problems):
            effect = _effect(work, value, order, proposal)
            found.add(effect, _shown(work, effect, order.number, proposal))
    except Parked as parked:
        found.problems.append(Problem(parked.code, parked.reason, f"order {shipped.order_number}"))


def _by_order(value: ShipNotice) -> list[ShippedOrder]:
    """One entry per order number; a notice may quote an order several times, once per package."""
    merged: dict[str, ShippedOrder] = {}
    for shipped in value.orders:
        number = shipped.order_number.strip().upper()
        first = merged.get(number)
        merged[number] = (
            replace(first, lines=first.lines + shipped.lines)
            if first
            else replace(shipped, order_number=number)
        )
    return list(merged.values())


def _resumed(work: Work, target: str) -> Effect | None:
    for kind in (ReceiptOnOrder, ReceiptInJournal):
        attempt = work.live_attempt(kind.kind, target)
        if attempt:
            return kind.resume(work.nav, work.document, attempt)
    return None


def _effect(work: Work, value: ShipNotice, order: Order, proposal: ReceiptProposal) -> Effect:
    target = work.target(f"order:{order.number}")
    post_on = work.posting_date(value.shipped_on)
    if work.connection.receipt_route == Connection.Route.PURCHASE_ORDER:
        wanted = {line.sequence: line.quantity for line in proposal.lines}
        return ReceiptOnOrder(
            work.nav, work.document, target=target, order_number=order.number, wanted=wanted, post_on=post_on
        )
    location = accruals.location_of(work, order, proposal)
    return ReceiptInJournal(
        work.nav,
        work.document,
        accruals.journal_lines(work, order, proposal),
        target=target,
        location=location,
        post_on=post_on,
        dimensions=accruals.dimensions_of(work, location),
    )


def _named(line: ReceiveLine | None) -> dict[str, str]:
    """Item, unit and text of a line, for people."""
    return {"item": line.item_number, "unit": line.unit, "text": line.description} if line else {}


def _shown(work: Work, effect: Effect, order_number: str, proposal: ReceiptProposal | None) -> dict[str, Any]:
    """What people see of a target; what was shown of one that is resumed stays."""
    before = next(
        (row for row in work.document.proposal.get("targets", []) if row["target"] == effect.target), None
    )
    if proposal is None and before:
        return dict(before)
    if isinstance(effect, ReceiptOnOrder):
        named = {line.sequence: line for line in proposal.lines} if proposal else {}
        lines = [
            {"line": sequence, "quantity": str(quantity)} | _named(named.get(sequence))
            for sequence, quantity in sorted(effect.wanted.items())
        ]
        day = effect.post_on.isoformat()
        return {"kind": effect.kind, "target": effect.target, "lines": lines, "posting_on": day}
    assert isinstance(effect, ReceiptInJournal)
    lines = [
        {"account": ln.account_number, "amount": str(ln.amount), "text": ln.description}
        for ln in effect.lines
    ]
    received = {str(line.sequence): str(line.quantity) for line in proposal.lines} if proposal else {}
    shown = {"kind": effect.kind, "target": effect.target, "lines": lines, "batch": effect.batch_code}
    return shown | {"order": order_number, "received": received}
