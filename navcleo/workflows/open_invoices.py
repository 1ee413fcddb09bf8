"""The posted invoices that a remittance pays, and what is still open of each (booking rule 4.4)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from audit.statuses import Verdict
from edi.documents import RemittanceAdvice
from edi.mapping.remittance_advice import normalise_invoice_number
from edi.nav_records import VendorInvoice
from navcleo.sending.vendor_payment import PaymentLineEffect, intended, paid_elsewhere
from navcleo.workflows.work import Work


def posted(work: Work, value: RemittanceAdvice, vendors: list[str]) -> dict[str, tuple[VendorInvoice, ...]]:
    """Posted invoices of the partner's vendors by normalised vendor invoice number: first by the exact number, which NAV
    can filter, then from what we booked ourselves under a number that only differs in zeros and hyphens."""
    found: dict[str, list[VendorInvoice]] = defaultdict(list)
    for number in dict.fromkeys(line.number for line in value.lines if line.number):
        for vendor in vendors:
            rows = work.nav.invoices_by_vendor_number(vendor, number) or _by_our_books(work, vendor, number)
            found[normalise_invoice_number(number)] += [row for row in rows if row.is_posted]
    return {number: tuple(rows) for number, rows in found.items()}


def remaining(work: Work, found: dict[str, tuple[VendorInvoice, ...]]) -> dict[str, Decimal]:
    """What is open of each invoice after the payment lines of other advices, posted by now or not: NAV lets two lines pay
    one invoice. Lines of this advice that are booked already are part of what it pays."""
    open_amounts: dict[str, Decimal] = {}
    for invoice in {row.number: row for rows in found.values() for row in rows}.values():
        ours = work.document.attempts.filter(kind=PaymentLineEffect.kind, intent__applies_to=invoice.number)
        booked = intended(ours.exclude(verdict=Verdict.REFUSED))
        paid = paid_elsewhere(work.document, invoice.number)
        open_amounts[invoice.number] = booked if invoice.status == "Paid" else invoice.total - paid
    return open_amounts


def _by_our_books(work: Work, vendor: str, number: str) -> list[VendorInvoice]:
    wanted = normalise_invoice_number(number)
    known = {
        document.number
        for document in type(work.document).objects.filter(
            connection=work.connection, direction="inbound", kind="810", partner=work.document.partner
        )
        if normalise_invoice_number(document.number) == wanted and document.number != number
    }
    return [row for other in known for row in work.nav.invoices_by_vendor_number(vendor, other)]
