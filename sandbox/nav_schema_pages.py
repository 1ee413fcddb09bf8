"""Pages published as OData V4 web services, over the same records as API v2.0 (nav reference 3.2, 4.18)."""

from __future__ import annotations

from sandbox.nav_model import CHANGE, Entity, Nav, entity

_SHIP_TO = """
Ship_to_Name text100 w =shipToName
Ship_to_Address text100 w =shipToAddressLine1
Ship_to_City text30 w =shipToCity
Ship_to_Post_Code code20 w =shipToPostCode
Ship_to_County text30 w =shipToState
Pay_to_Name text100 r =payToName"""
_DIMENSIONS = """
Shortcut_Dimension_1_Code code20 w =shortcutDimension1Code
Shortcut_Dimension_2_Code code20 w =shortcutDimension2Code"""
_ENTRY_TYPES = "enum:_x0020_|Payment|Invoice|Credit_x0020_Memo|Refund"


def order_page(name: str) -> Entity:
    """Page 50 with the lines part PurchLines."""
    return entity(
        name,
        name,
        f"""
Document_Type text r =documentType
No code20 r =number
Buy_from_Vendor_No code20 r =vendorNumber
Buy_from_Vendor_Name text100 r =vendorName
Order_Date date w =headerOrderDate
Document_Date date w =orderDate
Posting_Date date w =postingDate
Due_Date date w =dueDate
Vendor_Invoice_No code35 w =vendorInvoiceNo
Vendor_Order_No code35 w =vendorOrderNo
Vendor_Shipment_No code35 w =vendorShipmentNo
Your_Reference text35 w =yourReference
Status text r =pageStatus
Currency_Code code10 r =currencyCode
Expected_Receipt_Date date w =expectedReceiptDate
Requested_Receipt_Date date w =requestedReceiptDate
Promised_Receipt_Date date w =promisedReceiptDate
Location_Code code10 w =locationCode
Payment_Terms_Code code10 r =paymentTermsCode
Payment_Reference code50 w =paymentReference{_SHIP_TO}{_DIMENSIONS}""",
        table="purchaseOrders",
        navs={f"{name}PurchLines": Nav(f"{name}PurchLines", "documentId")},
        methods=CHANGE,
        keys=("Document_Type", "No"),
        is_page=True,
    )


def order_lines_page(name: str) -> Entity:
    """Page 54, the lines of page 50."""
    return entity(
        f"{name}PurchLines",
        f"{name}PurchLines",
        f"""
Document_Type text r =documentType
Document_No code20 r =documentNumber
Line_No int r =sequence
Type enum:_x0020_|G_x002F_L_x0020_Account|Item|Resource|Fixed_x0020_Asset|Charge_x0020__x0028_Item_x0029_ r =pageType
No code20 r =lineObjectNumber
Item_Reference_No code50 w =itemReferenceNo
Variant_Code code10 r =variantCode
Description text100 w =description
Location_Code code10 r =locationCode
Quantity dec w =quantity
Unit_of_Measure_Code code10 r =unitOfMeasureCode
Direct_Unit_Cost dec w =directUnitCost
Line_Discount_Percent dec w =discountPercent
Line_Amount dec r =amountExcludingTax
Qty_to_Receive dec w =receiveQuantity
Quantity_Received dec r =receivedQuantity
Qty_to_Invoice dec w =invoiceQuantity
Quantity_Invoiced dec r =invoicedQuantity
Expected_Receipt_Date date w =expectedReceiptDate{_DIMENSIONS}""",
        table="purchaseOrderLines",
        methods=CHANGE,
        order=("documentNumber", "sequence"),
        keys=("Document_Type", "Document_No", "Line_No"),
        is_page=True,
    )


RECEIPT_PAGE = entity(
    "PostedPurchaseReceipt",
    "PostedPurchaseReceipt",
    f"""
No code20 r =number
Buy_from_Vendor_No code20 r =vendorNumber
Buy_from_Vendor_Name text100 r =vendorName
Order_No code20 r =orderNumber
Vendor_Order_No code35 r =vendorOrderNo
Vendor_Shipment_No code35 r =vendorShipmentNo
Your_Reference text35 r =yourReference
Posting_Date date r =postingDate
Document_Date date r =invoiceDate
Location_Code code10 r =locationCode{_SHIP_TO.replace(" w ", " r ")}""",
    table="purchaseReceipts",
    navs={
        "PostedPurchaseReceiptPurchReceiptLines": Nav("PostedPurchaseReceiptPurchReceiptLines", "documentId")
    },
    keys=("No",),
    is_page=True,
)

RECEIPT_LINES_PAGE = entity(
    "PostedPurchaseReceiptPurchReceiptLines",
    "PostedPurchaseReceiptPurchReceiptLines",
    """
Document_No code20 r =documentNumber
Line_No int r =sequence
Type enum:_x0020_|G_x002F_L_x0020_Account|Item|Resource|Fixed_x0020_Asset|Charge_x0020__x0028_Item_x0029_ r =lineType
No code20 r =lineObjectNumber
Description text100 r =description
Quantity dec r =quantity
Unit_of_Measure_Code code10 r =unitOfMeasureCode
Location_Code code10 r =locationCode
Order_No code20 r =orderNumber
Order_Line_No int r =orderLineNumber""",
    table="purchaseReceiptLines",
    order=("documentNumber", "sequence"),
    keys=("Document_No", "Line_No"),
    is_page=True,
)

INVOICE_PAGE = entity(
    "PurchaseInvoice",
    "PurchaseInvoice",
    f"""
Document_Type text r =documentType
No code20 r =number
Buy_from_Vendor_No code20 r =vendorNumber
Buy_from_Vendor_Name text100 r =vendorName
Document_Date date w =invoiceDate
Posting_Date date w =postingDate
Due_Date date w =dueDate
Vendor_Invoice_No code35 w =vendorInvoiceNumber
Currency_Code code10 r =currencyCode{_DIMENSIONS}""",
    table="purchaseInvoices",
    methods=CHANGE,
    keys=("Document_Type", "No"),
    is_page=True,
)

POSTED_INVOICE_PAGE = entity(
    "PostedPurchaseInvoices",
    "PostedPurchaseInvoices",
    """
No code20 r =number
Buy_from_Vendor_No code20 r =vendorNumber
Buy_from_Vendor_Name text100 r =vendorName
Vendor_Invoice_No code35 r =vendorInvoiceNumber
Order_No code20 r =orderNumber
Vendor_Order_No code35 r =vendorOrderNo
Your_Reference text35 r =yourReference
Currency_Code code10 r =currencyCode
Amount dec r =totalAmountExcludingTax
Amount_Including_VAT dec r =totalAmountIncludingTax
Posting_Date date r =postingDate
Document_Date date r =invoiceDate
Due_Date date r =dueDate""",
    table="purchaseInvoices",
    keys=("No",),
    is_page=True,
)

DIMENSIONS_PAGE = entity(
    "Dimensions",
    "Dimensions",
    """
Code code20 r =code
Name text30 r =displayName
Code_Caption text r =codeCaption
Filter_Caption text r =filterCaption
Description text100 r =description
Blocked bool r =blocked""",
    table="dimensions",
    order=("code",),
    keys=("Code",),
    is_page=True,
)

DIMENSION_VALUES_PAGE = entity(
    "DimensionValues",
    "DimensionValues",
    """
Dimension_Code code20 r =dimensionCode
Code code20 r =code
Name text50 r =displayName
Dimension_Value_Type enum:Standard|Heading|Total|Begin_x002D_Total|End_x002D_Total r =valueType
Totaling text r =totaling
Blocked bool r =blocked""",
    table="dimensionValues",
    order=("dimensionCode", "code"),
    keys=("Dimension_Code", "Code"),
    is_page=True,
)

ITEM_REFERENCES_PAGE = entity(
    "ItemReferences",
    "ItemReferences",
    """
Item_No code20 r =itemNumber
Variant_Code code10 r =variantCode
Unit_of_Measure code10 r =unitOfMeasureCode
Reference_Type enum:_x0020_|Customer|Vendor|Bar_x0020_Code r =referenceType
Reference_Type_No code20 r =referenceTypeNumber
Reference_No code50 r =referenceNumber
Description text100 r =description
Starting_Date date r =startingDate
Ending_Date date r =endingDate""",
    table="itemReferences",
    order=("itemNumber", "variantCode", "unitOfMeasureCode", "referenceType", "referenceTypeNumber"),
    keys=(
        "Item_No",
        "Variant_Code",
        "Unit_of_Measure",
        "Reference_Type",
        "Reference_Type_No",
        "Reference_No",
    ),
    is_page=True,
)

ITEM_UNITS_PAGE = entity(
    "ItemUnitsOfMeasure",
    "ItemUnitsOfMeasure",
    """
Item_No code20 r =itemNumber
Code code10 r =code
Qty_per_Unit_of_Measure dec w =qtyPerUnitOfMeasure""",
    table="itemUnitsOfMeasure",
    order=("itemNumber", "code"),
    keys=("Item_No", "Code"),
    is_page=True,
)

VENDOR_ENTRIES_PAGE = entity(
    "VendorLedgerEntries",
    "VendorLedgerEntries",
    f"""
Entry_No int r =entryNumber
Posting_Date date r =postingDate
Document_Type {_ENTRY_TYPES} r =documentType
Document_No code20 r =documentNumber
External_Document_No code35 r =externalDocumentNumber
Vendor_No code20 r =vendorNumber
Description text100 r =description
Original_Amount dec r =originalAmount
Remaining_Amount dec r =remainingAmount
Open bool r =open
Due_Date date r =dueDate
Reversed bool r =reversed""",
    table="vendorLedgerEntries",
    order=("entryNumber",),
    keys=("Entry_No",),
    is_page=True,
)

ITEM_ENTRIES_PAGE = entity(
    "ItemLedgerEntries",
    "ItemLedgerEntries",
    """
Entry_No int r =entryNumber
Entry_Type text r =entryType
Document_Type text r =documentType
Document_No code20 r =documentNumber
Item_No code20 r =itemNumber
Quantity dec r =quantity
Invoiced_Quantity dec r =invoicedQuantity
Order_No code20 r =orderNumber
Order_Line_No int r =orderLineNumber
Source_No code20 r =sourceNumber
Posting_Date date r =postingDate""",
    table="itemLedgerEntries",
    order=("entryNumber",),
    keys=("Entry_No",),
    is_page=True,
)

PAGES: tuple[Entity, ...] = (
    order_page("PurchaseOrder"),
    order_lines_page("PurchaseOrder"),
    RECEIPT_PAGE,
    RECEIPT_LINES_PAGE,
    INVOICE_PAGE,
    POSTED_INVOICE_PAGE,
    DIMENSIONS_PAGE,
    DIMENSION_VALUES_PAGE,
    ITEM_REFERENCES_PAGE,
    ITEM_UNITS_PAGE,
    VENDOR_ENTRIES_PAGE,
    ITEM_ENTRIES_PAGE,
)
