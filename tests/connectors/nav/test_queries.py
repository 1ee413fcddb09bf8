"""Filters as NAV reference 8.3 and 9.2 write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from connectors.nav import queries


def test_the_probes_of_booking() -> None:
    assert (
        queries.of_vendor_invoice("V'1", "INV1") == "vendorInvoiceNumber eq 'INV1' and vendorNumber eq 'V''1'"
    )
    assert queries.receipt_page("PO", "ASN1") == "Order_No eq 'PO' and Vendor_Shipment_No eq 'ASN1'"
    assert (
        queries.vendor_entries("V", "REM1", "Credit Memo")
        == "externalDocumentNumber eq 'REM1' and vendorNumber eq 'V' and documentType eq 'Credit_x0020_Memo'"
    )
    assert queries.vendor_entries("V", "R", "") == "externalDocumentNumber eq 'R' and vendorNumber eq 'V'"
    assert queries.order_page_key("10/1") == "Document_Type='Order',No='10%2F1'"


def test_incremental_reading() -> None:
    assert (
        queries.changed(datetime(2026, 1, 31, 10, tzinfo=UTC))
        == "lastModifiedDateTime gt 2026-01-31T10:00:00.000Z"
    )
    assert queries.posted(date(2026, 1, 31)) == "postingDate ge 2026-01-31"
    assert queries.status("In Review") == "status eq 'In_x0020_Review'"
    assert (queries.changed(None), queries.posted(None), queries.status(None), queries.by_template("")) == (
        "",
    ) * 4
    assert queries.by_code("EDI", "GENERAL") == "code eq 'EDI' and templateDisplayName eq 'GENERAL'"
