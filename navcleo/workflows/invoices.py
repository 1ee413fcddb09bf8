"""810 → vendor invoice: posted against its order where the order page is published, else a draft (booking rules 4.1, 4.2)."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from audit import claims
from connectors.models import Connection
from edi.documents import Invoice
from edi.mapping.charges import Parted, name_unruled, part
from edi.mapping.invoice import InvoiceProposal, compare, map_invoice
from edi.mapping.payment_terms import compare_terms
from edi.models import TradingPartner
from edi.nav_records import Order
from edi.problems import Problem
from navcleo import lookup_tables
from navcleo.sending import order_page
from navcleo.sending.effects import Effect, Pending
from navcleo.sending.vendor_invoice import Bill, InvoiceDraft, InvoiceOnOrder
from navcleo.workflows import (
    awaiting,
    credit_memos,
    evaluated,
    invoice_charges,
    invoice_drafts,
    matching,
    orders,
    payment_terms,
)
from navcleo.workflows.work import Plan, Work


def plan(work: Work, value: Invoice, partner: TradingPartner) -> Plan:
    """The one vendor invoice that an 810 asks for. What has an attempt keeps what that intended."""
    target = work.target("invoice")
    if attempt := work.live_attempt(InvoiceOnOrder.kind, target):
        resumed = InvoiceOnOrder.resume(work.nav, work.document, attempt)
        return invoice_charges.with_charges(
            _shown(resumed), invoice_charges.beside(work, resumed, value, partner)
        )
    if attempt := work.live_attempt(InvoiceDraft.kind, target):
        return _shown(InvoiceDraft.resume(work.nav, work.document, value, attempt))
    if evaluated.applies(work, value, partner):
        return evaluated.plan(work, value, partner)
    payment_terms.check_date(work, value)
    if value.is_credit:
        return credit_memos.plan(work, value, partner)
    if _on_order(work, value):
        return _matched(work, value, partner, target)
    return _shown(invoice_drafts.draft(work, value, partner, target))


def _on_order(work: Work, value: Invoice) -> bool:
    """Against the order only where its page is published and stock is kept through receipts."""
    on_route = work.connection.receipt_route == Connection.Route.PURCHASE_ORDER
    return bool(value.order_number.strip()) and on_route and order_page.can_stamp(work.nav)


def _matched(work: Work, value: Invoice, partner: TradingPartner, target: str) -> Plan:
    connection = work.connection
    work.hold(f"order:{value.order_number.strip().upper()}")
    order = orders.read(work, partner, value.order_number.strip().upper())
    lookups = lookup_tables.lookups_for(connection, partner, order)
    allowed = matching.tolerances_of(connection, partner)
    parted = part(value, lookups.charges)
    proposal = map_invoice(parted.goods, order, lookups, connection.local_currency, allowed)
    parted = invoice_charges.less_navs_tax(parted, order, proposal, allowed)
    problems: list[Problem] = list(proposal.problems)
    details = matching.differences(proposal.rows, proposal.difference) | invoice_charges.details(parted)
    charges = invoice_charges.bill_of(work, value, order, parted)
    if any(problem.code == "amount_differs" and problem.severity == "error" for problem in problems):
        _await_receipt(work, order)
        details |= {"awaits_receipt": order.number}
    elif not work.accepted(proposal.difference):
        problems += [*parted.problems, *name_unruled(compare(proposal, allowed), parted)]
    problems += invoice_charges.problems_of(work, charges)
    bill = Bill(
        order_number=order.number,
        vendor_number=order.vendor_number,
        number=value.number,
        wanted={line.sequence: line.quantity for line in proposal.lines},
        total=parted.goods.total,
        expected_total=proposal.expected_total,
        post_on=work.posting_date(value.invoiced_on),
        invoiced_on=value.invoiced_on,
        charges=charges,
    )
    effect = InvoiceOnOrder(work.nav, work.document, bill, target=target)
    ours = payment_terms.of(work.nav, order.payment_terms_id) if value.terms else None
    problems += compare_terms(value, ours)
    plan = replace(_shown(effect, proposal, problems, parted), details=details)
    plan.proposal["targets"][0] |= payment_terms.shown(value, ours)
    return invoice_charges.with_charges(plan, invoice_charges.beside(work, effect, value, partner))


def _await_receipt(work: Work, order: Order) -> None:
    """More is invoiced than was received. A notice of that order on its way is waited for (raises Pending); without one the
    invoice is set aside and taken up again by itself when the receipt is booked."""
    if awaiting.has_notice_on_its_way(work.connection, order.number):
        raise Pending(
            claims.soon(),
            "retry",
            f"waits for the ship notice of order {order.number}, which is being booked",
        )
    now = work.nav.order(order.number)
    if now and [line.received for line in now.lines] != [line.received for line in order.lines]:
        raise Pending(
            claims.soon(), "retry", f"order {order.number} was received while this invoice was looked at"
        )


def _shown(
    effect: Effect,
    proposal: InvoiceProposal | None = None,
    problems: list[Problem] | None = None,
    parted: Parted | None = None,
) -> Plan:
    target: dict[str, Any] = {"kind": effect.kind, "target": effect.target}
    used: tuple[dict[str, Any], ...] = ()
    if isinstance(effect, InvoiceOnOrder):
        target |= {
            "order": effect.bill.order_number,
            "vendor_invoice_number": effect.bill.number,
            "lines": [{"line": seq, "quantity": str(qty)} for seq, qty in sorted(effect.bill.wanted.items())],
            "total": str(effect.bill.total),
            "expected_total": str(effect.bill.expected_total),
            "difference": str(effect.bill.total - effect.bill.expected_total),
        }
    if isinstance(effect, InvoiceDraft):
        target |= {
            "vendor": effect.vendor_number,
            "vendor_invoice_number": effect.invoice.number,
            "lines": [],
        }
    if proposal:
        used = tuple(asdict(row) for row in (*proposal.mappings, *(parted.used if parted else ())))
        target["lines"] = [
            {
                "line": line.sequence,
                "item": line.item_number,
                "quantity": str(line.quantity),
                "unit": line.unit,
                "invoice": str(line.amount),
                "nav": str(line.expected),
            }
            for line in proposal.lines
        ]
        target["match"] = matching.shown(proposal.rows)
    return Plan((effect,), {"targets": [target]}, used, tuple(problems or ()))
