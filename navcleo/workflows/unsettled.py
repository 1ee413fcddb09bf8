"""Attempts that a crash or a lost answer left open are decided before anything else is decided about their document.

Otherwise a cause found while mapping (a partner switched off meanwhile) would quarantine a document whose booking may have
happened, with its purchase order held and nobody to give the verdict, or whose quantities and drafts stay in NAV for a clerk
to post by accident (booking rules 1.1, 1.3, 2.5)."""

from __future__ import annotations

from audit import recording
from audit.models import SendAttempt
from audit.statuses import Verdict
from edi import reading
from edi.documents import Invoice
from navcleo.sending import series
from navcleo.sending.charge_invoice import ChargeInvoice
from navcleo.sending.credit_memo import CreditMemoDraft
from navcleo.sending.effects import Effect
from navcleo.sending.evaluated_receipt import EvaluatedReceipt
from navcleo.sending.receipt_in_journal import ReceiptInJournal
from navcleo.sending.receipt_on_order import ReceiptOnOrder
from navcleo.sending.vendor_invoice import InvoiceDraft, InvoiceOnOrder
from navcleo.sending.vendor_payment import PaymentLineEffect, PaymentPosting
from navcleo.workflows.work import Work

RESUMABLE = {
    kind.kind: kind
    for kind in (
        ReceiptOnOrder,
        EvaluatedReceipt,
        ReceiptInJournal,
        InvoiceOnOrder,
        ChargeInvoice,
        CreditMemoDraft,
        PaymentLineEffect,
    )
}


def settle_first(work: Work) -> None:
    """Look for the effect of every open attempt, and put back what a person answered as not done. Raises Pending before the
    settle time is over, Parked where nobody can tell."""
    for attempt in work.document.attempts.filter(verdict=Verdict.OPEN):
        work.keep()
        series.settle(_effect(work, attempt), attempt)
    denied = work.document.attempts.filter(verdict=Verdict.REFUSED, restored_at=None, kind__in=RESUMABLE)
    for attempt in denied:
        work.keep()
        series.put_back(_effect(work, attempt), attempt)


def _effect(work: Work, attempt: SendAttempt) -> Effect:
    if attempt.kind in RESUMABLE:
        return RESUMABLE[attempt.kind].resume(work.nav, work.document, attempt)
    if attempt.kind == InvoiceDraft.kind:
        return InvoiceDraft.resume(work.nav, work.document, _invoice(work), attempt)
    done = work.document.attempts.filter(kind=PaymentLineEffect.kind, verdict=Verdict.DONE)
    resumed = (PaymentLineEffect.resume(work.nav, work.document, row) for row in done)
    payments = [effect for effect in resumed if effect.payment.document_number in attempt.intent["lines"]]
    return PaymentPosting(
        work.nav, work.document, payments, batch_code=attempt.intent["batch"], target=attempt.target
    )


def _invoice(work: Work) -> Invoice:
    """The 810 of a draft: it cannot have been edited since, an open attempt forbids that."""
    value = reading.read(recording.content_of(work.document)).sets[0].document
    if not isinstance(value, Invoice):
        raise TypeError(f"document {work.document.pk} has a draft in doubt and is no invoice")
    return value
