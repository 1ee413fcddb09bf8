"""Journals, payments and ledger entries: NAV's JSON to edi.nav_records values and back (nav reference 4.13 to 4.15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.nav.odata import decode_enum, encode_enum, to_date, to_decimal
from connectors.nav.wire import DESCRIPTION_LENGTH, Row, etag
from edi import nav_records as nav


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def batch(row: Row) -> nav.Batch:
    """Read a batch of general journals or vendor payment journals."""
    return nav.Batch(
        str(row["id"]), str(row["code"]), _text(row, "displayName"), _text(row, "balancingAccountNumber")
    )


def batch_fields(code: str, name: str, balancing_account_id: str = "", template: str = "") -> dict[str, Any]:
    """Write a batch."""
    fields = {"code": code, "displayName": name}
    if balancing_account_id:
        fields["balancingAccountId"] = balancing_account_id
    if template:
        fields["templateDisplayName"] = template
    return fields


def journal_line(row: Row, batch_id: str = "") -> nav.JournalLine:
    """Read a general journal line."""
    return nav.JournalLine(
        account_type=decode_enum(row.get("accountType")),
        account_number=_text(row, "accountNumber"),
        amount=to_decimal(row.get("amount")),
        posting_on=_date(row, "postingDate"),
        document_number=_text(row, "documentNumber"),
        external_number=_text(row, "externalDocumentNumber"),
        description=_text(row, "description"),
        nav_id=str(row["id"]),
        line_number=int(row.get("lineNumber") or 0),
        balancing_account=_text(row, "balancingAccountNumber"),
        etag=etag(row),
        batch_id=batch_id or _text(row, "journalId"),
    )


def journal_line_fields(line: nav.JournalLine) -> dict[str, Any]:
    """Write a general journal line."""
    fields: dict[str, Any] = {
        "accountType": encode_enum(line.account_type),
        "accountNumber": line.account_number,
        "postingDate": line.posting_on,
        "documentNumber": line.document_number,
        "externalDocumentNumber": line.external_number,
        "amount": line.amount,
        "description": line.description[:DESCRIPTION_LENGTH],
    }
    if line.balancing_account:
        fields["balancingAccountNumber"] = line.balancing_account
    if line.line_number:
        fields["lineNumber"] = line.line_number
    return fields


@dataclass(frozen=True)
class DimensionLine:
    """One line of a dimension set; its id is the dimension's."""

    nav_id: str
    code: str
    value_code: str
    etag: str


def dimension_line_fields(code: str, value_code: str) -> dict[str, Any]:
    """Write a new line of a dimension set."""
    return {"code": code, **dimension_line_value(value_code)}


def dimension_line_value(value_code: str) -> dict[str, Any]:
    """Write another value into a line of a dimension set."""
    return {"valueCode": value_code}


def dimension_line(row: Row) -> DimensionLine:
    """Read one line of a dimension set."""
    return DimensionLine(str(row["id"]), _text(row, "code"), _text(row, "valueCode"), etag(row))


def payment_line(row: Row, batch_id: str = "") -> nav.PaymentLine:
    """Read a vendor payment line."""
    return nav.PaymentLine(
        vendor_number=_text(row, "vendorNumber"),
        amount=to_decimal(row.get("amount")),
        posting_on=_date(row, "postingDate"),
        document_number=_text(row, "documentNumber"),
        external_number=_text(row, "externalDocumentNumber"),
        applies_to=_text(row, "appliesToInvoiceNumber"),
        description=_text(row, "description"),
        nav_id=str(row["id"]),
        line_number=int(row.get("lineNumber") or 0),
        etag=etag(row),
        batch_id=batch_id or _text(row, "journalId"),
    )


def payment_line_fields(line: nav.PaymentLine) -> dict[str, Any]:
    """Write a vendor payment line."""
    fields: dict[str, Any] = {
        "vendorNumber": line.vendor_number,
        "postingDate": line.posting_on,
        "documentNumber": line.document_number,
        "externalDocumentNumber": line.external_number,
        "amount": line.amount,
        "description": line.description[:DESCRIPTION_LENGTH],
    }
    if line.applies_to:
        fields["appliesToInvoiceNumber"] = line.applies_to
    if line.line_number:
        fields["lineNumber"] = line.line_number
    return fields


def ledger_entry(row: Row) -> nav.LedgerEntry:
    """Read a general ledger entry of API v2.0 (debit and credit) or of reportsFinance (signed amount)."""
    if "amount" in row:
        amount = to_decimal(row["amount"])
    else:
        amount = to_decimal(row.get("debitAmount")) - to_decimal(row.get("creditAmount"))
    number = row.get("entryNumber", row.get("number", row.get("id", 0)))
    return nav.LedgerEntry(
        entry_number=int(number) if str(number).isdigit() else 0,
        posting_on=to_date(row.get("postingDate")),
        document_number=_text(row, "documentNumber"),
        account_number=_text(row, "accountNumber"),
        amount=amount,
        description=_text(row, "description"),
        external_number=_text(row, "externalDocumentNumber"),
        nav_id=_text(row, "id"),
    )


def vendor_entry(row: Row) -> nav.VendorEntry:
    """Read a vendor ledger entry of reportsFinance."""
    return nav.VendorEntry(
        entry_number=int(row["entryNumber"]),
        document_type=decode_enum(row.get("documentType")),
        document_number=_text(row, "documentNumber"),
        external_number=_text(row, "externalDocumentNumber"),
        vendor_number=_text(row, "vendorNumber"),
        amount=to_decimal(row.get("amount")),
        posting_on=to_date(row.get("postingDate")),
        open=bool(row.get("open", True)),
    )


def _date(row: Mapping[str, Any], name: str) -> Any:
    value = to_date(row.get(name))
    if value is None:
        raise ValueError(f"{name} is empty")
    return value
