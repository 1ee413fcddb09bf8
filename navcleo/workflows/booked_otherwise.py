"""Supplier's invoices that NAV owes otherwise than as one posted invoice under their number: with charges beside the order's
invoice (decision 0015), or as evaluated receipts (decision 0018)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from audit.models import Document, JournalLink, SendAttempt
from audit.statuses import ENDED, Status, Verdict
from edi.mapping.amounts import money
from edi.mapping.paid_invoices import PaidInvoice
from edi.nav_records import VendorInvoice
from navcleo.sending.charge_invoice import ChargeInvoice
from navcleo.sending.charge_paper import ChargeBill, ChargePaper
from navcleo.sending.evaluated_receipt import EvaluatedReceipt
from navcleo.sending.vendor_invoice import InvoiceOnOrder, found
from navcleo.sending.vendor_payment import paid_under
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
    if not rows and attempt.document.status == Status.DISCARDED:
        return PaidInvoice(number, (invoice,))  # what it asked for beside is nobody's any more
    missing = "" if rows and rows[0].is_posted else _missing(bill, paper, rows)
    if not bill.is_credit:
        beside = (rows[0],) if rows and rows[0].is_posted else ()
        return PaidInvoice(number, (invoice, *beside), missing=missing)
    credited = rows[0].total if rows else Decimal(0)
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


def _missing(bill: ChargeBill, paper: ChargePaper, rows: list[VendorInvoice]) -> str:
    """Why NAV does not owe the charges, and what to do. Of an 810 that is not finished nothing is paid (`unfinished`)."""
    what = f"{money(abs(bill.total))} of charges and allowances ({bill.number})"
    if rows:
        return (
            f"{what} are {paper.name} {rows[0].number}, a draft in NAV: post or delete it there, then replay."
        )
    return f"{what} were booked and are canceled or gone in NAV: enter them there and the payment by hand."


def invoices_of(work: Work) -> QuerySet[Document]:
    """The 810s of the partner that came to us."""
    return Document.objects.filter(
        connection=work.connection, partner=work.document.partner, direction="inbound", kind="810"
    )


def unfinished(work: Work, numbers: list[str]) -> str:
    """Say which 810 of one of these numbers is not at its end: what NAV owes on it is not known yet. NAV and people do not
    mind case, so neither do we."""
    for number in numbers:
        rows = invoices_of(work).filter(number__iexact=number).exclude(status__in=ENDED)
        invoice = rows.order_by("pk").first()
        if invoice:
            state = "in quarantine" if invoice.status == Status.QUARANTINED else "still being booked"
            return f"{invoice} is {state}: end that, then replay."
    return ""


def _links(work: Work, number: str) -> QuerySet[JournalLink]:
    """The evaluated invoices that the 810 of this number was compared with."""
    links = _compared(work).filter(document__number__iexact=number, document__status=Status.LINKED)
    return links.select_related("document").order_by("pk")


def _compared(work: Work) -> QuerySet[JournalLink]:
    return JournalLink.objects.filter(
        kind=COMPARED, document__connection=work.connection, document__partner=work.document.partner
    ).exclude(details={})


def compared(work: Work, vendor: str, number: str) -> tuple[list[VendorInvoice], Decimal | None]:
    """The evaluated invoices that the 810 of this number was compared with. Those that another 810 was compared with too
    come last: they are what that one pays. With them what can still be paid on this 810, None where it shares none: of
    shared invoices its own total is paid and not its neighbour's."""
    own = list(_links(work, number))
    shared = _compared(work).filter(number__in=[link.number for link in own])
    others = set(shared.exclude(document__number__iexact=number).values_list("number", flat=True))
    ordered = sorted(own, key=lambda link: (link.number in others, link.pk))
    rows = _posted(work, vendor, [link.details["vendor_invoice_number"] for link in ordered])
    if not others or not rows:
        return rows, None
    totals = {link.document_id: link.document.amount or Decimal(0) for link in own}
    before = paid_under(work.document, PaidInvoice(number, ()).description, [row.number for row in rows])
    return rows, max(sum(totals.values(), Decimal(0)) - before, Decimal(0))


def gone(work: Work, numbers: list[str]) -> str:
    """Say which evaluated invoices an 810 of these numbers was compared with; asked where NAV has none of them."""
    for number in numbers:
        links = list(_links(work, number))
        if links:
            names = ", ".join(f"{link.number} ({link.details['vendor_invoice_number']})" for link in links)
            return (
                f"{links[0].document} was compared with evaluated invoice {names}, which was canceled or is gone in NAV. Enter"
                " what is owed there and the payment by hand."
            )
    return ""


def received(work: Work, vendor: str, number: str) -> list[VendorInvoice]:
    """The evaluated invoices that the ship notice of this number booked."""
    attempts = SendAttempt.objects.filter(
        kind=EvaluatedReceipt.kind,
        verdict=Verdict.DONE,
        document__connection=work.connection,
        document__partner=work.document.partner,
        document__number__iexact=number,
        intent__vendor=vendor,
    ).order_by("pk")
    return _posted(work, vendor, [attempt.intent["vendor_invoice_number"] for attempt in attempts])


def _posted(work: Work, vendor: str, numbers: list[str]) -> list[VendorInvoice]:
    rows = [row for number in dict.fromkeys(numbers) for row in found(work.nav, vendor, number)]
    return list({row.number: row for row in rows if row.is_posted}.values())
