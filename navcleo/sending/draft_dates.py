"""The document date of a draft that was made with a posting date in the same call (decision 0019)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from connectors.errors import Rejected
from connectors.nav.client import NavClient
from edi.nav_records import VendorCreditMemo, VendorInvoice
from navcleo.sending.refusals import is_definite


def dated(
    nav: NavClient, draft: VendorInvoice, document_on: date, due_on: date | None = None
) -> VendorInvoice:
    """The draft as it should be dated: where NAV let the document date follow the posting date, it is written once more, by
    itself, with the due date that NAV would else count from it. A date that a person gave a draft stays. Where NAV refuses
    the date, the draft is returned as NAV has it. Raises Stale."""
    if not _is_moved(draft, document_on):
        return draft
    try:
        if isinstance(draft, VendorCreditMemo):
            now: VendorInvoice = nav.set_credit_memo_date(draft, document_on)
        else:
            now = nav.set_invoice_date(draft, document_on, due_on)
    except Rejected as error:
        if error.status == 404 or not is_definite(error):
            raise
        return draft
    return replace(now, lines=draft.lines)


def kept_date(draft: VendorInvoice, document_on: date) -> str:
    """What a person has to know of a draft that NAV keeps dated as its posting; '' where there is nothing."""
    if not _is_moved(draft, document_on):
        return ""
    return f"NAV keeps date {draft.invoiced_on} on draft {draft.number} instead of {document_on}. Correct it there."


def _is_moved(draft: VendorInvoice, document_on: date) -> bool:
    return draft.status == "Draft" and draft.invoiced_on == draft.posting_on != document_on
