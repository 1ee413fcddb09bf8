"""The posted invoices that a remittance pays, and what is still open of each (booking rule 4.4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from audit.statuses import Verdict
from edi.documents import RemittanceAdvice
from edi.mapping.paid_invoices import PaidInvoice, normalise_invoice_number
from navcleo.sending.vendor_payment import PaymentLineEffect, intended, paid_elsewhere
from navcleo.workflows import booked_otherwise
from navcleo.workflows.work import Work

Posted = dict[str, tuple[PaidInvoice, ...]]


@dataclass(frozen=True)
class Owed:
    """What NAV owes, by normalised number of the supplier. `reasons`: why nothing can be paid on a number, as the advice
    writes it, where more is known of it than that NAV has no invoice."""

    posted: Posted
    reasons: dict[str, str]


def owed(work: Work, value: RemittanceAdvice, vendors: list[str]) -> Owed:
    """What NAV owes the partner's vendors: first by the exact number, which NAV can filter, then from what we booked
    ourselves under a number that only differs in zeros and hyphens."""
    found: dict[str, list[PaidInvoice]] = defaultdict(list)
    reasons: dict[str, str] = {}
    for number in dict.fromkeys(line.number for line in value.lines if line.number):
        rows, reason = _owed(work, vendors, number)
        found[normalise_invoice_number(number)] += rows
        if reason:
            reasons[number] = reason
    return Owed({number: tuple(rows) for number, rows in found.items()}, reasons)


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


def _owed(work: Work, vendors: list[str], number: str) -> tuple[list[PaidInvoice], str]:
    """What is owed under a number, or why nothing is. A number that an unfinished 810 has is that one's, and what else
    bears it, or resembles it, is not paid."""
    similar = _similar(work, number)
    reason = booked_otherwise.unfinished(work, [number])
    if reason:
        return [], reason
    exact = {vendor: _under(work, vendor, number) for vendor in vendors}
    reason = "" if any(exact.values()) else booked_otherwise.unfinished(work, similar)
    if reason:
        return [], reason
    rows: list[PaidInvoice] = []
    for vendor, own in exact.items():
        rows += own or [row for other in similar for row in _under(work, vendor, other)]
    rows = rows or [row for vendor in vendors for row in _noticed(work, vendor, [number, *similar])]
    return rows, "" if rows else booked_otherwise.gone(work, [number, *similar])


def _under(work: Work, vendor: str, number: str) -> list[PaidInvoice]:
    """What this vendor is owed under exactly this number: evaluated invoices that its 810 was compared with, and posted
    invoices of the number."""
    rows = [row for row in work.nav.invoices_by_vendor_number(vendor, number) if row.is_posted]
    evaluated, limit = booked_otherwise.compared(work, vendor, number)
    if evaluated:
        known = {row.number for row in evaluated}
        by_hand = [row for row in rows if row.status in {"Open", "Paid"} and row.number not in known]
        return [PaidInvoice(number, (*evaluated, *by_hand), limit=limit)]
    return [booked_otherwise.with_charges(work, row) for row in rows]


def _noticed(work: Work, vendor: str, numbers: list[str]) -> list[PaidInvoice]:
    """The evaluated invoices of a ship notice of exactly the first number, unless an invoice has one of them."""
    number = numbers[0]
    if len(numbers) > 1 or booked_otherwise.invoices_of(work).filter(number__iexact=number).exists():
        return []
    received = booked_otherwise.received(work, vendor, number)
    return [PaidInvoice(number, tuple(received))] if received else []


def _similar(work: Work, number: str) -> list[str]:
    """Numbers of our invoices that only differ from this one in zeros, blanks, hyphens. Not those of ship notices: they
    count apart from invoices, and one that is merely alike is another paper."""
    wanted = normalise_invoice_number(number)
    known = booked_otherwise.invoices_of(work).values_list("number", flat=True)
    return sorted({other for other in known if normalise_invoice_number(other) == wanted} - {number})
