"""Invoices and credit memos to values and back: what may be written, and under which names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from connectors.nav import wire_invoices as wire
from edi import nav_records as nav

ID = "11111111-1111-1111-1111-111111111111"


def test_a_draft_holds_account_and_comment_lines_and_no_empty_fields() -> None:
    fields = wire.invoice_draft_fields(
        vendor_number="V1",
        vendor_invoice_number="INV1",
        invoiced_on=date(2026, 1, 2),
        due_on=None,
        posting_on=None,
        currency="",
        comments=["c" * 101],
        account_lines=[nav.InvoiceRecordLine(0, "Account", "2110", "d", Decimal(1), "", Decimal("9.99"))],
    )
    assert fields == {
        "vendorNumber": "V1",
        "vendorInvoiceNumber": "INV1",
        "invoiceDate": date(2026, 1, 2),
        "purchaseInvoiceLines": [
            {
                "lineType": "Account",
                "lineObjectNumber": "2110",
                "description": "d",
                "quantity": Decimal(1),
                "unitCost": Decimal("9.99"),
            },
            {"lineType": "Comment", "description": "c" * 100},
        ],
    }


def test_a_draft_credit_memo_has_its_own_names_and_lines_of_any_type_told() -> None:
    fields = wire.credit_memo_draft_fields(
        vendor_number="V1",
        vendor_credit_memo_number="CM1",
        credited_on=date(2026, 1, 2),
        posting_on=date(2026, 1, 3),
        currency="EUR",
        comments=["why"],
        account_lines=[nav.InvoiceRecordLine(0, "Charge", "FREIGHT", "d", Decimal(-1), "", Decimal(5))],
    )
    assert fields == {
        "vendorNumber": "V1",
        "vendorCreditMemoNumber": "CM1",
        "creditMemoDate": date(2026, 1, 2),
        "postingDate": date(2026, 1, 3),
        "currencyCode": "EUR",
        "purchaseCreditMemoLines": [
            {
                "lineType": "Charge",
                "lineObjectNumber": "FREIGHT",
                "description": "d",
                "quantity": Decimal(-1),
                "unitCost": Decimal(5),
            },
            {"lineType": "Comment", "description": "why"},
        ],
    }


def test_a_credit_memo_is_read_like_an_invoice() -> None:
    memo = wire.credit_memo(
        {
            "id": ID,
            "number": "109001",
            "vendorNumber": "V1",
            "vendorCreditMemoNumber": "CM1",
            "creditMemoDate": "2026-01-02",
            "status": "Open",
            "totalAmountIncludingTax": Decimal("12.50"),
            "purchaseCreditMemoLines": [{"sequence": 10000, "lineType": "Comment", "description": "why"}],
        }
    )
    assert (memo.vendor_invoice_number, memo.invoiced_on, memo.total) == (
        "CM1",
        date(2026, 1, 2),
        Decimal("12.50"),
    )
    assert (memo.is_posted, memo.lines[0].description) == (True, "why")
