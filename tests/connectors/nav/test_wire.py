"""NAV rows to values and back: every field, null values, what may be written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from connectors.nav import wire
from edi import nav_records as nav

ID = "11111111-1111-1111-1111-111111111111"
NONE_ID = "00000000-0000-0000-0000-000000000000"

LINE = {
    "@odata.etag": 'W/"1"',
    "id": ID,
    "documentId": ID,
    "sequence": 20000,
    "itemId": ID,
    "lineType": "Fixed_x0020_Asset",
    "lineObjectNumber": "F1000",
    "itemVariantId": NONE_ID,
    "description": "Milk",
    "quantity": Decimal("10.5"),
    "unitOfMeasureCode": "CASE",
    "directUnitCost": Decimal("2.345"),
    "discountPercent": 5,
    "discountAmount": Decimal("1.23"),
    "taxPercent": 21,
    "taxCode": "VAT",
    "netAmount": Decimal("23.39"),
    "netTaxAmount": Decimal("4.91"),
    "expectedReceiptDate": "2026-12-01",
    "locationId": ID,
    "receivedQuantity": 4,
    "invoicedQuantity": 1,
    "receiveQuantity": Decimal("6.5"),
    "invoiceQuantity": Decimal("9.5"),
}


def test_an_order_line_keeps_every_digit() -> None:
    line = wire.order_line(LINE)
    assert line == nav.OrderLine(
        nav_id=ID,
        sequence=20000,
        line_type="Fixed Asset",
        item_id=ID,
        item_number="F1000",
        variant="",
        description="Milk",
        quantity=Decimal("10.5"),
        unit="CASE",
        unit_cost=Decimal("2.345"),
        discount_percent=Decimal(5),
        discount_amount=Decimal("1.23"),
        tax_percent=Decimal(21),
        tax_code="VAT",
        net_amount=Decimal("23.39"),
        tax_amount=Decimal("4.91"),
        expected_on=date(2026, 12, 1),
        location_id=ID,
        received=Decimal(4),
        invoiced=Decimal(1),
        to_receive=Decimal("6.5"),
        to_invoice=Decimal("9.5"),
        etag='W/"1"',
    )


def test_an_order_has_its_lines_in_their_order_and_no_null_dates() -> None:
    order = wire.order(
        {
            "id": ID,
            "number": "106001",
            "vendorNumber": "V1",
            "status": "In_x0020_Review",
            "orderDate": "2026-11-01",
            "postingDate": "0001-01-01",
            "requestedReceiptDate": "0001-01-01",
            "shipToAddressLine1": "1 Main Street",
            "shipToAddressLine2": "",
            "paymentTermsId": NONE_ID,
            "totalAmountIncludingTax": Decimal("12.10"),
            "lastModifiedDateTime": "2026-11-01T10:00:00.5Z",
            "purchaseOrderLines": [LINE, {**LINE, "sequence": 10000}],
        }
    )
    assert [line.sequence for line in order.lines] == [10000, 20000]
    assert (order.status, order.is_released) == ("In Review", False)
    assert (order.posting_on, order.requested_on, order.payment_terms_id) == (None, None, "")
    assert order.ship_to_address == ("1 Main Street",)
    assert order.modified_at == datetime(2026, 11, 1, 10, 0, 0, 500000, tzinfo=UTC)
    assert order.total == Decimal("12.10")


def test_quantities_are_written_one_at_a_time() -> None:
    assert wire.receive_quantity(Decimal("1.5")) == {"receiveQuantity": Decimal("1.5")}
    assert wire.invoice_quantity(Decimal(0)) == {"invoiceQuantity": Decimal(0)}


def test_the_header_page_writes_only_what_is_given() -> None:
    assert wire.order_header_fields("S", None, None) == {"Vendor_Shipment_No": "S"}
    assert wire.order_header_fields("", "I", date(2026, 1, 2)) == {
        "Vendor_Shipment_No": "",
        "Vendor_Invoice_No": "I",
        "Posting_Date": date(2026, 1, 2),
    }
    header = wire.order_header({"No": "1", "Vendor_Invoice_No": None, "Posting_Date": "0001-01-01"})
    assert (header.vendor_invoice_number, header.posting_on) == ("", None)


def test_master_data_without_optional_fields() -> None:
    assert wire.vendor({"id": ID, "number": "V1", "blocked": "_x0020_"}).blocked == ""
    assert wire.vendor({"id": ID, "number": "V1", "blocked": "All"}).blocked == "All"
    assert wire.item({"id": ID, "number": "I1", "gtin": None}).gtin == ""
    assert wire.unit({"id": ID, "code": "CASE"}).international_code == ""
    assert wire.location({"id": ID, "code": "MAIN", "addressLine2": "b"}).address_lines == ("b",)
    assert wire.default_dimensions({}) == ()


def test_a_receipt_of_page_136_knows_the_shipment_number() -> None:
    receipt = wire.receipt_page({"No": "107001", "Order_No": "106001", "Vendor_Shipment_No": "SHIP1"})
    assert (receipt.number, receipt.vendor_shipment_number, receipt.lines) == ("107001", "SHIP1", ())
