"""The document date of a draft that was made with a posting date in the same call (decision 0019)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from connectors.nav.client import NavClient
from edi.nav_records import VendorCreditMemo, VendorInvoice


def dated(
    nav: NavClient, draft: VendorInvoice, document_on: date, due_on: date | None = None
) -> VendorInvoice:
    """The draft as it should be dated: where NAV let the document date follow the posting date, it is written once more, by
    itself, with the due date that NAV would else count from it. A date that a person gave a draft stays. Raises Stale."""
    is_moved = draft.invoiced_on == draft.posting_on != document_on
    if draft.status != "Draft" or not is_moved:
        return draft
    if isinstance(draft, VendorCreditMemo):
        now: VendorInvoice = nav.set_credit_memo_date(draft, document_on)
    else:
        now = nav.set_invoice_date(draft, document_on, due_on)
    return replace(now, lines=draft.lines)
