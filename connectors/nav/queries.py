"""The filters and paths of NAV queries: with wire.py the only place that knows NAV's field names (nav reference 8.3, 9.2)."""

from __future__ import annotations

from datetime import date, datetime

from connectors.nav.odata import day, encode_enum, equal, every, guid, instant, key_text, text

WEBHOOK_RESOURCES = "startswith(resource,'v2.0')"


def changed(since: datetime | None) -> str:
    """Rows changed after `since`."""
    return f"lastModifiedDateTime gt {instant(since)}" if since else ""


def posted(since: date | None) -> str:
    """Rows posted on or after `since`."""
    return f"postingDate ge {day(since)}" if since else ""


def status(value: str | None) -> str:
    """Rows of one status, given as its caption."""
    return equal("status", text(encode_enum(value))) if value else ""


def by_id(nav_id: str) -> str:
    """The row of one id."""
    return equal("id", guid(nav_id))


def by_number(number: str) -> str:
    """The row of one number."""
    return equal("number", text(number))


def by_code(code: str, template: str = "") -> str:
    """The row of one code, in a journal template where one is named."""
    return every(equal("code", text(code)), equal("templateDisplayName", text(template)) if template else "")


def by_template(template: str) -> str:
    """The batches of one journal template."""
    return equal("templateDisplayName", text(template)) if template else ""


def of_order(number: str) -> str:
    """Receipts or posted invoices of one order."""
    return equal("orderNumber", text(number))


def of_vendor_invoice(vendor_number: str, vendor_invoice_number: str) -> str:
    """Invoices, draft or posted, by the vendor's own number."""
    return every(
        equal("vendorInvoiceNumber", text(vendor_invoice_number)), equal("vendorNumber", text(vendor_number))
    )


def of_vendor_credit_memo(vendor_number: str, vendor_credit_memo_number: str) -> str:
    """Credit memos, draft or posted, by the vendor's own number."""
    return every(
        equal("vendorCreditMemoNumber", text(vendor_credit_memo_number)),
        equal("vendorNumber", text(vendor_number)),
    )


def of_document(number: str) -> str:
    """Ledger entries of one document number."""
    return equal("documentNumber", text(number))


def of_external(number: str) -> str:
    """Ledger entries of one external document number."""
    return equal("externalDocumentNumber", text(number))


def vendor_entries(vendor_number: str, external_number: str, document_type: str) -> str:
    """Vendor ledger entries that prove a posting."""
    return every(
        of_external(external_number),
        equal("vendorNumber", text(vendor_number)),
        equal("documentType", text(encode_enum(document_type))) if document_type else "",
    )


def order_page(number: str) -> str:
    """Page 50 of one order."""
    return every(equal("Document_Type", text("Order")), equal("No", text(number)))


def order_page_key(number: str) -> str:
    """Key of page 50, for the parentheses of the path."""
    return f"Document_Type={key_text('Order')},No={key_text(number)}"


def receipt_page(order_number: str, vendor_shipment_number: str) -> str:
    """Page 136 by our stamp (nav reference 8.3)."""
    return every(
        equal("Order_No", text(order_number)), equal("Vendor_Shipment_No", text(vendor_shipment_number))
    )


def blocked_values(dimension_code: str) -> str:
    """Page 537: blocked values of one dimension."""
    return every(equal("Dimension_Code", text(dimension_code)), equal("Blocked", "true"))
