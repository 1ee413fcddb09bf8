"""Purchase credit memos of NAV, drafts and posted ones (nav reference 4.11; Microsoft's page 30083)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from connectors.nav import queries
from connectors.nav import wire_invoices as wire
from connectors.nav.api import NavApi
from connectors.nav.odata import guid
from edi.nav_records import InvoiceRecordLine, VendorCreditMemo

_SET = "purchaseCreditMemos"


class CreditMemos(NavApi):
    """Reads credit memos, makes drafts and posts them."""

    def credit_memos_by_vendor_number(
        self, vendor_number: str, vendor_credit_memo_number: str
    ) -> list[VendorCreditMemo]:
        """Return drafts and posted credit memos of a vendor under the vendor's own number, fresh."""
        where = queries.of_vendor_credit_memo(vendor_number, vendor_credit_memo_number)
        rows = self._rows(
            self.url(_SET), wire.credit_memo, where=where, expand=wire.CREDIT_MEMO_LINES, fresh=True
        )
        return list(rows)

    def credit_memo(self, nav_id: str) -> VendorCreditMemo | None:
        """Return one credit memo with its lines, fresh; None when it is gone. Its id survives posting."""
        return self._by_id(_SET, nav_id, wire.credit_memo, expand=wire.CREDIT_MEMO_LINES)

    def create_credit_memo_draft(
        self,
        *,
        vendor_number: str,
        vendor_credit_memo_number: str,
        credited_on: date | None,
        currency: str,
        posting_on: date | None,
        comments: Sequence[str],
        account_lines: Sequence[InvoiceRecordLine] = (),
    ) -> VendorCreditMemo:
        """Make a draft of comment lines, each cut at 100 characters, and account or item charge lines; never item lines: a
        credit memo sends back what it holds."""
        fields = wire.credit_memo_draft_fields(
            vendor_number=vendor_number,
            vendor_credit_memo_number=vendor_credit_memo_number,
            credited_on=credited_on,
            posting_on=posting_on,
            currency=currency,
            comments=comments,
            account_lines=account_lines,
        )
        return self._create(self.url(_SET), fields, wire.credit_memo)

    def set_credit_memo_date(self, memo: VendorCreditMemo, credited_on: date) -> VendorCreditMemo:
        """Write a draft's document date. Answers without lines. Raises Stale."""
        fields = {"creditMemoDate": credited_on.isoformat()}
        return self._change(self.url(f"{_SET}({guid(memo.nav_id)})"), memo.etag, fields, wire.credit_memo)

    def post_credit_memo(self, nav_id: str) -> None:
        """Post a draft."""
        self._act(self.url(f"{_SET}({guid(nav_id)})"), "post")

    def delete_credit_memo_draft(self, memo: VendorCreditMemo) -> None:
        """Delete a draft as it was read. Raises Stale when it changed since, ValueError for a posted one."""
        if memo.is_posted:
            raise ValueError(f"purchase credit memo {memo.number} is posted, only drafts are deleted")
        self._remove(self.url(f"{_SET}({guid(memo.nav_id)})"), memo.etag)
