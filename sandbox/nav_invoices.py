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
    find_vendor,
    header_of,
    next_sequence,
    price,
    put_codes,
    put_company_as_ship_to,
    put_object,
    put_vendor,
    retotal,
    validate_dates,
)
from sandbox.nav_errors import NOTHING_TO_POST, dialog
from sandbox.nav_ledger import Voucher, drop_dimensions
from sandbox.nav_posting import check_external_number, check_posting_date, post_invoice_entries
from sandbox.store import Record

_VENDOR_FIELDS = frozenset({"vendorId", "vendorNumber", "payToVendorId", "payToVendorNumber"})


def check_draft(invoice: Record) -> None:
    if invoice["status"] not in {"Draft", "In Review"}:
        raise dialog("The document has been posted and can no longer be changed.")


class PurchaseDesk(Desk):
    """Headers of drafts and of posted documents; the id survives posting, the number does not. What invoices and credit memos
    have in common."""

    table = "purchaseInvoices"
    lines = "purchaseInvoiceLines"
    kind = "Invoice"
    date_field = "invoiceDate"
    number_field = "vendorInvoiceNumber"
    draft_series = "draft_invoice"
    posted_series = "posted_invoice"

    def create(self, values: Values, parent: Record | None) -> Record:
        vendor = find_vendor(self.books, values)
        check_vendor(vendor, "create")
        today = self.books.today()
        document: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "documentType": self.kind,
            "number": self.books.number(self.draft_series),
            self.date_field: today,
            "postingDate": today,
            self.number_field: "",
            "status": "Draft",
            "discountAppliedBeforeTax": True,
        }
        if values.get("currencyCode") is not None:
            document["currencyCode"] = values["currencyCode"]
        put_vendor(document, vendor)
        document.update({name: value for name, value in values.items() if name not in _VENDOR_FIELDS})
        put_company_as_ship_to(self.books, document)
        validate_dates(self.books, document, {*values, self.date_field}, self.date_field)
        retotal(self.books, document, self.lines)
        return self.books.add(self.table, document)

    def change(self, record: Record, values: Values) -> Record:
        check_draft(record)
        values = self.stored(values)
        if {"vendorId", "vendorNumber"} & set(values):
            put_vendor(record, find_vendor(self.books, values))
        record.update({name: value for name, value in values.items() if name not in _VENDOR_FIELDS})
        validate_dates(self.books, record, values, self.date_field)
        retotal(self.books, record, self.lines)
        return self.books.save(self.table, record)

    def remove(self, record: Record) -> None:
        if record["status"] not in {"Draft", "In Review"}:
            raise dialog(f"You cannot delete a posted purchase {self.kind.lower()} from this page.")
        for line in self.books.table(self.lines).find(documentId=record["id"]):
            drop_dimensions(self.books, line["id"])
            self.books.table(self.lines).delete(line["id"])
        drop_dimensions(self.books, record["id"])
        self.books.table(self.table).delete(record["id"])

    def act(self, action: str, record: Record) -> None:
        """Microsoft.NAV.post: item lines also move goods (nav reference 6.5)."""
        if record["status"] != "Draft":
            raise dialog(f"The action can be applied to a draft {self.kind.lower()} only.")
        books = self.books
        lines = books.table(self.lines).find(documentId=record["id"])
        lines.sort(key=lambda line: int(line["sequence"]))
        self._check(record, lines)
        if books.switches["post_with_job_queue"]:
            return
        record.update(number=books.number(self.posted_series), status="Open", draftNumber=record["number"])
        retotal(books, record, self.lines)
        for line in lines:
            line["documentNumber"] = record["number"]
            books.save(self.lines, line)
        books.save(self.table, record)
        self._move_goods(
            record, [line for line in lines if line["lineType"] == "Item" and number(line, "quantity")]
        )
        self._enter(record, lines)

    def _check(self, record: Record, lines: list[Record]) -> None:
        books = self.books
        check_vendor(books.need("vendors", record["vendorId"], "Vendor"), "post")
        check_posting_date(books, record, self.kind)
        if not any(number(line, "quantity") for line in lines):
            raise dialog(NOTHING_TO_POST)
        for line in lines:
            if line["lineType"] == "Charge" and number(line, "quantity"):
                text = f"You must assign item charge {line['lineObjectNumber']} if you want to invoice it."
                raise dialog(text)
        if sum((number(line, "netAmount") for line in lines), ZERO) < 0:
            raise dialog(f"The total amount for the {self.kind.lower()} must be 0 or greater.")
        check_external_number(books, record["payToVendorNumber"], record[self.number_field], kind=self.kind)

    def _move_goods(self, document: Record, lines: list[Record]) -> None:
        sign = 1 if self.kind == "Invoice" else -1
        voucher = Voucher(
            self.books,
            document["number"],
            document["postingDate"],
            external=document[self.number_field],
            vendor_number=document["vendorNumber"],
        )
        for line in lines:
            check_item(self.books.table("items").first(number=line["lineObjectNumber"]) or {})
            voucher.item(
                line,
                sign * number(line, "quantity"),
                sign * number(line, "netAmount"),
                f"Purchase {self.kind}",
            )

    def _enter(self, document: Record, lines: list[Record]) -> None:
        post_invoice_entries(self.books, document, lines, reverse_interim=False)


class InvoiceDesk(PurchaseDesk):
    """Purchase invoices."""


class PurchaseLineDesk(Desk):
    """Lines of drafts; those of posted documents cannot be changed."""

    header = PurchaseDesk

    def create(self, values: Values, parent: Record | None) -> Record:
        document = header_of(self.books, self.header.table, values, parent)
        check_draft(document)
        siblings = self.books.table(self.header.lines).find(documentId=document["id"])
        line: Record = {
            "documentId": document["id"],
            "documentNumber": document["number"],
            "documentType": self.header.kind,
            "sequence": values.get("sequence") or next_sequence(siblings),
            "discountAppliedBeforeTax": True,
        }
        line.update({name: value for name, value in values.items() if name != "documentId"})
        put_object(self.books, document, line, values)
        line.setdefault("unitCost", ZERO)
        line.setdefault("quantity", ZERO)
        put_codes(self.books, line, values)
        price(document, line, values)
        added = self.books.add(self.header.lines, line)
        self._recalculate(document)
        return added

    def change(self, record: Record, values: Values) -> Record:
        document = self.books.need(self.header.table, record["documentId"], "Purchase Header")
        check_draft(document)
        record.update(values)
        if {"itemId", "accountId", "lineType"} & set(values):
            put_object(self.books, document, record, values)
        put_codes(self.books, record, values)
        if AMOUNT_FIELDS & set(values):
            price(document, record, values)
        saved = self.books.save(self.header.lines, record)
        self._recalculate(document)
        return saved

    def remove(self, record: Record) -> None:
        document = self.books.need(self.header.table, record["documentId"], "Purchase Header")
        check_draft(document)
        self.books.table(self.header.lines).delete(record["id"])
        self._recalculate(document)

    def _recalculate(self, document: Record) -> None:
        retotal(self.books, document, self.header.lines)
        self.books.save(self.header.table, document)


class InvoiceLineDesk(PurchaseLineDesk):
    """Lines of purchase invoices."""
