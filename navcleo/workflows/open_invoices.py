"""The posted invoices that a remittance pays, and what is still open of each (booking rule 4.4)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from audit.models import Document
from audit.statuses import Verdict
from edi.documents import RemittanceAdvice
from edi.mapping.paid_invoices import PaidInvoice, normalise_invoice_number
from navcleo.sending.vendor_payment import PaymentLineEffect, intended, paid_elsewhere
from navcleo.workflows import booked_otherwise
from navcleo.workflows.work import Work

Posted = dict[str, tuple[PaidInvoice, ...]]


def posted(work: Work, value: RemittanceAdvice, vendors: list[str]) -> Posted:
    """What NAV owes the partner's vendors, by normalised number of the supplier: first by the exact number, which NAV can
    filter, then from what we booked ourselves under a number that only differs in zeros and hyphens."""
    found: dict[str, list[PaidInvoice]] = defaultdict(list)
    for number in dict.fromkeys(line.number for line in value.lines if line.number):
        for vendor in vendors:
            paid = _under(work, vendor, number)
            found[normalise_invoice_number(number)] += paid or [
                row for other in _similar(work, number) for row in _under(work, vendor, other)
            ]
    return {number: tuple(rows) for number, rows in found.items()}


def remaining(work: Work, found: Posted) -> dict[str, Decimal]:
    """What is open of each invoice after the payment lines of other advices, posted by now or not: NAV lets two lines pay
    one invoice. Lines of this advice that are booked already are part of what it pays."""
    open_amounts: dict[str, Decimal] = {}
    for paid in (paid for rows in found.values() for paid in rows):
        for place, invoice in enumerate(paid.invoices):
            ours = work.document.attempts.filter(
                kind=PaymentLineEffect.kind, intent__applies_to=invoice.number
            )
            booked = intended(ours.exclude(verdict=Verdict.REFUSED))
            owed = invoice.total - (Decimal(0) if place else paid.credited)
            elsewhere = paid_elsewhere(work.document, invoice.number)
            open_amounts[invoice.number] = booked if invoice.status == "Paid" else owed - elsewhere
    return open_amounts


def _under(work: Work, vendor: str, number: str) -> list[PaidInvoice]:
    """What this vendor is owed under exactly this number: evaluated invoices that its 810 was compared with, and posted
    invoices of the number; else evaluated invoices of a notice of the number."""
    rows = [row for row in work.nav.invoices_by_vendor_number(vendor, number) if row.is_posted]
    evaluated = booked_otherwise.compared(work, vendor, number)
    if evaluated:
        known = {row.number for row in evaluated}
        by_hand = [row for row in rows if row.status in {"Open", "Paid"} and row.number not in known]
        return [PaidInvoice(number, (*evaluated, *by_hand))]
    if rows:
        return [booked_otherwise.with_charges(work, row) for row in rows]
    received = booked_otherwise.received(work, vendor, number)
    return [PaidInvoice(number, tuple(received))] if received else []


def _similar(work: Work, number: str) -> list[str]:
    """Numbers of our invoices and ship notices that only differ from this one in zeros, blanks, hyphens."""
    wanted = normalise_invoice_number(number)
    ours = Document.objects.filter(connection=work.connection, direction="inbound", kind__in=["810", "856"])
    known = ours.filter(partner=work.document.partner).values_list("number", flat=True)
    return sorted({other for other in known if normalise_invoice_number(other) == wanted} - {number})
