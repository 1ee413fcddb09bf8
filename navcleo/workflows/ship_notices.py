"""856 → receipts: one target per order of the notice, by the Connection's route (booking rules 3.5 and 4.5)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from audit.models import SendAttempt
from edi.documents import ShipNotice, ShippedOrder
from edi.mapping.match import MatchRow
from edi.mapping.ship_notice import map_shipped_order
from edi.models import TradingPartner
from edi.problems import Problem, has_errors
from navcleo import lookup_tables
from navcleo.sending.effects import Effect, Parked
from navcleo.workflows import accruals, comparing, identity, matching, orders, receipts, superseding
from navcleo.workflows.notice_versions import CANCELS, TAKES_PLACE
from navcleo.workflows.work import Plan, Work


def plan(work: Work, value: ShipNotice, partner: TradingPartner) -> Plan:
    """The receipts that a notice asks for. Orders that have an attempt keep what it intended; the others are mapped now. Of
    a notice that replaces or cancels another only what that one has not received."""
    if value.purpose not in identity.SAME_NOTICE:
        raise Parked(
            "content_invalid",
            f"Notice {value.number} has purpose {value.purpose} for an earlier one. Settle it in NAV by hand, then discard "
            "it here.",
        )
    if not value.orders and value.purpose != CANCELS:
        raise Parked(
            "content_invalid",
            f"Notice {value.number} names no order. Ask the supplier, then discard it here.",
        )
    earlier = superseding.take_place(work, value)
    found = _Found()
    shipped = {} if value.purpose == CANCELS else _by_order(value)
    for number in dict.fromkeys([*earlier.received, *shipped]):
        if number in earlier.received:
            done = earlier.received[number]
            _compare(work, partner, shipped.get(number), found, number=number, done=done)
        else:
            _receive(work, value, partner, shipped[number], found)
    if value.purpose in TAKES_PLACE and not earlier.documents:
        text = f"No earlier notice {value.number} is known. One that was made before this and comes later is set aside."
        found.problems.append(Problem("content_invalid", text, "BSN02", "warning"))
    if not has_errors(found.problems):
        found.problems += receipts.held(work, partner, found.effects)
    return Plan(
        tuple(found.effects),
        {"targets": found.targets},
        tuple(found.used),
        tuple(found.problems),
        _over(found.rows),
    )


def _over(rows: list[MatchRow]) -> dict[str, Any]:
    """What was shipped beyond its orders, in money at their prices, for the quarantine row."""
    total = sum((row.difference for row in rows), Decimal(0))
    return matching.differences(rows, total) if any(row.is_outside for row in rows) else {}


@dataclass
class _Found:
    """What mapping the orders of one notice gives."""

    effects: list[Effect] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    used: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: list[MatchRow] = field(default_factory=list)

    def add(self, effect: Effect, shown: dict[str, Any]) -> None:
        self.effects.append(effect)
        self.targets.append(shown)


def _receive(
    work: Work, value: ShipNotice, partner: TradingPartner, shipped: ShippedOrder, found: _Found
) -> None:
    target = work.target(f"order:{shipped.order_number}")
    effect = receipts.resumed(work, target)
    if effect:
        found.add(effect, receipts.shown(work, effect, shipped.order_number, None))
    else:
        _map(work, value, partner, shipped, found)


def _compare(
    work: Work,
    partner: TradingPartner,
    shipped: ShippedOrder | None,
    found: _Found,
    *,
    number: str,
    done: list[SendAttempt],
) -> None:
    """An order that an earlier notice has received stays as it is: a person decides on the difference, or has done so."""
    compared = comparing.compare(work, partner, number, shipped, done)
    found.targets.append(compared.shown)
    if not compared.is_same and not work.approved(compared.problem.code):
        found.problems.append(compared.problem)


def _map(
    work: Work, value: ShipNotice, partner: TradingPartner, shipped: ShippedOrder, found: _Found
) -> None:
    """The effect of an order that has no attempt yet; what stops it is collected, so that a person sees all at once."""
    work.hold(f"order:{shipped.order_number}")
    try:
        order = orders.read(work, partner, shipped.order_number)
        lookups = lookup_tables.lookups_for(work.connection, partner, order)
        allowed = matching.tolerances_of(work.connection, partner)
        proposal = map_shipped_order(shipped, accruals.less_accrued(work, order), lookups, allowed)
        found.problems += proposal.problems
        found.rows += proposal.rows
        found.used += [asdict(row) for row in proposal.mappings]
        if has_errors(proposal.problems):
            target = work.target(f"order:{order.number}")
            found.targets.append({"kind": "match", "target": target, "match": matching.shown(proposal.rows)})
        else:
            effect = receipts.effect_of(work, value, partner, order, proposal)
            found.add(effect, receipts.shown(work, effect, order.number, proposal))
    except Parked as parked:
        found.problems.append(Problem(parked.code, parked.reason, f"order {shipped.order_number}"))


def _by_order(value: ShipNotice) -> dict[str, ShippedOrder]:
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
    return merged
