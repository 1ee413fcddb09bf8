"""What became of the draft invoices and credit memos that we made: posted by a person, with which total, or deleted (booking rule 4.2)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audit import recording
from audit.models import JournalLink
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.mapping.amounts import money
from edi.nav_records import VendorInvoice


def follow_drafts(connection: Connection, nav: NavClient) -> int:
    """Ask NAV for every draft that still waits. Returns how many are decided now."""
    changed = 0
    waiting = JournalLink.objects.filter(kind__in=["draft", "credit_memo"], state="waiting")
    for link in waiting.filter(document__connection=connection):
        invoice = nav.credit_memo(link.nav_id) if link.kind == "credit_memo" else nav.invoice(link.nav_id)
        if invoice is None or invoice.is_posted:
            _decide(link, invoice)
            changed += 1
    return changed


@transaction.atomic
def _decide(link: JournalLink, invoice: VendorInvoice | None) -> None:
    if invoice is None:
        link.state = "deleted"
        text = f"draft {link.number} was deleted in NAV"
    else:
        link.state, link.amount, link.posted_on = "posted", invoice.total, invoice.posting_on
        link.details = link.details | {"posted_number": invoice.number, "status": invoice.status}
        facts: dict[str, Any] = {
            "nav_id": invoice.nav_id,
            "order_number": link.order_number,
            "state": "posted",
        }
        facts |= {"amount": invoice.total, "posted_on": invoice.posting_on}
        kind = "credit_memo" if link.kind == "credit_memo" else "invoice"
        recording.link(link.document, link.attempt, kind=kind, number=invoice.number, **facts)
        text = f"draft {link.number} was posted as {invoice.number} with total {money(invoice.total)}"
    link.save()
    recording.note(actor=recording.SYSTEM, action="draft", text=text, document=link.document)
