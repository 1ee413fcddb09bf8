"""What became of the draft invoices that we made: posted by a person, with which total, or deleted (booking rule 4.2)."""

from __future__ import annotations

from audit import recording
from audit.models import JournalLink
from connectors.models import Connection
from connectors.nav.client import NavClient


def follow_drafts(connection: Connection, nav: NavClient) -> int:
    """What became of our draft invoices: posted with which total, or deleted (booking rule 4.2)."""
    changed = 0
    for link in JournalLink.objects.filter(kind="draft", state="waiting", document__connection=connection):
        invoice = nav.invoice(link.nav_id)
        if invoice and not invoice.is_posted:
            continue
        changed += 1
        if invoice is None:
            link.state = "deleted"
            text = f"draft {link.number} was deleted in NAV"
        else:
            link.state, link.amount, link.posted_on = "posted", invoice.total, invoice.posting_on
            link.details = link.details | {"posted_number": invoice.number, "status": invoice.status}
            text = f"draft {link.number} was posted as {invoice.number} with total {invoice.total}"
        link.save()
        recording.note(actor=recording.SYSTEM, action="draft", text=text, document=link.document)
    return changed
