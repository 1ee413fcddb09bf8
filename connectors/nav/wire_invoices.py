"""Purchase invoices and credit memos of NAV as values and back: their field names (nav reference 4.11; Microsoft's page 30083)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from connectors.nav.odata import decode_enum, encode_enum, to_date, to_decimal, to_instant
from connectors.nav.wire import DESCRIPTION_LENGTH, Row, etag, lines_of, text
from edi import nav_records as nav

INVOICE_LINES = "purchaseInvoiceLines"
CREDIT_MEMO_LINES = "purchaseCreditMemoLines"
# on Microsoft's page 30083 of later versions; earlier ones show credit memos without it
CREDIT_MEMO_NUMBER = "vendorCreditMemoNumber"
COMMENT_LENGTH = 100


def invoice(row: Row) -> nav.VendorInvoice:
    """Read a purchase invoice, draft or posted."""
    return nav.VendorInvoice(
        vendor_invoice_number=text(row, "vendorInvoiceNumber"),
        invoiced_on=to_date(row.get("invoiceDate")),
        order_number=text(row, "orderNumber"),
        **_purchase_document(row, INVOICE_LINES),
    )


def credit_memo(row: Row) -> nav.VendorCreditMemo:
    """Read a purchase credit memo, draft or posted."""
    return nav.VendorCreditMemo(
        vendor_invoice_number=text(row, CREDIT_MEMO_NUMBER),
        invoiced_on=to_date(row.get("creditMemoDate")),
        **_purchase_document(row, CREDIT_MEMO_LINES),
    )


def _purchase_document(row: Row, lines: str) -> dict[str, Any]:
    """What invoices and credit memos have in common."""
    return {
        "nav_id": str(row["id"]),
        "number": str(row["number"]),
        "vendor_number": text(row, "vendorNumber"),
        "status": decode_enum(row.get("status")),
        "vendor_name": text(row, "vendorName"),
        "posting_on": to_date(row.get("postingDate")),
        "due_on": to_date(row.get("dueDate")),
        "currency": text(row, "currencyCode"),
        "total_without_tax": to_decimal(row.get("totalAmountExcludingTax")),
        "total_tax": to_decimal(row.get("totalTaxAmount")),
        "total": to_decimal(row.get("totalAmountIncludingTax")),
        "lines": tuple(_invoice_line(line) for line in lines_of(row, lines)),
        "etag": etag(row),
        "modified_at": to_instant(row.get("lastModifiedDateTime")),
    }


def _invoice_line(row: Row) -> nav.InvoiceRecordLine:
    return nav.InvoiceRecordLine(
        sequence=int(row["sequence"]),
        line_type=decode_enum(row.get("lineType")),
        object_number=text(row, "lineObjectNumber"),
        description=text(row, "description"),
        quantity=to_decimal(row.get("quantity")),
        unit=text(row, "unitOfMeasureCode"),
        unit_cost=to_decimal(row.get("unitCost")),
        discount_percent=to_decimal(row.get("discountPercent")),
        tax_percent=to_decimal(row.get("taxPercent")),
        net_amount=to_decimal(row.get("netAmount")),
        tax_amount=to_decimal(row.get("netTaxAmount")),
        amount=to_decimal(row.get("netAmountIncludingTax")),
    )


def invoice_draft_fields(
    *,
    vendor_number: str,
    vendor_invoice_number: str,
    invoiced_on: date | None,
    due_on: date | None,
    posting_on: date | None,
    currency: str,
    comments: Sequence[str],
    account_lines: Sequence[nav.InvoiceRecordLine],
) -> dict[str, Any]:
    """Write a draft invoice for a deep insert: comment lines, and account or item charge lines where a rule or the accrual
    account is meant."""
    dates = {"invoiceDate": invoiced_on, "postingDate": posting_on, "dueDate": due_on}
    fields = {"vendorNumber": vendor_number, "vendorInvoiceNumber": vendor_invoice_number}
    return _draft_fields(fields, dates, currency) | {INVOICE_LINES: _draft_lines(comments, account_lines)}


def credit_memo_draft_fields(
    *,
    vendor_number: str,
    vendor_credit_memo_number: str,
    credited_on: date | None,
    posting_on: date | None,
    currency: str,
    comments: Sequence[str],
    account_lines: Sequence[nav.InvoiceRecordLine],
) -> dict[str, Any]:
    """Write a draft credit memo for a deep insert, never with item lines: they would move stock."""
    dates = {"creditMemoDate": credited_on, "postingDate": posting_on}
    fields = {"vendorNumber": vendor_number, CREDIT_MEMO_NUMBER: vendor_credit_memo_number}
    return _draft_fields(fields, dates, currency) | {CREDIT_MEMO_LINES: _draft_lines(comments, account_lines)}


def _draft_fields(fields: dict[str, str], dates: Mapping[str, date | None], currency: str) -> dict[str, Any]:
    told: dict[str, Any] = {name: value for name, value in dates.items() if value is not None}
    return fields | told | ({"currencyCode": currency} if currency else {})


def _draft_lines(
    comments: Sequence[str], account_lines: Sequence[nav.InvoiceRecordLine]
) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = [
        {
            "lineType": encode_enum(line.line_type),
            "lineObjectNumber": line.object_number,
            "description": line.description[:DESCRIPTION_LENGTH],
            "quantity": line.quantity,
            "unitCost": line.unit_cost,
        }
        for line in account_lines
    ]
    return [
        *lines,
        *(
            {"lineType": encode_enum("Comment"), "description": comment[:COMMENT_LENGTH]}
            for comment in comments
        ),
    ]
