"""856 → receipts: one target per order of the notice, by the Connection's route (booking rules 3.5 and 4.5)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from edi.documents import ShipNotice, ShippedOrder
from edi.mapping.ship_notice import map_shipped_order
from edi.models import TradingPartner
from edi.problems import Problem, has_errors
from navcleo import lookup_tables
from navcleo.sending.effects import Effect, Parked
from navcleo.workflows import accruals, orders, receipts
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
        effect = receipts.resumed(work, target)
        if effect:
            found.add(effect, receipts.shown(work, effect, shipped.order_number, None))
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
            effect = receipts.effect_of(work, value, order, proposal)
            found.add(effect, receipts.shown(work, effect, order.number, proposal))
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
