"""NAV's JSON to edi.nav_records values and back: with queries.py and wire_*.py the only place that knows NAV's field names (nav reference 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.nav.odata import decode_enum, to_date, to_decimal, to_id, to_instant
from edi import nav_records as nav

Row = Mapping[str, Any]

ORDER_LINES = "purchaseOrderLines"
RECEIPT_LINES = "purchaseReceiptLines"
DEFAULT_DIMENSIONS = "defaultDimensions"
DESCRIPTION_LENGTH = 100


def text(row: Row, name: str) -> str:
    """Return a text field, '' where NAV has none."""
    value = row.get(name)
    return "" if value is None else str(value)


def lines_of(row: Row, name: str) -> list[Row]:
    """Return the expanded lines of a document in their sequence."""
    lines = row.get(name) or []
    return sorted(lines, key=lambda line: int(line.get("sequence") or 0))


def etag(row: Row) -> str:
    """Return NAV's concurrency token of a row."""
    return text(row, "@odata.etag")


# -- master data


def company(row: Row) -> nav.Company:
    """Read a company."""
    return nav.Company(str(row["id"]), str(row["name"]), text(row, "displayName"))


def vendor(row: Row) -> nav.Vendor:
    """Read a vendor."""
    return nav.Vendor(
        nav_id=str(row["id"]),
        number=str(row["number"]),
        name=text(row, "displayName"),
        blocked=decode_enum(row.get("blocked")),
        currency=text(row, "currencyCode"),
        modified_at=to_instant(row.get("lastModifiedDateTime")),
        payment_terms_id=to_id(row.get("paymentTermsId")),
    )


def item(row: Row) -> nav.Item:
    """Read an item."""
    return nav.Item(
        nav_id=str(row["id"]),
        number=str(row["number"]),
        name=text(row, "displayName"),
        gtin=text(row, "gtin"),
        base_unit=text(row, "baseUnitOfMeasureCode"),
        blocked=bool(row.get("blocked")),
        modified_at=to_instant(row.get("lastModifiedDateTime")),
    )


def unit(row: Row) -> nav.Unit:
    """Read a unit of measure."""
    return nav.Unit(
        str(row["id"]), str(row["code"]), text(row, "displayName"), text(row, "internationalStandardCode")
    )


def item_unit(row: Row) -> nav.ItemUnit:
    """Read page 5404, Item Units of Measure."""
    return nav.ItemUnit(str(row["Item_No"]), str(row["Code"]), to_decimal(row["Qty_per_Unit_of_Measure"]))


def location(row: Row) -> nav.Location:
    """Read a location."""
    lines = (text(row, "addressLine1"), text(row, "addressLine2"))
    return nav.Location(
        nav_id=str(row["id"]),
        code=str(row["code"]),
        name=text(row, "displayName"),
        address_lines=tuple(line for line in lines if line),
        city=text(row, "city"),
        state=text(row, "state"),
        postal_code=text(row, "postalCode"),
        country=text(row, "country"),
    )


def payment_terms(row: Row) -> nav.PaymentTerms:
    """Read payment terms."""
    return nav.PaymentTerms(
        nav_id=str(row["id"]),
        code=str(row["code"]),
        name=text(row, "displayName"),
        due_formula=text(row, "dueDateCalculation"),
        discount_formula=text(row, "discountDateCalculation"),
        discount_percent=to_decimal(row.get("discountPercent")),
    )


def account(row: Row) -> nav.Account:
    """Read a G/L account."""
    return nav.Account(str(row["id"]), str(row["number"]), text(row, "displayName"))


def dimension(row: Row) -> nav.Dimension:
    """Read a dimension."""
    return nav.Dimension(str(row["id"]), str(row["code"]), text(row, "displayName"))


def dimension_value(row: Row) -> nav.DimensionValue:
    """Read a dimension value."""
    return nav.DimensionValue(
        str(row["id"]), str(row["code"]), to_id(row.get("dimensionId")), text(row, "displayName")
    )


def default_dimension(row: Row) -> nav.DefaultDimension:
    """Read a default dimension of a vendor or item."""
    return nav.DefaultDimension(
        nav_id=str(row["id"]),
        parent_id=to_id(row.get("parentId")),
        parent_type=decode_enum(row.get("parentType")),
        dimension_code=text(row, "dimensionCode"),
        value_code=text(row, "dimensionValueCode"),
        dimension_id=to_id(row.get("dimensionId")),
        value_id=to_id(row.get("dimensionValueId")),
        etag=etag(row),
    )


def default_dimensions(row: Row) -> tuple[nav.DefaultDimension, ...]:
    """Read the expanded default dimensions of a row."""
    return tuple(default_dimension(inner) for inner in row.get(DEFAULT_DIMENSIONS) or [])


def default_dimension_fields(dimension_id: str, value_id: str) -> dict[str, Any]:
    """Write a new default dimension."""
    return {"dimensionId": dimension_id, **dimension_value_fields(value_id)}


def dimension_value_fields(value_id: str) -> dict[str, Any]:
    """Write another value into a default dimension."""
    return {"dimensionValueId": value_id}


# -- orders and receipts


def order(row: Row) -> nav.Order:
    """Read a purchase order with its lines."""
    address = (text(row, "shipToAddressLine1"), text(row, "shipToAddressLine2"))
    return nav.Order(
        nav_id=str(row["id"]),
        number=str(row["number"]),
        vendor_number=text(row, "vendorNumber"),
        status=decode_enum(row.get("status")),
        ordered_on=to_date(row.get("orderDate")),
        lines=tuple(order_line(line) for line in lines_of(row, ORDER_LINES)),
        vendor_id=to_id(row.get("vendorId")),
        vendor_name=text(row, "vendorName"),
        currency=text(row, "currencyCode"),
        requested_on=to_date(row.get("requestedReceiptDate")),
        posting_on=to_date(row.get("postingDate")),
        payment_terms_id=to_id(row.get("paymentTermsId")),
        ship_to_name=text(row, "shipToName"),
        ship_to_address=tuple(line for line in address if line),
        ship_to_city=text(row, "shipToCity"),
        ship_to_state=text(row, "shipToState"),
        ship_to_postal_code=text(row, "shipToPostCode"),
        ship_to_country=text(row, "shipToCountry"),
        prices_include_tax=bool(row.get("pricesIncludeTax")),
        total_without_tax=to_decimal(row.get("totalAmountExcludingTax")),
        total_tax=to_decimal(row.get("totalTaxAmount")),
        total=to_decimal(row.get("totalAmountIncludingTax")),
        etag=etag(row),
        modified_at=to_instant(row.get("lastModifiedDateTime")),
    )


def order_line(row: Row) -> nav.OrderLine:
    """Read a purchase order line."""
    return nav.OrderLine(
        nav_id=str(row["id"]),
        sequence=int(row["sequence"]),
        line_type=decode_enum(row.get("lineType")),
        item_id=to_id(row.get("itemId")),
        item_number=text(row, "lineObjectNumber"),
        variant=to_id(row.get("itemVariantId")),
        description=text(row, "description"),
        quantity=to_decimal(row.get("quantity")),
        unit=text(row, "unitOfMeasureCode"),
        unit_cost=to_decimal(row.get("directUnitCost")),
        discount_percent=to_decimal(row.get("discountPercent")),
        discount_amount=to_decimal(row.get("discountAmount")),
        tax_percent=to_decimal(row.get("taxPercent")),
        tax_code=text(row, "taxCode"),
        net_amount=to_decimal(row.get("netAmount")),
        tax_amount=to_decimal(row.get("netTaxAmount")),
        expected_on=to_date(row.get("expectedReceiptDate")),
        location_id=to_id(row.get("locationId")),
        received=to_decimal(row.get("receivedQuantity")),
        invoiced=to_decimal(row.get("invoicedQuantity")),
        to_receive=to_decimal(row.get("receiveQuantity")),
        to_invoice=to_decimal(row.get("invoiceQuantity")),
        etag=etag(row),
    )


def receive_quantity(quantity: Decimal) -> dict[str, Any]:
    """Write Qty. to Receive. Never in one PATCH with the quantity to invoice: NAV re-derives that one (nav reference 4.10)."""
    return {"receiveQuantity": quantity}


def invoice_quantity(quantity: Decimal) -> dict[str, Any]:
    """Write Qty. to Invoice."""
    return {"invoiceQuantity": quantity}


def order_header(row: Row) -> nav.OrderHeader:
    """Read page 50."""
    return nav.OrderHeader(
        number=str(row["No"]),
        vendor_invoice_number=text(row, "Vendor_Invoice_No"),
        vendor_shipment_number=text(row, "Vendor_Shipment_No"),
        posting_on=to_date(row.get("Posting_Date")),
        due_on=to_date(row.get("Due_Date")),
        etag=etag(row),
    )


def order_header_fields(shipment: str | None, invoice: str | None, posting_on: date | None) -> dict[str, Any]:
    """Write page 50; None leaves a field as it is, '' empties it."""
    fields = {"Vendor_Shipment_No": shipment, "Vendor_Invoice_No": invoice, "Posting_Date": posting_on}
    return {name: value for name, value in fields.items() if value is not None}


def receipt(row: Row) -> nav.Receipt:
    """Read a posted purchase receipt with its lines."""
    return nav.Receipt(
        nav_id=str(row["id"]),
        number=str(row["number"]),
        order_number=text(row, "orderNumber"),
        vendor_number=text(row, "vendorNumber"),
        posting_on=to_date(row.get("postingDate")),
        lines=tuple(_receipt_line(line) for line in lines_of(row, RECEIPT_LINES)),
        modified_at=to_instant(row.get("lastModifiedDateTime")),
    )


def _receipt_line(row: Row) -> nav.ReceiptLine:
    return nav.ReceiptLine(
        sequence=int(row["sequence"]),
        line_type=decode_enum(row.get("lineType")),
        item_number=text(row, "lineObjectNumber"),
        quantity=to_decimal(row.get("quantity")),
        unit=text(row, "unitOfMeasureCode"),
        description=text(row, "description"),
    )


def receipt_page(row: Row) -> nav.Receipt:
    """Read page 136: a posted receipt without lines and without API id, but with the vendor's shipment number."""
    return nav.Receipt(
        nav_id="",
        number=str(row["No"]),
        order_number=text(row, "Order_No"),
        vendor_number=text(row, "Buy_from_Vendor_No"),
        posting_on=to_date(row.get("Posting_Date")),
        vendor_shipment_number=text(row, "Vendor_Shipment_No"),
    )
