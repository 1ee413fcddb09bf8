"""Purchase invoices of NAV, drafts and posted ones (nav reference 4.11, 8.2, 9.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from connectors.nav import queries
from connectors.nav import wire_invoices as wire
from connectors.nav.api import NavApi
from connectors.nav.odata import every, guid
from edi.nav_records import InvoiceRecordLine, VendorInvoice


class Invoices(NavApi):
    """Reads invoices, makes drafts and posts them."""

    def invoices(
        self, changed_since: datetime | None = None, posted_since: date | None = None
    ) -> Iterator[VendorInvoice]:
        """Yield invoices with their lines: changed since, or with a posting date on or after that day."""
        where = every(queries.changed(changed_since), queries.posted(posted_since))
        return self._rows(self.url("purchaseInvoices"), wire.invoice, where=where, expand=wire.INVOICE_LINES)

    def invoices_by_vendor_number(
        self, vendor_number: str, vendor_invoice_number: str
    ) -> list[VendorInvoice]:
        """Return drafts and posted invoices of a vendor under the vendor's own number, fresh: the best probe there is."""
        return self._fresh(queries.of_vendor_invoice(vendor_number, vendor_invoice_number))

    def invoices_of_order(self, order_number: str) -> list[VendorInvoice]:
        """Return the posted invoices that came from an order, fresh."""
        return self._fresh(queries.of_order(order_number))

    def invoice(self, nav_id: str) -> VendorInvoice | None:
        """Return one invoice with its lines, fresh; None when it is gone. Its id survives posting."""
        return self._by_id("purchaseInvoices", nav_id, wire.invoice, expand=wire.INVOICE_LINES)

    def create_invoice_draft(
        self,
        *,
        vendor_number: str,
        vendor_invoice_number: str,
        invoiced_on: date | None,
        due_on: date | None,
        currency: str,
        posting_on: date | None,
        comments: Sequence[str],
        account_lines: Sequence[InvoiceRecordLine] = (),
    ) -> VendorInvoice:
        """Make a draft of comment lines, each cut at 100 characters, and account lines (object_number, quantity, unit_cost);
        never item lines: an invoice receives what it holds (nav reference 6.5)."""
        fields = wire.invoice_draft_fields(
            vendor_number=vendor_number,
            vendor_invoice_number=vendor_invoice_number,
            invoiced_on=invoiced_on,
            due_on=due_on,
            posting_on=posting_on,
            currency=currency,
            comments=comments,
            account_lines=account_lines,
        )
        return self._create(self.url("purchaseInvoices"), fields, wire.invoice)

    def set_invoice_date(
        self, invoice: VendorInvoice, invoiced_on: date, due_on: date | None = None
    ) -> VendorInvoice:
        """Write a draft's document date, and its due date, which NAV else counts from it. Answers without lines. Raises Stale."""
        days = {"invoiceDate": invoiced_on, "dueDate": due_on}
        fields = {name: day.isoformat() for name, day in days.items() if day}
        return self._change(
            self.url(f"purchaseInvoices({guid(invoice.nav_id)})"), invoice.etag, fields, wire.invoice
        )

    def post_invoice(self, nav_id: str) -> None:
        """Post a draft."""
        self._act(self.url(f"purchaseInvoices({guid(nav_id)})"), "post")

    def delete_invoice_draft(self, invoice: VendorInvoice) -> None:
        """Delete a draft as it was read. Raises Stale when it changed since, ValueError for a posted one."""
        if invoice.is_posted:
            raise ValueError(f"purchase invoice {invoice.number} is posted, only drafts are deleted")
        self._remove(self.url(f"purchaseInvoices({guid(invoice.nav_id)})"), invoice.etag)

    def _fresh(self, where: str) -> list[VendorInvoice]:
        rows = self._rows(
            self.url("purchaseInvoices"), wire.invoice, where=where, expand=wire.INVOICE_LINES, fresh=True
        )
        return list(rows)
