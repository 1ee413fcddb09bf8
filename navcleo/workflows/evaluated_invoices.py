"""The invoices that evaluated receipts of an order booked: which stand, which of them an 810 means, which were undone in NAV."""

from __future__ import annotations

from decimal import Decimal

from audit.models import JournalLink, SendAttempt
from audit.statuses import Verdict
from edi.mapping.invoice import InvoiceProposal
from edi.models import TradingPartner
from edi.problems import Problem
from navcleo.sending.effects import LinkFact
from navcleo.sending.evaluated_receipt import EvaluatedReceipt
from navcleo.sending.vendor_invoice import found
from navcleo.workflows.work import Work

COMPARED = "compared"


def booked(work: Work, partner: TradingPartner, number: str) -> list[SendAttempt]:
    """The evaluated receipts of an order that stand; of one that was booked again the last counts."""
    rows = SendAttempt.objects.filter(
        kind=EvaluatedReceipt.kind,
        verdict=Verdict.DONE,
        document__connection=work.connection,
        document__partner=partner,
        intent__order=number,
    ).order_by("pk")
    return list({(row.document_id, row.target.partition("#")[0]): row for row in rows}.values())


def meant(
    work: Work, number: str, attempts: list[SendAttempt], proposal: InvoiceProposal
) -> list[SendAttempt]:
    """The evaluated receipt that booked exactly what this 810 bills, and that no other 810 was compared with; else all."""
    billed = {line.sequence: line.quantity for line in proposal.lines}
    others = JournalLink.objects.filter(
        kind=COMPARED, order_number=number, document__connection=work.connection
    )
    taken = set(others.exclude(document=work.document).values_list("number", flat=True))
    for attempt in attempts:
        lines = {int(line): Decimal(quantity) for line, quantity in attempt.intent["lines"].items()}
        if lines == billed and fact(attempt).number not in taken:
            return [attempt]
    return attempts


def undone(work: Work, attempts: list[SendAttempt]) -> list[Problem]:
    """What this 810 is compared with must still be owed: an evaluated invoice that somebody canceled in NAV pays nobody."""
    problems = []
    for attempt in attempts:
        vendor, number = attempt.intent["vendor"], attempt.intent["vendor_invoice_number"]
        if not found(work.nav, vendor, number):
            text = (
                f"Evaluated invoice {fact(attempt).number} ({number}) is canceled or gone in NAV, so nothing there pays this one."
                " Enter it in NAV and discard it here, or book the notice again and replay."
            )
            problems.append(Problem("amount_differs", text, f"order {attempt.intent['order']}"))
    return problems


def fact(attempt: SendAttempt) -> LinkFact:
    """An evaluated invoice as the link of the 810 that was compared with it."""
    intent = attempt.intent
    facts = {
        "order_number": intent["order"],
        "details": {"vendor_invoice_number": intent["vendor_invoice_number"]},
    }
    return LinkFact(COMPARED, attempt.answer.get("invoice") or intent["vendor_invoice_number"], facts)
