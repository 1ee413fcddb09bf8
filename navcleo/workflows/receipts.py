"""One order of a ship notice as an effect by the Connection's route, and what people see of it (booking rules 3.5, 4.5)."""

from __future__ import annotations

from typing import Any

from connectors.models import Connection
from edi.documents import ShipNotice
from edi.mapping.ship_notice import ReceiptProposal, ReceiveLine
from edi.models import TradingPartner
from edi.nav_records import Order
from edi.plain import to_plain
from edi.problems import Problem
from navcleo.sending import order_page
from navcleo.sending.effects import Effect, Parked
from navcleo.sending.evaluated_receipt import EvaluatedReceipt
from navcleo.sending.receipt_in_journal import ReceiptInJournal
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from navcleo.workflows import accruals, matching
from navcleo.workflows.work import Work


def resumed(work: Work, target: str) -> Effect | None:
    """The effect of an attempt that exists for this target: what it intended counts."""
    for kind in (ReceiptOnOrder, EvaluatedReceipt, ReceiptInJournal):
        attempt = work.live_attempt(kind.kind, target)
        if attempt:
            return kind.resume(work.nav, work.document, attempt)
    return None


def effect_of(
    work: Work, value: ShipNotice, partner: TradingPartner, order: Order, proposal: ReceiptProposal
) -> Effect:
    """A posted receipt, with its invoice where the partner is on evaluated receipt, or journal lines for what the notice ships
    on an order. Raises Parked by the accruals' rules, and where an evaluated receipt cannot be booked."""
    target = work.target(f"order:{order.number}")
    post_on = work.posting_date(value.shipped_on)
    traced = [to_plain(part) for part in proposal.traced]
    if partner.receiving == TradingPartner.Receiving.EVALUATED:
        return _evaluated(work, partner, order, proposal, target=target, post_on=post_on, traced=traced)
    if work.connection.receipt_route == Connection.Route.PURCHASE_ORDER:
        wanted = {line.sequence: line.quantity for line in proposal.lines}
        return ReceiptOnOrder(
            work.nav,
            work.document,
            target=target,
            order_number=order.number,
            wanted=wanted,
            post_on=post_on,
            traced=traced,
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
        order_number=order.number,
        traced=traced,
    )


def _evaluated(
    work: Work, partner: TradingPartner, order: Order, proposal: ReceiptProposal, **options: Any
) -> EvaluatedReceipt:
    """Receipt and invoice in one posting. The invoice's number can be written on page 50 only."""
    if work.connection.receipt_route != Connection.Route.PURCHASE_ORDER or not order_page.can_stamp(work.nav):
        raise Parked(
            "nav_refused",
            f"{partner} is on evaluated receipt. That needs the purchase order route and page 50 published as "
            f"{work.connection.nav_order_page}: only there NAV takes a vendor invoice number. Publish it (Test connection says "
            "what is missing), or let this partner be received on the notice; then replay.",
        )
    wanted = {line.sequence: line.quantity for line in proposal.lines}
    return EvaluatedReceipt.of_order(work.nav, work.document, order, wanted, **options)


def held(work: Work, partner: TradingPartner, effects: list[Effect]) -> list[Problem]:
    """A partner's notice may wait for somebody who says that the goods are here; part of it booked means that one did."""
    released = work.approved("held_for_receipt") or work.document.attempts.exists()
    if partner.receiving != TradingPartner.Receiving.HOLD or released or not effects:
        return []
    text = (
        f"Notices of {partner} are held until somebody says that the goods are here. Release {work.document.number} when they"
        " have arrived: then it is received in NAV."
    )
    return [Problem("held_for_receipt", text, f"notice {work.document.number}")]


def _named(line: ReceiveLine | None) -> dict[str, str]:
    """Item, unit and text of a line, for people."""
    return {"item": line.item_number, "unit": line.unit, "text": line.description} if line else {}


def shown(work: Work, effect: Effect, order_number: str, proposal: ReceiptProposal | None) -> dict[str, Any]:
    """What people see of a target; what was shown of one that is resumed stays."""
    before = next(
        (row for row in work.document.proposal.get("targets", []) if row["target"] == effect.target), None
    )
    if proposal is None and before:
        return dict(before)
    match = {"match": matching.shown(proposal.rows)} if proposal else {}
    if isinstance(effect, ReceiptOnOrder):
        named = {line.sequence: line for line in proposal.lines} if proposal else {}
        lines = [
            {"line": sequence, "quantity": str(quantity)} | _named(named.get(sequence))
            for sequence, quantity in sorted(effect.wanted.items())
        ]
        day = effect.post_on.isoformat()
        facts = {"kind": effect.kind, "target": effect.target, "lines": lines, "posting_on": day}
        if isinstance(effect, EvaluatedReceipt):
            total = str(effect.expected_total)
            facts |= {"vendor_invoice_number": effect.number, "invoice_total": total}
        return facts | match
    assert isinstance(effect, ReceiptInJournal)
    lines = [
        {"account": ln.account_number, "amount": str(ln.amount), "text": ln.description}
        for ln in effect.lines
    ]
    received = {str(line.sequence): str(line.quantity) for line in proposal.lines} if proposal else {}
    facts = {"kind": effect.kind, "target": effect.target, "lines": lines, "batch": effect.batch_code}
    return facts | {"order": order_number, "received": received} | match
