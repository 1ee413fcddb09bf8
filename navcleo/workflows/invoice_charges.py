"""What an invoice has beside its order: its allowances, charges and taxes by the rules, as a document of their own (decision 0015)."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from audit.statuses import Verdict
from edi.documents import Invoice
from edi.mapping import charges
from edi.mapping.amounts import money
from edi.mapping.charges import Parted, part
from edi.mapping.invoice import InvoiceProposal
from edi.mapping.tolerances import Tolerances
from edi.models import TradingPartner
from edi.nav_records import Order
from edi.problems import Problem
from navcleo import lookup_tables
from navcleo.sending import order_page
from navcleo.sending.charge_invoice import ChargeInvoice
from navcleo.sending.charge_paper import ChargeBill, charge_number
from navcleo.sending.vendor_invoice import InvoiceOnOrder
from navcleo.workflows.work import Plan, Work

TARGET = "charges"


def bill_of(work: Work, value: Invoice, order: Order, parted: Parted) -> ChargeBill | None:
    """The bill of what the rules give lines of their own; None where nothing is, or where it is booked already."""
    done = work.document.attempts.filter(target=work.target(TARGET), verdict=Verdict.DONE).exists()
    if not parted.lines or done:
        return None
    return ChargeBill(
        vendor_number=order.vendor_number,
        number=charge_number(value.number),
        invoice_number=value.number,
        order_number=order.number,
        lines=parted.lines,
        invoiced_on=value.invoiced_on,
        post_on=work.posting_date(value.invoiced_on),
        currency="" if order.currency in ("", work.connection.local_currency) else order.currency,
    )


def less_navs_tax(parted: Parted, order: Order, proposal: InvoiceProposal, allowed: Tolerances) -> Parted:
    """The invoice without the taxes that NAV counts by itself: no rule is missing for them."""
    return charges.less_navs_tax(
        parted, order, proposal.rows, own_tax=proposal.expected_tax, tolerance=allowed.total
    )


def problems_of(work: Work, bill: ChargeBill | None) -> list[Problem]:
    """What forbids the document before anything is asked of NAV."""
    if bill is None:
        return []
    place = f"invoice {bill.invoice_number}"
    if not bill.total:
        text = (
            "Its charges and allowances cancel each other; NAV posts no document over nothing. Book them by hand and let a rule"
            " say that NAV counts them."
        )
        return [Problem("amount_differs", text, place)]
    if bill.is_credit and not order_page.abilities_of(work.nav).credit_memos:
        text = (
            f"Its allowances of {money(-bill.total)} need a purchase credit memo, which this NAV does not offer with the vendor's"
            " number. Enter it by hand and let a rule say that NAV counts them, or lower the order's price."
        )
        return [Problem("amount_differs", text, place)]
    # a clerk adds rules; money beyond the clerk's limit wants a second person
    if abs(bill.total) > work.connection.clerk_limit and not work.approved("amount_differs"):
        text = (
            f"Its charges and allowances of {money(bill.total)} would be booked by rules without a second person, which goes up to"
            f" {money(work.connection.clerk_limit)} (clerk limit of the Connection). A manager approves them."
        )
        return [Problem("amount_differs", text, place)]
    return []


def beside(
    work: Work, effect: InvoiceOnOrder, value: Invoice, partner: TradingPartner
) -> tuple[ChargeInvoice, ...]:
    """The document of the charges that goes with an invoice on its order, as its attempt or the order's intended."""
    target = work.target(TARGET)
    attempt = work.live_attempt(ChargeInvoice.kind, target)
    if attempt:
        return (ChargeInvoice.resume(work.nav, work.document, attempt),)
    if effect.bill.charges is None:
        return ()
    bill = effect.bill.charges
    # a rule that was corrected after the goods were posted counts, as long as it does not change what the goods came to
    now = part(value, lookup_tables.charge_rules(work.connection, partner))
    if now.total == bill.total:
        bill = replace(bill, lines=now.lines)
    return (ChargeInvoice(work.nav, work.document, bill, target=target),)


def with_charges(plan: Plan, effects: tuple[ChargeInvoice, ...]) -> Plan:
    """A plan with the document of the charges behind the order's invoice."""
    targets = [*plan.proposal["targets"], *map(shown, effects)]
    return replace(plan, effects=(*plan.effects, *effects), proposal={"targets": targets})


def shown(effect: ChargeInvoice) -> dict[str, Any]:
    """The document of the charges as people see it."""
    bill = effect.bill
    return {
        "kind": effect.kind,
        "target": effect.target,
        "becomes": f"{effect.paper.name}{', drafted for a person' if bill.stays_draft else ''}",
        "vendor_invoice_number": bill.number,
        "order": bill.order_number,
        "total": str(bill.total),
        "lines": [
            {
                "on": f"{line.treatment.replace('_', ' ')} {line.number}",
                "amount": str(line.amount),
                "text": line.description,
            }
            for line in bill.lines
        ],
    }


def details(parted: Parted) -> dict[str, Any]:
    """What no rule speaks of, as details of a quarantine row: the page offers a rule for each."""
    rows = [asdict(row) | {"amount": str(row.amount)} for row in parted.unruled]
    return {"without_rule": rows} if rows else {}
