"""Purchase credit memos: drafts with comment, account and item lines, their posting and cancelling (nav reference 4.11).

The vendor's number is on Microsoft's page 30083 in later versions only: the switch ``credit_memo_numbers`` takes it out of $metadata."""

from __future__ import annotations

from sandbox.nav_errors import dialog
from sandbox.nav_invoices import PurchaseDesk, PurchaseLineDesk
from sandbox.nav_posting import post_invoice_entries
from sandbox.store import Record


class CreditMemoDesk(PurchaseDesk):
    """Headers; amounts are positive, the ledger gets them the other way round."""

    table = "purchaseCreditMemos"
    lines = "purchaseCreditMemoLines"
    kind = "Credit Memo"
    date_field = "creditMemoDate"
    number_field = "vendorCreditMemoNumber"
    draft_series = "draft_credit_memo"
    posted_series = "posted_credit_memo"

    def act(self, action: str, record: Record) -> None:
        if action == "post":
            super().act(action, record)
            return
        if record["status"] not in {"Open", "Paid"}:
            raise dialog("The action can be applied to a posted credit memo only.")
        self._enter(record, self.books.table(self.lines).find(documentId=record["id"]), sign=1)
        self.books.save(self.table, record | {"status": "Canceled"})

    def _enter(self, document: Record, lines: list[Record], *, sign: int = -1) -> None:
        post_invoice_entries(self.books, document, lines, reverse_interim=False, kind=self.kind, sign=sign)


class CreditMemoLineDesk(PurchaseLineDesk):
    """Lines of purchase credit memos."""

    header = CreditMemoDesk
