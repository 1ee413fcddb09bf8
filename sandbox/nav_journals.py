"""General journals: batches, lines and their posting, which takes every line of the batch (nav reference 4.13)."""

from __future__ import annotations

from decimal import Decimal

from sandbox.nav_amounts import ZERO, number
from sandbox.nav_books import Books
from sandbox.nav_desk import Desk, Values
from sandbox.nav_errors import NOTHING_TO_POST, NavError, dialog, no_relation, not_found, same_key, test_field
from sandbox.nav_ledger import BANK, Voucher, drop_dimensions, open_invoice_entry, settle
from sandbox.nav_model import ZERO_GUID
from sandbox.store import Record

_TABLES = {"G/L Account": "accounts", "Vendor": "vendors", "Bank Account": "accounts"}


class BatchDesk(Desk):
    """Batches of the general template; ``PaymentBatchDesk`` those of the payment template."""

    template = "GENERAL"

    def create(self, values: Values, parent: Record | None) -> Record:
        template = values.get("templateDisplayName") or self.template
        code = values.get("code", "")
        if not code:
            raise test_field("Name must have a value in Gen. Journal Batch. It cannot be zero or empty.")
        if self.books.table("journals").first(code=code, templateDisplayName=template):
            raise same_key("Gen. Journal Batch", f"Journal Template Name='{template}',Name='{code}'")
        batch: Record = {"displayName": "", **values, "templateDisplayName": template}
        _put_balancing_account(self.books, batch, values)
        return self.books.add("journals", batch)

    def change(self, record: Record, values: Values) -> Record:
        record.update(values)
        _put_balancing_account(self.books, record, values)
        return self.books.save("journals", record)

    def remove(self, record: Record) -> None:
        for line in self.books.table("journalLines").find(journalId=record["id"]):
            _drop_line(self.books, line)
        self.books.table("journals").delete(record["id"])

    def act(self, action: str, record: Record) -> None:
        post_batch(self.books, record)


class PaymentBatchDesk(BatchDesk):
    template = "PAYMENT"


def _put_balancing_account(books: Books, record: Record, values: Values) -> None:
    key = values.get("balancingAccountId", ZERO_GUID)
    if key != ZERO_GUID:
        record["balancingAccountNumber"] = books.need("accounts", key, "G/L Account")["number"]
    elif values.get("balancingAccountNumber"):
        account = _account(
            books, str(record.get("balanceAccountType", "G/L Account")), values["balancingAccountNumber"]
        )
        record["balancingAccountId"] = account["id"]


def _account(books: Books, kind: str, account_number: str) -> Record:
    account = books.table(_TABLES.get(kind, "accounts")).first(number=account_number)
    if account is None:
        raise no_relation("Account No.", "Gen. Journal Line", account_number, kind)
    return account


def _drop_line(books: Books, line: Record) -> None:
    drop_dimensions(books, line["id"])
    books.table("journalLines").delete(line["id"])


class JournalLineDesk(Desk):
    """Lines: document type blank, number from the series where none is given."""

    template = "GENERAL"
    series = "journal"

    def create(self, values: Values, parent: Record | None) -> Record:
        key = parent["id"] if parent else str(values.get("journalId", ""))
        batch = self.books.table("journals").get(key)
        if batch is None:
            raise not_found("The Gen. Journal Batch does not exist.")
        siblings = self.books.table("journalLines").find(journalId=batch["id"])
        last = max((int(line["lineNumber"]) for line in siblings), default=0)
        line: Record = {
            "journalId": batch["id"],
            "journalDisplayName": batch["code"],
            "template": self.template,
            "lineNumber": last + 10000,
            "postingDate": self.books.today(),
            "balancingAccountId": batch.get("balancingAccountId", ZERO_GUID),
            "balancingAccountNumber": batch.get("balancingAccountNumber", ""),
            "accountType": "G/L Account",
            "balanceAccountType": "G/L Account",
            "amount": ZERO,
        }
        if any(other["lineNumber"] == values.get("lineNumber") for other in siblings):
            raise same_key("Gen. Journal Line", f"Line No.='{values['lineNumber']}'")
        line.update(
            {name: value for name, value in values.items() if name not in {"journalId", "journalDisplayName"}}
        )
        self.complete(line, values)
        if not line.get("documentNumber"):
            line["documentNumber"] = self.books.number(self.series)
        return self.books.add("journalLines", line)

    def complete(self, record: Record, values: Values) -> None:
        if values.get("accountId", ZERO_GUID) != ZERO_GUID:
            record["accountNumber"] = self.books.need("accounts", values["accountId"], "G/L Account")[
                "number"
            ]
        elif values.get("accountNumber"):
            account = _account(self.books, record["accountType"], values["accountNumber"])
            record["accountId"] = account["id"] if record["accountType"] != "Vendor" else ZERO_GUID
            if not record.get("description"):
                record["description"] = account.get("displayName", "")
        _put_balancing_account(self.books, record, values)

    def remove(self, record: Record) -> None:
        _drop_line(self.books, record)


class PaymentDesk(JournalLineDesk):
    """Payment lines: document type Payment, account type Vendor, applied to a posted invoice."""

    template = "PAYMENT"
    series = "payment"

    def complete(self, record: Record, values: Values) -> None:
        invoice = self._applied(record, values)
        vendor = self._vendor(values)
        if vendor is None and invoice is not None:
            vendor = self.books.vendor(invoice["payToVendorNumber"])
        if vendor is not None:
            if invoice is not None and invoice["payToVendorNumber"] != vendor["number"]:
                raise dialog("The vendor values do not match to a specific Vendor.")
            record.update(vendorId=vendor["id"], vendorNumber=vendor["number"])
            record.setdefault("description", vendor["displayName"])
        record.update(
            accountType="Vendor", accountNumber=record.get("vendorNumber", ""), documentType="Payment"
        )

    def _vendor(self, values: Values) -> Record | None:
        if values.get("vendorNumber"):
            vendor = self.books.vendor(values["vendorNumber"])
        elif values.get("vendorId", ZERO_GUID) != ZERO_GUID:
            vendor = self.books.table("vendors").get(values["vendorId"])
        else:
            return None
        if vendor is None:
            raise dialog("The vendor cannot be found.")
        return vendor

    def _applied(self, record: Record, values: Values) -> Record | None:
        invoices = self.books.table("purchaseInvoices")
        if values.get("appliesToInvoiceNumber"):
            invoice = invoices.first(number=values["appliesToInvoiceNumber"])
        elif values.get("appliesToInvoiceId", ZERO_GUID) != ZERO_GUID:
            invoice = invoices.get(values["appliesToInvoiceId"])
        else:
            return None
        if invoice is None or invoice["status"] in {"Draft", "In Review"}:
            raise dialog("The posted purchase invoice to which the payment applies cannot be found.")
        record.update(appliesToInvoiceId=invoice["id"], appliesToInvoiceNumber=invoice["number"])
        return invoice


def post_batch(books: Books, batch: Record) -> None:
    """Post all lines of a batch and empty it (nav reference 4.13); nothing is checked for doubles (8.2)."""
    lines = books.table("journalLines").find(journalId=batch["id"])
    lines.sort(key=lambda line: int(line["lineNumber"]))
    lines = [line for line in lines if line.get("accountNumber") or number(line, "amount")]
    if not lines:
        raise dialog(NOTHING_TO_POST)
    for line in lines:
        _check_line(books, line)
    _check_balance(lines)
    if books.switches["post_with_job_queue"]:
        return
    for line in lines:
        _post_line(books, line)
    for line in books.table("journalLines").find(journalId=batch["id"]):
        _drop_line(books, line)


def _check_line(books: Books, line: Record) -> None:
    place = f"Gen. Journal Line Journal Template Name='{line['template']}',Journal Batch Name='{line['journalDisplayName']}',Line No.='{line['lineNumber']}'"
    if not books.posting_date_allowed(line["postingDate"]):
        raise dialog(f"Posting Date is not within your range of allowed posting dates in {place}.")
    for name, caption in (
        ("accountNumber", "Account No."),
        ("amount", "Amount"),
        ("documentNumber", "Document No."),
    ):
        if not line.get(name):
            raise test_field(f"{caption} must have a value in {place}. It cannot be zero or empty.")
    if line["accountType"] == "G/L Account":
        account = books.table("accounts").first(number=line["accountNumber"]) or {}
        if not account.get("directPosting"):
            raise test_field(
                f"Direct Posting must be equal to 'Yes'  in G/L Account: No.={line['accountNumber']}. "
                "Current value is 'No'."
            )
    if line["accountType"] == "Vendor":
        vendor = books.vendor(line["accountNumber"])
        if vendor is None:
            raise no_relation("Account No.", "Gen. Journal Line", line["accountNumber"], "Vendor")
        if vendor.get("blocked") == "All" or (
            line["template"] == "PAYMENT" and vendor.get("blocked") == "Payment"
        ):
            raise dialog(
                f"You cannot post this type of document when Vendor {vendor['number']} "
                f"is blocked with type {vendor['blocked']}."
            )


def _check_balance(lines: list[Record]) -> None:
    sums: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        if not _balancing(line):
            key = (line["documentNumber"], line["postingDate"])
            sums[key] = sums.get(key, ZERO) + number(line, "amount")
    for (document, _), left in sums.items():
        if left:
            raise dialog(
                f"The lines in Gen. Journal are out of balance by {left}. Check that Posting Date, Document Type, "
                f"Document No. {document} and Amount are correct for each line."
            )


def _balancing(line: Record) -> str:
    """Return the balancing account of a line; a payment without one goes to the bank."""
    return line.get("balancingAccountNumber") or (BANK if line["template"] == "PAYMENT" else "")


def _post_line(books: Books, line: Record) -> None:
    is_payment = line["template"] == "PAYMENT"
    dimensions = tuple(books.dimension_set(line["id"]))
    voucher = Voucher(
        books,
        line["documentNumber"],
        line["postingDate"],
        kind="Payment" if is_payment else " ",
        external=line.get("externalDocumentNumber", ""),
        description=line.get("description", ""),
        source_code="PAYMENTJNL" if is_payment else "GENJNL",
        vendor_number=line["accountNumber"] if line["accountType"] == "Vendor" else "",
    )
    amount = number(line, "amount")
    if line["accountType"] == "Vendor":
        entry = voucher.vendor(books.vendor(line["accountNumber"]) or {}, amount)
        applied = open_invoice_entry(books, line.get("appliesToInvoiceNumber", "")) if is_payment else None
        if applied is not None:
            settle(books, applied, entry)
    else:
        voucher.gl(line["accountNumber"], amount, dimensions=dimensions)
    balancing = _balancing(line)
    if balancing and line.get("balanceAccountType") == "Vendor":
        vendor = books.vendor(balancing)
        if vendor is None:
            raise NavError(400, "Internal_RecordNotFound", f"The Vendor does not exist. No.='{balancing}'")
        voucher.vendor(vendor, -amount)
    elif balancing:
        voucher.gl(balancing, -amount, dimensions=dimensions)
