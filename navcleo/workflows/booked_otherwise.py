"""Supplier's invoices that NAV owes otherwise than as one posted invoice under their number: with charges beside the order's
invoice (decision 0015), or as evaluated receipts (decision 0018)."""

from __future__ import annotations

from decimal import Decimal

from audit.models import Document, JournalLink, SendAttempt
from audit.statuses import Status, Verdict
from edi.mapping.amounts import money
from edi.mapping.paid_invoices import PaidInvoice
from edi.nav_records import VendorInvoice
from navcleo.sending.charge_invoice import ChargeInvoice
from navcleo.sending.charge_paper import ChargeBill, ChargePaper
from navcleo.sending.evaluated_receipt import EvaluatedReceipt
from navcleo.sending.vendor_invoice import InvoiceOnOrder, found
from navcleo.workflows.evaluated_invoices import COMPARED
from navcleo.workflows.work import Work


def with_charges(work: Work, invoice: VendorInvoice) -> PaidInvoice:
    """A posted invoice with what was booked, or is to be booked, of the same 810 beside it."""
    number = invoice.vendor_invoice_number
    attempt = _charged(work, invoice)
    bill = _bill(attempt) if attempt else None
    if attempt is None or bill is None:
        return PaidInvoice(number, (invoice,))
    paper = ChargePaper(work.nav, bill)
    known = set(attempt.document.links.exclude(nav_id="").values_list("nav_id", flat=True))
    rows = [row for row in paper.found() if row.nav_id in known or paper.is_ours(row)]
    rows.sort(key=lambda row: not row.is_posted)
    gone = not rows and attempt.kind == ChargeInvoice.kind and attempt.verdict == Verdict.DONE
    missing = "" if rows and rows[0].is_posted else _missing(attempt.document, bill, paper, rows, gone=gone)
    if not bill.is_credit:
        beside = (rows[0],) if rows and rows[0].is_posted else ()
        return PaidInvoice(number, (invoice, *beside), missing=missing)
    credited = Decimal(0) if gone else rows[0].total if rows else abs(bill.total)
    return PaidInvoice(number, (invoice,), bill.number, credited, missing)


def _charged(work: Work, invoice: VendorInvoice) -> SendAttempt | None:
    """The last attempt that says what stands beside an invoice: that of the charges themselves, else that of the goods."""
    attempts = SendAttempt.objects.filter(
        document__connection=work.connection,
        document__partner=work.document.partner,
        document__number__iexact=invoice.vendor_invoice_number,
        intent__vendor=invoice.vendor_number,
    ).exclude(verdict=Verdict.REFUSED)
    own, goods = (
        attempts.filter(kind=kind).order_by("pk") for kind in (ChargeInvoice.kind, InvoiceOnOrder.kind)
    )
    return own.last() or goods.last()


def _bill(attempt: SendAttempt) -> ChargeBill | None:
    intent = attempt.intent if attempt.kind == ChargeInvoice.kind else attempt.intent.get("charges")
    return ChargeBill.read(intent) if intent else None


def _missing(
    document: Document, bill: ChargeBill, paper: ChargePaper, rows: list[VendorInvoice], *, gone: bool
) -> str:
    """Why NAV does not owe the charges yet, and what to do."""
    what = f"{money(abs(bill.total))} of charges and allowances ({bill.number})"
    if rows:
        return (
            f"{what} are {paper.name} {rows[0].number}, a draft in NAV: post or delete it there, then replay."
        )
    if gone:
        return (
            f"{what} were booked and are canceled or gone in NAV: enter them there and the payment by hand."
        )
    state = "in quarantine" if document.status == Status.QUARANTINED else "still being booked"
    return f"{what} are not booked yet, {document} is {state}: end that, then replay."


def compared(work: Work, vendor: str, number: str) -> list[VendorInvoice]:
    """The evaluated invoices that the 810 of this number was compared with. Those that another 810 of the order was compared
    with too come last: they are what that one pays."""
    links = JournalLink.objects.filter(
        kind=COMPARED, document__connection=work.connection, document__partner=work.document.partner
    ).exclude(details={})
    own = list(links.filter(document__number=number, document__status=Status.LINKED))
    shared = links.filter(number__in=[link.number for link in own]).exclude(document__number=number)
    others = set(shared.values_list("number", flat=True))
    ordered = sorted(own, key=lambda link: (link.number in others, link.pk))
    return _posted(work, vendor, [link.details["vendor_invoice_number"] for link in ordered])


def received(work: Work, vendor: str, number: str) -> list[VendorInvoice]:
    """The evaluated invoices that the ship notice of this number booked."""
    attempts = SendAttempt.objects.filter(
        kind=EvaluatedReceipt.kind,
        verdict=Verdict.DONE,
        document__connection=work.connection,
        document__partner=work.document.partner,
        document__number=number,
        intent__vendor=vendor,
    ).order_by("pk")
    return _posted(work, vendor, [attempt.intent["vendor_invoice_number"] for attempt in attempts])


def _posted(work: Work, vendor: str, numbers: list[str]) -> list[VendorInvoice]:
    rows = [row for number in dict.fromkeys(numbers) for row in found(work.nav, vendor, number)]
    return list({row.number: row for row in rows if row.is_posted}.values())
