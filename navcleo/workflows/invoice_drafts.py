"""810 → draft purchase invoice, where the order page is not published or goods are booked by journal (booking rule 4.2)."""

from __future__ import annotations

from connectors.models import Connection
from edi.documents import Invoice
from edi.mapping.charges import part
from edi.models import TradingPartner
from navcleo import lookup_tables
from navcleo.sending.effects import Parked
from navcleo.sending.vendor_invoice import InvoiceDraft
from navcleo.workflows import orders, parties
from navcleo.workflows.work import Found, Work


def draft(work: Work, value: Invoice, partner: TradingPartner, target: str) -> InvoiceDraft:
    """The draft that an 810 asks for. Raises Parked: vendor_unknown, vendor_blocked, those of the order, currency_differs,
    amount_differs where a rule stops it."""
    parted = part(value, lookup_tables.charge_rules(work.connection, partner))
    if parted.problems and not work.approved("amount_differs"):
        raise Found(parted.problems)
    local = work.connection.local_currency
    by_journal = work.connection.receipt_route == Connection.Route.JOURNAL
    return InvoiceDraft(
        work.nav,
        work.document,
        value,
        vendor_number=_vendor(work, value, partner),
        target=target,
        post_on=work.posting_date(value.invoiced_on),
        currency="" if value.currency in ("", local) else value.currency,
        # the account that the journal route credits when goods come: the invoice clears it (booking rule 4.5)
        account=work.connection.accrual_account if by_journal else "",
        charges=parted.lines,
    )


def _vendor(work: Work, value: Invoice, partner: TradingPartner) -> str:
    """A partner with several vendors is resolved by the order's vendor (booking rule 3.4). Raises Parked also where the
    invoice is in another currency than its order (booking rule 4.3)."""
    vendors = parties.vendor_numbers(partner)
    if len(vendors) == 1 and not value.order_number.strip():
        return vendors[0]
    order = orders.read(work, partner, value.order_number.strip().upper())
    local = work.connection.local_currency
    theirs, ours = value.currency or local, order.currency or local
    if theirs.upper() != ours.upper():
        raise Parked(
            "currency_differs", f"Invoice {value.number} is in {theirs}, order {order.number} in {ours}."
        )
    return order.vendor_number
