"""Purchase invoices: drafts with comment, account and item lines, and their posting (nav reference 4.11, 6.5)."""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.nav_amounts import ZERO, number
from sandbox.nav_desk import Desk, Values
from sandbox.nav_documents import (
    AMOUNT_FIELDS,
    check_item,
    check_vendor,
    due_on,
    find_vendor,
    header_of,
    next_sequence,
    price,
    put_codes,
    put_company_as_ship_to,
    put_object,
    put_vendor,
    retotal,
)
from sandbox.nav_errors import NOTHING_TO_POST, dialog
from sandbox.nav_ledger import Voucher, drop_dimensions
from sandbox.nav_posting import check_external_number, check_posting_date, post_invoice_entries
from sandbox.store import Record

_LINES = "purchaseInvoiceLines"
_VENDOR_FIELDS = frozenset({"vendorId", "vendorNumber", "payToVendorId", "payToVendorNumber"})


def check_draft(invoice: Record) -> None:
    if invoice["status"] not in {"Draft", "In Review"}:
        raise dialog("The invoice has been posted and can no longer be changed.")


class InvoiceDesk(Desk):
    """Headers of drafts and of posted invoices; the id survives posting, the number does not."""

    def create(self, values: Values, parent: Record | None) -> Record:
        vendor = find_vendor(self.books, values)
        check_vendor(vendor, "create")
        today = self.books.today()
        invoice: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "documentType": "Invoice",
            "number": self.books.number("draft_invoice"),
            "invoiceDate": today,
            "postingDate": today,
            "vendorInvoiceNumber": "",
            "status": "Draft",
            "discountAppliedBeforeTax": True,
        }
        if values.get("currencyCode") is not None:
            invoice["currencyCode"] = values["currencyCode"]
        put_vendor(invoice, vendor)
        invoice.update({name: value for name, value in values.items() if name not in _VENDOR_FIELDS})
        put_company_as_ship_to(self.books, invoice)
        invoice.setdefault("dueDate", due_on(self.books, invoice, invoice["invoiceDate"]))
        retotal(self.books, invoice, _LINES)
        return self.books.add("purchaseInvoices", invoice)

    def change(self, record: Record, values: Values) -> Record:
        check_draft(record)
        values = self.stored(values)
        if {"vendorId", "vendorNumber"} & set(values):
            put_vendor(record, find_vendor(self.books, values))
        record.update({name: value for name, value in values.items() if name not in _VENDOR_FIELDS})
        if "invoiceDate" in values and "dueDate" not in values:
            record["dueDate"] = due_on(self.books, record, record["invoiceDate"])
        retotal(self.books, record, _LINES)
        return self.books.save("purchaseInvoices", record)

    def remove(self, record: Record) -> None:
        if record["status"] not in {"Draft", "In Review"}:
            raise dialog("You cannot delete a posted purchase invoice from this page.")
        for line in self.books.table(_LINES).find(documentId=record["id"]):
            drop_dimensions(self.books, line["id"])
            self.books.table(_LINES).delete(line["id"])
        drop_dimensions(self.books, record["id"])
        self.books.table("purchaseInvoices").delete(record["id"])

    def act(self, action: str, record: Record) -> None:
        """Microsoft.NAV.post: item lines also bring the goods in (nav reference 6.5)."""
        if record["status"] != "Draft":
            raise dialog("The action can be applied to a draft invoice only.")
        books = self.books
        lines = books.table(_LINES).find(documentId=record["id"])
        lines.sort(key=lambda line: int(line["sequence"]))
        check_vendor(books.need("vendors", record["vendorId"], "Vendor"), "post")
        check_posting_date(books, record, "Invoice")
        if not any(number(line, "quantity") for line in lines):
            raise dialog(NOTHING_TO_POST)
        check_external_number(books, record["payToVendorNumber"], record["vendorInvoiceNumber"])
        if books.switches["post_with_job_queue"]:
            return
        record.update(number=books.number("posted_invoice"), status="Open", draftNumber=record["number"])
        retotal(books, record, _LINES)
        for line in lines:
            line["documentNumber"] = record["number"]
            books.save(_LINES, line)
        books.save("purchaseInvoices", record)
        self._receive(
            record, [line for line in lines if line["lineType"] == "Item" and number(line, "quantity")]
        )
        post_invoice_entries(books, record, lines, reverse_interim=False)

    def _receive(self, invoice: Record, lines: list[Record]) -> None:
        voucher = Voucher(
            self.books,
            invoice["number"],
            invoice["postingDate"],
            external=invoice["vendorInvoiceNumber"],
            vendor_number=invoice["vendorNumber"],
        )
        for line in lines:
            check_item(self.books.table("items").first(number=line["lineObjectNumber"]) or {})
            voucher.item(line, number(line, "quantity"), number(line, "netAmount"), "Purchase Invoice")


class InvoiceLineDesk(Desk):
    """Lines of drafts; those of posted invoices cannot be changed."""

    def create(self, values: Values, parent: Record | None) -> Record:
        invoice = header_of(self.books, "purchaseInvoices", values, parent)
        check_draft(invoice)
        siblings = self.books.table(_LINES).find(documentId=invoice["id"])
        line: Record = {
            "documentId": invoice["id"],
            "documentNumber": invoice["number"],
            "documentType": "Invoice",
            "sequence": values.get("sequence") or next_sequence(siblings),
            "discountAppliedBeforeTax": True,
        }
        line.update({name: value for name, value in values.items() if name != "documentId"})
        put_object(self.books, invoice, line, values)
        line.setdefault("unitCost", ZERO)
        line.setdefault("quantity", ZERO)
        put_codes(self.books, line, values)
        price(invoice, line, values)
        added = self.books.add(_LINES, line)
        self._recalculate(invoice)
        return added

    def change(self, record: Record, values: Values) -> Record:
        invoice = self.books.need("purchaseInvoices", record["documentId"], "Purchase Header")
        check_draft(invoice)
        record.update(values)
        if {"itemId", "accountId", "lineType"} & set(values):
            put_object(self.books, invoice, record, values)
        put_codes(self.books, record, values)
        if AMOUNT_FIELDS & set(values):
            price(invoice, record, values)
        saved = self.books.save(_LINES, record)
        self._recalculate(invoice)
        return saved

    def remove(self, record: Record) -> None:
        invoice = self.books.need("purchaseInvoices", record["documentId"], "Purchase Header")
        check_draft(invoice)
        self.books.table(_LINES).delete(record["id"])
        self._recalculate(invoice)

    def _recalculate(self, invoice: Record) -> None:
        retotal(self.books, invoice, _LINES)
        self.books.save("purchaseInvoices", invoice)
