"""Ledger entries that posting makes: general, vendor and item ledger (nav reference 4.15); G/L always balances."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.nav_amounts import ZERO, number
from sandbox.nav_books import Books
from sandbox.nav_errors import NavError, no_relation
from sandbox.store import Record

PAYABLES = "20100"
TAX = "14200"
INVENTORY = "13100"
INVENTORY_INTERIM = "13150"
ACCRUAL_INTERIM = "50150"
BANK = "10100"


@dataclass
class Voucher:
    """One posted document while its entries are written."""

    books: Books
    number: str
    posting_date: str
    kind: str = " "
    external: str = ""
    description: str = ""
    source_code: str = "PURCHASES"
    vendor_number: str = ""
    balance: Decimal = field(default=ZERO)

    def gl(
        self, account_number: str, amount: Decimal, description: str = "", dimensions: tuple[Record, ...] = ()
    ) -> None:
        """Write a G/L entry; a positive amount is a debit, nothing is written for nought."""
        if not amount:
            return
        account = self.books.table("accounts").first(number=account_number)
        if account is None:
            raise no_relation("G/L Account No.", "G/L Entry", account_number, "G/L Account")
        entry = self.books.add(
            "generalLedgerEntries",
            {
                "entryNumber": self.books.entry_number("generalLedgerEntries"),
                "postingDate": self.posting_date,
                "documentNumber": self.number,
                "documentType": self.kind,
                "accountId": account["id"],
                "accountNumber": account["number"],
                "description": (description or self.description)[:100],
                "amount": amount,
                "debitAmount": max(amount, ZERO),
                "creditAmount": max(-amount, ZERO),
                "externalDocumentNumber": self.external,
                "sourceType": "Vendor" if self.vendor_number else " ",
                "sourceNumber": self.vendor_number,
                "sourceCode": self.source_code,
                "reversed": False,
            },
        )
        copy_dimensions(self.books, dimensions, entry["id"], "General Ledger Entry")
        self.balance += amount

    def vendor(self, vendor: Record, amount: Decimal, *, due_date: str = "", currency: str = "") -> Record:
        """Write a vendor ledger entry and its G/L side; what we owe is negative."""
        entry = self.books.add(
            "vendorLedgerEntries",
            {
                "entryNumber": self.books.entry_number("vendorLedgerEntries"),
                "documentType": self.kind,
                "description": self.description,
                "postingDate": self.posting_date,
                "dueDate": due_date or self.posting_date,
                "documentNumber": self.number,
                "externalDocumentNumber": self.external,
                "vendorNumber": vendor["number"],
                "open": bool(amount),
                "amount": amount,
                "amountLocalCurrency": amount,
                "originalAmount": amount,
                "remainingAmount": amount,
                "debitAmount": max(amount, ZERO),
                "creditAmount": max(-amount, ZERO),
                "debitAmountLocalCurrency": max(amount, ZERO),
                "creditAmountLocalCurrency": max(-amount, ZERO),
                "currencyCode": currency,
                "reversed": False,
            },
        )
        self.gl(PAYABLES, amount, f"{self.kind.strip() or 'Entry'} {self.number}")
        stored = self.books.table("vendors").get(vendor["id"])
        if stored is not None:
            stored["balance"] = number(stored, "balance") - amount
            self.books.table("vendors").put(vendor["id"], stored)
        return entry

    def item(self, line: Record, quantity: Decimal, cost: Decimal, kind: str) -> None:
        """Write an item ledger entry of a purchase."""
        self.books.add(
            "itemLedgerEntries",
            {
                "entryNumber": self.books.entry_number("itemLedgerEntries"),
                "itemNumber": line["lineObjectNumber"],
                "postingDate": self.posting_date,
                "entryType": "Purchase",
                "sourceType": "Vendor",
                "sourceNumber": self.vendor_number,
                "documentNumber": self.number,
                "documentType": kind,
                "description": line.get("description", ""),
                "quantity": quantity,
                "invoicedQuantity": ZERO,
                "costAmountActual": cost,
                "externalDocumentNumber": self.external,
                "orderNumber": line.get("documentNumber", "") if line.get("documentType") == "Order" else "",
                "orderLineNumber": line["sequence"] if line.get("documentType") == "Order" else 0,
                "locationCode": line.get("locationCode", ""),
            },
        )
        item = self.books.table("items").first(number=line["lineObjectNumber"])
        if item is not None:
            item["inventory"] = number(item, "inventory") + quantity
            self.books.table("items").put(item["id"], item)

    def check_balance(self) -> None:
        if self.balance:
            text = f"The transaction is not balanced: {self.number} is out of balance by {self.balance}."
            raise NavError(500, "Internal_ServerError", text)


def copy_dimensions(
    books: Books, lines: tuple[Record, ...] | list[Record], parent_id: str, parent_type: str
) -> None:
    """Give a posted record the dimension set of what it was posted from."""
    for line in lines:
        copied = dict(line, parentId=parent_id, parentType=parent_type)
        books.table("dimensionSetLines").put(f"{parent_id}|{line['id']}", copied)


def drop_dimensions(books: Books, parent_id: str) -> None:
    for line in books.dimension_set(parent_id):
        books.table("dimensionSetLines").delete(f"{parent_id}|{line['id']}")


def open_invoice_entry(books: Books, document_number: str) -> Record | None:
    """Return the vendor ledger entry of a posted invoice."""
    return books.table("vendorLedgerEntries").first(documentNumber=document_number, documentType="Invoice")


def external_number_used(books: Books, vendor_number: str, external: str, *, kind: str = "Invoice") -> bool:
    """The uniqueness rule of nav reference 8.2: same type, same number, same pay-to vendor, not reversed."""
    wanted = external.strip().upper()
    return any(
        entry["vendorNumber"] == vendor_number and not entry.get("reversed")
        for entry in books.table("vendorLedgerEntries").find(externalDocumentNumber=wanted, documentType=kind)
    )


def settle(books: Books, invoice_entry: Record, payment_entry: Record) -> None:
    """Apply a payment to an invoice: both remainders shrink; a covered invoice becomes Paid."""
    part = min(-number(invoice_entry, "remainingAmount"), number(payment_entry, "remainingAmount"))
    if part <= 0:
        return
    invoice_entry["remainingAmount"] = number(invoice_entry, "remainingAmount") + part
    payment_entry["remainingAmount"] = number(payment_entry, "remainingAmount") - part
    for entry in (invoice_entry, payment_entry):
        entry["open"] = bool(entry["remainingAmount"])
        books.save("vendorLedgerEntries", entry)
    if not invoice_entry["open"]:
        invoice = books.table("purchaseInvoices").first(number=invoice_entry["documentNumber"])
        if invoice is not None and invoice["status"] == "Open":
            invoice["status"] = "Paid"
            books.save("purchaseInvoices", invoice)
